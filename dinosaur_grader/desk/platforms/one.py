"""`dinosaur-grader one`: one hand-in in, marks and words out, as a platform wants them.

It reads its own command line and loads nothing that it doesn't use: a platform starts
it again for each hand-in, and what is loaded is most of what that costs.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from dinosaur_grader.assignments import locations
from dinosaur_grader.batch import single
from dinosaur_grader.batch.files import replace
from dinosaur_grader.desk import platforms
from dinosaur_grader.exit_codes import ExitCode, Refused
from dinosaur_grader.printable import escaped
from dinosaur_grader.results import LEVELS

SEED = Path("course.seed")


def command(arguments: list[str]) -> int:
    """Grade one hand-in and say what came of it. 0: it was graded; 1: it could not be;
    2: this machine failed its checks, and there is no mark. The output says so in a
    sentence each time."""
    words = _parser().parse_args(arguments)
    code, files = _graded(words)
    try:
        _put(files, words.out)
    except OSError as error:
        print(f"Error: can't write to {words.out}: {error.strerror}", file=sys.stderr)
        return ExitCode.NOTHING_WRITTEN
    return code


def _graded(words: argparse.Namespace) -> tuple[int, dict[str, str]]:
    """Grade the hand-in. Return the exit code, and what the platform reads."""
    form = platforms.module(words.format)
    try:
        marked = single.grade(_request(words))
    except Refused as refused:
        print(f"Error: {refused}", file=sys.stderr)
        return ExitCode.NOTHING_WRITTEN, form.refused(str(refused))
    if marked.exit_code:
        for note in marked.result.notes:
            print(f"Not graded ({marked.result.state}): {escaped(note)}", file=sys.stderr)
    if words.isolation == "none":
        print("WARNING: isolation is none. The marks record this.", file=sys.stderr)
    return marked.exit_code, form.files(marked, pages=words.out is not None)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dinosaur-grader one",
        description="Grade one submission: mark, verdicts, a feedback page; no gradebook.",
    )
    add = parser.add_argument
    add("notebook", type=Path, metavar="NOTEBOOK", help="The notebook, or its folder.")
    add("--assignment", default="", metavar="NAME", help="Not needed if there is only one.")
    add("--format", default="json", choices=platforms.FORMATS, help="The platform's format.")
    add("--out", type=Path, metavar="DIR", help="A folder for the output and the page.")
    add("--isolation", default="strict", choices=LEVELS, help="The isolation level.")
    add("--seed", type=Path, metavar="FILE", help="The secret seed, if not the course's own.")
    add("--practice", action="store_true", help="Use the published practice seed.")
    add("--course", type=Path, metavar="DIR", help="The assignment's course.")
    add("--student", default=single.STUDENT, metavar="ID", help="The student's id.")
    return parser


def _request(words: argparse.Namespace) -> single.SingleRequest:
    """Take the course that was named, and never the folder that this runs in: on a
    platform it is a student's repository. Raises Refused."""
    notebook: Path = words.notebook
    hand_in = notebook if os.path.isdir(notebook) else notebook.parent  # all the student's
    course = locations.course_of(words.course, hand_ins=hand_in)
    seed = None if words.practice else _seed(words, hand_in)
    return single.SingleRequest(
        notebook, words.assignment, course, seed, words.isolation, words.student
    )


def _seed(words: argparse.Namespace, hand_in: Path) -> Path:
    """Return the seed that was named, or the course's, or this folder's, unless a
    student can know it. Raises Refused."""
    seed: Path = words.seed or (words.course or Path()) / SEED
    nobody_named_it = not (words.seed or words.course)
    if locations.lies_in(seed, hand_in) or (
        nobody_named_it and locations.lies_in(words.notebook, Path())
    ):
        raise Refused(locations.STUDENTS_OWN.format(seed, "seed", "--seed FILE"))
    return seed


def _put(files: dict[str, str], out: Path | None) -> None:
    """Write the files into the folder `out`. Without one, print the first file
    that says something."""
    if out is None:
        print(next(filter(None, files.values())))
        return
    for name, text in files.items():
        # a lone surrogate out of a student's text is nobody's letter
        replace(out / name, text.encode("utf-8", "replace"))
