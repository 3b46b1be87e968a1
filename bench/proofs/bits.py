"""How many bits a hand-in can carry out of secret questions: `python -m
bench.proofs.bits` prints a table; its sum is in docs/evidence/threat-model.md.

All that leaves of a secret question is one sentence for each of its probes. Here each
question of a course is put to the real judge with forged outcomes of every kind, and the
vectors of sentences that can come of them are counted.
"""

from __future__ import annotations

import builtins
import math
from collections.abc import Iterator, Sequence

from dinosaur_grader.assignments import assignment
from dinosaur_grader.assignments.probes import asked
from dinosaur_grader.checks import Probe
from dinosaur_grader.checks.calls import Failure, Outcome
from dinosaur_grader.checks.words.secret import in_words
from dinosaur_grader.judging import verdicts
from dinosaur_grader.judging.asking import SharedCall, by_function

NAME, SEED = "dinosaur_island", b"bits"
KINDS = ("exception", "missing", "timeout", "memory", "died", "violation", "skipped", "own")
TEXTS = (
    "",
    "name 'q' is not defined",
    "'dWaa'",
    "index 3 is out of bounds",
    "No module named 'q'",
)
FINAL_AT_THE_END = ("passed", "timeout", "stopped")
"""What a question that lends nothing is not asked again after."""


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


def cut(ways: Sequence[int], behind: int) -> float:
    """In bits, what it adds that a child can end before one of its questions: `ways` are
    what can be said of each, `behind` what can be said of one that comes after."""
    shares = [1.0]
    for size in sorted(ways):
        shares.append(shares[-1] * behind / size)
    return math.log2(sum(shares))


def table(found: Sequence[SharedCall]) -> list[tuple[str, int, float]]:
    """A row each: what, how many, bits."""
    ways = {id(each): failures(each) + by_values(each) for each in found}
    rows = []
    for size in sorted({len(each) for each in found}):
        own = [each for each in found if len(each) == size]
        bits = sum(math.log2(ways[id(each)]) for each in own)
        probes = "one answer" if size == 1 else f"{size} answers"
        rows.append((f"questions that are judged by {probes}", len(own), bits))
    alone = [ways[id(each)] for each in found if not each[0].call.lent]
    stopped = len(FINAL_AT_THE_END) + 1
    ended = cut(alone, stopped)
    for function in dict.fromkeys(each[0].function for each in found):
        own = [each for each in found if each[0].function == function and each[0].call.lent]
        ended += cut([ways[id(each)] for each in own], 2)
    rows.append(("a cell ends a child before a question", 3, ended))
    rows.append(("the time is over before a question", 1, cut(list(ways.values()), stopped)))
    return rows


def page(rows: Sequence[tuple[str, int, float]]) -> str:
    """The rows as a Markdown table."""
    lines = ["| what can be chosen | how many | bits, at most |", "| --- | --- | --- |"]
    lines += [f"| {what} | {count} | {bits:.1f} |" for what, count, bits in rows]
    total = sum(bits for *_, bits in rows)
    lines.append(f"| **all that leaves of a hand-in** | | **{total:.1f}** |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(page(table(questions())))
