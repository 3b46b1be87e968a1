"""`docs/new-assignment.md`, followed block by block in an empty folder; in the proofs also
with only the wheel installed."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from tests.conftest import ROOT
from tests.dinosaur_grader.course import level
from tests.install.test_wheel import installed  # noqa: F401  a fixture

PAGE = ROOT / "docs" / "new-assignment.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PLACE = re.compile(r"# --> ([\w/.]+)(, at the end)?\n")

pytestmark = [pytest.mark.slow, pytest.mark.isolation]


def steps():
    """The page's blocks: what to write where, or a command and what its output
    holds."""
    for kind, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if kind != "console":
            place = PLACE.match(text)
            yield ("write", place[1], bool(place[2]), text[place.end() :])
            continue
        for command in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            line, *expected = command.rstrip("\n").split("\n")
            yield ("run", line, expected)


@pytest.fixture(
    scope="module",
    params=[
        "checkout",
        *(pytest.param(name, marks=pytest.mark.proof) for name in ("whole", "wheel")),
    ],
)
def place(request):
    """A folder to work in, a Python that has the grader, and whether a sample will do."""
    if request.param == "wheel":
        yield (*request.getfixturevalue("installed"), False)
        return
    folder = Path(tempfile.mkdtemp(prefix="page-"))
    folder.chmod(0o755)  # the sandbox's user has to read it
    yield folder, Path(sys.executable), request.param == "checkout"
    shutil.rmtree(folder, ignore_errors=True)


def run(command, folder, python, **how):
    """Run the command in this machine's environment, with the scripts of this Python
    first."""
    own = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    own |= {"PATH": f"{python.parent}{os.pathsep}{own['PATH']}"}
    return subprocess.run(command, cwd=folder, env=own, capture_output=True, text=True, **how)


@pytest.fixture(scope="module")
def followed(place):
    """The course that comes of it, and what each command printed. What the page gives
    several times, to build and check as it goes, CI gives at last alone."""
    where, python, sample = place
    folder, said = where / "page", []
    folder.mkdir()
    todo = list(steps())
    if sample:
        again = [step[1] for step in todo]
        todo = [
            step
            for i, step in enumerate(todo)
            if step[0] == "write" or step[1] not in again[i + 1 :]
        ]
    for kind, what, *rest in todo:
        if kind == "write":
            path = folder / what
            path.parent.mkdir(parents=True, exist_ok=True)
            before = path.read_text(encoding="utf-8") + "\n" if rest[0] else ""
            path.write_text(before + rest[1], encoding="utf-8")
        elif what.startswith("cd "):
            folder = folder / what.removeprefix("cd ")
        else:
            command = what
            if what.startswith("dinosaur-grader grade "):
                command += f" --isolation {level()}"
            elif what.startswith("dinosaur-grader check "):  # the answers are our own
                command += " --isolation none"
            done = run(command, folder, python, shell=True)
            said.append((what, rest[0], done.stdout + done.stderr))
            assert done.returncode == 0, f"{what}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    return folder, said


def test_every_block_of_the_page_does_what_it_says(followed):
    _, said = followed

    assert len(said) > 10
    for command, expected, output in said:
        for line in expected:
            assert line in output, f"{command}: {line!r} is not in\n{output[-2000:]}"


def test_nbgraders_own_autograde_gives_the_same_marks(followed, place):
    (folder, _), (_, python, _) = followed, place
    command = [str(python.with_name("nbgrader")), "autograde", "hesitation"]
    if level() != "strict":
        command.append(f"--TrustedExecute.isolation={level()}")
    done = run(command, folder, python)

    assert done.returncode == 0, done.stderr[-3000:]
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        scores = [gradebook.find_submission("hesitation", s).score for s in ("ada", "bo")]
    assert scores == [20.0, 0.0]
