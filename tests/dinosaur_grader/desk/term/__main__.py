"""`python -P -m tests.dinosaur_grader.desk.term`: a term of 180 people, played by the real
commands, and what a lecturer sees of it, by person.

Two evenings with Canvas's files, the same class by Moodle's; people who are late, hand in
again, come, leave or get another id; groups, an extension, an excuse, marks by hand, an
appeal; a kill, a full disk, an upgrade, and a gradebook that is not the right one. Then each
check says in a sentence what should be true, and is right or wrong.

Isolation is not what is tested here: it is `none`, which is quick. bubblewrap makes the disk
that is full.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.dinosaur_grader.desk.term.checks import (
    few_people,
    first_evening,
    register,
    second_evening,
    trouble,
)
from tests.dinosaur_grader.desk.term.checks.checking import Judged, judge
from tests.dinosaur_grader.desk.term.people import LEAST
from tests.dinosaur_grader.desk.term.story import Term

MODULES = (register, first_evening, few_people, second_evening, trouble)
"""Where the checks are; to load them lists them."""


def played(
    folder: Path, people: int, isolation: str = "none", page: bool = False
) -> tuple[Term, list[Judged]]:
    """Play a term in a folder, by commands or by the desk's page, and judge it."""
    kind = Term
    if page:  # which needs Chromium
        from tests.dinosaur_grader.desk.term.by_page import TermByPage as kind
    term = kind(folder, people, isolation)
    term.play()
    return term, judge(term)


def table(judged: Sequence[Judged]) -> str:
    """All checks, a line each, and below one that is wrong what was seen."""
    lines = []
    for number, one in enumerate(judged, 1):
        lines.append(f"{number:3} {'right' if one.right else 'WRONG'}  {one.sentence}")
        lines += [f"           {one.name}: {seen}" for seen in one.seen]
    right = sum(one.right for one in judged)
    return "\n".join(
        [*lines, f"{len(judged)} checks: {right} right, {len(judged) - right} wrong."]
    )


def main(arguments: list[str] | None = None) -> int:
    """The command; 1 where a check is wrong."""
    parser = argparse.ArgumentParser(
        prog="python -P -m tests.dinosaur_grader.desk.term",
        description=__doc__.split("\n\n")[0],
    )
    parser.add_argument("--people", type=int, default=180, help=f"at least {LEAST}")
    parser.add_argument("--isolation", default="none", choices=("strict", "process", "none"))
    parser.add_argument(
        "--keep", type=Path, help="a new folder, which stays, with what was printed"
    )
    parser.add_argument("--page", action="store_true", help="by the desk's page, in Chromium")
    parser.add_argument("--commands", action="store_true", help="also how each command ended")
    chosen = parser.parse_args(arguments)
    if chosen.keep:
        chosen.keep.mkdir(parents=True)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="term-") as aside:
        term, judged = played(
            chosen.keep or Path(aside), chosen.people, chosen.isolation, chosen.page
        )
    if chosen.keep:
        for name, said in term.said.items():
            (chosen.keep / f"{name}.txt").write_text(said.text, encoding="utf-8")
    if chosen.commands:
        for name, said in term.said.items():
            print(f"{name:<22} ended with {said.code} after {said.seconds:5.1f} s")
    print(table(judged))
    if term.stopped:
        print(f"It could not go on: {term.stopped}")
    print(f"{chosen.people} people, {time.monotonic() - started:.0f} s.")
    return 0 if all(one.right for one in judged) else 1


if __name__ == "__main__":
    sys.exit(main())
