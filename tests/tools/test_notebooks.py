"""The generator: what is committed of it, that a release which gives an answer away is
refused, and that a check names what differs."""

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from dinosaur_grader.workshop.percent import dumps
from tests import kernels
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
    whole = notebooks.files(ROOT / "utils") - {"checks"}
    whole |= {f"checks/{path}" for path in notebooks.files(ROOT / "dinosaur_grader" / "checks")}
    released = notebooks.files(ROOT / "release" / name / "utils")

    shared = tuple(f"questions/{each}/" for each in first_cell.NOTEBOOKS)
    other_rooms = {
        path for path in whole if path.partition("/")[0] in others or path.startswith(shared)
    }
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


@pytest.mark.parametrize("name", ["find_the_fault", "step_backwards"])
def test_the_kit_s_own_utils_have_the_questions_of_an_optional_notebook_too(name):
    shared = ROOT / "utils" / "questions" / name
    released = ROOT / "release" / name / "utils" / "questions"

    assert notebooks.files(shared) == notebooks.files(released) - {"__init__.py"}
    assert notebooks.publish(name, ROOT, check=True) == []
    for path in notebooks.files(shared):
        assert notebooks.difference(released / path, shared / path) == ""


@pytest.mark.parametrize("name", first_cell.NOTEBOOKS)
def test_a_solution_lies_beside_links_to_the_kit_s_own_utils_and_data(name):
    folder = ROOT / "solutions" / name

    assert notebooks.files(folder) == {f"{name}.ipynb", "data", "utils"}
    assert (folder / "utils").readlink() == Path("../../utils")
    assert (folder / "data").readlink() == Path("../../data")


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


def linked(root: Path) -> Path:
    """A course with the link of a solution, and nothing else."""
    (root / "solutions" / "dinosaur_island").mkdir(parents=True)
    (root / "solutions" / "dinosaur_island" / "utils").symlink_to("../../utils")
    for room in ("source", "release"):
        (root / room / "dinosaur_island").mkdir(parents=True)
    return root


def test_a_link_is_swapped_in_as_a_link_and_nothing_of_where_it_leads_is_compared(tmp_path):
    built, course = linked(tmp_path / "built"), tmp_path / "course"
    (course / "utils").mkdir(parents=True)
    (course / "utils" / "rnn.py").write_text("")

    notebooks.swap(built, course, NAMES)
    notebooks.swap(built, course, NAMES)

    assert (course / "solutions/dinosaur_island/utils").readlink() == Path("../../utils")
    assert (course / "utils" / "rnn.py").is_file()
    assert notebooks.differences(built, course, NAMES) == []


def test_a_clone_where_links_are_text_files_is_told_so(tmp_path):
    built, course = linked(tmp_path / "built"), linked(tmp_path / "course")
    (course / "solutions/dinosaur_island/utils").unlink()
    (course / "solutions/dinosaur_island/utils").write_text("../../utils")

    assert notebooks.differences(built, course, NAMES) == [
        "solutions/dinosaur_island/utils: is no link here: `git config core.symlinks true`, "
        "then `git checkout -- utils/checks solutions`"
    ]


def test_a_link_that_leads_elsewhere_differs(tmp_path):
    built, course = linked(tmp_path / "built"), linked(tmp_path / "course")
    (course / "solutions/dinosaur_island/utils").unlink()
    (course / "solutions/dinosaur_island/utils").symlink_to("../../release/utils")

    assert notebooks.differences(built, course, NAMES) == [
        "solutions/dinosaur_island/utils: differs"
    ]


def test_a_notebook_that_an_older_jupyter_saved_is_told_so(tmp_path):
    solved = ROOT / "solutions" / "step_backwards" / "step_backwards.ipynb"
    older = json.loads(solved.read_text(encoding="utf-8")) | {"nbformat_minor": 4}
    for cell in older["cells"]:
        del cell["id"]
    (tmp_path / "older.ipynb").write_text(json.dumps(older), encoding="utf-8")

    assert notebooks.difference(solved, tmp_path / "older.ipynb") == (
        "was saved by an older Jupyter: run `make notebooks`"
    )


def make_on(kernel: str, name: str, out: Path) -> dict[str, object]:
    """All that is made of a notebook in a child with this kernel, by its path, without what
    cells print that are another each time."""
    child = "import sys; from pathlib import Path; from tools import notebooks\n"
    child += "notebooks.build(sys.argv[1], Path(sys.argv[2]))"
    command = [sys.executable, "-c", child, name, str(out)]
    subprocess.run(command, cwd=ROOT, env=kernels.environment(kernel), check=True)
    rooms = [out / room / name for room in notebooks.ROOMS]
    paths = (room / path for room in rooms for path in notebooks.files(room))
    return {str(path.relative_to(out)): content(path) for path in paths if path.is_file()}


def content(path: Path) -> object:
    if path.suffix != ".ipynb":
        return path.read_bytes()
    return [
        {**cell, "outputs": []}
        if notebooks.OWN_OUTPUT in cell.metadata.get("tags", ())
        else cell
        for cell in cells(path)
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        *("dinosaur_island", "shakespeare"),
        *(
            pytest.param(name, marks=pytest.mark.proof)
            for name in ("find_the_fault", "step_backwards")
        ),
    ],
)
def test_three_kernels_make_the_same_notebooks_to_the_last_byte(
    several_kernels, name, tmp_path
):
    first, *others = [make_on(each, name, tmp_path / each) for each in several_kernels[-3:]]

    assert f"solutions/{name}/{name}.ipynb" in first
    assert others == [first] * len(others)


def test_pictures_may_differ_and_texts_may_not(tmp_path):
    def notebook(picture: str, text: str) -> Path:
        page = f'<img alt="{text}" src="data:image/svg+xml,{picture}">'
        data = {"text/html": page, "text/plain": text}
        output = nbformat.v4.new_output("display_data", data)
        cell = nbformat.v4.new_code_cell("1", id="a", outputs=[output], execution_count=1)
        path = tmp_path / f"{picture}{text}.ipynb"
        path.write_text(dumps(nbformat.v4.new_notebook(cells=[cell])), encoding="utf-8")
        return path

    tree = notebook("AA==", "a tree")
    assert notebooks.difference(tree, notebook("BB==", "a tree")) == ""
    assert notebooks.difference(tree, notebook("AA==", "a house")) == "differs"
