"""The laws of a walk, tried by a machine: `python -m bench.proofs.laws`.

Pairs of runs in a simulated batch (`bench.proofs.simulated`), and every run of two small
notebooks. Once something secret was sent, the children of the second run do anything by
which the same is said of each question as in the first. Then the page has to be the same,
and so has what every child was given: whatever else they did went nowhere. After each
hand-in the same worker grades another one, which has to get what it gets alone.

`--changes` runs the same pairs on copies of the engine with one small change each
(`bench.proofs.changes`). Every change must be found.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from bench.proofs import drawn, page, simulated
from bench.proofs.acts import Anything, Chosen, Follower
from bench.proofs.changes import changes, find
from bench.proofs.drawn import Case, Draw
from bench.proofs.simulated import ENDED, Place, Trace, Word, World
from dinosaur_grader.batch.pool import cores
from dinosaur_grader.results import INFRASTRUCTURE, Cell, Result

PAIRS, OF_A_CHANGE, A_TASK = 100_000, 1_500, 250
FIRST, NEXT = "ada", "ben"
"""The student whose children try to talk, and the next one of the same worker."""
CHANGES: tuple[dict, ...] = (
    {},
    {},
    {"notes": ("a cell was moved",)},
    {"seed": b"other"},
    {"level": "strict"},
)
"""In what the next hand-in can differ, beside its cells: its notes, its course, its level."""
LENT, SECRET, KEPT = 2, 3, 5
"""Where in the step of a question it says whether something is lent, whether it is secret,
and where the functions begin that were kept for it: only one that is put at the end of the
notebook has any."""


@dataclass
class Run:
    """What came of one batch."""

    world: World
    results: dict[str, Result]

    @property
    def traces(self) -> list[Trace]:
        """How the first student's hand-in was graded, each time."""
        return self.world.traces[FIRST]

    @property
    def said(self) -> list[list[tuple[Place, Word]]]:
        """What its children said, each time, in order, and at what."""
        return [list(trace.said.items()) for trace in self.traces]

    @property
    def page(self) -> Result:
        """What the first student gets."""
        return visible(self.results[FIRST])

    @property
    def given(self) -> tuple:
        """What was said at last on each question; of a hand-in without marks, why."""
        last = self.traces[-1]
        failed = self.results[FIRST].state == INFRASTRUCTURE
        return len(self.traces), failed and (last.told, last.gone), failed or last.given


def visible(result: Result) -> Result:
    """A result without what is timed, and without the keyed digests by which only the
    class report groups."""
    changed = msgspec.structs.replace
    marks = tuple(
        changed(
            mark,
            verdicts=tuple(
                changed(verdict, outcome=verdict.outcome.partition(" ")[0])
                for verdict in mark.verdicts
            ),
        )
        for mark in result.marks
    )
    return changed(result, marks=marks, seconds={}, graded_on="")


def compare(one: Run, other: Run) -> list[str]:
    """What two runs show of a broken law (a)."""
    same = one.said == other.said
    found = []
    if same or one.given == other.given:
        found += [
            f"{name} of the page"
            for name in Result.__struct_fields__
            if getattr(one.page, name) != getattr(other.page, name)
        ]
    if same:
        for first, second in zip(one.traces, other.traces, strict=True):
            found += _steered(first, second)
    return found


def _steered(one: Trace, other: Trace) -> Iterator[str]:
    """How what children were given differs between two gradings."""
    if one.told_at != other.told_at:
        yield "the children before the first secret"
    if len(one.children) != len(other.children):
        yield "how many children there are"
    for first, second in zip(one.children, other.children, strict=False):
        if first.questions != second.questions:
            yield "the questions of a child"
        most = min(len(first.cells), len(second.cells)) if first.lost else None
        if first.cells[:most] != second.cells[:most]:
            yield "the cells of a child"


def break_laws(trace: Trace, case: Case) -> Iterator[str]:
    """How one grading breaks a law by itself."""
    for child in trace.children:
        lent = [step for step in child.questions if step[LENT]]
        if not lent or not any(step[SECRET] for step in child.questions):
            continue
        functions = {step[1].partition(".")[0] for step in child.questions}
        behind = child.steps[-1:] and child.steps[-1][0] == "cell" and not child.lost
        if len(functions) > 1 or len(lent) < len(child.questions):
            yield "a child is asked and lent"
        # law (b): nothing after the last of its questions
        if behind and not child.late:
            yield "a child that was lent runs on"
    ended = sum(said.how == ENDED for place, said in trace.said.items() if place[2] == "cell")
    # one at the end, one for what lends nothing, and one for each function that lends
    if ended > 2 + len({probe.function for probe in case.secret if probe.call.lent}):
        yield "a child that a cell has ended has followers"
    yield from _asked_again(trace)
    yield from _mixed_places(trace, case)


def _asked_again(trace: Trace) -> Iterator[str]:
    settled = [(step[1], bool(step[KEPT:])) for step, said in trace.put if not said.how]
    if len(settled) > len(set(settled)):
        yield "a question is put twice at one place"


def _mixed_places(trace: Trace, case: Case) -> Iterator[str]:
    """Whether a function's points are of two places of the notebook."""
    passed: dict[bool, set[str]] = {True: set(), False: set()}
    for step, said in trace.put:
        probes = [probe for probe in case.secret if probe.call.positional[0] == step[1]]
        pairs = zip(probes, said.sentences, strict=False)
        passed[bool(step[KEPT:])] |= {
            probe.id for probe, sentence in pairs if sentence == "passed"
        }
    given = zip(case.secret, trace.given, strict=False)
    paid: dict[str, set[str]] = {}
    for probe, sentence in given:
        paid.setdefault(probe.function, set()).update([probe.id] * (sentence == "passed"))
    if not all(own <= passed[True] or own <= passed[False] for own in paid.values()):
        yield "a function has points of two places"


@dataclass
class Tally:
    """Pairs of runs, those in which the same was said, and what was found: the pair's
    number and what differed."""

    pairs: int = 0
    comparable: int = 0
    found: list[tuple[int, str]] = field(default_factory=list)


def pairs(numbers: Sequence[int], until_found: bool = False) -> Tally:
    """Put each case to two runs, and compare them."""
    tally = Tally()
    for number in numbers:
        same, found = pair(number)
        tally.pairs += 1
        tally.comparable += same
        tally.found += [(number, what) for what in dict.fromkeys(found)]
        if until_found and tally.found:
            break
    return tally


def pair(number: int) -> tuple[bool, list[str]]:
    """Grade the hand-in of this number twice, each time with the next one behind it, and
    the next one alone; whether the same was said, and what was found."""
    draw = Draw(f"pair {number}")
    case = drawn.drawn_case(number)
    trouble = simulated.Trouble(f"trouble {number}" if draw.random() < 0.7 else "")
    cluster, strays = draw.random() < 0.3, draw.random() < 0.3
    changes = draw.choice(CHANGES)
    # of two who hand in the same, the second one gets what is said of the first one's
    own = draw.random() < 0.7 and not strays
    next_case = case if own else drawn.drawn_case(-number - 1)
    text = f"first {number}" if own else f"next {number}"
    quiet = Anything(text, quiet=True, calm=next_case.calm)

    def run(act: Any) -> Run:
        world = World(
            {FIRST: case, NEXT: next_case},
            {FIRST: act, NEXT: lambda _: quiet},
            trouble,
            FIRST,
            cluster,
        )
        jobs = [simulated.job(FIRST, case), simulated.job(NEXT, next_case, **changes)]
        return Run(world, simulated.results(world, jobs))

    first = run(lambda _: Anything(f"first {number}", calm=case.calm))
    second = run(lambda tries: _follow(first, number, tries, strays))
    alone = World({NEXT: next_case}, {NEXT: lambda _: quiet})
    expected = simulated.results(alone, [simulated.job(NEXT, next_case, **changes)])
    found = compare(first, second)
    for each in (first, second):
        found += each.world.holes
        for trace in each.traces:
            found += break_laws(trace, case)
        got = each.results.get(NEXT)
        if got is None or visible(got) != visible(expected[NEXT]):
            found.append("the next hand-in")
    return first.said == second.said, found


def _follow(first: Run, number: int, tries: int, strays: bool) -> Anything:
    if tries >= len(first.traces):
        return Anything(f"second {number}")
    trace = first.traces[tries]
    at_end = len([step for step, _ in trace.put if step[KEPT:]])
    before = trace.asked - len(trace.put)
    return Follower(f"second {number}", trace, before + at_end if strays else float("inf"))


def every_run(case: Case) -> Iterator[Run]:
    """All runs of a case, whatever its children choose."""
    choices: list[int] | None = []
    while choices is not None:
        act = Chosen(choices)
        world = World({FIRST: case}, {FIRST: lambda _, act=act: act})
        yield Run(world, simulated.results(world, [simulated.job(FIRST, case)]))
        choices = _next(choices, act.sizes)


def _next(choices: Sequence[int], sizes: Sequence[int]) -> list[int] | None:
    """The choices behind these; None behind the last ones."""
    made = [*choices, *[0] * (len(sizes) - len(choices))][: len(sizes)]
    while made and made[-1] + 1 == sizes[len(made) - 1]:
        made.pop()
    return [*made[:-1], made[-1] + 1] if made else None


def pages(case: Case) -> dict[tuple, set[bytes]]:
    """The pages of all runs of a case, by what was said at last."""
    found: dict[tuple, set[bytes]] = {}
    for run in every_run(case):
        found.setdefault(run.traces[-1].given, set()).add(msgspec.json.encode(run.page))
    return found


def small_cases() -> dict[str, Case]:
    """Notebooks so small that every run of them can be made."""
    f, g = (Cell("test", "", f"{name}_expected", 4.0) for name in "fg")
    between = Cell("code", "x = 0", index=0)
    one = drawn.question("f.variant0", "f_expected", variant=True)
    known = replace(one, call=replace(one.call), variant=False)
    two = drawn.question("f.hidden0", "f_expected")
    lending = drawn.question("g.hidden0", "g_expected", ("f",))
    return {
        "two questions": Case(0, (between, f), (one, two), (known,)),
        "one that lends": Case(0, (f, between, g), (one, lending), (known,)),
    }


def report(tally: Tally) -> str:
    """What was tried, and in which pair each hole was found first."""
    lines = [f"{tally.pairs:,} pairs, in {tally.comparable:,} of them the same was said"]
    first: dict[str, int] = {}
    for number, what in tally.found:
        first.setdefault(what, number)
    lines += [f"  {what}, first in pair {at}" for what, at in first.items()]
    return "\n".join([*lines, f"{len(tally.found)} holes in the laws"])


def small_runs() -> tuple[str, int]:
    """How many vectors of sentences all runs of the small notebooks say; and how many of
    them have several pages."""
    lines, holes = [], 0
    for name, case in small_cases().items():
        found = pages(case)
        several = sum(len(each) > 1 for each in found.values())
        lines.append(f"every run of {name}: {len(found)} vectors of sentences")
        lines += [f"  several pages of one vector, first in every run of {name}"] * bool(
            several
        )
        holes += several
    return "\n".join(lines), holes


def many_pairs(count: int) -> Tally:
    """Put so many pairs to all cores."""
    parts = [range(first, min(first + A_TASK, count)) for first in range(0, count, A_TASK)]
    whole = Tally()
    with ProcessPoolExecutor(cores()) as executor:
        for part in executor.map(pairs, parts):
            whole.pairs += part.pairs
            whole.comparable += part.comparable
            whole.found += part.found
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Try to break the laws; 1 where that succeeded, or a change was not found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--until-found", action="store_true", help="end at the first hole")
    parser.add_argument("--changes", action="store_true", help="try the changes, too")
    parser.add_argument("--write", action="store_true", help="both into docs/evidence")
    options = parser.parse_args(arguments)
    if options.until_found:
        tally = pairs(range(options.pairs), until_found=True)
        print(report(tally))
        small, holes = ("", 0) if tally.found else small_runs()
        print(small)
        return bool(tally.found or holes)
    tally, (small, holes) = many_pairs(options.pairs), small_runs()
    said = f"{report(tally)}\n{small}"
    print(said, flush=True)
    found = []
    for each in find(changes() if options.changes else [], OF_A_CHANGE):
        print(f"{each.change.name}: {each.what or 'NOT FOUND'}, {each.where}", flush=True)
        found.append(each)
    if options.write:
        rows = [(one.change.name, f"`{one.change.file}`", one.what, one.where) for one in found]
        table = page.table(("change", "in", "what differs", "first in"), rows)
        counts = "\n".join(f"- {line.strip()}" for line in said.splitlines())
        page.write("laws", f"{counts}\n\n{table}")
    return bool(tally.found or holes) or not all(each.what for each in found)


if __name__ == "__main__":
    raise SystemExit(main())
