"""What cheats earn where the judge stands inside, beside the student's code, as in plain
nbgrader: `python -m bench.judged_inside`.

All other layers are on: the sandbox shows the grader, the rubric and the right answers,
and the test cells are the hidden ones of the notebook. Here only; the grader itself
never shows them.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import nbformat

import dinosaur_grader
from dinosaur_grader.assignments.assignment import Assignment, load
from dinosaur_grader.sandbox import kit_folder, server
from dinosaur_grader.sandbox.sandbox import ChildLost, Limits, Sandbox
from tests.gallery.hostile import Attack, cheats, notebook, writing

NAME = "dinosaur_island"
ATTACKS = (*cheats.ATTACKS, *writing.ATTACKS)
BLANK, RIGHT = "a blank notebook", "the right answers"
SECONDS = 20.0
MARKS = "from dinosaur_grader.plain import marks\nmarks({cell!r}, globals(), {name!r})"
UNSEEN = shutil.ignore_patterns("__pycache__")


@contextlib.contextmanager
def open_sandbox() -> Iterator[Sandbox]:
    """A sandbox at strict that shows the grader and the right answers, too."""
    root = Path(dinosaur_grader.__file__).parent.parent
    with tempfile.TemporaryDirectory(prefix="judged-inside-") as home:
        folder = Path(home) / "kit"
        shutil.copytree(kit_folder.kit(), folder)
        shutil.copytree(
            root / "dinosaur_grader",
            folder / "dinosaur_grader",
            ignore=UNSEEN,
            dirs_exist_ok=True,
        )
        for room in ("rubrics", "source", "release"):
            shutil.copytree(root / room / NAME, folder / room / NAME, ignore=UNSEEN)
        shutil.copyfile(root / "source" / f"{NAME}.py", folder / "source" / f"{NAME}.py")
        for path in (Path(home), *Path(home).rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        shown = mock.patch.object(server, "kit", lambda beside: folder)
        with shown, Sandbox("strict", Limits(cpu_seconds=120)) as sandbox:
            yield sandbox


def earned(sandbox: Sandbox, attack: Attack, assignment: Assignment) -> float:
    """The points that the judge inside gives to the attack."""
    blank = nbformat.read(assignment.blank_path, as_version=4)
    points = 0.0
    with contextlib.suppress(ChildLost), sandbox.child() as child:
        for cell in notebook(attack, blank).cells:
            if cell.cell_type != "code":
                continue
            name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            tests = name in assignment.rubric.cells
            source = MARKS.format(cell=name, name=NAME) if tests else cell.source
            said = child.run_cell(source, SECONDS).result_text
            if tests:
                points += _number(said)
    return points


def _number(text: str) -> float:
    """The number in the last value of a test cell, as `30.0` or `np.float64(30.0)`."""
    try:
        return float(text.partition("(")[2].rstrip(")") or text)
    except ValueError:
        return 0.0


def measure(attacks: tuple[Attack, ...] = ATTACKS) -> dict[str, float]:
    """The points of each attack, and of a blank notebook and the right answers for
    comparison."""
    assignment = load(NAME)
    honest = (Attack(BLANK, ""), right(assignment))
    with open_sandbox() as sandbox:
        return {
            attack.name: earned(sandbox, attack, assignment) for attack in (*honest, *attacks)
        }


def right(assignment: Assignment) -> Attack:
    """The right answers, which show that the judge inside can judge at all."""
    solved = nbformat.read(assignment.solved_path, as_version=4)
    named = {
        cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source for cell in solved.cells
    }
    return Attack(RIGHT, "", cells={name: named[name] for name in assignment.rubric.functions})


def paid(points: dict[str, float]) -> list[str]:
    """The attacks that earn something."""
    return sorted(name for name, got in points.items() if got > 0 and name != RIGHT)


def main() -> int:
    """Print the points of each."""
    points = measure()
    for name, got in points.items():
        print(f"{got:6.1f} {name}")
    print(f"paid with the judge inside: {', '.join(paid(points))}")
    return int((points[BLANK], points[RIGHT]) != (0, 100))


if __name__ == "__main__":
    sys.exit(main())
