"""`python -m grader quickstart COURSE`: brings this assignment into a course that `nbgrader quickstart` made.

Nothing of the course is overwritten: the assignment's files are added under `source/`, two lines at the end of
`nbgrader_config.py`. What stands there already stays, and is named.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import ClearSolutions
from traitlets.config import LazyConfigValue

from grader.assignments import assignment as assignments
from grader.plugin import trust

CONFIG = "nbgrader_config.py"
LINES = """
# Dinosaur Island, added by `python -m grader quickstart`: its stubs, and its judging in a sandbox.
from grader.desk.quickstart import bring

bring(c)
"""
OWN_JUDGE = re.compile(r"^\s*c\.Autograde\.(sanitize|autograde)_preprocessors\b", re.M)


class OwnStubs(ClearSolutions):
    """nbgrader's own clearing; in our notebook, whose stubs hold placeholders, it only leaves a comment."""

    def preprocess(self, nb, resources):
        if resources["nbgrader"]["assignment"] == "dinosaur_island":
            self.code_stub = self.code_stub | {"python": "# YOUR CODE HERE"}
        return super().preprocess(nb, resources)


def bring(config) -> None:
    """What a course's `nbgrader_config.py` calls: our judging, and our stubs for our assignment only."""
    trust(config)
    chosen = config.GenerateAssignment.preprocessors
    steps = (
        GenerateAssignment.preprocessors.default_args[0]
        if isinstance(chosen, LazyConfigValue)
        else chosen
    )
    config.GenerateAssignment.preprocessors = [_ours(step) for step in steps]


def _ours(step):
    return (
        OwnStubs if step in (ClearSolutions, "nbgrader.preprocessors.ClearSolutions") else step
    )


def install(course: Path, name: str) -> tuple[list[str], list[str]]:
    """Add the assignment `name` to the course; returns sentences about what was done, and about what was left alone.

    Raises FileNotFoundError where `course` is not an nbgrader course.
    """
    config = course / CONFIG
    if not config.is_file():
        raise FileNotFoundError(
            f"there is no {config}: `nbgrader quickstart {course.name}` makes a course"
        )
    done, left = [], []
    for place, content in _files(name):
        target = course / "source" / name / place
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            done.append(f"{target} is new")
        elif target.read_bytes() != content:
            left.append(f"{target} stands there already and differs; it was left as it is")
    _configure(config, done, left)
    return done, left


def _files(name: str) -> Iterator[tuple[str, bytes]]:
    """The source notebook, and what of the release a student's notebook imports and reads."""
    yield f"{name}.ipynb", assignments.notebook_path(name, "source").read_bytes()
    release = assignments.notebook_path(name, "release").parent
    for path in sorted(release.rglob("*")):
        if path.is_file() and path.suffix not in (".ipynb", ".pyc"):
            yield path.relative_to(release).as_posix(), path.read_bytes()


def _configure(config: Path, done: list[str], left: list[str]) -> None:
    text = config.read_text(encoding="utf-8")
    if re.search(r"^(bring|trust)\(c\)", text, re.M):
        return
    if OWN_JUDGE.search(text):
        left.append(
            f"{config} chooses its own preprocessors; add these lines where they fit:\n{LINES.strip()}\n"
        )
        return
    draft = config.with_name(config.name + ".new")
    draft.write_text(text.rstrip("\n") + "\n" + LINES, encoding="utf-8")
    draft.chmod(config.stat().st_mode)
    draft.replace(config)
    done.append(f"{config} has two more lines, at its end")


def command(
    course: Annotated[
        Path,
        typer.Argument(exists=True, file_okay=False, help="The folder of an nbgrader course."),
    ],
    assignment: Annotated[str, typer.Option(help="The assignment's name.")] = "dinosaur_island",
) -> int:
    """Bring the assignment into an nbgrader course. Nothing is overwritten; running it again does nothing."""
    try:
        done, left = install(course, assignment)
    except (OSError, UnicodeDecodeError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    print("\n".join(f"{sentence}." for sentence in done) or "Everything was there already.")
    for sentence in left:
        print(f"Look: {sentence}", file=sys.stderr)
    print(f"Next, in {course}: nbgrader generate_assignment {assignment}")
    return 1 if left else 0
