"""How often an edit of each kind makes a beginner's wrong answer right: where the ranks in
`dinosaur_grader.checks.words.edits` come from.

Each answer is handed in beside right ones and graded. Where no known fault explains it, its
edits are tried in their order, and not only until one makes all right.

    python -P -m bench.edits [SET ...]

A SET is one of `python -P -m tools.answers list`. A row is a kind of edit, with its tries and the answers
that it makes right; the last line says at which try a check comes to one.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple
from unittest import mock

from rich.console import Console
from rich.table import Table

from bench.hints import on_the_page, read_chosen
from dinosaur_grader.checks.words.edits import search
from dinosaur_grader.checks.words.edits.edit import Edit
from dinosaur_grader.checks.words.reading import Text
from tools.answers import FIRST, Answer

MORE = {"MAX_TRIED": 800, "MAX_STUCK": 12}
"""More than a check tries, so that the kinds that come last are counted as well."""


class Try(NamedTuple):
    """An edit that was tried: its rank, its words without what they quote, and whether it
    made all right."""

    rank: int
    change: str
    right: bool


def tries(answer: Answer) -> list[Try]:
    """Try the edits of an answer; none are tried of one that a known fault explains."""
    found: list[Try] = []

    def every_edit(text: Text, right: Callable[[str], bool | None], raised: str = "") -> str:
        found.extend(_try(edit, came) for edit, came in search.tries(text, right, raised))
        return ""

    with mock.patch.multiple(search, right_edit=every_edit, **MORE):
        on_the_page([answer])
    return found


def _try(edit: Edit, came: bool | None) -> Try:
    return Try(edit.rank, re.sub("`[^`]*`", "...", edit.change), bool(came))


def table(tried: Sequence[Sequence[Try]]) -> Table:
    """The tries of each kind, and the answers that it made right, the rarest last."""
    count: Counter[tuple[int, str]] = Counter()
    right: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    for number, each in enumerate(tried):
        for rank, change, came in each:
            count[rank, change] += 1
            right[rank, change].update([number] * came)
    shown = Table("rank", "edit", "tries", "answers", "tries an answer")
    for kind in sorted(count, key=lambda kind: count[kind] / (len(right[kind]) or 0.5)):
        per = f"{count[kind] / len(right[kind]):.0f}" if right[kind] else "-"
        shown.add_row(str(kind[0]), kind[1], str(count[kind]), str(len(right[kind])), per)
    return shown


def summary(tried: Sequence[Sequence[Try]]) -> str:
    """Say how many answers an edit makes right, and at which try."""
    first = [next((n for n, t in enumerate(each, 1) if t.right), None) for each in tried]
    within = sorted(n for n in first if n and n <= search.MAX_TRIED)
    asked = sum(map(bool, tried))
    said = f"{len(tried)} answers, {asked} not explained by a known fault. "
    if not within:
        return said + "No edit makes one of them right."
    tail = within[int(0.9 * len(within))]
    return said + (
        f"Of these an edit makes {len(within)} right within {search.MAX_TRIED} tries (half of"
        f" them by try {median(within):.0f}, nine of ten by {tail}), and"
        f" {sum(map(bool, first))} within {MORE['MAX_TRIED']}."
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table and the summary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=[FIRST])
    sets = parser.parse_args(arguments).sets
    tried = [tries(answer) for name in sets for answer in read_chosen(parser, name)]
    console = Console()
    console.print(table(tried))
    console.print(summary(tried))


if __name__ == "__main__":
    main()
