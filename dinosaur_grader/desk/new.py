"""`dinosaur-grader new NAME`: the beginning of an assignment of one's own in an nbgrader
course, small and whole.

Nothing is overwritten: what stands there already stays, and is named.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import jinja2
import typer

from dinosaur_grader.assignments import locations
from dinosaur_grader.desk import quickstart
from dinosaur_grader.exit_codes import Refused

TEMPLATES = Path(__file__).parent / "templates" / "new"
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


def _files(name: str) -> Iterator[tuple[str, bytes]]:
    """Yield the files, by their place in the course."""
    title = name.replace("_", " ").capitalize()
    for path in sorted(TEMPLATES.rglob("*")):
        if path.is_file():
            place = path.relative_to(TEMPLATES).as_posix().removesuffix(".txt")
            text = jinja2.Template(
                path.read_text(encoding="utf-8"),
                keep_trailing_newline=True,
                undefined=jinja2.StrictUndefined,
            )
            yield place.replace("NAME", name), text.render(name=name, title=title).encode()


def command(
    name: Annotated[
        str, typer.Argument(help="The assignment's name: lowercase letters and _.")
    ],
) -> int:
    """Start your own assignment in the nbgrader course in this folder. Nothing is
    overwritten."""
    if not NAME.fullmatch(name) or keyword.iskeyword(name):
        raise Refused(
            f"{name!r} can't be an assignment's name: use lowercase letters, digits and _ only, a letter first."
        )
    course = Path.cwd()
    if locations.rubric(name, course) is not None:
        raise Refused(f"an assignment {name} already exists: choose another name.")
    quickstart.install(course, _files(name))
    print(
        f"Next: change these files, then `dinosaur-grader build --assignment {name}` "
        f"and `dinosaur-grader check --assignment {name}`."
    )
    return 0
