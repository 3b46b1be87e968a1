"""Packing the work: checked in a clean namespace, said in the words of `check`, one file
with the right name that `collect` takes without a word."""

import json
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest

from dinosaur_grader.desk.lms.collect import collect
from tests.browser.driving import blank, solved
from utils.checks import packing

NAME = "dinosaur_island"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder in which a person has a notebook open."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.setattr("utils.lesson.someone_watches", lambda: True)
    return tmp_path


def packed(notebook: dict, path: Path | str = f"{NAME}.ipynb"):
    """What is said of this notebook, saved at `path`, once it is packed."""
    Path(path).write_text(json.dumps(notebook), encoding="utf-8")
    return packing.pack_notebook(NAME)


def cell(text: str) -> dict:
    return {
        "cell_type": "code",
        "execution_count": 3,
        "id": "own",
        "metadata": {},
        "outputs": [{"output_type": "stream", "name": "stdout", "text": "hello"}],
        "source": text,
    }


def after_the_imports(*texts: str) -> dict:
    """The solved notebook with cells of the student's own behind the first two."""
    notebook = solved()
    place = [c["cell_type"] for c in notebook["cells"]].index("code") + 3
    notebook["cells"][place:place] = map(cell, texts)
    return notebook


def test_a_solved_notebook_is_whole_and_no_mark_is_promised(folder):
    said = repr(packed(solved()))

    assert "clip: 8 of 8 points here. sample: 10 of 10 points here." in said
    assert "This is not a mark" in said
    assert f"The file to hand in: to_hand_in/{NAME}.ipynb" in said
    assert "✗" not in said


def test_what_is_missing_is_said_in_the_words_of_check(folder):
    found = packed(blank())

    assert "clip is not written yet. Fill in its numbered steps." in repr(found)
    assert "model: 0 of 10 points here." in repr(found)
    assert "clip is not written yet" in found._repr_html_()


def test_only_what_stands_in_the_notebook_counts(folder):
    notebook = solved()
    clip = next(c for c in notebook["cells"] if c["id"] == "clip")
    clip["source"] = clip["source"].replace("np.clip(", "cut(")

    said = repr(packed(notebook))  # `cut` was defined in a cell that is deleted now

    assert "name 'cut' is not defined" in said
    assert "clip: 0 of 8" in said


def test_a_cell_that_stops_is_named_with_its_line_and_the_others_run(folder):
    said = repr(packed(after_the_imports("late = 1\nprint(never_defined)")))

    assert "stops at `print(never_defined)`: NameError" in said
    assert "model: 10 of 10" in said


@pytest.mark.slow
def test_a_loop_that_never_ends_is_left_and_named(folder):
    said = repr(packed(after_the_imports("while True:\n    pass")))

    assert "The cell `while True:` ran for too long and was left." in said
    assert "model: 10 of 10" in said


def test_a_check_that_was_deleted_is_named(folder):
    notebook = solved()
    notebook["cells"] = [c for c in notebook["cells"] if c["id"] != "clip-expected"]

    assert "The cell clip_expected is gone." in repr(packed(notebook))


def test_a_file_that_is_older_than_what_was_run_is_told(folder, monkeypatch):
    names: dict = {}
    right = next(c["source"] for c in solved()["cells"] if c["id"] == "clip")
    packing._ran("import numpy as np\n" + right, 1, names)
    monkeypatch.setattr(packing, "_shell_names", lambda: names)

    assert "has another clip than you ran last. Save it" in repr(packed(blank()))


def test_the_file_has_its_right_name_whatever_the_notebook_is_called(folder):
    notebook = after_the_imports("1 + 1")

    found = packed(notebook, f"{NAME} (1) final.ipynb")

    handed_in = json.loads((folder / "to_hand_in" / f"{NAME}.ipynb").read_text())["cells"]
    assert found.file.name == f"{NAME}.ipynb"
    assert not any(c.get("outputs") for c in handed_in)
    assert [c["source"] for c in handed_in] == [c["source"] for c in notebook["cells"]]


def test_the_front_end_says_which_file_it_is(folder, monkeypatch):
    (folder / "elsewhere").mkdir()
    monkeypatch.setenv("JPY_SESSION_NAME", str(folder / "elsewhere" / "work.ipynb"))

    assert "clip: 8 of 8" in repr(packed(solved(), "elsewhere/work.ipynb"))


def test_without_a_file_it_says_what_to_do(folder, capsys):
    assert packing.pack_notebook(NAME) is None

    assert f"Save it as {NAME}.ipynb" in capsys.readouterr().out


def test_where_a_program_runs_the_notebook_nothing_is_written(folder, monkeypatch):
    monkeypatch.setattr("utils.lesson.someone_watches", lambda: False)

    assert packed(solved()) is None
    assert not (folder / "to_hand_in").exists()


@pytest.mark.parametrize(
    "member",
    [
        f"kingada_101_2001_{NAME}.ipynb",
        f"kingada_LATE_101_2002_{NAME}-1.ipynb",
        f"Ada King_101_assignsubmission_file/{NAME}.ipynb",
    ],
    ids=["canvas", "canvas late", "moodle"],
)
def test_what_was_packed_is_collected_without_a_word(folder, member, capsys):
    file = packed(solved()).file
    with zipfile.ZipFile("all.zip", "w") as bundle:
        bundle.write(file, member)

    done = collect(Path("all.zip"), folder / "submitted", NAME)

    assert [row["student_id"] for row in done.rows] == ["101"]
    assert (done.left_out, done.complaints, done.choices) == ([], [], [])
    assert capsys.readouterr().out == ""
    placed = folder / "submitted" / "101" / NAME / f"{NAME}.ipynb"
    assert placed.read_bytes() == file.read_bytes()


def test_it_is_done_in_seconds_and_random_numbers_go_on_as_if_it_had_not_been(folder):
    np.random.seed(7)
    begun = time.process_time()

    packed(solved())

    assert time.process_time() - begun < 10
    assert np.random.rand() == np.random.RandomState(7).rand()
