"""What a class misunderstood: faults that have a name, counted, and candidates for one.

A candidate is what several students share and no fault explains: their answers went
wrong in the same way on the same questions. A lecturer looks at one of them and gives it
a name in the rubric.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from grader.judging.stage import unsafe
from grader.results import ProbeVerdict, Result
from grader.workshop.filled import grade_id
from utils.checks.calls import is_error
from utils.checks.words import errors

SHARED = 3
"""Students who make a fault one of the class."""
MOST_CANDIDATES, MOST_CODE = 20, 6_000
NOT_ASKED = "skipped"
NUMBER = "number:"
DESCRIBED = errors.kinds() - {"unfinished"} | {"", "absent", "shape", "type", "violation"}
"""What the judge says of an outcome that it has no name for."""
Answers = Callable[[str, str], str]
"""From a student's id and a function to that student's code of it."""


class Known(msgspec.Struct, frozen=True):
    """What is known of an assignment here: the names that its rubric gives, the folder
    in which it gives them, and where a student's code is to be had."""

    names: frozenset[str] = frozenset()
    folder: str = ""
    answers: Answers | None = None


NOTHING_KNOWN = Known()


class Misunderstanding(msgspec.Struct, frozen=True):
    """One fault of one function: how many students' work shows it, and the hint that
    most of them got."""

    function: str
    fault: str
    students: int
    hint: str


class Candidate(msgspec.Struct, frozen=True):
    """What students share that has no name: who they are, what came, the questions that
    failed, what was said of it, and one student with the code."""

    function: str
    students: tuple[str, ...]
    came: str
    stopped: bool
    questions: tuple[str, ...]
    said: tuple[str, ...]
    example: str
    code: str


def misunderstandings(
    results: Iterable[Result], known: Known = NOTHING_KNOWN
) -> list[Misunderstanding]:
    """The faults that were named, most frequent first; a student counts once for each
    function and fault."""
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)
    hints: dict[tuple[str, str], Counter[tuple[bool, str]]] = defaultdict(Counter)
    for result in results:
        for function, verdict in _failed(result):
            if not _unnamed(verdict, known):
                seen[function, verdict.fault].add(result.student_id)
                said = (not verdict.public, verdict.hint or verdict.message)
                hints[function, verdict.fault][said] += 1
    rows = [
        Misunderstanding(function, fault, len(who), _commonest(hints[function, fault]))
        for (function, fault), who in seen.items()
    ]
    return sorted(rows, key=lambda row: (-row.students, row.function, row.fault))


def _commonest(hints: Counter[tuple[bool, str]]) -> str:
    """A hint of a hidden question, if there is one: it has no numbers."""
    (_, hint), _ = max(hints.items(), key=lambda item: (item[0][0], item[1], item[0][1]))
    return hint


def candidates(results: Iterable[Result], known: Known = NOTHING_KNOWN) -> list[Candidate]:
    """What at least `SHARED` students have in common and no fault explains, most
    frequent first. Answers that went wrong otherwise, or with another exception, are
    another candidate."""
    groups: dict[tuple[str, frozenset], dict[str, list[ProbeVerdict]]] = defaultdict(dict)
    for result in results:
        own: dict[str, list[ProbeVerdict]] = defaultdict(list)
        for function, verdict in _failed(result):
            if _unnamed(verdict, known):
                own[function].append(verdict)
        for function, verdicts in own.items():
            shape = frozenset(map(_alike, verdicts))
            groups[function, shape][result.student_id] = verdicts
    shared = [
        _candidate(function, who, known.answers)
        for (function, _), who in groups.items()
        if len(who) >= SHARED
    ]
    return sorted(shared, key=lambda one: (-len(one.students), one.function, one.students))


def _alike(verdict: ProbeVerdict) -> tuple[str, str]:
    """What is the same in two verdicts on one mistake. A journal of an older kit has no
    print: there the words have to do."""
    return verdict.probe, verdict.outcome or f"{verdict.fault} {verdict.hint}"


def _failed(result: Result) -> Iterator[tuple[str, ProbeVerdict]]:
    for mark in result.marks:
        for verdict in mark.verdicts:
            if not verdict.passed and verdict.fault != NOT_ASKED:
                yield mark.function, verdict


def _unnamed(verdict: ProbeVerdict, known: Known) -> bool:
    fault = verdict.fault
    return fault.startswith(NUMBER) or (fault in DESCRIBED and fault not in known.names)


def _candidate(
    function: str, who: dict[str, list[ProbeVerdict]], answers: Answers | None
) -> Candidate:
    students = tuple(sorted(who))
    codes = {student: answers(student, function) for student in students} if answers else {}
    # the shortest code says it with the least beside it
    example = min(students, key=lambda student: _by_length(codes.get(student, "")))
    verdicts = who[example]
    return Candidate(
        function,
        students,
        came=_came(verdicts),
        stopped=any(map(_stopped, verdicts)),
        questions=tuple(dict.fromkeys(v.title or v.probe for v in verdicts)),
        said=tuple(dict.fromkeys(v.hint or v.message for v in verdicts)),
        example=example,
        code=codes.get(example, "")[:MOST_CODE],
    )


def _by_length(code: str) -> tuple[bool, int]:
    return not code, len(code)


def _came(verdicts: list[ProbeVerdict]) -> str:
    """What came, in the words of a closed list and the rubric's names of what a question
    looks at."""
    errors_seen = sorted({_stopped(verdict) for verdict in verdicts} - {""})
    values = [verdict for verdict in verdicts if not _stopped(verdict)]
    off = dict.fromkeys(_what(verdict) for verdict in values)
    differs = [f"not right: {', '.join(off)}"] if off else []
    return "; ".join([*errors_seen, *differs])


def _stopped(verdict: ProbeVerdict) -> str:
    kind = verdict.outcome.partition(" ")[0]
    if is_error(kind):
        return f"stopped with {kind}"
    return "stopped with an exception of its own" if kind == "exception" else ""


def _what(verdict: ProbeVerdict) -> str:
    if verdict.fault.startswith(NUMBER):
        return verdict.fault.removeprefix(NUMBER).partition("[")[0]
    return {"absent": "a part is missing", "shape": "a shape"}.get(verdict.fault, "the answer")


def known_of(out: Path, assignment) -> Known:
    """What is known of an assignment that was graded into `out`."""
    rubric = assignment.asks
    names = {name for function in rubric.functions for name in _names(rubric, function)}
    folder = f"rubrics/{assignment.name}/faults"
    return Known(frozenset(names), folder, Autograded(out, assignment))


def _names(rubric, function: str) -> Iterator[str]:
    words = rubric.words(function)
    yield from (edit.name for edit in rubric.edits(function))
    yield from (row.fault for row in (*words.when, *words.written))


class Autograded:
    """The graded notebooks that `grade` wrote under `out`, asked for the code of a
    function."""

    def __init__(self, out: Path, assignment):
        self.out, self.assignment = out, assignment

    def __call__(self, student: str, function: str) -> str:
        """The student's code of `function` as we hold it; empty where there is none."""
        name = self.assignment.name
        path = self.out / "autograded" / student / name / f"{name}.ipynb"
        if unsafe(student) or not path.is_file():
            return ""
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        texts = ["".join(cell["source"]) for cell in code]
        graded = [
            text
            for cell, text in zip(code, texts, strict=True)
            if self.assignment.solutions.get(grade_id(cell)) == function
        ]
        defining = [text for text in texts if f"def {function}(" in text]
        return next(iter([*reversed(defining), *graded]), "")
