"""`results.jsonl`, as a script reads it."""

import hashlib
import json

import msgspec

from dinosaur_grader.records import results_file
from dinosaur_grader.store import database, results
from tests.dinosaur_grader.store.made import NAME, a_result


def written(folder, *some, counts=(), aside=()):
    folder.mkdir()
    with database.writing(database.default_url(folder)) as connection:
        results.put(connection, some)
        results.mark(connection, counts)
        results.mark(connection, aside, counts=False)
        return results_file.write(connection, folder)


def test_by_assignment_come_those_that_count_by_student_and_then_the_others(tmp_path):
    some = (
        a_result("z1", "ada", "zoo"),
        a_result("d2", "bo", digest="2"),
        a_result("d1", "bo", digest="1"),
        a_result("new", "cleo"),
        a_result("d3", "ada"),
        a_result("b1", "bo", "bigrams"),
    )
    path = written(tmp_path / "out", *some, counts=["z1", "d2", "d3", "b1"], aside=["d1"])
    lines = [json.loads(line)["result"] for line in path.read_bytes().splitlines()]
    assert [line["key"] for line in lines] == ["b1", "d3", "d2", "d1", "z1"]
    assert [line["key"] for line in lines if line.get("aside")] == ["d1"]


def test_a_line_says_what_the_marks_were_made_with_and_the_sha256_of_its_result(tmp_path):
    made = dict(version="v", seed="f", level="strict")
    path = written(tmp_path / "out", a_result("k1", **made), counts=["k1"])
    (line,) = path.read_bytes().splitlines()
    said = json.loads(line)
    whole = msgspec.json.decode(line, type=dict[str, msgspec.Raw])["result"]
    assert hashlib.sha256(bytes(whole)).hexdigest() == said["sha256"]
    assert {name: said["result"][name] for name in made} == made
    assert (said["result"]["assignment"], said["result"]["marks"][0]["score"]) == (NAME, 12)


def test_how_long_it_took_changes_no_byte(tmp_path):
    fast, slow = (
        written(tmp_path / name, a_result("k1", seconds={"walk": took}), counts=["k1"])
        for name, took in (("fast", 1.0), ("slow", 9.0))
    )
    assert fast.read_bytes() == slow.read_bytes()
