import msgspec
import pytest

from dinosaur_grader.batch import journal
from dinosaur_grader.batch.journal import Journal
from dinosaur_grader.results import CellMark, MadeWith, NotebookFile, Result

NAME, FILE = "dinosaur_island", "results.jsonl"
MADE_WITH = MadeWith("v", "f", "strict")


def a_result(key="k1", assignment=NAME, state="graded", seconds=None, **more):
    score = 12.0 if state == "graded" else None
    mark = CellMark("clip_hidden", "clip", score, 12.0, "ok\nline")
    return Result(key, "ada", assignment, state, (mark,), seconds=seconds or {}, **more)


def appended(path, *results):
    with Journal(path) as book:
        for result in results:
            book.append(result)


def test_a_torn_last_line_costs_only_itself(tmp_path):
    path = tmp_path / FILE
    appended(path, a_result("k1"), a_result("k2"))
    path.write_bytes(path.read_bytes()[:-20])
    with Journal(path) as again:
        assert ("k1" in again, "k2" in again) == (True, False)
        again.append(a_result("k2"))
    assert [result.key for result in journal.results(path)] == ["k1", "k2"]


def test_a_line_whose_checksum_is_wrong_is_not_believed(tmp_path):
    path = tmp_path / FILE
    appended(path, a_result())
    path.write_bytes(path.read_bytes().replace(b'"score":12.0', b'"score":99.0'))
    with Journal(path) as again:
        assert "k1" not in again


def test_a_result_without_a_score_is_graded_again(tmp_path):
    appended(tmp_path / FILE, a_result(state="infrastructure"))
    with Journal(tmp_path / FILE) as again:
        assert "k1" not in again


def test_times_lie_beside_the_journal_and_do_not_change_it(tmp_path):
    for name, seconds in (("a", {"walk": 1.0}), ("b", {})):
        (tmp_path / name).mkdir()
        with Journal(tmp_path / name / FILE) as book:
            book.append(a_result("k1", seconds=seconds))
            book.append(a_result("old", seconds=seconds))
            book.settle(["k1"], NAME)
    first, second = (tmp_path / name / FILE for name in "ab")
    assert first.read_bytes() == second.read_bytes()
    with open(first.with_name(journal.SECONDS), "ab") as file:
        file.write(b'{"key": "k3", "sec')
    assert journal.seconds(first) == {"k1": {"walk": 1.0}}
    assert journal.seconds(second) == {} and not second.with_name(journal.SECONDS).exists()


def test_two_runs_cannot_write_one_journal(tmp_path):
    with Journal(tmp_path / FILE), pytest.raises(journal.JournalBusy, match="another run"):
        Journal(tmp_path / FILE).__enter__()


def test_settling_sorts_drops_what_is_old_and_keeps_the_results_of_other_assignments(tmp_path):
    path = tmp_path / FILE
    order = (("z1", "zoo"), ("d2", NAME), ("old", NAME), ("b1", "bigrams"), ("d1", NAME))
    with Journal(path) as book:
        for key, assignment in order:
            book.append(a_result(key, assignment, seconds={"walk": 1.0}))
        book.settle(["d1", "d2"], NAME)
        assert [book[key].key for key in ("b1", "d1", "d2", "z1")] == ["b1", "d1", "d2", "z1"]
    assert [result.key for result in journal.results(path)] == ["b1", "d1", "d2", "z1"]
    assert [result.key for result in journal.results(path, NAME)] == ["d1", "d2"]
    assert list(journal.seconds(path)) == ["b1", "d1", "d2", "z1"]


def test_the_last_result_of_a_student_for_an_assignment_is_the_one_that_stands(tmp_path):
    path = tmp_path / FILE
    appended(path, a_result("d1"), a_result("d2"), a_result("b1", "bigrams"))
    assert journal.Latest(path, NAME)["ada"].key == "d2"
    assert journal.Latest(path, "bigrams")["ada"].key == "b1"
    assert list(journal.Latest(path)) == ["ada"] and journal.Latest(path)["ada"].key == "b1"
    assert len(journal.Latest(path, "zoo")) == len(journal.Latest(tmp_path / "none")) == 0


def test_what_the_marks_of_an_assignment_were_made_with_stands_there_field_by_field(tmp_path):
    path, own = tmp_path / FILE, {"seed": "f", "level": "strict"}
    appended(path, a_result("d", version="v", **own))
    line = msgspec.json.decode(path.read_bytes())["result"]
    assert (line["version"], line["seed"], line["level"]) == ("v", "f", "strict")
    appended(path, a_result("b", "bigrams", version="w", **own), a_result(state="missing"))
    assert journal.made_with(path, NAME) == {MADE_WITH}
    assert journal.made_with(path) == {MADE_WITH, MadeWith("w", "f", "strict")}


def test_what_stands_for_one_file_stands_for_its_assignment_only(tmp_path):
    path = tmp_path / FILE
    appended(path, a_result("b1", "bigrams", digest="d1"), a_result("z1", "zoo", digest="d1"))
    with Journal(path) as again:
        assert again.standing(NotebookFile("ada", "bigrams", b"{}", "d1")) == "b1"
        assert again.standing(NotebookFile("ada", "zoo", b"{}", "d1")) == "z1"
        assert again.standing(NotebookFile("ada", NAME, b"{}", "d1")) is None
