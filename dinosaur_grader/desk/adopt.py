"""`dinosaur-grader adopt NOTEBOOK`: an assignment's file, made from a notebook that was
written for nbgrader."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Annotated

import nbformat
import typer
from nbformat import NotebookNode
from nbgrader import nbgraderformat
from nbgrader.api import Gradebook, MissingEntry

from dinosaur_grader.assignments.question_cells import slug
from dinosaur_grader.assignments.rubric_tables import RubricError
from dinosaur_grader.desk import new, quickstart
from dinosaur_grader.desk.options import say
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.store import database
from dinosaur_grader.workshop import from_nbgrader, percent

HAND_INS = (
    "the gradebook has hand-ins of {name}, and nbgrader then lets no cell of it be added or removed. Adopt it under "
    "another name by --name, or, where its marks may go, give `nbgrader db assignment remove {name} --force` first."
)


def command(
    notebook: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, help="The source notebook of an nbgrader assignment."
        ),
    ],
    name: Annotated[
        str | None, typer.Option(help="The assignment's name, if not the notebook's.")
    ] = None,
) -> int:
    """Start an assignment from an existing nbgrader notebook: source/NAME.py, in which its
    cells stay what they are and its functions wait for questions. Nothing is overwritten."""
    course, name = Path.cwd(), slug(notebook.stem) if name is None else name
    place = new.vacant(name, course)
    if _has_hand_ins(course, name):
        raise Refused(HAND_INS.format(name=name))
    made = from_nbgrader.adopted(_read(notebook))
    if not made.exercises:
        raise Refused(
            "\n".join([f"{notebook} has no function to ask: it stays nbgrader's.", *made.left])
        )
    quickstart.install(course, [(place, made.text.encode())])
    for sentence in (*made.left, *_trouble(notebook, name, course)):
        say(f"Note: {sentence}")
    print(f"Next: write questions in {place}, then {new.build_and_check(name)}.")
    return 0


def _has_hand_ins(course: Path, name: str) -> bool:
    """Check whether the course's gradebook has work for an assignment."""
    if not (course / "gradebook.db").is_file():
        return False
    with Gradebook(database.default_url(course)) as book, contextlib.suppress(MissingEntry):
        return bool(book.find_assignment(name).submissions)
    return False


def _read(path: Path) -> NotebookNode:
    if not path.is_file():  # a pipe would be waited for
        raise Refused(f"{path} is not a file.")
    try:
        notebook = nbgraderformat.read(path, as_version=4)
        nbformat.validate(notebook, relax_add_props=True)  # ids in one of format 4.4 do no harm
        nbformat.writes(notebook).encode()
    except Exception as error:
        why = f"{type(error).__name__}: {str(error).partition(chr(10))[0]:.200}"
        raise Refused(f"{path} can't be read as a notebook ({why}).") from error
    spec = notebook.metadata.get("kernelspec", {})
    if (language := spec.get("language", "python")) != "python":
        raise Refused(f"{path} is a notebook in {language}: only Python is asked here.")
    return notebook


def _trouble(notebook: Path, name: str, course: Path) -> list[str]:
    """Say what the next `build` would meet."""
    own, found = course / "source" / name, []
    try:
        percent.source_notebook(own.with_suffix(".py"))
    except (RubricError, ValueError) as error:
        found.append(str(error))
    if (made := own / f"{name}.ipynb").exists():
        found.append(f"`build` overwrites {made.relative_to(course)}: keep a copy of yours.")
    if notebook.resolve().parent != own.resolve():
        text = notebook.read_text(encoding="utf-8")
        others = [p.name for p in notebook.parent.iterdir() if p.is_file() and p != notebook]
        if used := sorted(each for each in others if each in text):
            found.append(
                f"Copy what lies beside the notebook to source/{name}/: {', '.join(used)}."
            )
    return found
