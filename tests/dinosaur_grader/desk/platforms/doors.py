"""Each door, built by its own command and installed by its own script into a folder: what
a platform's container would do, with this environment's packages."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

from dinosaur_grader.assignments import course_seed as seeds
from dinosaur_grader.desk.platforms import bundle
from tests.dinosaurs import ASSIGNMENT, NAME
from tests.waiting import HANGS

ROOT = Path(__file__).parents[4]
SEED = seeds.Seed(bytes(range(32)))
PRACTICE = seeds.Seed(seeds.PRACTICE_SEED, practice=True)


def order(secret=SEED, isolation="process") -> bundle.Order:
    return bundle.Order(ASSIGNMENT, secret, isolation)


def unzipped(path: Path, folder: Path) -> Path:
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            made = Path(archive.extract(entry, folder))
            made.chmod(entry.external_attr >> 16 & 0o777)
    return folder


def run(command, **environment):
    """A door's script in a bare environment, with this one's packages."""
    given = {
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "DINOSAUR_PYTHON": sys.executable,
        "LANG": "C.UTF-8",
    }
    return subprocess.run(
        [str(word) for word in command],
        env=given | {name: str(value) for name, value in environment.items()},
        cwd="/",
        capture_output=True,
        text=True,
        timeout=HANGS,
        check=False,
    )


def installed(source: Path, home: Path, script: str = "install.sh") -> Path:
    done = run(["bash", source / script], DINOSAUR_HOME=home)
    assert done.returncode == 0, done.stderr
    return home


def handed_in(folder: Path, text: bytes | str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{NAME}.ipynb"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def gradescope(home: Path, place: Path, text, **environment):
    handed_in(place / "submission", text)
    script = home.parent / "source" / "run_autograder"
    run(["bash", script], AUTOGRADER=place, DINOSAUR_HOME=home, **environment)
    return json.loads((place / "results" / "results.json").read_text(encoding="utf-8"))


def coursera(home: Path, place: Path, text, part="", **environment):
    handed_in(place / "submission", text)
    script = home.parent / "coursera" / "grade-coursera"
    given = {"SHARED": place, "DINOSAUR_HOME": home, "partId": part, **environment}
    run(["bash", script], **given)
    said = json.loads((place / "feedback.json").read_text(encoding="utf-8"))
    return said, (place / "htmlFeedback.html").read_text(encoding="utf-8")


def prairielearn(home: Path, place: Path, text, **environment):
    handed_in(place / "student", text)
    script = home.parent / "prairielearn" / "image" / "grade-prairielearn"
    run(["bash", script], GRADE=place, DINOSAUR_HOME=home, **environment)
    return json.loads((place / "results" / "results.json").read_text(encoding="utf-8"))


def classroom(action: Path, place: Path, text, **environment):
    handed_in(place, text)
    summary, outputs = place / "summary.md", place / "outputs"
    given = {
        "ACTION": action,
        "GITHUB_WORKSPACE": place,
        "GITHUB_STEP_SUMMARY": summary,
        "GITHUB_OUTPUT": outputs,
        "DINOSAUR_NOTEBOOK": f"{NAME}.ipynb",
    }
    ran = run(["bash", action / "check.sh"], **given | environment)
    return ran, summary.read_text(encoding="utf-8"), outputs.read_text(encoding="utf-8")
