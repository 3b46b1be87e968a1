"""One notebook through everything that marks: the doors and a batch."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import msgspec

from dinosaur_grader.batch import single
from dinosaur_grader.desk.platforms import bundle
from dinosaur_grader.results import Result
from tests.dinosaur_grader.desk import upgrade
from tests.dinosaur_grader.desk.platforms import doors
from tests.dinosaurs import ASSIGNMENT, NAME

LEVEL = "process"  # the doors' own


class Everywhere(msgspec.Struct):
    """All of it, installed below `place`, and the doors' common `home`."""

    place: Path
    home: Path


def installed(place: Path) -> Everywhere:
    """Built by each door's command and installed by its script, all with one seed."""
    opened(place)
    bundle.build("gradescope", doors.order(), place / "gradescope.zip")
    doors.unzipped(place / "gradescope.zip", place / "source")
    parts = msgspec.structs.replace(doors.order(), parts={"Zb6wb": "clip"})
    bundle.build("coursera", parts, place / "coursera.zip")
    doors.unzipped(place / "coursera.zip", place / "coursera")
    bundle.build("prairielearn", doors.order(), place / "prairielearn")
    bundle.build("classroom", doors.order(doors.PRACTICE), place / "classroom")
    bundle.build("container", doors.order(), place / "image")
    home = doors.installed(place / "source", place / "home", "setup.sh")
    (home / "parts.json").write_text((place / "coursera" / "parts.json").read_text())
    bundle.seed_file(place / "alone.seed", doors.SEED)
    return Everywhere(place, home)


def opened(place: Path) -> None:
    """Let other users enter a folder of pytest's, as they may enter a container's root."""
    for each in (place, *place.parents):
        if each.owner() == place.owner() and each != Path("/tmp"):
            each.chmod(each.stat().st_mode | 0o055)


def alone(place: Path, text: str, seed: bool = True) -> Result:
    """What `one` finds here, from this checkout, at the doors' level."""
    path = doors.handed_in(place / "alone", text)
    file = place / "alone.seed" if seed else None
    return single.grade(single.SingleRequest(path, NAME, seed=file, isolation=LEVEL)).result


def agree(all_of_it: Everywhere, folder: Path, text: str) -> Result:
    """Put a notebook through each; fails where one of them marks it otherwise than the
    command for one hand-in does, whose result it gives."""
    result = alone(all_of_it.place, text)
    scores = {mark.cell: mark.score for mark in result.marks}
    of_doors(all_of_it, folder, text, result)
    of_the_action(all_of_it, folder, text)
    assert batch(folder / "batch", text, all_of_it.place / "alone.seed") == scores
    return result


def holds(name: str, document: object) -> None:
    """Whether a document is as its platform's schema says."""
    schema = json.loads((bundle.FILES / name / "schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(document, schema)


def of_doors(all_of_it: Everywhere, folder: Path, text: str, result: Result) -> None:
    """Gradescope, PrairieLearn and Coursera say the marks of `result`."""
    home, marks = all_of_it.home, result.marks
    verdicts = [(v.title, v.passed) for mark in marks for v in mark.verdicts]
    said = doors.gradescope(home, folder / "g", text)
    holds("gradescope", said)
    points = [test["score"] for test in said["tests"]]
    assert said["score"] == sum(mark.score for mark in marks) == sum(points)
    passed = [(t["name"].partition(": ")[2], t["status"] == "passed") for t in said["tests"]]
    assert passed == verdicts
    assert said["extra_data"]["version"] == result.version

    said = doors.prairielearn(home, folder / "p", text)
    holds("prairielearn", said)
    assert said["score"] == sum(mark.score for mark in marks) / ASSIGNMENT.max_score
    assert [test["points"] for test in said["tests"]] == points

    of_clip = [mark for mark in marks if mark.function == "clip"]
    said, page = doors.coursera(home, folder / "c", text, part="Zb6wb")
    holds("coursera", said)
    most = sum(mark.max_score for mark in of_clip)
    assert said["fractionalScore"] == sum(mark.score for mark in of_clip) / most
    assert "clip" in page and "sample" not in page


def of_the_action(all_of_it: Everywhere, folder: Path, text: str) -> None:
    """The action on GitHub says what `one` gives with its seed, the practice seed."""
    practised = alone(all_of_it.place, text, seed=False)
    action = all_of_it.place / "classroom" / "action"
    ran, summary, outputs = doors.classroom(action, folder / "r", text)
    assert ran.returncode == 0
    assert outputs.strip() == f"score={practised.score:g}"
    assert f"{practised.score:g} of 100" in summary


def batch(folder: Path, text: str, seed: Path) -> dict[str, float]:
    """The scores by test cell that `grade` writes for a class of one."""
    doors.handed_in(folder / "submitted" / "ada" / NAME, text)
    words = ["-P", "-m", "dinosaur_grader", "grade", "--submitted", folder / "submitted"]
    words += ["--out", folder / "out", "--isolation", LEVEL, "--seed", seed]
    command = [str(word) for word in (sys.executable, *words, "--assignment", NAME)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    rows = upgrade.rows(folder / "out" / "grades.csv")
    return {row["cell"]: float(row["score"]) for row in rows}
