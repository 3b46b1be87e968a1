"""Very similar submissions, found by the fingerprints of their code (`fingerprints`).

What the release itself holds, and what more than half of the class has, is not a sign
of anything: it is neither counted nor measured by. Of the rest, what few have weighs
most. Work whose text is equal is always named, however many share it.

What is said of a group is true of every two in it; who is alike with two students that
are not alike stands with each of them. `rings` lays a group's work side by side: each
different text once, headed by those who handed it in, with the lines marked that count
and that another one of the ring has, too. The code is that of the graded notebooks
which `grade` wrote.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import msgspec

from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.desk.report.fingerprints import MAX_TEXT, fingerprints, given
from dinosaur_grader.judging.reading.intake import unsafe

LEAST_SHARED = 8  # fingerprints; fewer are two lines that anybody writes
LEAST_WEIGHT = 16  # bits; so much weigh three fingerprints of two students in 200
LEAST_RATIO = 0.6
SMALL_CLASS = 5  # what so many share may still be copied
MAX_COLUMN, MAX_PAGE = 8_000, 2_000_000
"""Characters of code that are shown of one text, and on the page."""
MAX_GROUPS = 100  # on the page

Texts = Mapping[str, Sequence[str]]
"""Each student's own code, cell by cell."""
Pair = tuple[str, str]


class Column(msgspec.Struct, frozen=True):
    """One text, whose it is, and its lines, each with whether it is shared."""

    students: tuple[str, ...]
    lines: tuple[tuple[str, bool], ...]
    cut: bool = False


class Group(msgspec.Struct, frozen=True):
    """Students whose code is alike: every two share at least the part `ratio`, `shared`
    maps each to the own lines that another one has, too. `columns` are their different
    texts side by side; `left_out` are those whose text had no room."""

    students: tuple[str, ...]
    ratio: float
    shared: dict[str, frozenset[str]] = {}
    columns: tuple[Column, ...] = ()
    left_out: tuple[str, ...] = ()


class Similar(msgspec.Struct, frozen=True):
    """What a class's code shows: groups, the largest share first; the students whose code
    has almost nothing that could be compared; and those who have so much that not all of
    it was read."""

    groups: tuple[Group, ...] = ()
    thin: tuple[str, ...] = ()
    long: tuple[str, ...] = ()


NOTHING_SIMILAR = Similar()


def compared(codes: Texts, release: Sequence[str] = ()) -> Similar:
    """Compare a class's code; `release` is what all were given."""
    prints = whole(codes, release)
    rare = Comparison(prints)
    equal = [who for who in _equal(codes) if len(prints[who[0]]) >= LEAST_SHARED]
    alike = {tuple(who): 1.0 for who in equal} | complete(rare.pairs())
    groups = [Group(who, share, _with_another(who, rare.own)) for who, share in alike.items()]
    groups.sort(key=lambda group: (-group.ratio, -len(group.students), group.students))
    grouped = {student for group in groups for student in group.students}
    single = [student for student in sorted(codes) if student not in grouped]
    thin = tuple(student for student in single if not rare.enough(rare.own[student]))
    long = tuple(s for s in sorted(codes) if sum(map(len, codes[s])) > MAX_TEXT)
    return Similar(tuple(groups), thin, long)


Fingerprints = Mapping[str, Mapping[int, str]]
"""A student's fingerprints, each with its line."""


def whole(codes: Texts, release: Sequence[str]) -> Fingerprints:
    """Return each student's fingerprints, without those of the release."""
    parsed = given(release)
    known = fingerprints(release, parsed)
    return {
        student: {m: line for m, line in fingerprints(code, parsed).items() if m not in known}
        for student, code in codes.items()
    }


class Comparison:
    """A class's fingerprints, without those of more than half of it. Each weighs by how few
    have it, as a word does in a search: its inverse document frequency (Spärck Jones, 1972)."""

    def __init__(self, prints: Fingerprints):
        self.count = Counter(mark for own in prints.values() for mark in own)
        most = max(len(prints) / 2, SMALL_CLASS)
        self.own = {
            student: {mark: line for mark, line in own.items() if self.count[mark] <= most}
            for student, own in prints.items()
        }
        # a mark that half of the class has still weighs a little
        self.weight = {mark: math.log2((most + 1) / n) for mark, n in self.count.items()}
        self.total = {student: self._sum(own) for student, own in self.own.items()}

    def _sum(self, marks: Iterable[int]) -> float:
        return math.fsum(self.weight[mark] for mark in marks)

    def enough(self, marks: Collection[int]) -> bool:
        """Check whether these are enough to say anything."""
        return len(marks) >= LEAST_SHARED and self._sum(marks) >= LEAST_WEIGHT

    def share(self, a: str, b: str) -> float:
        """Return which part, by weight, of what the one has who has less is in both; 0
        where that is not enough to say anything."""
        both = self.own[a].keys() & self.own[b].keys()
        if not self.enough(both):
            return 0.0
        return self._sum(both) / min(self.total[a], self.total[b])

    def pairs(self) -> dict[Pair, float]:
        """Find all who share at least `LEAST_RATIO`."""
        holders: dict[int, list[str]] = defaultdict(list)
        for student in sorted(self.own):
            for mark in self.own[student]:
                holders[mark].append(student)
        met = {
            (min(student, other), max(student, other))
            for student in self.own
            for mark in self._telling(student)
            for other in holders[mark]
            if other != student
        }
        shares = {pair: self.share(*pair) for pair in sorted(met)}
        return {pair: share for pair, share in shares.items() if share >= LEAST_RATIO}

    def _telling(self, student: str) -> Iterator[int]:
        """Yield a student's rarest marks, as few as leave less than `LEAST_RATIO` of the
        weight: who has none of these can't share enough with this student."""
        left = self.total[student]
        for mark in sorted(self.own[student], key=self.count.__getitem__):
            if left < LEAST_RATIO * self.total[student]:
                return
            left -= self.weight[mark]
            yield mark


def _equal(codes: Texts) -> list[list[str]]:
    """Group the students whose texts are the same."""
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for student in sorted(codes):
        alike[tuple(codes[student])].append(student)
    return [students for students in alike.values() if len(students) > 1]


def complete(shares: Mapping[Pair, float]) -> dict[tuple[str, ...], float]:
    """Cover the pairs with groups of which every two are a pair, each with its least share.
    The largest share begins a group; who is a pair with all in it joins."""
    near: dict[str, set[str]] = defaultdict(set)
    for a, b in shares:
        near[a].add(b)
        near[b].add(a)
    found: dict[tuple[str, ...], float] = {}
    covered: set[Pair] = set()
    for a, b in sorted(shares, key=lambda pair: (-shares[pair], pair)):
        if (a, b) in covered:
            continue
        group, common = [a, b], near[a] & near[b]
        for student in sorted(common, key=lambda one: (-len(near[one]), one)):
            if student in common:
                group.append(student)
                common &= near[student]
        inside = list(combinations(sorted(group), 2))
        covered.update(inside)
        found[tuple(sorted(group))] = min(shares[pair] for pair in inside)
    return found


def _with_another(students: Sequence[str], own: Fingerprints) -> dict[str, frozenset[str]]:
    """Return each student's lines that begin a part which another of these has, too."""
    count = Counter(mark for student in students for mark in own[student])
    return {
        student: frozenset(line for m, line in own[student].items() if count[m] > 1)
        for student in students
    }


def rings(groups: Sequence[Group], texts: Texts) -> list[Group]:
    """Return the groups, the first `MAX_GROUPS` with their different texts, the commonest
    first. Text that would make the page too long is left out, of the last groups first."""
    room, found = MAX_PAGE, []
    for group in groups[:MAX_GROUPS]:
        whose: dict[str, list[str]] = defaultdict(list)
        for student in group.students:
            whose["\n\n".join(texts.get(student, ()))].append(student)
        columns: list[Column] = []
        left_out: list[str] = []
        for text, who in sorted(whose.items(), key=lambda item: (-len(item[1]), item[1])):
            shown = text[:MAX_COLUMN]
            if not text or len(shown) > room:
                left_out += who
                continue
            room -= len(shown)
            shared = group.shared.get(who[0], frozenset())
            lines = (
                (line, bool(line.strip()) and line.rstrip() in shared)
                for line in shown.splitlines()
            )
            columns.append(Column(tuple(who), tuple(lines), len(text) > MAX_COLUMN))
        beside = dict(columns=tuple(columns), left_out=tuple(left_out))
        found.append(msgspec.structs.replace(group, **beside))
    return [*found, *groups[MAX_GROUPS:]]


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
