import msgspec
import pytest

from dinosaur_grader.batch import journal
from dinosaur_grader.batch.journal import Journal
from dinosaur_grader.results import CellMark, MadeWith, NotebookFile, Result

NAME, FILE = "dinosaur_island", "results.jsonl"
MADE_WITH = MadeWith("v", "f", "strict")


def a_result(key="k1", student_id="ada", state="graded", seconds=None, assignment=NAME):
    mark = CellMark(
        "clip_hidden", "clip", 12.0 if state == "graded" else None, 12.0, "ok\nline"
    )
    return Result(key, student_id, assignment, state, (mark,), seconds=seconds or {})


def test_what_was_appended_is_found_again(tmp_path):
    with Journal(tmp_path / FILE) as first:
        first.append(a_result())
    with Journal(tmp_path / FILE) as again:
        assert "k1" in again
        assert again["k1"] == a_result()


def test_a_torn_last_line_costs_only_itself(tmp_path):
    path = tmp_path / FILE
    with Journal(path) as first:
        first.append(a_result("k1"))
        first.append(a_result("k2"))
    path.write_bytes(path.read_bytes()[:-20])
    with Journal(path) as again:
        assert ("k1" in again, "k2" in again) == (True, False)
        again.append(a_result("k2"))
    assert [result.key for result in journal.results(path)] == ["k1", "k2"]


def test_a_line_whose_checksum_is_wrong_is_not_believed(tmp_path):
    path = tmp_path / FILE
    with Journal(path) as first:
        first.append(a_result())
    path.write_bytes(path.read_bytes().replace(b'"score":12.0', b'"score":99.0'))
    with Journal(path) as again:
        assert "k1" not in again


def test_a_result_without_a_score_is_graded_again(tmp_path):
    with Journal(tmp_path / FILE) as first:
        first.append(a_result(state="infrastructure"))
    with Journal(tmp_path / FILE) as again:
        assert "k1" not in again


def test_settling_sorts_the_file_and_drops_what_is_old(tmp_path):
    path = tmp_path / FILE
    with Journal(path) as book:
        for key in ("k3", "old", "k1"):
            book.append(a_result(key))
        book.settle(["k1", "k3"], NAME)
    assert [result.key for result in journal.results(path)] == ["k1", "k3"]


def test_times_lie_beside_the_journal_and_do_not_change_it(tmp_path):
    for name, walk in (("a", 1.0), ("b", 2.0)):
        (tmp_path / name).mkdir()
        with Journal(tmp_path / name / FILE) as book:
            book.append(a_result(seconds={"walk": walk}))
            book.settle(["k1"], NAME)
        assert journal.seconds(tmp_path / name / FILE) == {"k1": {"walk": walk}}
    assert (tmp_path / "a" / FILE).read_bytes() == (tmp_path / "b" / FILE).read_bytes()


def test_a_torn_line_of_times_costs_nothing_and_times_of_results_that_are_gone_go(tmp_path):
    path = tmp_path / FILE
    with Journal(path) as book:
        book.append(a_result("k1", seconds={"walk": 1.0}))
        book.append(a_result("k2", seconds={"walk": 2.0}))
        with open(tmp_path / journal.SECONDS, "ab") as file:
            file.write(b'{"key": "k3", "sec')
        assert list(journal.seconds(path)) == ["k1", "k2"]
        book.settle(["k2"], NAME)
    assert list(journal.seconds(path)) == ["k2"]


def test_without_times_there_is_no_file_of_them(tmp_path):
    with Journal(tmp_path / FILE) as book:
        book.append(a_result())
        book.settle(["k1"], NAME)
    assert not (tmp_path / journal.SECONDS).exists()
    assert journal.seconds(tmp_path / FILE) == {}


def test_two_runs_cannot_write_one_journal(tmp_path):
    with Journal(tmp_path / FILE), pytest.raises(journal.JournalBusy, match="another run"):
        Journal(tmp_path / FILE).__enter__()


def test_what_marks_were_made_with_stands_in_the_journal_field_by_field(tmp_path):
    path = tmp_path / FILE
    made = msgspec.structs.replace(a_result(), version="v", seed="f", level="strict")
    with Journal(path) as book:
        book.append(made)
    line = msgspec.json.decode(path.read_bytes())["result"]
    assert (line["version"], line["seed"], line["level"]) == ("v", "f", "strict")
    assert journal.made_with(path) == {MADE_WITH}


def test_settling_one_assignment_keeps_the_results_of_the_others(tmp_path):
    path = tmp_path / FILE
    with Journal(path) as book:
        for key, assignment in (("z1", "zoo"), ("d2", NAME), ("b1", "bigrams"), ("d1", NAME)):
            book.append(a_result(key, assignment=assignment, seconds={"walk": 1.0}))
        book.settle(["d1", "d2"], NAME)
        assert [book[key].key for key in ("b1", "d1", "d2", "z1")] == ["b1", "d1", "d2", "z1"]
    assert [result.key for result in journal.results(path)] == ["b1", "d1", "d2", "z1"]
    assert [result.key for result in journal.results(path, NAME)] == ["d1", "d2"]
    assert list(journal.seconds(path)) == ["b1", "d1", "d2", "z1"]


def test_whoever_settles_first_the_journal_has_the_same_bytes(tmp_path):
    for name, order in (("a", (NAME, "bigrams")), ("b", ("bigrams", NAME))):
        for assignment in order:
            with Journal(tmp_path / name) as book:
                book.append(a_result("old " + assignment, assignment=assignment))
                book.append(a_result("key " + assignment, assignment=assignment))
                book.settle(["key " + assignment], assignment)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert len(list(journal.results(tmp_path / "a"))) == 2


def test_the_last_result_of_a_student_is_the_one_that_stands(tmp_path):
    with Journal(tmp_path / FILE) as book:
        book.append(a_result("k1"))
        book.append(a_result("k2"))
    latest = journal.Latest(tmp_path / FILE)
    assert list(latest) == ["ada"] and latest["ada"].key == "k2"
    assert len(journal.Latest(tmp_path / "none.jsonl")) == 0


def test_the_same_student_has_a_last_result_for_each_assignment(tmp_path):
    path = tmp_path / FILE
    with Journal(path) as book:
        book.append(a_result("d1"))
        book.append(a_result("b1", assignment="bigrams"))
    assert journal.Latest(path, NAME)["ada"].key == "d1"
    assert journal.Latest(path, "bigrams")["ada"].key == "b1"
    assert journal.Latest(path)["ada"].key == "b1"
    assert len(journal.Latest(path, "zoo")) == 0


def test_what_marks_were_made_with_is_asked_of_one_assignment(tmp_path):
    path = tmp_path / FILE
    with Journal(path) as book:
        for assignment, version in ((NAME, "v"), ("bigrams", "w")):
            made = a_result("key " + version, assignment=assignment)
            book.append(
                msgspec.structs.replace(made, version=version, seed="f", level="strict")
            )
        book.append(a_result("nothing", state="missing"))
    assert journal.made_with(path, NAME) == {MADE_WITH}
    assert journal.made_with(path, "bigrams") == {MadeWith("w", "f", "strict")}
    assert journal.made_with(path) == {MADE_WITH, MadeWith("w", "f", "strict")}


def test_what_stands_for_one_file_stands_for_its_assignment_only(tmp_path):
    path = tmp_path / FILE
    with Journal(path) as book:
        for key, assignment in (("b1", "bigrams"), ("z1", "zoo")):
            one = a_result(key, assignment=assignment)
            book.append(msgspec.structs.replace(one, digest="d1"))
    with Journal(path) as again:
        assert again.standing(NotebookFile("ada", "bigrams", b"{}", "d1")) == "b1"
        assert again.standing(NotebookFile("ada", "zoo", b"{}", "d1")) == "z1"
        assert again.standing(NotebookFile("ada", NAME, b"{}", "d1")) is None
