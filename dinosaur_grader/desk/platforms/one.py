"""`dinosaur-grader one`: one hand-in in, marks and words out, as a platform wants them.

It reads its own command line and loads nothing that it doesn't use: a platform starts
it again for each hand-in, and what is loaded is most of what that costs.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import NoReturn

from dinosaur_grader.assignments import course_seed, locations
from dinosaur_grader.batch import single
from dinosaur_grader.batch.files import replace
from dinosaur_grader.desk import platforms
from dinosaur_grader.exit_codes import ExitCode, Refused
from dinosaur_grader.printable import escaped
from dinosaur_grader.results import LEVELS

SEED = Path("course.seed")
NAME_IT = "name the course by --course DIR or its seed by --seed FILE, or take the published one by --practice"
IS_A_LINK = (
    "is a link, and the repository of the hand-in may have brought it: take it away, or "
    "name a folder with --out that no link leads to. Nothing was graded or written."
)
PRACTICE = "The questions are drawn from the published practice seed, which anybody can know."


def command(arguments: list[str]) -> int | None:
    """Grade one hand-in and say what came of it. None where these words can't be read,
    or ask for help: `one_help` says what is wrong with them."""
    try:
        return run(_parser().parse_args(arguments))
    except _Unread:
        return None


def run(words: argparse.Namespace) -> int:
    """Grade one hand-in and say what came of it. 0: it was graded; 1: it could not be;
    2: this machine failed its checks, and there is no mark. The output says so in a
    sentence each time."""
    if words.out is not None and (link := _link_to(words.out, words.notebook)):
        print(f"Error: {link} {IS_A_LINK}", file=sys.stderr)
        return ExitCode.NOTHING_WRITTEN
    code, files, mark = _graded(words)
    try:
        _put(files, words.out)
        if words.out is not None:
            print(f"{mark}{', '.join(files)} in {words.out}")
    except OSError as error:
        print(f"Error: can't write to {words.out}: {error.strerror}", file=sys.stderr)
        return ExitCode.NOTHING_WRITTEN
    return code


class _Unread(Exception):
    """These words are not as they should be, or ask for help."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _Unread


def _graded(words: argparse.Namespace) -> tuple[int, dict[str, str], str]:
    """Grade the hand-in. Return the exit code, what the platform reads, and the mark in
    words, if there is one."""
    form = platforms.module(words.format)
    try:
        marked = single.grade(_request(words))
    except Refused as refused:
        print(f"Error: {refused}", file=sys.stderr)
        return ExitCode.NOTHING_WRITTEN, form.refused(str(refused)), ""
    if marked.exit_code:
        for note in marked.result.notes:
            print(f"Not graded ({marked.result.state}): {escaped(note)}", file=sys.stderr)
        if (inner := words.notebook / marked.work.name).is_dir():
            print(f"It may be in {inner}: name that folder.", file=sys.stderr)
    if words.isolation == "none":
        print("WARNING: isolation is none. The marks record this.", file=sys.stderr)
    score = marked.result.score
    mark = "" if score is None else f"{score:g} of {marked.work.max_score:g} points: "
    return marked.exit_code, form.files(marked, pages=words.out is not None), mark


def _parser() -> argparse.ArgumentParser:
    """Read the words that `one_help` explains, without what takes long to load."""
    parser = _Parser(add_help=False, allow_abbrev=False)
    add = parser.add_argument
    add("notebook", type=Path)
    add("--assignment", default="")
    add("--format", default="json", choices=platforms.FORMATS)
    add("--out", type=Path)
    add("--isolation", default="strict", choices=LEVELS)
    add("--seed", type=Path)
    add("--practice", action="store_true")
    add("--course", type=Path)
    add("--student", default=single.STUDENT)
    return parser


def _request(words: argparse.Namespace) -> single.SingleRequest:
    """Take the course that was named, and never the folder that this runs in: on a
    platform it is a student's repository. Raises Refused."""
    notebook: Path = words.notebook
    if not os.path.lexists(notebook):  # what a link leads to is not looked at here
        raise Refused(f"there is no {notebook}: name the notebook, or the folder with it")
    hand_in = notebook if os.path.isdir(notebook) else notebook.parent  # all the student's
    course = locations.course_of(words.course, hand_ins=hand_in)
    seed = None if words.practice else _seed(words, hand_in)
    if words.practice:
        print(PRACTICE, file=sys.stderr)
    return single.SingleRequest(
        notebook, words.assignment, course, seed, words.isolation, words.student
    )


def _seed(words: argparse.Namespace, hand_in: Path) -> Path:
    """Return the seed that was named, or the course's, or this folder's, which is said,
    unless a student can know it. Raises Refused."""
    seed: Path = words.seed or (words.course or Path()) / SEED
    nobody_named_it = not (words.seed or words.course)
    if nobody_named_it and locations.lies_in(words.notebook, Path()):
        raise Refused(
            f"no {seed} is taken from this folder, for the hand-in lies in it: {NAME_IT}"
        )
    if locations.lies_in(seed, hand_in):
        raise Refused(locations.STUDENTS_OWN.format(seed, "seed", "--seed FILE"))
    if nobody_named_it and not seed.exists():
        raise Refused(f"there is no {seed} here: {NAME_IT}")
    if not words.seed:
        found = course_seed.load(seed).fingerprint
        print(f"The questions are drawn from the seed {seed}: {found}.", file=sys.stderr)
    return seed


def _link_to(out: Path, notebook: Path) -> Path | None:
    """Find a link on the way to `out` that came with the hand-in: below the folder that
    both lie in, or below this one where the way begins here. Where they share nothing but
    the root, it brought none."""
    way, hand_in = (Path(os.path.abspath(path)) for path in (out, notebook))
    shared = Path(os.path.commonpath([way, hand_in]))
    brought = {shared} if out.is_absolute() else {shared, Path.cwd()}
    brought.discard(Path(way.anchor))
    steps = [step for step in (way, *way.parents) if not brought.isdisjoint(step.parents)]
    return next((step for step in steps if step.is_symlink()), None)


def _put(files: dict[str, str], out: Path | None) -> None:
    """Write the files into the folder `out`. Without one, print the first file
    that says something."""
    if out is None:
        print(next(filter(None, files.values())))
        return
    for name, text in files.items():
        # a lone surrogate out of a student's text is nobody's letter
        replace(out / name, text.encode("utf-8", "replace"))
