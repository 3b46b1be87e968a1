"""Packing the work: checked in a clean namespace, said in the words of `check`, one file
with the right name that `collect` takes without a word."""

import json
import zipfile
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from dinosaur_grader.desk.lms.collect import collect
from dinosaur_grader.store.database import default_url
from tests.browser.driving import answers, blank, solved
from tests.dinosaurs import as_typed
from utils.checks import counting, packing

NAME = "dinosaur_island"


@pytest.fixture(scope="module")
def patch():
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("JPY_SESSION_NAME", raising=False)
        patch.setattr("utils.lesson.someone_watches", lambda: True)
        patch.setattr(counting, "MAX_LINES", 200_000)
        yield patch


@pytest.fixture
def folder(tmp_path, patch):
    """A folder in which a person has a notebook open."""
    patch.chdir(tmp_path)
    return tmp_path


def packed(notebook: dict, path: str = f"{NAME}.ipynb"):
    """What is said of this notebook, saved at `path`, once it is packed."""
    Path(path).write_text(json.dumps(notebook), encoding="utf-8")
    return packing.pack_notebook(NAME)


def cell(text: str) -> dict:
    outputs = [{"output_type": "stream", "name": "stdout", "text": "hello"}]
    own = {"cell_type": "code", "execution_count": 3, "id": "own", "metadata": {}}
    return own | {"outputs": outputs, "source": text}


@pytest.fixture(scope="module")
def whole(patch, tmp_path_factory):
    """The solved notebook with cells of the student's own behind the first two, of which
    some stop; and what came of packing it."""
    notebook = solved()
    place = [c["cell_type"] for c in notebook["cells"]].index("code") + 3
    own = "1 + 1", "late = 1\nprint(never_defined)", "while True:\n    pass"
    notebook["cells"][place:place] = map(cell, own)
    patch.chdir(tmp_path_factory.mktemp("whole"))
    np.random.seed(7)
    found = packed(notebook, f"{NAME} (1) final.ipynb")
    found.file = found.file.absolute()
    return notebook, found, np.random.rand()


def test_a_solved_notebook_is_whole_a_cell_that_stops_is_named_and_no_mark_is_promised(whole):
    said = repr(whole[1])

    assert "clip: 8 of 8 points here. sample: 10 of 10 points here." in said
    assert "model: 10 of 10" in said
    assert "stops at `print(never_defined)`: NameError" in said
    assert "The cell `while True:` ran for too long and was left." in said
    assert "This is not a mark. 62 of the 100 points are for questions" in said
    assert said.startswith("○ Packed. Not all is right yet: see below.")  # cells stop
    assert whole[2] == np.random.RandomState(7).rand()


def test_the_file_has_its_right_name_and_every_cell_without_its_outputs(whole):
    notebook, found, _ = whole

    handed_in = json.loads(found.file.read_text())["cells"]
    assert found.file.parts[-2:] == ("to_hand_in", f"{NAME}.ipynb")
    assert not any(c.get("outputs") for c in handed_in)
    assert [c["source"] for c in handed_in] == [c["source"] for c in notebook["cells"]]


def test_what_was_packed_is_collected_without_a_word(whole, tmp_path, capsys):
    file = whole[1].file
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as bundle:
        bundle.write(file, f"kingada_101_2001_{NAME}.ipynb")

    url = default_url(tmp_path)
    done = collect(tmp_path / "all.zip", tmp_path / "submitted", NAME, url)

    assert [row.student for row in done.rows] == ["101"]
    assert (done.left_out, done.complaints, done.choices) == ([], [], [])
    assert capsys.readouterr().out == ""
    placed = tmp_path / "submitted" / "101" / NAME / f"{NAME}.ipynb"
    assert placed.read_bytes() == file.read_bytes()


def test_the_saved_file_is_the_one_of_the_front_end_and_may_be_older_than_what_was_run(
    folder, monkeypatch
):
    (folder / "elsewhere").mkdir()
    monkeypatch.setenv("JPY_SESSION_NAME", str(folder / "elsewhere" / "work.ipynb"))
    shell = SimpleNamespace(user_ns=as_typed(answers()["clip"]))
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)

    found = packed(blank(), "elsewhere/work.ipynb")

    assert repr(found).startswith("✗ Save first\nThe saved notebook has another clip than")
    assert "clip is not written yet. Fill in its numbered step.\n" in repr(found)
    assert "model: 0 of 10 points here." in repr(found)
    page = found._repr_html_()
    assert page.index("Save first") < page.index("Download") < page.index("clip is not written")


def test_only_what_stands_in_the_notebook_counts_and_a_deleted_check_is_named(folder):
    notebook = solved()
    notebook["cells"] = [c for c in notebook["cells"] if c["id"] != "clip-expected"]
    clip = next(c for c in notebook["cells"] if c["id"] == "clip")
    clip["source"] = clip["source"].replace("np.clip(", "cut(")

    said = repr(packed(notebook))  # `cut` was defined in a cell that is deleted now

    assert "name 'cut' is not defined" in said
    assert "clip: 0 of 8" in said
    assert "The cell clip_expected is gone." in said


def test_work_that_is_right_is_said_to_be_and_a_stop_is_said_in_a_sentence(folder, monkeypatch):
    right = packed(solved())
    notebook = solved()
    notebook["cells"].append(cell("import _thread\nwhile True:\n    _thread.interrupt_main()"))

    stopped = packed(notebook)

    assert repr(right).startswith("✓ Packed. All that is checked here is right.")
    assert stopped.notes[0].startswith("You stopped the cell `import _thread` in your line")
    assert "in the loop `while True:`." in stopped.notes[0]


def test_without_a_file_or_a_person_nothing_is_written(folder, monkeypatch, capsys):
    assert packing.pack_notebook(NAME) is None
    assert f"Save it as {NAME}.ipynb" in capsys.readouterr().out

    monkeypatch.setattr("utils.lesson.someone_watches", lambda: False)
    assert packed(solved()) is None
    assert not (folder / "to_hand_in").exists()


def test_a_cell_that_asks_its_reader_is_named_and_nobody_waits(folder):
    notebook = solved()
    notebook["cells"].append(cell("colour = input('Your favourite colour? ')"))

    packed_now = packed(notebook)

    assert "RuntimeError: input() has nobody to answer it" in packed_now.notes[0]
    assert packed_now.notes[0].startswith("The cell `colour = input(")
