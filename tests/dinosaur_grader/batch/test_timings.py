"""Times lie beside the journal, for the report, and nothing rests on them."""

import msgspec

from dinosaur_grader.batch import timings
from dinosaur_grader.batch.journal import Journal, Latest, made_with
from dinosaur_grader.results import MadeWith
from tests.dinosaur_grader.classroom import NAME, result


def journal(tmp_path, *results):
    with Journal(tmp_path / "results.jsonl") as book:
        for each in results:
            book.append(each)
        book.settle((each.key for each in results), NAME)
    return tmp_path / "results.jsonl"


def test_the_journal_s_bytes_do_not_depend_on_times(tmp_path):
    quick, slow = tmp_path / "quick", tmp_path / "slow"
    quick.mkdir()
    slow.mkdir()
    one = journal(quick, result("ann", seconds={"walk": 1.0}))
    other = journal(slow, result("ann", seconds={"walk": 9.0}))
    assert one.read_bytes() == other.read_bytes()
    assert (timings.read(one)["ann"], timings.read(other)["ann"]) == (
        {"walk": 1.0},
        {"walk": 9.0},
    )


def test_times_of_results_that_are_gone_go_too(tmp_path):
    path = journal(
        tmp_path, result("ann", seconds={"walk": 1.0}), result("bo", seconds={"walk": 2.0})
    )
    with Journal(path) as book:
        book.settle(["bo"], NAME)
    assert list(timings.read(path)) == ["bo"]


def test_a_torn_line_costs_nothing(tmp_path):
    path = journal(tmp_path, result("ann", seconds={"walk": 1.0}))
    with open(path.with_name(timings.NAME), "ab") as file:
        file.write(b'{"key": "bo", "sec')
    assert list(timings.read(path)) == ["ann"]


def test_without_times_there_is_no_file(tmp_path):
    path = journal(tmp_path, result("ann"))
    assert not path.with_name(timings.NAME).exists()
    assert timings.read(path) == {}


def test_the_last_result_of_a_student_is_the_one_that_stands(tmp_path):
    with Journal(tmp_path / "results.jsonl") as book:
        for score in (3.0, 4.0):
            book.append(msgspec.structs.replace(result("ann", clip=score), key=str(score)))
    latest = Latest(tmp_path / "results.jsonl")
    assert list(latest) == ["ann"] and latest["ann"].score == 14.0
    assert len(Latest(tmp_path / "none.jsonl")) == 0


def test_a_journal_says_what_its_marks_were_made_with(tmp_path):
    path = journal(
        tmp_path,
        result("ann", version="1", seed="a"),
        result("bo", version="2", seed="a", state="missing"),
    )
    assert made_with(path) == {MadeWith("1", "a", "none")}
