"""The hostile gallery: notebooks that try to cheat, read, write, exhaust, or escape.

Each module of this package offers `ATTACKS`, a tuple of `Attack`. A hostile notebook
must do no harm where the sandbox fails: forks, memory and disk are bounded, signals go
only to a process that the test started, deletions only to files that it made, network
only to a listener of its own on the loopback.
"""

from __future__ import annotations

import copy
import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import nbformat

from dinosaur_grader import printable
from dinosaur_grader.judging.reading import intake
from dinosaur_grader.results import Submission


@dataclass(frozen=True)
class Attack:
    """One hostile submission.

    `first` is a code cell put before all others, `cells` replaces solution cells by
    their nbgrader id (the rest stay blank stubs), `last` is a code cell behind all
    others. `make(folder, blank)` builds the student's folder by hand instead: it gets
    `<student>/<lesson>/` and the blank notebook. `states` are the states in
    which it may end, `most` the highest score that its honest part earns. `level` is
    the weakest isolation that holds it: `process` or `strict`. `student_id` is the name
    of its folder. `lesson` is the assignment that it is handed in for.
    """

    name: str
    why: str
    first: str = ""
    cells: dict[str, str] = field(default_factory=dict)
    last: str = ""
    make: Callable[[Path, nbformat.NotebookNode], None] | None = None
    states: tuple[str, ...] = ("graded",)
    most: float = 0.0
    level: str = "process"
    student_id: str = ""
    lesson: str = "dinosaur_island"

    @property
    def student(self) -> str:
        return self.student_id or self.name


def in_clip(name: str, why: str, body: str, most: float = 0.0) -> Attack:
    """An attack in the place of `clip`."""
    return Attack(name, why, cells={"clip": body}, most=most)


def attacks(lesson: str = "dinosaur_island") -> tuple[Attack, ...]:
    """All attacks on this lesson of all modules of this package, in a fixed order."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    found = (attack for name in names for attack in importlib.import_module(f"{__name__}.{name}").ATTACKS)
    return tuple(attack for attack in found if attack.lesson == lesson)


def write(attack: Attack, submitted: Path, blank: nbformat.NotebookNode, out: Path | None = None) -> Path:
    """Hand the attack in under `submitted`, made from the blank release; returns the
    assignment's folder.

    `@OUT@` in a cell becomes the path of `out`, the only folder of the grader's that an
    attack may aim at.
    """
    folder = submitted / attack.student / attack.lesson
    folder.mkdir(parents=True)
    if attack.make is not None:
        attack.make(folder, copy.deepcopy(blank))
    else:
        text = nbformat.writes(notebook(attack, blank)).replace("@OUT@", str(out or submitted / "no-such-folder"))
        (folder / f"{attack.lesson}.ipynb").write_text(text, encoding="utf-8")
    return folder


def notebook(attack: Attack, blank: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The blank notebook with the attack's cells in place."""
    nb = copy.deepcopy(blank)
    for cell in nb.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if grade_id in attack.cells:
            cell.source = attack.cells[grade_id]
    if attack.first:
        nb.cells.insert(0, nbformat.v4.new_code_cell(attack.first))
    if attack.last:
        nb.cells.append(nbformat.v4.new_code_cell(attack.last))
    return nb


def asked_only(submission: Submission, function: str) -> Submission:
    """The hand-in without the tests of other functions, which cost time and show no more
    of an attack on this one."""
    cells = (c for c in submission.cells if c.kind != "test" or c.grade_id.startswith(function))
    return msgspec.structs.replace(submission, cells=tuple(cells))


def written_id(attack: Attack) -> str:
    """The attack's student id as the tables show it."""
    return printable.escaped(intake.written_id(attack.student))
