"""`dinosaur-grader quickstart COURSE`: makes an nbgrader course with the kit's assignment, or brings it into
a course that is there.

Nothing of a course is overwritten: the assignment's files are added under `source/`, our lines at the end of
`nbgrader_config.py`. What stands there already stays, and is named.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from nbconvert.exporters import NotebookExporter
from nbgrader.preprocessors import ClearSolutions

from dinosaur_grader.assignments import locations
from dinosaur_grader.desk.options import Which, say
from dinosaur_grader.exit_codes import ExitCode, Refused
from dinosaur_grader.home import released
from dinosaur_grader.plugin import at_hand, ours, put_before, trust
from dinosaur_grader.records import gradebook
from dinosaur_grader.store import database

CONFIG = "nbgrader_config.py"
NO_COURSE = "name the folder of the course: `dinosaur-grader quickstart COURSE`. Where there is none yet, it is made."
OWN = """\
c = get_config()

# What a shared server calls this course. What else can be set: `nbgrader generate_config`, in an empty folder.
c.CourseDirectory.course_id = {name!r}
"""
LINES = """
# Added by `dinosaur-grader`: notebooks with a rubric keep their stubs, and are judged in a sandbox.
# Your other assignments, and your own choice of preprocessors for them, stay as they are.
# Without the kit there is no mark: nbgrader alone would take a test that can't ask for one that failed.
try:
    from dinosaur_grader.desk.quickstart import bring
except ImportError as error:
    from nbconvert.exporters import NotebookExporter

    NO_MARK = f"no mark without dinosaur-grader, which can't be loaded here ({error}): install it beside nbgrader"

    class NoMark(NotebookExporter):
        def from_notebook_node(self, nb, resources=None, **kw):
            if any("from dinosaur_grader" in cell.source for cell in nb.cells):
                raise RuntimeError(NO_MARK)
            return super().from_notebook_node(nb, resources, **kw)

    def bring(config):
        config.Autograde.exporter_class = NoMark

bring(c)
"""


class OwnStubs(ClearSolutions):
    """nbgrader's own clearing; in a notebook with a rubric, whose stubs hold placeholders, it only leaves a comment."""

    def preprocess(self, nb, resources):
        theirs = self.code_stub
        if ours(*at_hand(self.parent, resources)):
            self.code_stub = theirs | {"python": "# YOUR CODE HERE"}
        try:
            return super().preprocess(nb, resources)
        finally:
            self.code_stub = (
                theirs  # this instance clears the assignment's other notebooks, too
            )


class Releasing(NotebookExporter):
    """What `nbgrader generate_assignment` exports through: nbgrader's own, with our clearing for nbgrader's."""

    def register_preprocessor(self, preprocessor, enabled=False):
        step = OwnStubs if preprocessor is ClearSolutions else preprocessor
        return super().register_preprocessor(step, enabled)


def bring(config) -> None:
    """Bring our judging and our stubs into a course, for notebooks with a rubric only.
    The course's `nbgrader_config.py` calls this."""
    trust(config)
    put_before(config.GenerateAssignment, Releasing)


def install(course: Path, files: Iterable[tuple[str, bytes]]) -> list[str]:
    """Add these files to the course, by their place in it, and our lines to its configuration; print what was done.
    Returns sentences about what was left alone, which are said.

    Raises FileNotFoundError where `course` is not an nbgrader course.
    """
    done, new, left = configure(course), [], []
    for place, content in files:
        target = course / place
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            new.append(place)
        elif target.read_bytes() != content:
            left.append(f"{place} already exists and differs; it was left as it is.")
    if len(new) == 1:
        done.append(f"{new[0]} is new.")
    elif new:
        done.append(f"{len(new)} files in {os.path.commonpath(new)} are new.")
    print("\n".join(done) or "Everything was already there.")
    for sentence in left:
        say(f"Note: {sentence}")
    return left


def _kits(name: str, room: str) -> Path:
    found = locations.notebook(name, room, None)
    if found is None:
        raise FileNotFoundError(
            f"the kit has no {room}/{name}/{name}.ipynb: `make notebooks` writes it"
        )
    return found


def kit_files(name: str) -> Iterator[tuple[str, bytes]]:
    """Yield the source notebook, and what a student's notebook imports and
    reads of the release."""
    yield f"source/{name}/{name}.ipynb", _kits(name, "source").read_bytes()
    release = _kits(name, "release").parent
    for inside, path in sorted(released(release).items()):
        if path.suffix not in (".ipynb", ".pyc"):
            yield f"source/{name}/{inside}", path.read_bytes()


def configure(course: Path) -> list[str]:
    """Add our lines to the course's configuration, where they are not there
    yet. Return what was done.

    Raises FileNotFoundError where `course` is not an nbgrader course.
    """
    config = course / CONFIG
    if not config.is_file():
        raise FileNotFoundError(
            f"there is no {config}: `dinosaur-grader quickstart COURSE` makes a course"
        )
    try:
        text = config.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Refused(f"{config} is not UTF-8: save it as UTF-8, and run this again") from error
    if re.search(r"^(bring|trust)\(c\)", text, re.M):
        return []
    draft = config.with_name(config.name + ".new")
    draft.write_text(text.rstrip("\n") + "\n" + LINES, encoding="utf-8")
    draft.chmod(config.stat().st_mode)
    draft.replace(config)
    return [f"{config} has new lines at its end."]


def begin(course: Path) -> None:
    """Make an empty nbgrader course, as `nbgrader quickstart` does, without its example homework: its configuration,
    `source/`, and a gradebook with nobody in it. Raises Refused where the folder is neither new nor empty."""
    if course.exists() and (not course.is_dir() or any(course.iterdir())):
        raise Refused(
            f"{course} has no {CONFIG}, so it is no nbgrader course, nor is it an empty folder, "
            "where one could be made: name another one"
        )
    name = course.resolve().name
    (course / "source").mkdir(parents=True)
    with gradebook.writing(database.default_url(course)):
        pass  # its tables are all there is in it
    # last: what was broken off before is no course
    (course / CONFIG).write_text(OWN.format(name=name), encoding="utf-8")
    print(f"{course} is a new course.")


def command(
    course: Annotated[
        Path | None, typer.Argument(help="The folder of an nbgrader course, or of one to make.")
    ] = None,
    assignment: Which = "",
) -> int:
    """Make an nbgrader course with the kit's assignment, or bring the assignment into one. Nothing is overwritten;
    running it again does nothing."""
    if course is None:
        raise Refused(NO_COURSE)
    assignment = locations.chosen(assignment, None)
    if not (course / CONFIG).is_file():
        begin(course)
    left = install(course, kit_files(assignment))
    place, nbgrader = shlex.quote(str(course)), shutil.which("nbgrader")
    # `uv tool install` and pipx put our own command into the path, and nbgrader's beside Python only
    nbgrader = (
        "nbgrader" if nbgrader else shlex.quote(str(Path(sys.executable).with_name("nbgrader")))
    )
    print(
        f"For students: `{nbgrader} generate_assignment {assignment}`, in {course}, makes release/{assignment}."
    )
    print(
        f"What they hand in goes to {course / 'submitted'}: `dinosaur-grader grade --course {place}` grades it."
    )
    return ExitCode.SOME_FAILED if left else ExitCode.DONE
