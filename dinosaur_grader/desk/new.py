"""`dinosaur-grader new NAME`: the beginning of an assignment of one's own in an nbgrader
course, in one file that is small and whole."""

from __future__ import annotations

import keyword
import re
from pathlib import Path
from typing import Annotated

import jinja2
import typer

from dinosaur_grader.assignments import locations
from dinosaur_grader.desk import quickstart
from dinosaur_grader.exit_codes import Refused

TEMPLATES = Path(__file__).parent / "templates" / "new"
ENDING = ".py.txt"
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


def command(
    name: Annotated[
        str, typer.Argument(help="The assignment's name: lowercase letters, digits and _.")
    ],
    kind: Annotated[
        str,
        typer.Option(
            help="What is graded: `functions`, a `class`, `pandas`, `text`, an `essay`."
        ),
    ] = "functions",
) -> int:
    """Start your own assignment in the nbgrader course in this folder: source/NAME.py.
    Nothing is overwritten."""
    place = vacant(name, Path.cwd())
    quickstart.install(Path.cwd(), [(place, _text(name, kind).encode())])
    print(f"Next: change {place}, then {build_and_check(name)}.")
    return 0


def vacant(name: str, course: Path) -> str:
    """Name the file of a new assignment, by its place in the course. Raises Refused for
    a name that is none, or that is taken."""
    if not NAME.fullmatch(name) or keyword.iskeyword(name):
        raise Refused(
            f"{name!r} can't be an assignment's name: use lowercase letters, digits and _ only, a letter first."
        )
    place = f"source/{name}.py"
    if locations.rubric(name, course) is not None or (course / place).exists():
        raise Refused(f"an assignment {name} already exists: choose another name.")
    return place


def build_and_check(name: str) -> str:
    """Say what comes next."""
    return f"`dinosaur-grader build --assignment {name}` and `dinosaur-grader check --assignment {name}`"


def _text(name: str, kind: str) -> str:
    kinds = {path.name.removesuffix(ENDING): path for path in TEMPLATES.glob(f"*{ENDING}")}
    if kind not in kinds:
        raise Refused(f"there is no kind {kind!r}: there is {', '.join(sorted(kinds))}.")
    template = jinja2.Template(
        kinds[kind].read_text(encoding="utf-8"),
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    return template.render(name=name, title=name.replace("_", " ").capitalize())
