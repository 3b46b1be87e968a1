"""What a class misunderstood: faults that have a name, counted, and candidates for one.

A candidate is what several students share and no fault explains: their answers went
wrong in the same way on the same questions. A lecturer looks at one of them and gives it
a name in the rubric.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

import msgspec

from dinosaur_grader.checks.words import errors
from dinosaur_grader.checks.words.edits.edit import ONE_EDIT
from dinosaur_grader.checks.words.secret import NOT_ASKED
from dinosaur_grader.desk.report.similar import code_of
from dinosaur_grader.home import KIT
from dinosaur_grader.judging.verdicts import RAISED
from dinosaur_grader.results import ProbeVerdict, Result

SHARED = 3
"""Students who make a fault one of the class."""
MAX_CANDIDATES, MAX_CODE = 20, 6_000
OF_THEIR_OWN = "Each was told something different: see their pages."
Answers = Callable[[str, str], str]
"""From a student's id and a function to that student's code of it."""
NUMBER = "number:"
LINE = "{line}"  # in a hint of `[[written]]`
OF_VALUES = frozenset(("", "absent", "shape", "type", "violation", "wrong"))
DESCRIBED = errors.kinds() - {"unfinished"} | OF_VALUES | {ONE_EDIT}
"""What the judge says of an outcome that it has no name for, or of one student's text."""


class Known(msgspec.Struct, frozen=True):
    """What is known of an assignment here: the names that its rubric gives, as pairs of
    function and name, the files with their questions, where a student's code is to be
    had, and by those pairs the hints that quote a student's line, with the line left
    open."""

    names: frozenset[tuple[str, str]] = frozenset()
    files: Mapping[str, str] = MappingProxyType({})
    answers: Answers | None = None
    hints: Mapping[tuple[str, str], str] = MappingProxyType({})


NOTHING_KNOWN = Known()


class Misunderstanding(msgspec.Struct, frozen=True):
    """One fault of one function: whose work shows it, and its hint, without what is one
    student's own."""

    function: str
    fault: str
    who: tuple[str, ...]
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
    """List the faults that were named, most frequent first. A student counts once for
    each function and fault."""
    told: dict[tuple[str, str], dict[tuple[bool, str], set[str]]] = defaultdict(dict)
    for student, function, verdict, named in _failed(results, known):
        if named:
            said = (not verdict.public, verdict.hint or verdict.message)
            told[function, verdict.fault].setdefault(said, set()).add(student)
    rows = []
    for key, own in told.items():
        who = set().union(*own.values())
        hint = known.hints.get(key) or _commonest(own, len(who))
        rows.append(Misunderstanding(*key, tuple(sorted(who)), hint))
    return sorted(rows, key=lambda row: (-len(row.who), row.function, row.fault))


def _commonest(told: Mapping[tuple[bool, str], set[str]], students: int) -> str:
    """Choose a hint of a hidden question, if there is one: it has no numbers. What only
    one of several students was told may be about that student's own lines and numbers."""
    (hidden, hint), who = max(
        told.items(), key=lambda item: (item[0][0], len(item[1]), item[0][1])
    )
    return hint if hidden or len(who) > 1 or students == 1 else OF_THEIR_OWN


def candidates(results: Iterable[Result], known: Known = NOTHING_KNOWN) -> list[Candidate]:
    """List what at least `SHARED` students have in common and no fault explains, most
    frequent first. Where all of them have a named fault of the function, too, that is the
    explanation. Answers that went wrong otherwise, or with another exception, are another
    candidate."""
    unnamed: dict[str, dict[str, Shape]] = defaultdict(dict)
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    for student, function, verdict, has_name in _failed(results, known):
        if has_name:
            named[function, student].add(verdict.fault)
        else:
            unnamed[function].setdefault(student, {})[_alike(verdict)] = verdict
    found = []
    for function, shapes in unnamed.items():
        for students in clusters(shapes):
            if not set.intersection(*(named[function, s] for s in students)):
                found.append(_candidate(function, students, known.answers))
    return sorted(found, key=lambda one: (-len(one.students), one.function, one.students))


Fingerprint = tuple[str, str]
Shape = dict[Fingerprint, ProbeVerdict]
"""What went wrong in one student's function: a verdict for each fingerprint."""


def clusters(shapes: Mapping[str, Shape]) -> Iterator[dict[str, list[ProbeVerdict]]]:
    """Yield students whose work went wrong alike, at least `SHARED` each, with the
    verdicts that they share. Nobody is in two.

    First those who are alike in everything; who has all that such a group has, and more
    beside it, joins the group that says most. Of who is left, the largest number that
    has anything in common comes next, and so on.
    """
    whole: dict[frozenset[Fingerprint], list[str]] = defaultdict(list)
    for student in sorted(shapes):
        whole[frozenset(shapes[student])].append(student)
    groups = {shape: who for shape, who in whole.items() if len(who) >= SHARED}
    left = {s: shape for shape, who in whole.items() if shape not in groups for s in who}
    for student, shape in list(left.items()):
        inside = [group for group in groups if group < shape]
        if inside:
            groups[max(inside, key=lambda group: (len(group), sorted(group)))].append(student)
            del left[student]
    yield from (_with(shapes, sorted(who), shape) for shape, who in groups.items())
    while left:
        count = Counter(mark for shape in left.values() for mark in shape)
        mark, most = max(count.items(), key=lambda item: (item[1], item[0]))
        if most < SHARED:
            return
        who = sorted(student for student, shape in left.items() if mark in shape)
        yield _with(shapes, who, frozenset.intersection(*(left.pop(s) for s in who)))


def _with(
    shapes: Mapping[str, Shape], who: Iterable[str], shape: frozenset[Fingerprint]
) -> dict[str, list[ProbeVerdict]]:
    return {s: [v for mark, v in shapes[s].items() if mark in shape] for s in who}


def _alike(verdict: ProbeVerdict) -> Fingerprint:
    """Return what is the same in two verdicts on one mistake. A journal of an older kit
    has no fingerprint: there the words have to do."""
    return verdict.probe, verdict.outcome or f"{verdict.fault} {verdict.hint}"


def _failed(
    results: Iterable[Result], known: Known
) -> Iterator[tuple[str, str, ProbeVerdict, bool]]:
    """Yield the questions that failed: student, function, verdict, and whether
    its fault has a name."""
    for result in results:
        for mark in result.marks:
            for verdict in mark.verdicts:
                fault = verdict.fault
                if not verdict.passed and fault not in NOT_ASKED:
                    named = fault not in DESCRIBED or (mark.function, fault) in known.names
                    named = named and not fault.startswith(NUMBER)
                    yield result.student_id, mark.function, verdict, named


def _candidate(
    function: str,
    who: dict[str, list[ProbeVerdict]],
    answers: Answers | None,
) -> Candidate:
    students = tuple(sorted(who))
    codes = {student: answers(student, function) if answers else "" for student in students}
    # the shortest code says it with the least beside it
    example = min(students, key=lambda student: (not codes[student], len(codes[student])))
    verdicts = who[example]
    stopped = any(map(_stopped, verdicts))
    off = dict.fromkeys(_what(verdict) for verdict in verdicts if not _stopped(verdict))
    came = ["stopped with an exception"] if stopped else []
    came += [f"not right: {', '.join(off)}"] if off else []
    told = {s: dict.fromkeys(v.hint or v.message for v in own) for s, own in who.items()}
    return Candidate(
        function,
        students,
        came="; ".join(came),
        stopped=stopped,
        questions=tuple(dict.fromkeys(v.title or v.probe for v in verdicts)),
        said=tuple(s for s in told[example] if all(s in own for own in told.values())),
        example=example,
        code=codes[example][:MAX_CODE],
    )


def _stopped(verdict: ProbeVerdict) -> bool:
    return verdict.outcome.startswith(RAISED)


def _what(verdict: ProbeVerdict) -> str:
    """Say what differed, in the words of a closed list and the rubric's names of what
    a question looks at."""
    if verdict.fault.startswith(NUMBER):
        return verdict.fault.removeprefix(NUMBER).partition("[")[0]
    return {"absent": "a part is missing", "shape": "a shape"}.get(verdict.fault, "the answer")


def known_of(out: Path, assignment) -> Known:
    """Gather what is known of an assignment that was graded into `out`."""
    rubric, hints = assignment.rubric, {}
    for function in rubric.functions:
        words = rubric.words(function)
        hints |= {(function, row.fault): row.hint for row in (*words.written, *words.when)}
        hints |= {(function, edit.name): edit.hint for edit in rubric.edits(function)}
    quoting = {key: hint.replace(LINE, "…") for key, hint in hints.items() if LINE in hint}
    files = {
        function: _place(rubric.home(function), assignment.course or KIT)
        for function in rubric.functions
    }
    return Known(frozenset(hints), files, partial(code_of, out, assignment), quoting)


def _place(path: Path, course: Path) -> str:
    """Name a file as seen from its course."""
    return path.relative_to(course).as_posix() if path.is_relative_to(course) else path.name
