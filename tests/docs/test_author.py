"""`docs/author/`, followed block by block in an empty folder; in the proofs also with only
the wheel installed."""

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

NAMES = ("index.md", "functions.md", "kinds.md", "properties.md")
PAGES = [ROOT / "docs" / "author" / name for name in NAMES]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PLACE = re.compile(r"# --> ([\w/.]+), at the end\n")

pytestmark = [pytest.mark.slow, pytest.mark.isolation]


def steps():
    """The pages' blocks: what to write at the end of a file, or a command and what its output
    holds."""
    for kind, text in BLOCK.findall("".join(page.read_text("utf-8") for page in PAGES)):
        if kind == "python":
            place = PLACE.match(text)
            yield ("-->", place[1], text[place.end() :])
            continue
        for command in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            line, *expected = command.rstrip("\n").split("\n")
            yield ("run", line, expected)


@pytest.fixture(
    scope="module",
    params=["checkout", pytest.param("wheel", marks=pytest.mark.proof)],
)
def place(request):
    """A folder to work in, and a Python that has the grader."""
    if request.param == "wheel":
        yield request.getfixturevalue("installed")
        return
    folder = Path(tempfile.mkdtemp(prefix="page-"))
    folder.chmod(0o755)  # the sandbox's user has to read it
    yield folder, Path(sys.executable)
    shutil.rmtree(folder, ignore_errors=True)


def run(command, folder, python, **how):
    """Run the command in this machine's environment, with the scripts of this Python
    first."""
    own = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    own |= {"PATH": f"{python.parent}{os.pathsep}{own['PATH']}"}
    return subprocess.run(command, cwd=folder, env=own, capture_output=True, text=True, **how)


@pytest.fixture(scope="module")
def followed(place):
    """The course that comes of it, and what each command printed."""
    where, python = place
    folder, said = where / "page", []
    folder.mkdir()
    for kind, what, rest in steps():
        if kind == "-->":
            with (folder / what).open("a", encoding="utf-8") as file:
                file.write("\n\n" + rest)
        elif what.startswith("cd "):
            folder = folder / what.removeprefix("cd ")
        else:
            command = what
            if what.startswith("dinosaur-grader grade "):
                command += f" --isolation {level()}"
            elif what.startswith("dinosaur-grader check"):  # the answers are our own
                command += " --isolation none"
            done = run(command, folder, python, shell=True)
            said.append((what, rest, done.stdout + done.stderr))
            assert done.returncode == 0, f"{what}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    return folder, said


def test_every_block_of_the_pages_does_what_it_says(followed):
    _, said = followed

    assert len(said) > 10
    for command, expected, output in said:
        for line in expected:
            assert line in output, f"{command}: {line!r} is not in\n{output[-2000:]}"


def test_nbgraders_own_autograde_gives_the_same_marks(followed, place):
    (folder, _), (_, python) = followed, place
    command = [str(python.with_name("nbgrader")), "autograde", "averages"]
    if level() != "strict":
        command.append(f"--TrustedExecute.isolation={level()}")
    done = run(command, folder, python)

    assert done.returncode == 0, done.stderr[-3000:]
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        scores = [gradebook.find_submission("averages", s).score for s in ("ada", "bo")]
    assert scores == [10.0, 0.0]
