"""What a check is, and what its answer is: right, or wrong with what was seen."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from tests.dinosaur_grader.desk.by_person import differences
from tests.dinosaur_grader.desk.term.story import Term

MAX_SAID = 3  # things that were seen, of one check
CHECKS: list[Callable[[Term], Iterable[str]]] = []
Marks = Mapping[str, float | None]


@dataclass(frozen=True)
class Judged:
    """A check, what it says should be true, and what was seen otherwise."""

    name: str
    sentence: str
    seen: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether nothing was seen otherwise."""
        return not self.seen


def check(function: Callable[[Term], Iterable[str]]) -> Callable[[Term], Iterable[str]]:
    """Register a function as a check."""
    CHECKS.append(function)
    return function


def judge(term: Term) -> list[Judged]:
    """Judge a term that was played by all checks."""
    return [
        Judged(
            one.__name__,
            " ".join((one.__doc__ or "").split()),
            tuple(itertools.islice(one(term), MAX_SAID)),
        )
        for one in CHECKS
    ]


def same(due: Marks, found: Marks, where: str) -> Iterator[str]:
    """Say whose mark is another one than is due; nobody to compare is wrong, too."""
    if not due:
        yield f"nobody can be looked at in {where}"
    rounded = [{who: _rounded(mark) for who, mark in marks.items()} for marks in (found, due)]
    if said := differences(*rounded):
        yield f"{where}: {said}"


def _rounded(mark: float | None) -> float | None:
    return None if mark is None else round(mark, 2)


def ended(term: Term, name: str, *codes: int) -> Iterator[str]:
    """Say that a command ended otherwise than it should, or with a traceback."""
    said = term.said[name]
    last = said.err.strip().splitlines()[-1:] or [""]
    if said.code not in codes:
        due = " or ".join(map(str, codes))
        yield f"{name!r} ended with {said.code}, not {due}: {last[0][:200]}"
    if "Traceback" in said.text:
        yield f"{name!r} showed a traceback: {last[0][:200]}"


def told(term: Term, name: str, *words: str) -> Iterator[str]:
    """Say that no line of what a command printed has all these words."""
    if not term.said[name].lines(*words):
        yield f"{name!r} printed no line with {' and '.join(map(repr, words))}"
