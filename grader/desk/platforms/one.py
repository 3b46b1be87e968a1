"""`python -m grader one`: one hand-in in, marks and words out, as a platform wants them.

It reads its own command line and loads nothing that it doesn't use: a platform starts
it anew for each hand-in, and what is loaded is most of what that costs.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from grader.batch import single
from grader.batch.refused import NOTHING_WRITTEN, Refused
from grader.desk import platforms
from grader.printable import escaped

SEED = Path("course.seed")
LEVELS = ("strict", "process", "none")


def command(arguments: list[str]) -> int:
    """Grade one hand-in and say what came of it. 0: it was graded; 1: it could not be;
    2: nothing may be believed here, and there is no mark. The output says so in a
    sentence each time."""
    words = _parser().parse_args(arguments)
    form = platforms.form(words.format)
    try:
        marked = single.grade(_asked(words))
    except Refused as refused:
        print(f"Error: {refused}", file=sys.stderr)
        _put(form.refused(str(refused)), words.out)
        return NOTHING_WRITTEN
    if marked.exit_code:
        for note in marked.result.notes:
            print(f"Not graded ({marked.result.state}): {escaped(note)}", file=sys.stderr)
    if words.isolation == "none":
        print("WARNING: isolation is none. The marks say so.", file=sys.stderr)
    _put(form.files(marked, pages=words.out is not None), words.out)
    return marked.exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m grader one",
        description="Grade one hand-in: mark, verdicts, a feedback page; no gradebook.",
    )
    add = parser.add_argument
    add("notebook", type=Path, metavar="NOTEBOOK", help="The notebook, or a folder with it.")
    add("--assignment", default="", metavar="NAME", help="Which one; the only one if left out.")
    add("--format", default="json", choices=platforms.FORMS, help="For which platform.")
    add("--out", type=Path, metavar="DIR", help="A folder for the output and the page.")
    add("--isolation", default="strict", choices=LEVELS, help="What holds the code.")
    add("--seed", type=Path, default=SEED, metavar="FILE", help="The course's secret seed.")
    add("--practice", action="store_true", help="The published practice seed instead.")
    add("--course", type=Path, metavar="DIR", help="The course whose assignment it is.")
    add("--student", default=single.STUDENT, metavar="ID", help="Whose it is.")
    return parser


def _asked(words: argparse.Namespace) -> single.Asked:
    return single.Asked(
        words.notebook,
        words.assignment,
        words.course.resolve() if words.course else _course(words.notebook),
        None if words.practice else words.seed,
        words.isolation,
        words.student,
    )


def _course(notebook: Path) -> Path | None:
    """This folder, where it is a course and not a student's own: theirs holds the
    notebook, and a course has it under `submitted`."""
    from grader.assignments import places

    here, path = Path.cwd().resolve(), notebook.resolve()
    if path.is_relative_to(here) and not path.is_relative_to(here / "submitted"):
        return None
    return places.course_of(here)


def _put(files: dict[str, str], out: Path | None) -> None:
    """Into the folder `out`; without one, the first file that says something is
    printed."""
    if out is None:
        print(next(filter(None, files.values())))
        return
    out.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        draft = out / f".{name}"
        # a lone surrogate out of a student's text is nobody's letter
        draft.write_bytes(text.encode("utf-8", "replace"))
        draft.replace(out / name)  # whole, or not there
