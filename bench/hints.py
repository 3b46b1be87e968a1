"""How many hints name the fault: wrong answers as beginners write them, each with a
judge that was written before anybody had seen what the kit says of it.

Each answer is handed in beside right ones and graded, and checked in a notebook as
`check(FUNCTION)`. `names` is a pattern that only a hint of the cause matches,
`misleads` one of advice that sends this student astray. What matches neither is silent.

    python -m bench.hints [SET] [--show]
    python -m bench.hints [SET] --vary

SET is one of `python -m tools.answers list`, or a folder of such answers. The second shows
that the words and points of an answer are the same in other courses, at the isolation level
strict and when it is graded again, and that the notebook gives the points of the visible
cell.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from rich.console import Console
from rich.table import Table

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import locations
from dinosaur_grader.assignments.notebook_cells import filled, grade_id
from dinosaur_grader.assignments.probes import asked, published
from dinosaur_grader.assignments.rubric_tables import EXPECTED
from dinosaur_grader.judging.lending import Lender
from dinosaur_grader.judging.reading.intake import read_submission
from dinosaur_grader.judging.walk import walk
from dinosaur_grader.results import short_of_full
from dinosaur_grader.sandbox.sandbox import Sandbox
from tools.answers import FIRST, Unreadable, read_set
from tools.answers import Answer as Written

ROOT = Path(__file__).parents[1]
ASSIGNMENT, SEED, LEVEL = "dinosaur_island", b"bench.hints", "none"
VARIED = (
    (b"another course", LEVEL),
    (b"a third course", LEVEL),
    (SEED, "strict"),
    (SEED, LEVEL),
)
"""The courses and levels in which an answer is graded beside the first."""
MAX_SECONDS = 120
"""That a check in a notebook may take, on a machine that others use as well."""
NAMED, MISLED, SILENT, UNCAUGHT = "named", "misled", "silent", "full marks"


@dataclass(frozen=True)
class Told:
    """What a student was told of an answer, on the feedback page or in the notebook,
    what the judge makes of it, and the points: of all cells and of the visible one."""

    answer: Written
    said: str
    verdict: str
    points: float
    visible: float

    @property
    def name(self) -> str:
        """The answer's function and name."""
        return f"{self.answer.function}/{self.answer.name}"


def judged(answer: Written, said: str) -> str:
    """Whether these words name the fault, lead astray, or do neither."""
    if re.search(answer.misleads, said, re.IGNORECASE | re.DOTALL):
        return MISLED
    return NAMED if re.search(answer.names, said, re.IGNORECASE | re.DOTALL) else SILENT


def on_the_page(
    written: Sequence[Written], seed: bytes = SEED, level: str = LEVEL
) -> list[Told]:
    """Hand each answer in, with right ones beside it, and grade it."""
    work = assignments.load(ASSIGNMENT, locations.course_of(ROOT))
    questions, known = asked(work.rubric, seed), published(work.rubric)
    blank = json.loads(work.blank_path.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder, Sandbox(level, beside=work.beside) as sandbox:
        found = []
        for number, answer in enumerate(written):
            home = _handed_in(Path(folder), f"s{number}", work, blank, answer)
            lender = Lender(work.rubric.answers, sandbox.child)
            result = walk(
                read_submission(home, work),
                questions,
                sandbox,
                lender,
                seed=seed,
                published=known,
            )
            lender.close()
            own = [mark for mark in result.marks if mark.function == answer.function]
            said = "\n".join(
                dict.fromkeys(v.message for m in own for v in m.verdicts if not v.passed)
            )
            said = "\n".join([said, *result.notes])
            verdict = judged(answer, said) if short_of_full(own) else UNCAUGHT
            visible = sum(mark.score or 0.0 for mark in own if mark.cell.endswith(EXPECTED))
            found.append(
                Told(answer, said, verdict, sum(mark.score or 0.0 for mark in own), visible)
            )
    return found


def _handed_in(folder: Path, student: str, work, blank: dict, answer: Written) -> Path:
    right = {name: work.rubric.answers.source(name) for name in work.rubric.functions}
    notebook = filled(blank, {**right, answer.function: answer.code})
    home = folder / student / work.name
    home.mkdir(parents=True)
    (home / f"{work.name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return home


def in_the_notebook(written: Sequence[Written]) -> list[Told]:
    """Run the released stub's cell and then each answer's in a notebook beside right
    ones, and `check` after it."""
    work = assignments.load(ASSIGNMENT, locations.course_of(ROOT))
    right = work.rubric.answers
    blank = json.loads(work.blank_path.read_text(encoding="utf-8"))
    stubs = {grade_id(cell): "".join(cell["source"]) for cell in blank["cells"]}
    found = []
    for answer in written:
        cells = [
            right.source(name) for name in work.rubric.functions if name != answer.function
        ]
        said = _checked([*cells, stubs[answer.function], answer.code], answer.function)
        points, most = _shown(said)
        # its lines are wrapped
        verdict = UNCAUGHT if points == most else judged(answer, re.sub(r"\s+", " ", said))
        found.append(Told(answer, said, verdict, points, points))
    return found


def varied(written: Sequence[Written]) -> list[str]:
    """Grade each answer in other courses, at another level and once more; a line for each
    whose points or words are not those of the first time, or whose visible cell has other
    points than the notebook shows."""
    first, found = on_the_page(written), []
    for seed, level in VARIED:
        for one, other in zip(first, on_the_page(written, seed, level), strict=True):
            if (one.points, one.said) != (other.points, other.said):
                what = "words" if one.points == other.points else "points"
                found.append(f"{one.name}: other {what} at {level} in {seed.decode()}")
    for one, other in zip(first, in_the_notebook(written), strict=True):
        if one.visible != other.visible:
            found.append(
                f"{one.name}: {other.visible:g} in the notebook, {one.visible:g} graded"
            )
    return found


def _shown(said: str) -> tuple[float, float]:
    """The points that check printed, and how many there are."""
    found = re.search(r"^\w+: ([\d.]+) of ([\d.]+) points here", said, re.MULTILINE)
    return (float(found[1]), float(found[2])) if found else (0.0, 1.0)


def _checked(cells: Sequence[str], function: str) -> str:
    """What is printed and shown in a notebook of its own, for as long as a person would
    wait."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_check, args=(there, list(cells), function))
    process.start()
    there.close()
    said = ""
    if here.poll(MAX_SECONDS):
        try:
            said = here.recv()
        except EOFError:
            said = "(its process ended)"
    process.kill()
    process.join()
    return said


def _check(pipe: Connection, cells: Sequence[str], function: str) -> None:
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell.instance(colors="nocolor")
    for cell in ("import random\nimport numpy as np\nfrom utils import *", *cells[:-1]):
        shell.run_cell(cell, store_history=True).raise_error()
    with capture_output():  # the student has read this error; it is not what check says
        shell.run_cell(cells[-1], store_history=True)
    with capture_output() as printed:
        shell.run_cell(f"check({function})", store_history=True)
    pipe.send(printed.stdout)


def table(title: str, told: Iterable[Told]) -> Table:
    """The counts by function and by how an answer ends."""
    rows: dict[str, Counter[str]] = {}
    for one in told:
        for row in (one.answer.function, f"ends: {one.answer.ends}", "all"):
            rows.setdefault(row, Counter())[one.verdict] += 1
    kinds = (NAMED, SILENT, MISLED, UNCAUGHT)
    shown = Table(title=title, title_justify="left")
    for column in ("", "answers", *kinds):
        shown.add_column(column, justify="left" if not column else "right")
    for row in sorted(rows, key=lambda name: (name == "all", name.startswith("ends"), name)):
        counts = rows[row]
        shown.add_row(row, str(counts.total()), *(str(counts[kind]) for kind in kinds))
    return shown


def read_chosen(parser: argparse.ArgumentParser, name: str) -> list[Written]:
    """Read a set; end the command with a sentence where it can't be read."""
    try:
        return read_set(name)
    except Unreadable as error:
        parser.error(str(error))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print both tables, and with --show what was said where no cause was named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("set", nargs="?", default=FIRST)
    parser.add_argument("--show", action="store_true", help="also print what was said")
    parser.add_argument("--vary", action="store_true", help="compare courses, levels, repeats")
    options = parser.parse_args(arguments)
    written, console = read_chosen(parser, options.set), Console()
    if options.vary:
        found = varied(written)
        print("\n".join(found))
        print(f"{len(written)} answers, {len(found)} differences")
        return
    for title, told in (
        ("On the feedback page", on_the_page(written)),
        ("In the notebook, by check", in_the_notebook(written)),
    ):
        console.print(table(title, told))
        if options.show:
            for one in told:
                if one.verdict != NAMED:
                    print(f"\n## {one.verdict}: {one.name}")
                    print(f"{one.answer.mistake}\n{one.said}")


if __name__ == "__main__":
    main()
