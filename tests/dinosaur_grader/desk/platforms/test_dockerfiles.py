"""The Dockerfiles: what they copy is what the build makes, what they run is there."""

from __future__ import annotations

import re

import pytest
import yaml

from dinosaur_grader.desk.platforms import (
    classroom,
    container,
    coursera,
    gradescope,
    prairielearn,
)
from tests.dinosaur_grader.desk.platforms import doors

STARTED = re.compile(r"python[\d.]* (-\S+)")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """What each platform's command makes, unpacked, by the platform's name; of GitHub the
    folder with the action and the workflow."""
    place = tmp_path_factory.mktemp("built")
    container.build(doors.order(), place / "container")
    classroom.build(doors.order(doors.PRACTICE), place / "classroom", "owner/check")
    prairielearn.build(doors.order(), place / "question")
    (place / "question" / "image").rename(place / "prairielearn")
    for module, name in ((coursera, "coursera"), (gradescope, "gradescope")):
        module.build(doors.order(), place / f"{name}.zip")
        doors.unzipped(place / f"{name}.zip", place / name)
    return place


@pytest.mark.parametrize("name", ["container", "coursera", "prairielearn"])
def test_what_a_dockerfile_names_is_in_its_folder(built, name):
    text = (built / name / "Dockerfile").read_text(encoding="utf-8")
    named = re.findall(r"/tmp/dinosaur/([\w.-]+)", text)
    assert "install.sh" in named
    assert [each for each in named if not (built / name / each).is_file()] == []
    # an image is not root's where no step needs it
    assert name != "container" or text.index("USER dinosaur") < text.index("ENTRYPOINT")


def test_what_is_made_starts_no_python_that_imports_from_the_folder_it_is_in(built):
    """A platform may start a script among a student's files."""
    names = ("container", "coursera", "prairielearn", "gradescope", "classroom/action")
    first = {
        (path.name, option)
        for name in names
        for path in (built / name).iterdir()
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


def test_the_action_and_the_workflow_are_well_formed(built):
    made = built / "classroom"
    action = yaml.safe_load((made / "action" / "action.yml").read_text(encoding="utf-8"))
    workflow = yaml.safe_load((made / "check.yml").read_text(encoding="utf-8"))
    used = [step["uses"] for step in action["runs"]["steps"] if "uses" in step]
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", each) for each in used)
    assert action["runs"]["using"] == "composite"
    assert workflow["permissions"] == {"contents": "read"}
    steps = workflow["jobs"]["check"]["steps"]
    assert steps[1]["uses"] == "owner/check@main"
    assert workflow["jobs"]["check"]["timeout-minutes"] <= 5
    assert not (made / "action" / "course.seed").exists()
