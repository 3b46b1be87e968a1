"""A student's folder, with all that may lie in it."""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dinosaur_grader.batch import rosters
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
from dinosaur_grader.results.exit_codes import Refused
from tests.dinosaur_grader import small

ASSIGNMENT = small.assignment()


def staged(folder: Path) -> Submission | Ungraded:
    return read_submission(folder, ASSIGNMENT)


def test_a_notebook_as_it_was_released_needs_no_mending(tmp_path):
    submission = staged(small.hand_in(tmp_path, "ada", small.solved()))

    assert isinstance(submission, Submission)
    assert submission.notes == ()
    assert [cell.kind for cell in submission.cells] == [
        "markdown",
        "code",
        "code",
        "test",
        "test",
        "code",
        "test",
        "code",
    ]


def test_what_is_taken_is_bytes_until_somebody_opens_it(tmp_path):
    folder = small.hand_in(tmp_path, "ada", small.solved())

    taken = take(folder, ASSIGNMENT)
    assert isinstance(taken, NotebookFile)
    assert taken.raw == (folder / "dinosaur_island.ipynb").read_bytes()
    assert parsed_submission(taken, ASSIGNMENT) == staged(folder)


def test_what_takes_too_long_to_read_is_unreadable_with_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(stages, "OPEN_SECONDS", 0.01)
    cells = [small.cell("a;" * 1000 + f"#{i}") for i in range(2000)]
    found = staged(small.hand_in(tmp_path, "ada", small.notebook(cells)))

    assert found.state == "unreadable"
    assert "takes too long. Remove what is not yours" in found.reason


def test_a_folder_without_a_notebook_is_missing(tmp_path):
    (tmp_path / "ada" / "dinosaur_island").mkdir(parents=True)

    assert staged(tmp_path / "ada" / "dinosaur_island").state == "missing"
    assert staged(tmp_path / "bob" / "dinosaur_island").state == "missing"


@pytest.mark.parametrize(
    "name", ["numpy.py", "utils", "data.zip", "line\nbreak.txt", "\u202egpj.exe", "x" * 255]
)
def test_whatever_else_lies_there_is_left_out_and_noted(tmp_path, name):
    folder = small.hand_in(tmp_path, "ada", small.solved())
    (folder / name).mkdir()

    [note] = staged(folder).notes
    assert note == f"Left out, never run or followed: {escaped(name)}."


def test_a_link_in_the_notebook_s_place_is_refused(tmp_path):
    other = small.hand_in(tmp_path, "bob", small.solved())
    folder = tmp_path / "ada" / "dinosaur_island"
    folder.mkdir(parents=True)
    (folder / "dinosaur_island.ipynb").symlink_to(other / "dinosaur_island.ipynb")

    refused = staged(folder)
    assert refused.state == "unreadable"
    assert "not a plain file" in refused.reason


def test_a_plain_notebook_is_taken_where_a_link_has_the_right_name(tmp_path):
    folder = small.hand_in(tmp_path, "ada", small.solved(), name="mine.ipynb")
    (folder / "dinosaur_island.ipynb").symlink_to("mine.ipynb")

    assert staged(folder).notes == (
        "The notebook is named mine.ipynb, not dinosaur_island.ipynb; it is the only one, so it was taken.",
        "Left out, never run or followed: dinosaur_island.ipynb.",
    )


def test_a_link_with_the_right_name_is_refused_where_there_is_no_one_to_take(tmp_path):
    small.hand_in(tmp_path, "ada", small.solved(), name="one.ipynb")
    folder = small.hand_in(tmp_path, "ada", small.solved(), name="two.ipynb")
    (folder / "dinosaur_island.ipynb").symlink_to("one.ipynb")

    assert "dinosaur_island.ipynb is not a plain file" in staged(folder).reason


def test_a_mistyped_path_is_told_as_a_file_that_is_not_there(tmp_path):
    found = take_file(tmp_path / "mistyped.ipynb", "ada", ASSIGNMENT)

    assert (found.state, found.reason) == ("missing", "There is no file mistyped.ipynb.")


def test_a_link_in_the_folder_s_place_is_refused(tmp_path):
    other = small.hand_in(tmp_path, "bob", small.solved())
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "dinosaur_island").symlink_to(other)
    (tmp_path / "eve").symlink_to(tmp_path / "bob")

    assert staged(tmp_path / "ada" / "dinosaur_island").state == "unreadable"
    assert staged(tmp_path / "eve" / "dinosaur_island").state == "unreadable"


def test_of_two_notebooks_the_one_with_the_right_name_is_taken_and_said(tmp_path):
    small.hand_in(tmp_path, "ada", b"no notebook", name="copy.ipynb")
    folder = small.hand_in(tmp_path, "ada", small.solved())

    assert staged(folder).notes == ("Left out, never run or followed: copy.ipynb.",)


def test_an_only_notebook_of_another_name_is_taken_and_said(tmp_path):
    folder = small.hand_in(tmp_path, "ada", small.solved(), name="dinosaur_island (1).ipynb")

    [note] = staged(folder).notes
    assert "is named dinosaur_island (1).ipynb" in note


def test_of_two_notebooks_with_other_names_none_is_guessed(tmp_path):
    small.hand_in(tmp_path, "ada", small.solved(), name="one.ipynb")
    folder = small.hand_in(tmp_path, "ada", small.solved(), name="two.ipynb")

    refused = staged(folder)
    assert refused.state == "unreadable"
    assert "one.ipynb, two.ipynb" in refused.reason


@pytest.mark.parametrize(
    "student",
    [
        "=1+1",
        "+a",
        "-a",
        "@a",
        " =1",
        "\u00a0=1",
        "a\tb",
        "a\nb",
        "a\u202eb",
        "a\\b",
        "\udcff",
        "\x1b[31m",
    ],
)
def test_an_unsafe_student_id_is_refused_and_shown_escaped(tmp_path, student):
    refused = staged(small.hand_in(tmp_path, student, small.solved()))

    assert refused.state == "unreadable"
    assert refused.student_id == written_id(student)
    assert refused.student_id.isprintable() or "\u00a0" in student


def test_two_unsafe_ids_are_never_written_down_alike():
    ids = ["a\x00b", "a\\x00b", "a\\\\x00b", "=a", "\\x3da"]
    assert len({written_id(each) for each in ids}) == len(ids)
    assert [escaped(written_id(each)) for each in ids] == [written_id(each) for each in ids]


def test_ordinary_ids_of_all_alphabets_are_safe(tmp_path):
    for student in ["josé.núñez", "李明", "o'brien, a", "a b", "<b>"]:
        assert staged(small.hand_in(tmp_path, student, small.solved())).student_id == student


def _utf16(notebook: dict) -> bytes:
    return json.dumps(notebook).encode("utf-16")


def _bom_and_crlf(notebook: dict) -> bytes:
    return json.dumps(notebook, indent=1).replace("\n", "\r\n").encode("utf-8-sig")


@pytest.mark.parametrize("write", [_utf16, _bom_and_crlf])
def test_an_unusual_encoding_is_read_and_noted(tmp_path, write):
    submission = staged(small.hand_in(tmp_path, "ada", write(small.solved())))

    assert submission.cells == staged(small.hand_in(tmp_path, "bob", small.solved())).cells
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
        (
            b'{\n<<<<<<< HEAD\n"cells": []\n=======\n"cells": []\n>>>>>>> other\n}',
            "merge-conflict markers",
        ),
        (b'{"cells": [', "line 1, column 12"),
        (b'{"nbformat": 4}', "no list of cells"),
        (b"[1, 2]", "no list of cells"),
        (b'{"cells": [' + b"{}," * 99_999 + b"{}]}", "100,000 cells; at most 2,000"),
        (b" " * (32 * 2**20) + b"{}", "over 32 MiB"),
        (b'{"cells": ' + b"[" + b"1," * 4_000_001 + b"1]}", "more than 4,000,000 values"),
        (b'{"cells": 1' + b"0" * 5000 + b"}", "can't be read as JSON"),
    ],
)
def test_what_is_no_notebook_is_unreadable_with_its_reason(tmp_path, raw, reason):
    refused = staged(small.hand_in(tmp_path, "ada", raw))

    assert refused.state == "unreadable"
    assert reason in refused.reason


def test_students_are_listed_sorted_with_those_of_the_roster(tmp_path):
    for student in ("zoe", "ada"):
        small.hand_in(tmp_path, student, small.solved())
    (tmp_path / "roster.csv").write_text("student_id\nada\nbob\n")
    (tmp_path / ".ipynb_checkpoints").mkdir()

    listed = list(students(tmp_path, ASSIGNMENT, rosters.ids(tmp_path / "roster.csv")))
    assert listed == [tmp_path / name / "dinosaur_island" for name in ("ada", "bob", "zoe")]


def test_a_link_in_a_student_s_place_is_not_lost_from_the_list(tmp_path):
    (tmp_path / "eve").symlink_to("/nowhere")

    [folder] = students(tmp_path, ASSIGNMENT)
    assert staged(folder).state == "unreadable"


def test_a_roster_may_have_other_columns_and_a_byte_order_mark(tmp_path):
    (tmp_path / "roster.csv").write_text(
        'name,student_id\r\n"Lovelace, Ada",ada\r\n\r\nBob,bob\r\n', "utf-8-sig"
    )

    assert rosters.ids(tmp_path / "roster.csv") == ("ada", "bob")


def test_an_impossible_name_in_a_roster_is_told_with_its_line(tmp_path):
    (tmp_path / "roster.csv").write_text("ada\n../bob\n")

    with pytest.raises(
        Refused, match=r"line 2: the student id \.\./bob holds a path separator"
    ):
        rosters.ids(tmp_path / "roster.csv")


_KEYS = st.sampled_from(
    [
        "cells",
        "cell_type",
        "source",
        "metadata",
        "nbgrader",
        "grade_id",
        "tags",
        "id",
        "worksheets",
        "input",
    ]
)
_VALUES = st.sampled_from(
    [
        "code",
        "markdown",
        "clip",
        "clip_expected",
        "demonstration",
        small.CLIP,
        small.SHOW,
        "check(clip)",
    ]
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
    return [
        (path, path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]


def _stages_safely(raw: bytes) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = small.hand_in(Path(place), "ada", raw)
        before = _snapshot(folder)
        first, second = staged(folder), staged(folder)
        assert first == second
        assert isinstance(first, Submission | Ungraded)
        assert _snapshot(folder) == before


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_any_bytes_stage_without_an_error_and_change_nothing(raw):
    _stages_safely(raw)


@settings(max_examples=150)
@given(_CELLS, _JSON)
def test_any_json_stages_without_an_error_and_keeps_every_test_cell(cells, metadata):
    _stages_safely(json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4}).encode())
