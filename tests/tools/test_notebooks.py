"""The generator: what is committed of it, that a release which gives an answer away is
refused, and that a check names what differs."""

import json
from pathlib import Path

import nbformat
import pytest

from dinosaur_grader.workshop.percent import dumps
from tools import first_cell, notebooks

ROOT = notebooks.ROOT
NAMES = ("dinosaur_island",)


def cells(path: Path) -> list:
    return nbformat.read(path, as_version=4).cells


def test_the_committed_release_is_complete_and_holds_stubs_and_nothing_else():
    folder = ROOT / "release" / "dinosaur_island"
    stubs = {c.id: c.source for c in cells(folder / "dinosaur_island.ipynb")}

    names = {path.name for path in folder.iterdir()}
    assert names == {"dinosaur_island.ipynb", "requirements.txt", "utils", "data"}
    assert (folder / "utils" / "questions" / "probes.json").is_file()
    assert "nbgrader" not in (folder / "requirements.txt").read_text(encoding="utf-8")
    for function in ("clip", "sample", "optimize", "model"):
        assert "# YOUR CODE HERE" in stubs[function]
        assert "NotImplementedError" not in stubs[function]
        compile(stubs[function], function, "exec")


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("dinosaur_island", ("sonnets", "cases", "backwards")),
        ("shakespeare", ("checks", "questions", "cases", "backwards")),
    ],
)
def test_a_release_has_all_of_utils_but_the_other_notebook_s_rooms(name, others):
    whole = notebooks.files(ROOT / "utils")
    whole |= {f"checks/{path}" for path in notebooks.files(ROOT / "dinosaur_grader" / "checks")}
    released = notebooks.files(ROOT / "release" / name / "utils")

    other_rooms = {path for path in whole if path.partition("/")[0] in others}
    assert whole - released == other_rooms
    assert released < whole


@pytest.mark.parametrize(
    ("name", "functions", "room"),
    [
        ("find_the_fault", [f"case_{number}" for number in range(1, 7)], "cases"),
        ("step_backwards", ["step_backward"], "backwards"),
    ],
)
def test_an_optional_notebook_has_its_own_questions_and_not_those_of_the_graded_one(
    name, functions, room
):
    utils = ROOT / "release" / name / "utils"
    asked = json.loads((utils / "questions/probes.json").read_text(encoding="utf-8"))

    assert [row["name"] for row in asked["functions"]] == functions
    assert notebooks.files(utils / "questions") == {
        *("__init__.py", "probes.json", "words/faults.json")
    }
    assert {path.parent.name for path in utils.glob("*/__init__.py")} == {
        *("checks", "questions", room)
    }


def test_each_room_of_utils_belongs_to_a_notebook():
    rooms = {path.parent.name for path in (ROOT / "utils").glob("*/__init__.py")}

    assert rooms == {room for each in first_cell.NOTEBOOKS.values() for room in each.rooms}


def test_long_cells_are_marked_as_demonstrations():
    every = cells(ROOT / "source/dinosaur_island/dinosaur_island.ipynb")
    long = [c for c in every if c.cell_type == "code" and ".train(" in c.source]

    assert [c.metadata.get("tags") for c in long] == [["demonstration"]] * 2


def test_what_was_swapped_in_is_alike_and_a_change_is_named(tmp_path):
    built, course = tmp_path / "built", tmp_path / "course"
    for room in notebooks.ROOMS:
        (built / room / "dinosaur_island").mkdir(parents=True)
        (built / room / "dinosaur_island" / "requirements.txt").write_text("numpy>=2\n")

    notebooks.swap(built, course, NAMES)
    assert notebooks.differences(built, course, NAMES) == []

    (course / "release/dinosaur_island/requirements.txt").write_text("numpy\n")
    (course / "release/dinosaur_island/left_over.txt").write_text("")
    (course / "solutions/dinosaur_island/requirements.txt").unlink()
    assert notebooks.differences(built, course, NAMES) == [
        "release/dinosaur_island/left_over.txt: not generated any more",
        "release/dinosaur_island/requirements.txt: differs",
        "solutions/dinosaur_island/requirements.txt: missing",
    ]


def test_pictures_may_differ_and_texts_may_not(tmp_path):
    def notebook(picture: str, text: str) -> Path:
        page = f'<img alt="{text}" src="data:image/svg+xml,{picture}">'
        data = {"text/html": page, "text/plain": text}
        output = nbformat.v4.new_output("display_data", data)
        cell = nbformat.v4.new_code_cell("1", id="a", outputs=[output], execution_count=1)
        path = tmp_path / f"{picture}{text}.ipynb"
        path.write_text(dumps(nbformat.v4.new_notebook(cells=[cell])), encoding="utf-8")
        return path

    assert notebooks.alike(notebook("AA==", "a tree"), notebook("BB==", "a tree"))
    assert not notebooks.alike(notebook("AA==", "a tree"), notebook("AA==", "a house"))
