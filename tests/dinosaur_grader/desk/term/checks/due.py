"""What marks are due, by what was handed in and what happened to whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bench.evening import FULL
from tests.dinosaur_grader.desk.term.people import Member
from tests.dinosaur_grader.desk.term.story import BY_HAND, Term

LATE = 0.9  # what is left of a mark where the system only said that it is late


def worth(term: Term) -> dict[str, float]:
    """What each kind of work earns: all points, or what most of those got who handed it
    in on the first evening."""
    late = {one.student_id for one in term.cast.all("late")}
    got: dict[str, Counter[float]] = {}
    for one in term.cast.first:
        mark = term.seen["evening 1"].marks.get(one.student_id)
        if mark is not None and one.uploads and one.student_id not in late:
            got.setdefault(one.kind, Counter())[mark] += 1
    most = {kind: marks.most_common(1)[0][0] for kind, marks in got.items()}
    return most | dict.fromkeys(FULL, 100.0)


def earned(term: Term, group: Iterable[Member]) -> dict[str, float]:
    """What each of a group has earned by the work, less what being late costs."""
    by_kind = worth(term)
    late = {one.canvas_id for one in term.cast.all("late")}
    return {
        one.student_id: by_kind[one.kind] * (LATE if one.canvas_id in late else 1)
        for one in group
        if one.kind in by_kind and not one.kind.startswith("cut-off")
    }


def first(term: Term) -> dict[str, float]:
    """The marks of the first evening, of those of whom no check of its own asks."""
    return _without_own_checks(term, earned(term, term.cast.first), 1)


def second(term: Term) -> dict[str, float]:
    """The marks of the second evening, with one by hand and the answer to an appeal, of
    those of whom no check of its own asks."""
    who, asks = (term.cast.one(what).student_id for what in ("by hand", "appeal"))
    before = term.seen["evening 1"].cells.get(who, {}).get("clip_hidden", 0.0)
    more = {who: BY_HAND - before, asks: 1.0}
    found = earned(term, term.cast.second)
    found = {one: mark + more.get(one, 0.0) for one, mark in found.items()}
    return _without_own_checks(term, found, 2)


def _without_own_checks(term: Term, marks: dict[str, float], evening: int) -> dict[str, float]:
    special = {
        one.student_id
        for what in ("excused", "extended", "member", "added", "renamed")
        for one in term.cast.all(what, evening)
    }
    return {who: mark for who, mark in marks.items() if who not in special}
