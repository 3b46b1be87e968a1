"""Mistakes made by machine, against the questions: `python -m bench.proofs.mutants`.

Distinct mutants of the gallery's right answers are asked what the engine asks of a
hand-in: all that the operators of `bench.proofs.operators` make, and of those of
`bench.proofs.structure` an even sample. One that gets every point is compared with its own right answer on 200 drawn
inputs, and needs a reason in writing (`reasons.toml`): else it is a hole, and the
command ends with 1.
"""

from __future__ import annotations

import argparse
import hashlib
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bench.proofs import forked, page, questions, trial
from bench.proofs.mutation import KINDS, Mutant, mutants
from bench.proofs.reasons import Group, group_of, groups
from bench.proofs.wilson import with_interval

SEED = b"mutants"
OPERATORS_KIND, STRUCTURE_KIND = KINDS
MOST = {"clip": 400, "sample": 85, "optimize": 120, "model": 35}
"""How many structural mutants of one operator are tried."""
KILLED, EQUIVALENT, ACCEPTED, HOLE = "killed", "equivalent", "accepted", "hole"
COMPARING_SECONDS = 60.0
MAX_REASONS = 5
"""So many reasons for accepted mutants stand on the page."""


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


def every_mutant(kind: str = OPERATORS_KIND) -> list[Mutant]:
    """The mutants of all right answers, each once, in the gallery's order; of structural
    ones those that no other operator makes, as many as `MOST` says."""
    found: dict[tuple[str, str], Mutant] = {}
    for table in dict.fromkeys((OPERATORS_KIND, kind)):
        for (function, answer), text in trial.right_answers().items():
            for mutant in mutants(function, answer, text, KINDS[table]):
                found.setdefault((function, mutant.text), mutant)
    own = [mutant for mutant in found.values() if mutant.kind == kind]
    return own if kind == OPERATORS_KIND else _even_sample(own)


def _even_sample(every: Sequence[Mutant]) -> list[Mutant]:
    """Of each function and operator at most so many, chosen by a hash of their texts: the
    same each time, and most stay where an answer comes or goes."""
    alike: dict[tuple[str, str], list[Mutant]] = {}
    for mutant in every:
        alike.setdefault((mutant.function, mutant.operator), []).append(mutant)
    chosen = {
        one
        for (function, _), group in alike.items()
        for one in sorted(group, key=_hash)[: MOST[function]]
    }
    return [mutant for mutant in every if mutant in chosen]


def _hash(mutant: Mutant) -> str:
    return hashlib.sha256(mutant.text.encode()).hexdigest()


def fates(every: Sequence[Mutant], seed: bytes = SEED, processes: int = 1) -> list[Fate]:
    """What comes of these mutants in the course of this seed."""
    for function in {mutant.function for mutant in every}:
        trial.questions(function, seed)  # once, before the processes part
        trial.drawn_inputs(function)
    tasks = [(mutant, seed) for mutant in every]
    # of a structural mutant only its fate is told, not what each question is for
    whole = any(mutant.kind == OPERATORS_KIND for mutant in every)
    found = forked.results(trial.passed if whole else trial.survived, tasks, processes)
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


def summary(found: Sequence[Fate]) -> str:
    """How many there are, and false accepts with Wilson's intervals."""
    counts = Counter(fate.kind for fate in found)
    hung = sum(fate.passed is None for fate in found)
    wrong = counts[KILLED] + counts[HOLE]
    return "\n".join(
        [
            f"- {len(found):,} mutants of {len(trial.right_answers())} right answers; "
            f"{hung:,} of those killed ran out of time or memory.",
            f"- False accepts: {with_interval(counts[HOLE], wrong)} mutants that are mistakes got every point.",
            f"- The same, with each accepted one counted as a mistake: "
            f"{with_interval(counts[HOLE] + counts[ACCEPTED], wrong + counts[ACCEPTED])}.",
        ]
    )


def false_rejects(seed: bytes) -> str:
    """How many right answers lost a point."""
    right, full = questions.right_answers(seed)
    return f"- False rejects: {with_interval(right - full, right)} right answers lost a point."


def reasons(found: Sequence[Fate], kind: str, most: int | None = None) -> str:
    """The table of the reasons why mutants are equivalent, or are accepted: all, or the
    most frequent ones and one line for all others."""
    counts = Counter(fate.group.reason for fate in found if fate.group and fate.kind == kind)
    rows = counts.most_common(most)
    rest = counts.total() - sum(count for _, count in rows)
    others = [("other reasons", rest)] if rest else []
    return page.table((f"{kind}, because", "mutants"), [*rows, *others])


def report(found: Sequence[Fate], *lines: str) -> str:
    """The page's part on mutants of one kind."""
    counted = "\n".join((summary(found), *lines))
    return f"{counted}\n\n{reasons(found, ACCEPTED, MAX_REASONS)}"


def on_the_page(kind: str, found: Sequence[Fate], seed: bytes) -> tuple[str, str]:
    """The marks of this kind's part of the page, and what stands between them."""
    if kind == STRUCTURE_KIND:
        return "structure", report(found)
    return "mutants", report(found, false_rejects(seed))


def details(kind: str, found: Sequence[Fate], seed: bytes) -> str:
    """What is only printed: functions, operators, all reasons, and of the operators'
    mutants what each question is for."""
    tables = [
        by("function", found, trial.rubric().functions),
        by("operator", found, list(KINDS[kind])),
        *(reasons(found, each) for each in (EQUIVALENT, ACCEPTED)),
    ]
    if kind == OPERATORS_KIND:
        tables.append(questions.report(found, seed))
    return "\n\n".join(tables)


def problems(found: Sequence[Fate]) -> list[str]:
    """The holes, and the groups that explain nothing any more."""
    holes = [fate for fate in found if fate.kind == HOLE]
    used = {fate.group for fate in found}
    tried = {fate.mutant.kind for fate in found}
    return [_hole(fate) for fate in holes] + [
        f"no mutant needs the reason {group.reason!r} ({group.function} {group.change})"
        for group in groups()
        if group.kind in tried and group not in used
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
    parser.add_argument("--kind", choices=(*KINDS, "all"), default="all", help="of mutants")
    parser.add_argument(
        "--write",
        action="store_true",
        help=f"the first tables into docs/evidence/{page.PAGE.name}",
    )
    chosen = parser.parse_args(arguments)
    seed = chosen.seed.encode()
    wrong: list[str] = []
    for kind in KINDS if chosen.kind == "all" else (chosen.kind,):
        found = fates(every_mutant(kind), seed, chosen.processes)
        part, text = on_the_page(kind, found, seed)
        print(text, details(kind, found, seed), sep="\n\n", end="\n\n")
        if chosen.write:
            page.write(part, text)
        wrong += problems(found)
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
