"""Very similar submissions, found by the fingerprints of their code (`fingerprints`).

What the release itself holds, and what more than half of the class shares, is not a
sign of anything: it is neither counted nor measured by. Work that is wholly equal is
always named, however many share it. Time grows as the class does: each fingerprint
brings a student together with a few others who have it, and only who meets often is
compared in full.

`rings` lays a group's work side by side: each different text once, headed by those who
handed it in, with the lines marked that another one of the ring has, too. The code is
that of the graded notebooks which `grade` wrote.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.desk.report.fingerprints import MOST_TEXT, fingerprints, given
from dinosaur_grader.judging.reading.intake import unsafe

LEAST_SHARED = 8  # fingerprints; fewer are two lines that anybody writes
LEAST_RATIO = 0.6
SMALL_CLASS = 5  # what so many share may still be copied
NEIGHBOURS = 12  # with whom one fingerprint brings a student together
MOST_COLUMN, MOST_RING, MOST_PAGE = 8_000, 240_000, 2_000_000
"""Characters of code that are shown of one text, of one ring, on the page."""

Texts = Mapping[str, Sequence[str]]
"""Each student's own code, cell by cell."""


class Column(msgspec.Struct, frozen=True):
    """One text, whose it is, and its lines, each with whether it is shared."""

    students: tuple[str, ...]
    lines: tuple[tuple[str, bool], ...]
    cut: bool = False


class Group(msgspec.Struct, frozen=True):
    """Students whose code is alike: `ratio` is the smallest part that two of them
    share, `shared` maps each to the own lines that another one has, too. `columns` are
    their different texts side by side; `left_out` are those whose text had no room."""

    students: tuple[str, ...]
    ratio: float
    shared: dict[str, frozenset[str]] = {}
    columns: tuple[Column, ...] = ()
    left_out: tuple[str, ...] = ()


class Similar(msgspec.Struct, frozen=True):
    """What a class's code shows: groups, the largest first; the students whose code has
    almost nothing that could be compared; and those who have so much that not all of it
    was read."""

    groups: tuple[Group, ...] = ()
    thin: tuple[str, ...] = ()
    long: tuple[str, ...] = ()


NOTHING_SIMILAR = Similar()


def compared(codes: Texts, release: Sequence[str] = ()) -> Similar:
    """Compare a class's code; `release` is what all were given. A group shares at least
    `LEAST_RATIO` of the smaller one's fingerprints."""
    all_prints = whole(codes, release)
    own = without_common(all_prints)
    ratios = pairs(own)
    for alike in _equal(all_prints):
        ratios |= {pair: 1.0 for pair in pairwise(alike)}
    found = _joined(ratios, all_prints)
    grouped = {student for group in found for student in group.students}
    few = (student for student in sorted(own) if len(own[student]) < LEAST_SHARED)
    thin = tuple(student for student in few if student not in grouped)
    long = tuple(s for s in sorted(codes) if sum(map(len, codes[s])) > MOST_TEXT)
    return Similar(tuple(found), thin, long)


Prints = dict[str, dict[int, str]]
"""A student's fingerprints, each with its line."""


def whole(codes: Texts, release: Sequence[str]) -> Prints:
    """Return each student's fingerprints, without those of the release."""
    parsed = given(release)
    known = fingerprints(release, parsed)
    return {
        student: {m: line for m, line in fingerprints(code, parsed).items() if m not in known}
        for student, code in codes.items()
    }


def without_common(whole: Prints) -> Prints:
    """Keep the fingerprints that at most half of the class has."""
    count = Counter(mark for own in whole.values() for mark in own)
    most = max(len(whole) / 2, SMALL_CLASS)
    return {
        student: {mark: line for mark, line in own.items() if count[mark] <= most}
        for student, own in whole.items()
    }


def pairs(own: Prints) -> dict[tuple[str, str], float]:
    """Find which two share enough, and what part of the smaller one."""
    holders: dict[int, list[str]] = defaultdict(list)
    for student in sorted(own):
        for mark in own[student]:
            holders[mark].append(student)
    met: Counter[tuple[str, str]] = Counter()
    for students in holders.values():
        for i, student in enumerate(students):
            met.update((student, other) for other in students[i + 1 : i + 1 + NEIGHBOURS])
    found = {}
    for (a, b), times in met.items():
        least = max(LEAST_SHARED, LEAST_RATIO * min(len(own[a]), len(own[b])))
        if times >= least / 2 and len(own[a].keys() & own[b].keys()) >= least:
            found[a, b] = ratio(own, a, b)
    return found


def ratio(own: Prints, a: str, b: str) -> float:
    """Return which part of the smaller one's fingerprints both have."""
    shared = len(own[a].keys() & own[b].keys())
    return shared / max(1, min(len(own[a]), len(own[b])))


def _equal(whole: Prints) -> list[list[str]]:
    """Group students whose fingerprints are all the same, if these are
    enough to say anything."""
    alike: dict[frozenset[int], list[str]] = defaultdict(list)
    for student in sorted(whole):
        if len(whole[student]) >= LEAST_SHARED:
            alike[frozenset(whole[student])].append(student)
    return [students for students in alike.values() if len(students) > 1]


def _joined(ratios: Mapping[tuple[str, str], float], whole: Prints) -> list[Group]:
    """Join the pairs into groups, each of the students whom a chain of pairs links."""
    linked: dict[str, set[str]] = {}
    for a, b in ratios:
        one, other = linked.get(a, {a}), linked.get(b, {b})
        if one is not other:
            both = one | other
            linked |= dict.fromkeys(both, both)
    least: dict[int, float] = {}
    for (a, _), ratio in ratios.items():
        group = id(linked[a])
        least[group] = min(ratio, least.get(group, 1.0))
    found = []
    for group, own in {id(own): own for own in linked.values()}.items():
        students = tuple(sorted(own))
        found.append(Group(students, least[group], _with_another(students, whole)))
    return sorted(found, key=lambda group: (-len(group.students), -group.ratio, group.students))


def _with_another(students: Sequence[str], whole: Prints) -> dict[str, frozenset[str]]:
    """Return each student's lines that begin a part which another of these has, too."""
    count = Counter(mark for student in students for mark in whole[student])
    return {
        student: frozenset(line for m, line in whole[student].items() if count[m] > 1)
        for student in students
    }


def rings(groups: Sequence[Group], texts: Texts) -> list[Group]:
    """Return the groups with their code. Text that would make the page too long is left
    out, of the last groups first."""
    room, found = MOST_PAGE, []
    for group in groups:
        columns, left_out = _columns(group, texts, min(room, MOST_RING))
        room -= sum(len(line) for column in columns for line, _ in column.lines)
        found.append(msgspec.structs.replace(group, columns=columns, left_out=left_out))
    return found


def _columns(
    group: Group, texts: Texts, room: int
) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """Return a group's different texts, the commonest first, and whose found no room."""
    columns: list[Column] = []
    left_out: list[str] = []
    whose: dict[str, list[str]] = {}
    for student in group.students:
        whose.setdefault("\n\n".join(texts.get(student, ())), []).append(student)
    for text, students in sorted(whose.items(), key=lambda item: (-len(item[1]), item[1])):
        shown = text[:MOST_COLUMN]
        if not text or len(shown) > room:
            left_out += students
            continue
        room -= len(shown)
        shared = group.shared.get(students[0], frozenset())
        lines = tuple(
            (line, bool(line.strip()) and line.rstrip() in shared)
            for line in shown.splitlines()
        )
        columns.append(Column(tuple(students), lines, len(text) > MOST_COLUMN))
    return tuple(columns), tuple(left_out)


def codes(out: Path, assignment: Assignment) -> dict[str, list[str]]:
    """Read each student's code cells but for the tests: the code that counts may stand
    in any of them, so the graded cells come first and the others behind them."""
    found = {}
    name = assignment.name
    for path in sorted((out / "autograded").glob(f"*/{name}/{name}.ipynb")):
        marked = [(c["metadata"].get("nbgrader", {}), text) for c, text in _code(path)]
        own = [(marks, text) for marks, text in marked if not marks.get("grade")]
        own.sort(key=lambda one: not one[0].get("solution"))
        found[path.parts[-3]] = [text for _, text in own]
    return found


def without_given(
    codes: Mapping[str, Sequence[str]], release: Iterable[str]
) -> dict[str, list[str]]:
    """Leave out the cells that stand in the release as they are."""
    given = {text.strip() for text in release}
    return {s: [text for text in own if text.strip() not in given] for s, own in codes.items()}


def code_of(out: Path, assignment: Assignment, student: str, function: str) -> str:
    """Read the last cell of a student that defines `function`; empty where none does."""
    path = out / "autograded" / student / assignment.name / f"{assignment.name}.ipynb"
    if unsafe(student) or not path.is_file():
        return ""
    defining = [text for _, text in _code(path) if f"def {function}(" in text]
    return defining[-1] if defining else ""


def _code(notebook: Path) -> list[tuple[dict[str, Any], str]]:
    """Return a notebook's code cells, each with its text."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [(c, "".join(c["source"])) for c in cells if c["cell_type"] == "code"]
