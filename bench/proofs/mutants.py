"""Mistakes made by machine, against the questions: `python -m bench.proofs.mutants`.

All distinct mutants of the gallery's right answers are asked what the engine asks of
a hand-in. One that gets every point is compared with its own right answer on 200 drawn
inputs, and needs a reason in writing (`reasons.toml`): else it is a hole, and the
command ends with 1.
"""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bench.proofs import forked, page, questions, trial
from bench.proofs.mutation import Mutant, mutants
from bench.proofs.operators import OPERATORS
from bench.proofs.reasons import Group, group_of, groups
from bench.proofs.wilson import with_interval

SEED = b"mutants"
KILLED, EQUIVALENT, ACCEPTED, HOLE = "killed", "equivalent", "accepted", "hole"
COMPARING_SECONDS = 60.0


@dataclass(frozen=True)
class Fate:
    """What came of a mutant: which questions it passed (None where it ended its process
    before the last), in what it differs from its right answer, and the reason's
    group."""

    mutant: Mutant
    passed: tuple[bool, ...] | None
    differs: str = ""
    group: Group | None = None

    @property
    def kind(self) -> str:
        """Killed, equivalent, accepted or a hole."""
        if self.passed is None or not all(self.passed):
            return KILLED
        if self.group is None:
            return HOLE
        return ACCEPTED if self.differs else EQUIVALENT


def every_mutant() -> list[Mutant]:
    """The mutants of all right answers, each once, in the gallery's order."""
    found: dict[tuple[str, str], Mutant] = {}
    for (function, answer), text in trial.right_answers().items():
        for mutant in mutants(function, answer, text):
            found.setdefault((function, mutant.text), mutant)
    return list(found.values())


def fates(every: Sequence[Mutant], seed: bytes = SEED, processes: int = 1) -> list[Fate]:
    """What comes of these mutants in the course of this seed."""
    for function in {mutant.function for mutant in every}:
        trial.questions(function, seed)  # once, before the processes part
        trial.drawn_inputs(function)
    tasks = [(mutant, seed) for mutant in every]
    found = forked.results(trial.passed, tasks, processes)
    passed = [None if isinstance(one, forked.Overrun) else one for one in found]
    survivors = [m for m, each in zip(every, passed, strict=True) if each and all(each)]
    compared = forked.results(trial.difference, survivors, processes, COMPARING_SECONDS)
    told = dict(zip(survivors, map(_said, compared), strict=True))
    return [
        Fate(m, each, told[m], group_of(m, bool(told[m]))) if m in told else Fate(m, each)
        for m, each in zip(every, passed, strict=True)
    ]


def _said(difference: object) -> str:
    return difference if isinstance(difference, str) else "it takes too long"


def by(kind: str, found: Sequence[Fate], names: Sequence[str]) -> str:
    """The table of fates by function or by operator."""
    counts = Counter((getattr(fate.mutant, kind), fate.kind) for fate in found)
    counts += Counter(("all", fate.kind) for fate in found)
    rows = []
    for name in (*names, "all"):
        own = [counts[name, each] for each in (KILLED, EQUIVALENT, ACCEPTED, HOLE)]
        rows.append((name, sum(own), *own))
    heading = (kind, "mutants", "killed", "equivalent", "accepted with a reason", "holes")
    return page.table(heading, rows)


def summary(found: Sequence[Fate], seed: bytes) -> str:
    """False accepts and false rejects, with Wilson's intervals."""
    counts = Counter(fate.kind for fate in found)
    hung = sum(fate.passed is None for fate in found)
    wrong = counts[KILLED] + counts[HOLE]
    right, full = questions.right_answers(seed)
    return "\n".join(
        [
            f"- {len(found):,} mutants of {right} right answers; {hung:,} of those killed ran out of time or memory.",
            f"- False accepts: {with_interval(counts[HOLE], wrong)} mutants that are mistakes got every point.",
            f"- The same, with each accepted one counted as a mistake: "
            f"{with_interval(counts[HOLE] + counts[ACCEPTED], wrong + counts[ACCEPTED])}.",
            f"- False rejects: {with_interval(right - full, right)} right answers lost a point.",
        ]
    )


def reasons(found: Sequence[Fate]) -> str:
    """The table of the reasons, each with its number of mutants."""
    counts = Counter((fate.kind, fate.group.reason) for fate in found if fate.group)
    rows = [(reason, kind, count) for (kind, reason), count in counts.most_common()]
    return page.table(("reason", "kind", "mutants"), rows)


def report(found: Sequence[Fate], seed: bytes) -> str:
    """All of the page's part."""
    parts = (
        summary(found, seed),
        by("function", found, trial.rubric().functions),
        by("operator", found, list(OPERATORS)),
        reasons(found),
    )
    return "\n\n".join(parts)


def problems(found: Sequence[Fate]) -> list[str]:
    """The holes, and the groups that explain nothing any more."""
    holes = [fate for fate in found if fate.kind == HOLE]
    used = {fate.group for fate in found}
    return [_hole(fate) for fate in holes] + [
        f"no mutant needs the reason {group.reason!r} ({group.function} {group.change})"
        for group in groups()
        if group not in used
    ]


def _hole(fate: Fate) -> str:
    m, tells = fate.mutant, fate.differs or "no difference on drawn inputs"
    return f"hole: {m.function}/{m.answer}, {m.operator}: {m.change} ({tells})"


def main(arguments: list[str] | None = None) -> int:
    """Print the tables; 1 where there is a hole or a reason that explains nothing."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.proofs.mutants", description="Machine-made mistakes."
    )
    parser.add_argument("--seed", default=SEED.decode(), help="of the course")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--write", action="store_true", help=f"into docs/{page.PAGE.name}")
    chosen = parser.parse_args(arguments)
    seed = chosen.seed.encode()
    found = fates(every_mutant(), seed, chosen.processes)
    made = {"mutants": report(found, seed), "questions": questions.report(found, seed)}
    print("\n\n".join(made.values()))
    if chosen.write:
        for part, text in made.items():
            page.write(part, text)
    wrong = problems(found)
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
