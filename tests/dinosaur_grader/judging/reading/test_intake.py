"""A student's folder, with all that may lie in it."""

import json
import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dinosaur_grader.batch import people_files
from dinosaur_grader.judging.reading import intake as stages
from dinosaur_grader.judging.reading.intake import (
    parsed_submission,
    read_submission,
    students,
    take,
    take_file,
    written_id,
)
from dinosaur_grader.printable import escaped
from dinosaur_grader.results import NotebookFile, Submission, Ungraded
from tests.dinosaur_grader import small

ASSIGNMENT = small.assignment()


def staged(folder: Path) -> Submission | Ungraded:
    return read_submission(folder, ASSIGNMENT)


def solved(
    submitted: Path, student: str = "ada", name: str = f"{ASSIGNMENT.name}.ipynb"
) -> Path:
    """The folder of a student who handed in the solved notebook."""
    return small.hand_in(submitted, student, small.solved(), name)


def refused(folder: Path) -> str:
    """Why what lies there can't be read."""
    found = staged(folder)
    assert found.state == "unreadable"
    return found.reason


def test_a_notebook_as_it_was_released_is_taken_as_bytes_and_needs_no_mending(tmp_path):
    folder = solved(tmp_path)
    taken, submission = take(folder, ASSIGNMENT), staged(folder)

    assert isinstance(taken, NotebookFile)
    assert taken.raw == (folder / "dinosaur_island.ipynb").read_bytes()
    assert parsed_submission(taken, ASSIGNMENT) == submission
    assert submission.notes == ()
    kinds = "markdown code code test test code test code"
    assert [cell.kind for cell in submission.cells] == kinds.split()


def test_what_takes_too_long_to_read_is_unreadable_with_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(stages, "OPEN_SECONDS", 0.01)
    cells = [small.cell("a;" * 1000 + f"#{i}") for i in range(2000)]
    folder = small.hand_in(tmp_path, "ada", small.notebook(cells))

    assert "takes too long. Remove what is not yours" in refused(folder)


def test_a_folder_without_a_notebook_and_a_mistyped_path_are_missing(tmp_path):
    (tmp_path / "ada" / "dinosaur_island").mkdir(parents=True)
    found = take_file(tmp_path / "mistyped.ipynb", "ada", ASSIGNMENT)

    assert staged(tmp_path / "ada" / "dinosaur_island").state == "missing"
    assert staged(tmp_path / "bob" / "dinosaur_island").state == "missing"
    assert (found.state, found.reason) == ("missing", "There is no file mistyped.ipynb.")


@pytest.mark.parametrize(
    "name", ["numpy.py", "utils", "data.zip", "line\nbreak.txt", "\u202egpj.exe", "x" * 255]
)
def test_whatever_else_lies_there_is_left_out_and_noted(tmp_path, name):
    folder = solved(tmp_path)
    (folder / name).mkdir()

    assert staged(folder).notes == (f"Left out, never run or followed: {escaped(name)}.",)


def test_what_was_handed_out_with_the_notebook_is_not_named(tmp_path):
    given = tmp_path / "release"
    for name in ("utils/__init__.py", "data/words.txt", "requirements.txt"):
        (given / name).parent.mkdir(parents=True, exist_ok=True)
        (given / name).touch()
    work, folder = msgspec.structs.replace(ASSIGNMENT, beside=given), solved(tmp_path)
    for name in ("utils", "data", "requirements.txt", "mine.txt"):
        (folder / name).touch()

    assert read_submission(folder, work).notes == (LEFT_OUT.format("mine.txt"),)


NAMED = (
    "The notebook is named {}, not dinosaur_island.ipynb; it is the only one, so it was taken."
)
LEFT_OUT = "Left out, never run or followed: {}."


def test_an_only_notebook_of_another_name_is_taken_and_said(tmp_path):
    folder = solved(tmp_path, name="mine (1).ipynb")
    assert staged(folder).notes == (NAMED.format("mine (1).ipynb"),)

    # also where a link has the right name
    (folder / "dinosaur_island.ipynb").symlink_to("mine (1).ipynb")
    said = (NAMED.format("mine (1).ipynb"), LEFT_OUT.format("dinosaur_island.ipynb"))
    assert staged(folder).notes == said


def test_of_two_notebooks_the_one_with_the_right_name_is_taken_or_none_is_guessed(tmp_path):
    small.hand_in(tmp_path, "ada", b"no notebook", name="copy.ipynb")
    assert staged(solved(tmp_path)).notes == (LEFT_OUT.format("copy.ipynb"),)

    solved(tmp_path, "bob", "one.ipynb")
    folder = solved(tmp_path, "bob", "two.ipynb")
    assert "one.ipynb, two.ipynb" in refused(folder)
    (folder / "dinosaur_island.ipynb").symlink_to("one.ipynb")
    assert "dinosaur_island.ipynb is not a plain file" in refused(folder)


def test_in_a_folder_of_very_many_files_only_the_right_name_is_looked_for(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(stages, "MAX_NAMES", 20)
    folder = solved(tmp_path)
    for number in range(20):
        (folder / f"{number}.ipynb").touch()
    assert staged(folder).notes == (
        "The folder holds over 20 files; only dinosaur_island.ipynb was looked for.",
    )
    (folder / "dinosaur_island.ipynb").rename(folder / "mine.ipynb")
    assert staged(folder).state == "missing"


def test_a_link_in_the_place_of_a_notebook_or_a_folder_is_refused(tmp_path):
    other = solved(tmp_path, "bob")
    for student in ("ada", "ben"):
        (tmp_path / student).mkdir()
    (tmp_path / "ada" / "dinosaur_island").symlink_to(other)
    (tmp_path / "ben" / "dinosaur_island").mkdir()
    notebook = tmp_path / "ben" / "dinosaur_island" / "dinosaur_island.ipynb"
    notebook.symlink_to(other / "dinosaur_island.ipynb")
    (tmp_path / "eve").symlink_to(tmp_path / "bob")

    for student in ("ada", "ben", "eve"):
        assert refused(tmp_path / student / "dinosaur_island")


UNSAFE = ["=1+1", "+a", "-a", "@a", " =1", "\u00a0=1", "a\tb", "a\nb", "a\u202eb", "a\\b"]


@pytest.mark.parametrize("student", [*UNSAFE, "\udcff", "\x1b[31m"])
def test_an_unsafe_student_id_is_refused_and_shown_escaped(tmp_path, student):
    found = staged(solved(tmp_path, student))

    assert (found.state, found.student_id) == ("unreadable", written_id(student))
    assert found.student_id.isprintable() or "\u00a0" in student


def test_two_unsafe_ids_are_never_written_down_alike():
    ids = ["a\x00b", "a\\x00b", "a\\\\x00b", "=a", "\\x3da"]
    assert len({written_id(each) for each in ids}) == len(ids)
    assert [escaped(written_id(each)) for each in ids] == [written_id(each) for each in ids]


@pytest.mark.parametrize("student", ["josé.núñez", "李明", "o'brien, a", "a b", "<b>"])
def test_ordinary_ids_of_all_alphabets_are_safe(tmp_path, student):
    assert staged(solved(tmp_path, student)).student_id == student


@pytest.mark.parametrize(("encoding", "ends"), [("utf-16", "\n"), ("utf-8-sig", "\r\n")])
def test_an_unusual_encoding_is_read_and_noted(tmp_path, encoding, ends):
    text = json.dumps(small.solved(), indent=1).replace("\n", ends)
    submission = staged(small.hand_in(tmp_path, "ada", text.encode(encoding)))

    assert submission.cells == staged(solved(tmp_path, "bob")).cells
    assert "The file is written in utf-" in submission.notes[0]


def test_bytes_that_are_no_text_are_replaced_and_noted(tmp_path):
    notebook = small.solved()
    notebook["cells"][0]["source"] = "Title MARK"
    raw = json.dumps(notebook).encode().replace(b"MARK", b"\xe9\xff")

    submission = staged(small.hand_in(tmp_path, "ada", raw))
    assert submission.cells[0].source == "Title \ufffd\ufffd"
    assert "replaced" in submission.notes[0]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b"\0" * 100, "empty"),
        (b"[" * 200_000, "nested too deeply"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"PK\x03\x04abc", "a zip archive"),
        (b'{\n<<<<<<< HEAD\n"cells": []\n=======\n>>>>>>> other\n}', "merge-conflict markers"),
        (
            b"\xef\xbb\xbf<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> other\n",
            "merge-conflict markers",
        ),
        (b"<<<<<<< HEAD\n{}\n", "merge-conflict markers"),
        (b'{"cells": [', "line 1, column 12"),
        (b'{"nbformat": 4}', "no list of cells"),
        (b"[1, 2]", "no list of cells"),
        (b'{"cells": [' + b"{}," * 99_999 + b"{}]}", "100,000 cells; at most 2,000"),
        (b" " * (32 * 2**20) + b"{}", "over 32 MiB"),
        (b'{"cells": ' + b"[" + b"1," * 4_000_001 + b"1]}", "more than 1,000,000 values"),
        (b'{"cells": 1' + b"0" * 5000 + b"}", "can't be read as JSON"),
    ],
)
def test_what_is_no_notebook_is_unreadable_with_its_reason(tmp_path, raw, reason):
    assert reason in refused(small.hand_in(tmp_path, "ada", raw))


def test_students_are_listed_sorted_with_those_of_the_roster_and_no_link_is_lost(tmp_path):
    for student in ("zoe", "ada"):
        solved(tmp_path, student)
    (tmp_path / "eve").symlink_to("/nowhere")
    (tmp_path / ".ipynb_checkpoints").mkdir()

    listed = list(students(tmp_path, ASSIGNMENT, ("ada", "bob")))
    names = ("ada", "bob", "eve", "zoe")
    assert listed == [tmp_path / name / "dinosaur_island" for name in names]
    assert refused(listed[2])


def test_a_roster_may_have_other_columns_and_a_byte_order_mark(tmp_path):
    roster = 'name,student_id\r\n"Lovelace, Ada",ada\r\n\r\nBob,bob\r\n'
    (tmp_path / "roster.csv").write_text(roster, "utf-8-sig")
    assert people_files.ids(tmp_path / "roster.csv") == ("ada", "bob")


_WORDS = "cells cell_type source metadata nbgrader grade_id tags id worksheets input"
_KEYS = st.sampled_from(_WORDS.split())
_VALUES = st.sampled_from(
    ["code", "markdown", "clip", "clip_expected", "demonstration", small.CLIP, small.SHOW]
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | _VALUES,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(_KEYS | st.text(max_size=3), inner, max_size=6)
    ),
    max_leaves=30,
)
_CELLS = st.lists(st.dictionaries(_KEYS, _JSON, max_size=5) | _JSON, max_size=8)


def _snapshot(folder: Path) -> list:
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return [(path, path.stat().st_mtime_ns, path.read_bytes()) for path in paths]


@settings(max_examples=60)
@given(
    st.binary(max_size=300)
    | st.builds(
        {"nbformat": 4}.__or__, st.fixed_dictionaries({"cells": _CELLS, "metadata": _JSON})
    )
)
def test_any_bytes_and_any_json_stage_without_an_error_and_change_nothing(what):
    with tempfile.TemporaryDirectory() as place:
        folder = small.hand_in(Path(place), "ada", what)
        before = _snapshot(folder)
        first, second = staged(folder), staged(folder)
        assert first == second
        assert isinstance(first, Submission | Ungraded)
        assert _snapshot(folder) == before


def test_a_zip_in_the_place_of_a_notebook_is_refused_in_words(tmp_path):
    folder = small.hand_in(tmp_path, "ada", b"PK\x03\x04", name="dinosaur_island.zip")
    said = refused(folder)
    assert "only dinosaur_island.zip" in said and "hand in the notebook itself" in said
