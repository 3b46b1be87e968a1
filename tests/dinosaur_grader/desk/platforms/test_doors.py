"""All doors, from the file that an instructor uploads to what the platform reads: the
same marks through each, what each says of a bad hand-in, and what no notebook reaches."""

from __future__ import annotations

import json
import os
import re

import pytest
import yaml

from dinosaur_grader.assignments.notebook_cells import filled
from tests.dinosaur_grader.desk.platforms import doors, everywhere
from tests.dinosaurs import ASSIGNMENT, NAME, source

pytestmark = [pytest.mark.isolation, pytest.mark.slow]
STARTED = re.compile(r"python[\d.]* (-\S+)")
BLANK = json.loads(ASSIGNMENT.blank_path.read_text(encoding="utf-8"))
RIGHT = {function: source(function) for function in ASSIGNMENT.solutions.values()}
HANGS = {**RIGHT, "clip": "def clip(gradients, maxValue):\n    while True:\n        pass\n"}
WRONG = {**RIGHT, "sample": "def sample(parameters, char_to_ix, seed):\n    return [0]"}
LIES = {
    **WRONG,
    "clip": RIGHT["clip"] + "\nprint('::error::all points', '</script><b>')\nimport os\n"
    "os.write(4, b'{\"score\": 100}')\n",
}


def notebook(cells) -> str:
    return json.dumps(filled(BLANK, cells), indent=1)


@pytest.fixture(scope="module")
def all_of_it(tmp_path_factory):
    """Everything that marks, in a folder that other users may enter."""
    return everywhere.installed(tmp_path_factory.mktemp("doors"))


@pytest.fixture(scope="module")
def place(all_of_it):
    return all_of_it.place


@pytest.fixture(scope="module")
def home(all_of_it):
    """One installation, from Gradescope's zip, and the other doors' scripts."""
    return all_of_it.home


@pytest.mark.parametrize(
    ("cells", "least", "most"),
    [
        pytest.param(WRONG, 1, 99, id="wrong"),
        pytest.param(RIGHT, 100, 100, id="right", marks=pytest.mark.proof),
    ],
)
def test_every_door_gives_the_same_marks(all_of_it, tmp_path, cells, least, most):
    result = everywhere.agree(all_of_it, tmp_path, notebook(cells))
    assert least <= result.score <= most


BAD = {
    "hangs": (notebook(HANGS), "nothing inside it changes"),
    "lies": (notebook(LIES), ""),
    "not-json": ("no notebook", "could not be read"),
}


@pytest.mark.parametrize(
    "kind", [pytest.param("hangs", marks=pytest.mark.proof), "lies", "not-json"]
)
def test_every_door_says_what_is_wrong_in_a_sentence(home, place, tmp_path, kind):
    text, sentence = BAD[kind]
    shown = {}
    shown["gradescope"] = doors.gradescope(home, tmp_path / "g", text)
    everywhere.holds("gradescope", shown["gradescope"])
    shown["prairielearn"] = doors.prairielearn(home, tmp_path / "p", text)
    everywhere.holds("prairielearn", shown["prairielearn"])
    said, page = doors.coursera(home, tmp_path / "c", text, part="Zb6wb")
    everywhere.holds("coursera", said)
    ran, summary, _ = doors.classroom(place / "classroom/action", tmp_path / "r", text)
    shown["coursera"], shown["classroom"] = page, summary + ran.stdout
    for name, each in shown.items():
        assert sentence in json.dumps(each), name
    assert "\n::error::all points" not in f"\n{ran.stdout}"
    assert ran.returncode == (1 if kind == "not-json" else 0)
    if kind == "lies":
        line = next(n for n, t in enumerate(text.splitlines(), 1) if "def clip(" in t)
        assert f"::warning file={NAME}.ipynb,line={line}::" in ran.stdout
    if kind == "not-json":
        assert shown["prairielearn"]["gradable"] is False
        assert said["fractionalScore"] == shown["gradescope"]["score"] == 0.0


def test_no_notebook_reads_the_seed_the_rubric_or_the_answers(home, place, tmp_path):
    wanted = ["course.seed", "kit/rubrics", "kit/source", "kept", "kit/dinosaur_grader/judging"]
    tries = f"""
import os
for name in {wanted!r}:
    for home in {[str(home), "/opt/dinosaur"]!r}:
        path = os.path.join(home, name)
        try:
            found = os.listdir(path) if os.path.isdir(path) else open(path).read()
        except OSError:
            continue
        raise RuntimeError("HARM: " + name + str(found)[:20])
"""
    attack = {**RIGHT, "clip": tries + RIGHT["clip"]}
    said = doors.gradescope(home, tmp_path, notebook(attack))
    assert "HARM" not in json.dumps(said)
    assert said["score"] == 100
    private = [home / name for name in ("course.seed", "kit/rubrics", "kit/source", "kept")]
    assert [path.stat().st_mode & 0o077 for path in private] == [0, 0, 0, 0]


def test_files_with_the_seed_are_for_their_owner_alone(place):
    for secret in ("gradescope.zip", "coursera.zip", "image", "image/course.seed"):
        assert (place / secret).stat().st_mode & 0o077 == 0, secret
    assert os.access(place / "image" / "install.sh", os.X_OK)
    asked = json.loads((place / f"prairielearn/questions/{NAME}/info.json").read_text())
    assert asked["externalGradingOptions"]["timeout"] <= 600


def test_what_is_made_starts_no_python_that_imports_from_the_folder_it_is_in(place):
    """A platform may start a script among a student's files."""
    names = ("image", "coursera", "prairielearn/image", "source", "classroom/action")
    first = {
        (path.name, option)
        for name in names
        for path in (place / name).iterdir()
        if path.is_file()
        for option in STARTED.findall(re.sub('[",]', "", path.read_text(encoding="utf-8")))
    }
    assert first == {
        ("Dockerfile", "-P"),
        ("check.sh", "-I"),
        ("check.sh", "-P"),
        ("grade-coursera", "-I"),
        *((name, option) for name in ("install.sh", "setup.sh") for option in ("-I", "-P")),
    }


def test_the_action_and_the_workflow_may_read_and_use_what_is_pinned(place):
    made = place / "classroom"
    action = yaml.safe_load((made / "action" / "action.yml").read_text(encoding="utf-8"))
    workflow = yaml.safe_load((made / "check.yml").read_text(encoding="utf-8"))
    used = [step["uses"] for step in action["runs"]["steps"] if "uses" in step]
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", each) for each in used)
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["jobs"]["check"]["timeout-minutes"] <= 5
    assert not (made / "action" / "course.seed").exists()
