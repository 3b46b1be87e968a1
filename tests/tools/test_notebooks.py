"""The generator: what it makes, that a failure leaves what was there, and that a check
names what differs."""

import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest

from dinosaur_grader.workshop import first_cell, percent
from dinosaur_grader.workshop.percent import dumps
from tools import notebooks

ROOT = notebooks.ROOT
TWIN = """\
# %% [markdown]
# # A small one

# %%
print("x = 1")

# %% [markdown]
# {{expected}}

# %% nbgrader={"grade_id": "clip"}
def clip(x):
    y = None
    ### BEGIN SOLUTION
    y = min(x, 100_000)
    ### END SOLUTION
    return y

# %% nbgrader={"grade_id": "clip_expected", "points": 8}
clip(3)
### BEGIN HIDDEN TESTS
assert clip(200_000) == 100_000
### END HIDDEN TESTS
"""


def checkout(folder: Path) -> Path:
    """A checkout of a small assignment that goes by the graded one's name."""
    for room in ("source", "utils", "data"):
        (folder / room).mkdir()
    (folder / "source" / "dinosaur_island.py").write_text(TWIN, encoding="utf-8")
    (folder / "utils" / "__init__.py").write_text("", encoding="utf-8")
    (folder / "data" / "dinos.txt").write_text("trex", encoding="utf-8")
    for name in ("nbgrader_config.py", "pyproject.toml"):
        shutil.copyfile(ROOT / name, folder / name)
    return folder


@pytest.fixture
def course(tmp_path):
    return checkout(tmp_path)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """What is made of such a checkout."""
    course = checkout(tmp_path_factory.mktemp("checkout"))
    return build(course, course / "built")


def build(course: Path, out: Path) -> Path:
    out.mkdir()
    notebooks.build("dinosaur_island", out, course)
    return out


def cells(path: Path) -> list:
    return nbformat.read(path, as_version=4).cells


def test_the_committed_release_holds_stubs_with_placeholders():
    stubs = {
        c.id: c.source for c in cells(ROOT / "release/dinosaur_island/dinosaur_island.ipynb")
    }

    for function in ("clip", "sample", "optimize", "model"):
        assert "# YOUR CODE HERE" in stubs[function]
        assert "NotImplementedError" not in stubs[function]
        compile(stubs[function], function, "exec")
    assert "    indices = None\n" in stubs["sample"]


def test_the_release_folder_is_complete_and_holds_nothing_else():
    folder = ROOT / "release" / "dinosaur_island"

    names = {path.name for path in folder.iterdir()}

    assert names == {"dinosaur_island.ipynb", "requirements.txt", "utils", "data"}
    assert (folder / "utils" / "questions" / "probes.json").is_file()
    assert (folder / "data" / "dinos.txt").read_bytes() == (
        ROOT / "data" / "dinos.txt"
    ).read_bytes()
    assert "nbgrader" not in (folder / "requirements.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("dinosaur_island", ("sonnets", "cases")),
        ("find_the_fault", ("sonnets", "checks", "questions")),
        ("shakespeare", ("checks", "questions", "cases")),
    ],
)
def test_a_release_has_all_of_utils_but_the_other_notebook_s_rooms(name, others):
    whole = notebooks.files(ROOT / "utils")
    whole |= {f"checks/{path}" for path in notebooks.files(ROOT / "dinosaur_grader" / "checks")}
    released = notebooks.files(ROOT / "release" / name / "utils")

    other_rooms = {path for path in whole if path.partition("/")[0] in others}
    assert whole - released == other_rooms
    assert released < whole


def test_each_room_of_utils_belongs_to_a_notebook():
    rooms = {path.parent.name for path in (ROOT / "utils").glob("*/__init__.py")}

    assert rooms == {room for each in first_cell.NOTEBOOKS.values() for room in each.rooms}


def test_long_cells_are_marked_as_demonstrations():
    every = cells(ROOT / "source/dinosaur_island/dinosaur_island.ipynb")
    long = [c for c in every if c.cell_type == "code" and "lesson.train(" in c.source]

    assert [c.metadata.get("tags") for c in long] == [["demonstration"]] * 2


@pytest.mark.slow
def test_a_small_course_is_built_whole(built):
    source, release, solution = (
        cells(built / r / "dinosaur_island/dinosaur_island.ipynb") for r in notebooks.ROOMS
    )
    assert "BEGIN SOLUTION" in source[3].source
    assert source[2].source == "| expression | value |\n| --- | --- |\n| `x` | `1` |"
    assert release[3].source == "def clip(x):\n    y = None\n    # YOUR CODE HERE\n    return y"
    assert release[4].source == "clip(3)"
    assert solution[4].outputs[0].data["text/plain"] == "3"


@pytest.mark.slow
def test_what_was_swapped_in_is_alike_and_a_change_is_named(course, built):
    notebooks.swap(built, course, ("dinosaur_island",))

    assert notebooks.differences(built, course, ("dinosaur_island",)) == []

    folder = course / "release/dinosaur_island"
    (folder / "requirements.txt").write_text("numpy\n", encoding="utf-8")
    (folder / "left_over.txt").write_text("", encoding="utf-8")
    (course / "solutions/dinosaur_island/dinosaur_island.ipynb").unlink()
    assert notebooks.differences(built, course, ("dinosaur_island",)) == [
        "release/dinosaur_island/left_over.txt: not generated any more",
        "release/dinosaur_island/requirements.txt: differs",
        "solutions/dinosaur_island/dinosaur_island.ipynb: missing",
    ]


@pytest.mark.slow
def test_what_nbgrader_refuses_is_told_with_its_log(course):
    twin = course / "source" / "dinosaur_island.py"
    twin.write_text(TWIN.replace("    ### END SOLUTION\n", ""), encoding="utf-8")
    percent.write(
        percent.source_notebook(twin), course / "source/dinosaur_island/dinosaur_island.ipynb"
    )

    problem = percent.generate_assignment("dinosaur_island", course)
    assert problem.startswith("nbgrader generate_assignment failed:")
    assert "no end solution statement found" in problem, problem


@pytest.mark.slow
def test_a_release_that_would_give_an_answer_away_is_refused(course):
    twin = course / "source" / "dinosaur_island.py"
    twin.write_text(TWIN + "\n# %%\n# Instructor: the limit is 100,000\n", encoding="utf-8")

    with pytest.raises(RuntimeError, match="instructor's comment"):
        build(course, course / "built")


def test_pictures_may_differ_and_texts_may_not(tmp_path):
    def notebook(picture: str, text: str) -> Path:
        page = f'<img alt="{text}" src="data:image/png;base64,{picture}">'
        data = {"image/png": picture, "text/html": page, "text/plain": text}
        output = nbformat.v4.new_output("display_data", data)
        cell = nbformat.v4.new_code_cell("1", id="a", outputs=[output], execution_count=1)
        path = tmp_path / f"{picture}{text}.ipynb"
        path.write_text(dumps(nbformat.v4.new_notebook(cells=[cell])), encoding="utf-8")
        return path

    assert notebooks.alike(notebook("AA==", "a tree"), notebook("BB==", "a tree"))
    assert not notebooks.alike(notebook("AA==", "a tree"), notebook("AA==", "a house"))


def test_an_assignment_without_a_twin_is_left_out(course):
    assert notebooks.assignments(course) == ("dinosaur_island",)


def test_everything_generated_is_committed():
    git = ["git", "ls-files", *notebooks.ROOMS]
    listed = subprocess.run(git, cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("no git checkout")
    pages = {f"{room}/dinosaur_island/dinosaur_island.ipynb" for room in notebooks.ROOMS}
    assert pages < set(listed.stdout.split())
