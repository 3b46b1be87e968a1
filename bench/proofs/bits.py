"""How many bits a hand-in can carry out of secret questions: `python -m
bench.proofs.bits` prints a table; its sum is in docs/evidence/threat-model.md.

All that leaves of a secret question is one sentence for each of its probes. Here each
question of a course is put to the real judge with forged outcomes of every kind, and the
vectors of sentences that can come of them are counted: all eight sentences, in every order
in which a walk can say them. After two calls of a function that did not come back the rest
of it is `skipped`, behind a cell that ended its child it is `unreached`, behind the last
second `spent`.
"""

from __future__ import annotations

import builtins
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dinosaur_grader.assignments import assignment
from dinosaur_grader.assignments.probes import asked
from dinosaur_grader.checks import Probe
from dinosaur_grader.checks.calls import Failure, Outcome
from dinosaur_grader.checks.words.secret import Sentence, in_words
from dinosaur_grader.judging import verdicts
from dinosaur_grader.judging.asking import SharedCall, by_function
from dinosaur_grader.judging.plan import Budget
from dinosaur_grader.judging.verdicts import NEVER_RETURNED

NAME, SEED = "dinosaur_island", b"bits"
KINDS = ("exception", "missing", "timeout", "memory", "died", "violation", "own")
TEXTS = (
    "",
    "name 'q' is not defined",
    "'dWaa'",
    "index 3 is out of bounds",
    "No module named 'q'",
)


def forged(probe: Probe) -> Iterator[Outcome]:
    """Outcomes of every kind: failures by each name and text, values of any sort."""
    names = [name for name in vars(builtins) if name[0].isupper()] + ["Own3_2"]
    for kind in KINDS:
        for name in names:
            for text in TEXTS:
                yield Outcome(failure=Failure(kind, name, text, text, 13))
    for value in (None, 0, 1.5, "3.2", [], [1], {"a": 1}, (1, 2, 3), {"dWaa": "3.2"}):
        yield Outcome(value)
        yield Outcome((value,) * 3, (value,) * 4, printed="Iteration: 0, Loss: 1.0\\n")


def said_of(question: SharedCall, outcome: Outcome) -> tuple[str, ...]:
    """All that is said of one outcome, word by word."""
    sentences = [verdicts.sentence(probe, outcome) for probe in question]
    told = in_words(question, sentences, (), {})
    return tuple(f"{each.passed} {each.fault} {each.message}" for each in told)


def failures(question: SharedCall) -> int:
    """How many things can be said where no probe is judged by values."""
    vectors = {
        said_of(question, outcome)
        for outcome in forged(question[0])
        if outcome.failure is not None
    }
    return len(vectors)


def by_values(question: SharedCall) -> int:
    """How many things can be said of values: each probe passes, or is wrong in one
    way."""
    for probe in question:
        wrong = {
            said_of((probe,), outcome) for outcome in forged(probe) if outcome.failure is None
        }
        if len(wrong) > 1:
            raise AssertionError(f"{probe.id}: a wrong value is said in {len(wrong)} ways")
    return 2 ** len(question)


def questions(seed: bytes = SEED) -> list[SharedCall]:
    """All secret questions of a course."""
    found = by_function(asked(assignment.load(NAME).rubric, seed))
    return [question for own in found.values() for question in own]


@dataclass(frozen=True)
class Stage:
    """What is settled before a question: of its function, how many calls did not come back
    at the end of the notebook and at its test cells; whether a cell there ended the child,
    and whether the time is over."""

    stuck_at_end: int = 0
    stuck_at_cell: int = 0
    ended: bool = False
    late: bool = False


MOST_STUCK = Budget().stuck_calls


def follow(stage: Stage, lends: bool) -> Iterator[tuple[str, Stage]]:
    """What can be said of one question, each with the stage behind it: `came` (in one of
    the ways of a question that came back), or one of the other sentences. Bounds what the
    walk does from above: where both places can say it, one way is enough."""
    at_end, at_cell = stage.stuck_at_end, stage.stuck_at_cell
    if at_end == MOST_STUCK:
        yield "skipped", stage
        return
    if not lends:  # one that lends is asked again at its cell whatever the end gave
        for sentence in NEVER_RETURNED:
            yield sentence, replace(stage, stuck_at_end=at_end + 1)
    if at_cell == MOST_STUCK:
        yield "skipped", stage
        return
    yield "spent", replace(stage, late=True)
    if stage.late:
        return
    yield "unreached", replace(stage, ended=True)
    if stage.ended:
        return
    yield "came", stage
    for sentence in NEVER_RETURNED:
        yield sentence, replace(stage, stuck_at_cell=at_cell + 1)


def vectors(found: Sequence[SharedCall], ways: Mapping[int, int], mixed: set[str]) -> int:
    """How many vectors of sentences can be said of questions that are asked one after the
    other; each is counted once, however it comes about. Of a `mixed` function questions of
    the other sort come between these, and may not come back either."""
    counts, function = Counter({frozenset([Stage()]): 1}), ""
    for question in found:
        counts, before = Counter[frozenset[Stage]](), counts
        for stages, many in before.items():
            for sentence, behind in _behind(stages, question, function, mixed).items():
                counts[behind] += many * (ways[id(question)] if sentence == "came" else 1)
        function = question[0].function
    return counts.total()


def can_be_said(
    found: Sequence[SharedCall], sentences: Sequence[Sentence], mixed: set[str]
) -> bool:
    """Whether these sentences, one of each question, are among the vectors."""
    stages, function = frozenset([Stage()]), ""
    for question, sentence in zip(found, sentences, strict=True):
        said = "came" if sentence in ("passed", "wrong", "raised") else sentence
        stages = _behind(stages, question, function, mixed).get(said, frozenset())
        function = question[0].function
    return bool(stages)


def _behind(
    stages: Iterable[Stage], question: SharedCall, function: str, mixed: set[str]
) -> dict[str, frozenset[Stage]]:
    """The stages behind a question, by what can be said of it; the question before it is
    of `function`."""
    if question[0].function != function:  # its calls are counted on their own
        stages = {Stage(ended=stage.ended, late=stage.late) for stage in stages}
    if question[0].function in mixed:
        stages = {more for stage in stages for more in stuck(stage)}
    found: dict[str, set[Stage]] = {}
    for stage in stages:
        for sentence, after in follow(stage, bool(question[0].call.lent)):
            found.setdefault(sentence, set()).add(after)
    return {sentence: frozenset(after) for sentence, after in found.items()}


def stuck(stage: Stage) -> Iterator[Stage]:
    """The same stage, and those with more calls that did not come back."""
    for at_end in range(stage.stuck_at_end, MOST_STUCK + 1):
        for at_cell in range(stage.stuck_at_cell, MOST_STUCK + 1):
            yield replace(stage, stuck_at_end=at_end, stuck_at_cell=at_cell)


def table(found: Sequence[SharedCall]) -> list[tuple[str, int, float]]:
    """A row each: what shares its children, how many questions, bits."""
    ways = {id(each): failures(each) + by_values(each) - len(NEVER_RETURNED) for each in found}
    alone = [each for each in found if not each[0].call.lent]
    lending = [each for each in found if each[0].call.lent]
    functions = dict.fromkeys(each[0].function for each in lending)
    mixed = functions.keys() & {each[0].function for each in alone}
    groups = {"that lend nothing": alone} | {
        f"of `{function}` that lend": [q for q in lending if q[0].function == function]
        for function in functions
    }
    return [
        (f"questions {which}", len(own), math.log2(vectors(own, ways, mixed)))
        for which, own in groups.items()
    ]


def page(rows: Sequence[tuple[str, int, float]]) -> str:
    """The rows as a Markdown table."""
    lines = ["| what can be chosen | how many | bits, at most |", "| --- | --- | --- |"]
    lines += [f"| {what} | {count} | {bits:.1f} |" for what, count, bits in rows]
    total = sum(bits for *_, bits in rows)
    lines.append(f"| **all that leaves of a hand-in** | | **{total:.1f}** |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(page(table(questions())))
