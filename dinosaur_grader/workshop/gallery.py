"""A rubric's gallery: its own answers with their labels, asked in this process; never a
student's. It is the proof that the checks are right here.

`check` prints the matrix, for people or as JSON, and fails on every mark or hint that
is not as labelled. Where only NumPy is, the gallery is asked too: what needs
more is imported where it is used.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dinosaur_grader.assignments import percent_file
from dinosaur_grader.assignments.rubric_tables import RubricError
from dinosaur_grader.checks import Probe, Verdict, judge, passes, score
from dinosaur_grader.checks.calls import Outcome
from dinosaur_grader.checks.in_notebook import quietly
from dinosaur_grader.checks.perform import perform
from dinosaur_grader.checks.words.secret import PublishedVerdict, in_words, sentence
from dinosaur_grader.workshop.gaps import gaps

if TYPE_CHECKING:
    from dinosaur_grader.assignments.rubric import Rubric

FOLDER = "gallery"
NOT_AS_LABELLED = 2
KEYS = {"right": str, "wrong": str, "faults": str}
FORM = """# %% right="NAME", or # %% wrong="NAME" faults="FAULT ...\""""


@dataclass(frozen=True)
class GalleryAnswer:
    """One answer: its function, whether it is right, and for a wrong one the faults of
    which its hint may speak."""

    function: str
    name: str
    right: bool
    text: str
    faults: tuple[str, ...] | None = ()


@dataclass(frozen=True)
class Judged:
    """What the probes said of one answer. `others` are the points that the other
    functions lost beside it."""

    answer: GalleryAnswer
    verdicts: tuple[Verdict, ...]
    points: float
    full: float
    others: float

    @property
    def drawn(self) -> set[str]:
        """The names of the faults that the hints speak of."""
        return {verdict.fault for verdict in self.verdicts if not verdict.passed}

    @property
    def told(self) -> str:
        """The first hint that the answer draws."""
        return next((v.hint for v in self.verdicts if not v.passed and v.hint), "")

    @property
    def problems(self) -> tuple[str, ...]:
        """What is not as labelled: empty where all is well."""
        found = []
        if self.answer.right and self.points != self.full:
            found.append(f"a right answer got {self.points:g} of {self.full:g}")
        if not self.answer.right and self.points >= self.full:
            found.append("a wrong answer got full points")
        if self.others:
            found.append(f"other functions lost {self.others:g} points")
        if self.answer.faults is None:
            return tuple(found)
        stray = {
            name
            for name in self.drawn - set(self.answer.faults)
            if not name.startswith("number:")
        }
        if not self.answer.right and (stray or not self.drawn & set(self.answer.faults)):
            due = " or ".join(self.answer.faults) or "no hint"
            found.append(f"hint {', '.join(sorted(stray)) or 'none'} where {due} is labelled")
        return tuple(found)


def answers(rubric: Rubric, place: Path | None = None) -> list[GalleryAnswer]:
    """Read the gallery's answers, function by function, the right ones first. Raises
    FileNotFoundError where there is none, and RubricError where one can't be read."""
    place = place or rubric.folder / FOLDER
    files = [place / f"{function}.py" for function in rubric.functions]
    found = [answer for path in files if path.is_file() for answer in _read(path)]
    for function in rubric.functions:
        own = (
            GalleryAnswer(function, one.name, one.right, one.text, one.faults)
            for one in rubric.gallery(function)
        )
        found += sorted(own, key=lambda answer: not answer.right)
    if not found:
        raise FileNotFoundError(
            f"there is neither right(...) nor wrong(...) in {rubric.lesson}, nor an answer in {place}"
        )
    return found


def _read(path: Path) -> list[GalleryAnswer]:
    found: dict[tuple[str, str], GalleryAnswer] = {}
    for cell in percent_file.cells(path, KEYS):
        kind = "right" if "right" in cell.keys else "wrong"
        if not (name := cell.keys.get(kind)):
            raise RubricError(f"{path}, line {cell.line}: a cell needs {FORM}.")
        if (kind, name) in found:
            raise RubricError(f"{path}, line {cell.line}: there are two answers named {name}.")
        faults = tuple(cell.keys.get("faults", "").replace(",", " ").split())
        text = f"{cell.text}\n"
        found[kind, name] = GalleryAnswer(path.stem, name, kind == "right", text, faults)
    return sorted(found.values(), key=lambda answer: not answer.right)


def judge_answer(
    rubric: Rubric,
    answer: GalleryAnswer,
    probes: Sequence[Probe],
    published: Sequence[Probe] = (),
) -> Judged:
    """Ask one answer every probe of its function; the functions beside it are the right
    ones, and are asked as well. What is said is what the page says, once its `published`
    probes were asked too (those among the `probes` where left out)."""
    right, order = rubric.answers, rubric.functions
    others = (right.source(f) for f in order if f != answer.function)
    try:
        namespace = right.namespace_of(*others, answer.text)
    except Exception as error:
        raise RubricError(
            f"the answer {answer.function}/{answer.name} can't be run: {type(error).__name__}: {error}"
        ) from error
    own = [probe for probe in probes if probe.function == answer.function]
    known = [probe for probe in published or probes if probe.quotable]
    rest = [
        probe for probe in probes if order.index(probe.function) > order.index(answer.function)
    ]
    reading = rubric.words(answer.function).reading(answer.function, answer.text)

    def put(probe: Probe) -> Outcome:
        return perform(probe.call, namespace, right.functions)

    with quietly(right.files):
        outcomes = [put(probe) for probe in own]
        answered = [(each, put(each)) for each in known if each.function == answer.function]
        beside = [probe.points for probe in rest if not passes(probe, put(probe))]
    verdicts = in_words(
        own,
        [
            sentence(probe, outcome, passes)
            for probe, outcome in zip(own, outcomes, strict=True)
        ],
        [
            PublishedVerdict(p, sentence(p, o, passes), judge(p, o, reading))
            for p, o in answered
        ],
        {answer.function: reading},
    )
    points = sum(score(own, verdicts).values())
    full = sum(probe.points for probe in own)
    return Judged(answer, tuple(verdicts), points, full, sum(beside))


def check(
    rubric: Rubric, tell: Callable[[str], None], as_json: bool = False, function: str = ""
) -> int:
    """Ask the whole gallery, or that of one function, and say what its questions leave
    open; 0 where every mark and hint is as labelled, else 2. Says so where there is no
    gallery."""
    from dinosaur_grader.assignments.probes import PRACTICE_SEED

    try:
        graded = grade_all(rubric, function=function)
    except FileNotFoundError as error:
        tell(f"Gallery: {error}. It was not asked.")
        return 0
    open_ = [
        gaps(
            rubric, name, [one for one in graded if one.answer.function == name], PRACTICE_SEED
        )
        for name in _chosen(rubric, function)
    ]
    if as_json:
        found = {
            "answers": [row(one) for one in graded],
            "gaps": [asdict(one) for one in open_],
        }
        print(json.dumps(found, indent=1))
    else:
        show(graded)
    for one in open_:
        for note in one.notes():
            tell(f"Note: {note}")
    wrong = [one for one in graded if one.problems]
    for one in wrong:
        tell(f"Error: {one.answer.function}/{one.answer.name}: {'; '.join(one.problems)}.")
    return NOT_AS_LABELLED if wrong else 0


def grade_all(
    rubric: Rubric, seed: bytes = b"", place: Path | None = None, function: str = ""
) -> list[Judged]:
    """Ask every answer of the gallery, or of one function's, the questions of this seed,
    or of the practice seed."""
    from dinosaur_grader.assignments.probes import PRACTICE_SEED, asked_of, published

    own = _chosen(rubric, function)
    questions = [q for name in own for q in asked_of(rubric, name, seed or PRACTICE_SEED)]
    return [
        judge_answer(rubric, answer, questions, published(rubric))
        for answer in answers(rubric, place)
        if answer.function in own
    ]


def _chosen(rubric: Rubric, function: str) -> tuple[str, ...]:
    return (function,) if function else rubric.functions


def row(one: Judged) -> dict:
    """Return one answer's line of the matrix as JSON data."""
    return {
        "function": one.answer.function,
        "answer": one.answer.name,
        "right": one.answer.right,
        "points": one.points,
        "full": one.full,
        "caught_by": [verdict.probe for verdict in one.verdicts if not verdict.passed],
        "labelled": list(one.answer.faults or ()),
        "hints": sorted(one.drawn),
        "told": one.told,
        "problems": list(one.problems),
    }


def show(graded: Sequence[Judged]) -> None:
    """Print a table a function: an answer a line, with its questions as dots (passed) and
    crosses (failed), its points, and the first thing that a wrong one is told."""
    from rich.console import Console
    from rich.table import Table

    console = Console()
    for function in dict.fromkeys(one.answer.function for one in graded):
        own = [one for one in graded if one.answer.function == function]
        questions_in_order = ", ".join(_column(verdict.probe) for verdict in own[0].verdicts)
        title = f"{function}: answers against the questions {questions_in_order}"
        table = Table(title=title, title_justify="left")
        for column in ("answer", "right", "questions", "points", "hints", "told"):
            words = column in ("hints", "told")
            table.add_column(column, no_wrap=not words, overflow="fold")
        for one in own:
            table.add_row(
                one.answer.name,
                "yes" if one.answer.right else "no",
                "".join("·" if verdict.passed else "x" for verdict in one.verdicts),
                f"{one.points:g}",
                "; ".join(one.problems) or ", ".join(sorted(one.drawn)),
                one.told,
                style="red" if one.problems else None,
            )
        console.print(table)
    right = [one for one in graded if one.answer.right]
    problems = sum(bool(one.problems) for one in graded)
    console.print(
        f"Gallery: {len(right)} right and {len(graded) - len(right)} wrong answers, {problems} not as labelled."
    )


def _column(probe: str) -> str:
    return probe.partition(".")[2].replace("hidden.", "h.")
