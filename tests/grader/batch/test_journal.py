import msgspec
import pytest

from grader.batch import journal
from grader.batch.journal import Journal
from grader.results import CellMark, HandedIn, MadeWith, Result, Submission, Ungraded

MADE_WITH = MadeWith("v", "f", "strict")


def a_result(key="k1", student_id="ada", state="graded", seconds=None):
    mark = CellMark(
        "clip_hidden", "clip", 12.0 if state == "graded" else None, 12.0, "ok\nline"
    )
    return Result(key, student_id, "dinosaur_island", state, (mark,), seconds=seconds or {})


def a_submission(**changes):
    return msgspec.structs.replace(Submission("ada", "dinosaur_island", (), "d1"), **changes)


def test_what_was_appended_is_found_again(tmp_path):
    with Journal(tmp_path / "results.jsonl") as first:
        first.append(a_result())
    with Journal(tmp_path / "results.jsonl") as again:
        assert "k1" in again
        assert again["k1"] == a_result()


def test_a_torn_last_line_costs_only_itself(tmp_path):
    path = tmp_path / "results.jsonl"
    with Journal(path) as first:
        first.append(a_result("k1"))
        first.append(a_result("k2"))
    path.write_bytes(path.read_bytes()[:-20])
    with Journal(path) as again:
        assert ("k1" in again, "k2" in again, again.torn) == (True, False, 1)
        again.append(a_result("k2"))
    assert [result.key for result in journal.results(path)] == ["k1", "k2"]


def test_a_line_whose_checksum_is_wrong_is_not_believed(tmp_path):
    path = tmp_path / "results.jsonl"
    with Journal(path) as first:
        first.append(a_result())
    path.write_bytes(path.read_bytes().replace(b'"score":12.0', b'"score":99.0'))
    with Journal(path) as again:
        assert "k1" not in again


def test_a_result_without_a_score_is_graded_again(tmp_path):
    path = tmp_path / "results.jsonl"
    with Journal(path) as first:
        first.append(a_result(state="infrastructure"))
    with Journal(path) as again:
        assert "k1" not in again


def test_settling_sorts_the_file_and_drops_what_is_old(tmp_path):
    path = tmp_path / "results.jsonl"
    with Journal(path) as book:
        for key in ("k3", "old", "k1"):
            book.append(a_result(key))
        book.settle(["k1", "k3"])
    assert [result.key for result in journal.results(path)] == ["k1", "k3"]


def test_times_do_not_change_the_file(tmp_path):
    for name, seconds in (("a", {"walk": 1.0}), ("b", {"walk": 2.0})):
        with Journal(tmp_path / name) as book:
            book.append(a_result(seconds=seconds))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_two_runs_cannot_write_one_journal(tmp_path):
    with (
        Journal(tmp_path / "results.jsonl"),
        pytest.raises(journal.JournalBusy, match="another run"),
    ):
        Journal(tmp_path / "results.jsonl").__enter__()


@pytest.mark.parametrize(
    "changes", [{"digest": "d2"}, {"student_id": "bob"}, {"assignment": "other"}]
)
def test_another_submission_has_another_key(changes):
    assert MADE_WITH.key(a_submission(**changes)) != MADE_WITH.key(a_submission())


@pytest.mark.parametrize(
    "what", [("w", "f", "strict"), ("v", "g", "strict"), ("v", "f", "process")]
)
def test_another_version_seed_or_level_has_another_key(what):
    assert MadeWith(*what).key(a_submission()) != MADE_WITH.key(a_submission())


def test_the_same_work_has_the_same_key_before_and_after_it_was_opened():
    handed_in = HandedIn("ada", "dinosaur_island", b"{}", "d1")
    assert MADE_WITH.key(handed_in) == MADE_WITH.key(a_submission())
    refused = Ungraded("ada", "dinosaur_island", "unreadable", "why", digest="d1")
    assert MADE_WITH.key(refused) != MADE_WITH.key(handed_in)


def test_what_marks_were_made_with_stands_in_the_journal_field_by_field(tmp_path):
    path = tmp_path / "results.jsonl"
    made = msgspec.structs.replace(a_result(), version="v", seed="f", level="strict")
    with Journal(path) as book:
        book.append(made)
    line = msgspec.json.decode(path.read_bytes())["result"]
    assert (line["version"], line["seed"], line["level"]) == ("v", "f", "strict")
    assert journal.made_with(path) == {MADE_WITH}
