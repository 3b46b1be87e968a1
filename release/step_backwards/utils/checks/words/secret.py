"""Words for a secret question: made of one sentence, of what was seen before any secret
was sent, and of the student's text as we hold it. No mark depends on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..calls import Outcome
from ..probe import (
    MAX_NAMED,
    Probe,
    Verdict,
    agree,
    failed,
    fails,
    passed,
    passes,
    shows,
    wrong_step,
)
from . import advice
from .edits.edit import ONE_EDIT
from .reading.flow import KEPT

if TYPE_CHECKING:
    from .reading.reader import Reading

Sentence = str
"""All that is ever said of a secret question: `passed`, `wrong`, `raised`, `timeout`,
`stopped`, `skipped`, `unreached` or `spent`. `wrong`: it gave something else; `raised`:
it raised, or there is no such function; `timeout`: it did not come back; `stopped`: its
process is gone, by memory, its own end or an answer that nobody can read. It was not
asked where it is `skipped` (its function did not come back twice), `unreached` (a cell
before it ended the process) or `spent` (the time for this notebook's questions is over).
Of a question that is `unseen`, `wrong` and `raised` may have a blank and one of its first
faults behind them: its author's name for what was seen.
"""

NOT_ASKED: tuple[Sentence, ...] = ("skipped", "unreached", "spent")


def sentence(
    probe: Probe, outcome: Outcome, right: Callable[[Probe, Outcome], bool] = passes
) -> Sentence:
    """Say of a secret question's outcome what may be said. `right` is the judge."""
    # three ends of a call have words of their own; whatever else a process can die of is one
    failure = outcome.failure
    if failure is None or failure.kind == "exception":
        if right(probe, outcome):  # an exception may be what was asked for
            return "passed"
        got = probe.see(outcome)
        step_raised = wrong_step(probe, outcome, got).failure
        return ("raised" if failure or step_raised else "wrong") + _named(probe, got)
    if failure.kind == "timeout":
        return "timeout"
    return "raised" if failure.kind == "missing" else "stopped"


def _named(probe: Probe, got: dict) -> str:
    """Name the known fault that gives what was seen, behind a blank, where one may be."""
    known = probe.faults[:MAX_NAMED] if probe.unseen else ()
    names = (f" {fault.name}" for fault in known if probe.observe.same(fault.observations, got))
    return next(names, "")


def kind_of(sentence: Sentence) -> Sentence:
    """Return a sentence without the name of a fault."""
    return sentence.partition(" ")[0]


BY_HEART = "by_heart"
"""The fault of an answer that is right for the published numbers only."""
FOR_THE_EXAMPLE = "Look for what fits the example only."
FAULTS: dict[Sentence, str] = {"raised": "exception"}
"""The fault that is recorded with a sentence, where it is not the sentence itself."""
HINTS: dict[Sentence, str] = {
    "raised": "It stops with an error on these inputs: try other ones than the example's, and other sizes.",
    "timeout": advice.STOPPED["timeout"],
    "stopped": "Its process ended before it returned anything that could be read: look for "
    "code that uses too much memory, exits Python, or returns something other than a list, "
    "number or array.",
    "skipped": advice.STOPPED["skipped"],
    "unreached": "This was not asked: a cell before it ended the process.",
    "spent": "This was not asked: the time for this notebook was used up.",
}
_OF_ITS_NUMBERS = ("number:", "shape", advice.NO_ERROR, BY_HEART)
"""Faults whose words are about the numbers of the question at which they were seen."""
_AS_FAILURES: dict[Sentence, str] = {
    "raised": "exception",
    "timeout": "timeout",
    "skipped": "timeout",
    "stopped": "memory",
}


@dataclass(frozen=True)
class PublishedVerdict:
    """A published question that was asked before any secret one: what may be quoted."""

    probe: Probe
    sentence: Sentence
    verdict: Verdict


@dataclass(frozen=True)
class _Known:
    """What may be said of one function: its text, what its published questions were
    told, and the sentence on each of its secret ones."""

    reading: Reading | None
    answered: tuple[PublishedVerdict, ...]
    said: tuple[tuple[Probe, Sentence], ...]

    def fits(self, name: str) -> bool:
        """Check whether no secret question was passed that the fault of this name fails."""
        return not any(said == "passed" and fails(name, probe) for probe, said in self.said)


def in_words(
    probes: Sequence[Probe],
    sentences: Sequence[Sentence],
    answered: Sequence[PublishedVerdict],
    readings: Mapping[str, Reading],
) -> list[Verdict]:
    """Make the verdict on each secret question. The published ones that were asked have
    `answered`."""
    pairs = list(zip(probes, map(kind_of, sentences), strict=True))
    known = {
        function: _Known(
            readings.get(function),
            tuple(each for each in answered if each.probe.function == function),
            tuple(pair for pair in pairs if pair[0].function == function),
        )
        for function in dict.fromkeys(probe.function for probe in probes)
    }
    known = {function: _agreed(each) for function, each in known.items()}
    named = (sentence.partition(" ")[2] for sentence in sentences)
    return [
        _verdict(probe, said, known[probe.function], fault)
        for (probe, said), fault in zip(pairs, named, strict=True)
    ]


def _agreed(known: _Known) -> _Known:
    """Let the published verdicts name the faults that are sure, as in the notebook."""
    told = agree(
        [each.verdict for each in known.answered], [each.probe for each in known.answered]
    )
    pairs = zip(known.answered, told, strict=True)
    return replace(known, answered=tuple(replace(e, verdict=verdict) for e, verdict in pairs))


def _verdict(probe: Probe, sentence: Sentence, known: _Known, named: str) -> Verdict:
    # a stand-in refuses to be called without end, so an endless loop may end in an error
    if sentence == "raised" and any(each.sentence == "timeout" for each in known.answered):
        sentence = "timeout"
    if sentence == "passed":
        return passed(probe)
    if named and known.fits(named):
        hint = next(fault.hint for fault in probe.faults if fault.name == named)
        return failed(probe, named, hint)
    same = (each for each in known.answered if probe.public and each.probe.id == probe.id)
    own = next(same, None)
    # the same question failed in the open, where its numbers could be quoted
    if own and not own.verdict.passed:
        return own.verdict
    # what makes all right that was asked in the open most likely makes this right
    if sentence not in NOT_ASKED and (told := _by_its_edit(known)):
        other = _by_its_sentence(probe, sentence)
        return failed(probe, *told, other[1] if other[0] == advice.NO_ERROR else "")
    if own and own.probe.call is not probe.call and sentence in ("wrong", "raised"):
        # a question that tells no fault can be passed by luck
        # without known faults nobody can say that it was looked up
        other = (_by_its_sentence(probe, sentence)[0], "")
        # what is kept from call to call is right in the first one
        kept = _by_its_flow(known.reading, sentence)
        if kept and kept[0] == KEPT:
            return failed(own.probe, *kept)
        # whoever knows an example by heart passes all of it; else it was passed by luck
        by_heart = own.probe.faults and all(e.sentence == "passed" for e in known.answered)
        fault, hint = (BY_HEART, FOR_THE_EXAMPLE) if by_heart else other
        return failed(own.probe, fault, hint, "right for these numbers, and not for others.")
    fault, hint = (
        (sentence == "raised" and _by_its_like(probe, sentence, known))
        or _by_its_text(known.reading, sentence, sure=True)
        or _by_its_like(probe, sentence, known)
        or _by_its_text(known.reading, sentence, sure=False)
        or _by_its_flow(known.reading, sentence)
        or _by_its_sentence(
            probe, sentence, any(each.sentence == sentence for each in known.answered)
        )
    )
    raised = advice.of_an_exception(probe) if sentence == "raised" else ""
    return failed(probe, fault, hint, raised)


def _by_its_edit(known: _Known) -> tuple[str, str] | None:
    """Find the edit that makes all published questions right, where one was found."""
    verdicts = (each.verdict for each in known.answered)
    return next(((v.fault, v.hint) for v in verdicts if v.fault == ONE_EDIT), None)


def _by_its_text(
    reading: Reading | None, sentence: Sentence, sure: bool
) -> tuple[str, str] | None:
    """Find a slip that the text shows and that explains such a sentence."""
    asked = sentence in ("wrong", *_AS_FAILURES) and (sure or sentence != "skipped")
    slip = (
        reading.slip(_AS_FAILURES.get(sentence, ""), False, sure) if reading and asked else None
    )
    return (slip.fault, slip.hint) if slip else None


def _by_its_flow(reading: Reading | None, sentence: Sentence) -> tuple[str, str] | None:
    """Find what the flow of values in the text shows, where it may lead to such a
    sentence."""
    if reading is None or sentence not in ("wrong", "raised"):
        return None
    slip = reading.aside(_AS_FAILURES.get(sentence, ""), False)
    return (slip.fault, slip.hint) if slip else None


def _by_its_like(probe: Probe, sentence: Sentence, known: _Known) -> tuple[str, str] | None:
    """Find what the function's published questions were told that failed in the same
    way. A known fault is taken only where it fails this question, too, and none that was
    passed."""
    alike = [each.verdict for each in known.answered if each.sentence == sentence]
    for fault in dict.fromkeys(verdict.fault for verdict in alike):
        found = next((each for each in probe.faults if each.name == fault), None)
        if found and shows(found, probe) and known.fits(fault):
            return fault, found.hint
    # which error came is not told: where one is asked for, a published one's is no word on it
    one_fault = len(faults := {verdict.fault for verdict in alike}) == 1
    if sentence == "raised" and one_fault and not probe.observe.raises:
        fault = faults.pop()
        return (fault, alike[0].hint) if known.fits(fault) else None
    named = {fault.name for each in known.answered for fault in each.probe.faults}
    said = {
        (verdict.fault, verdict.hint)
        for verdict in alike
        if verdict.fault not in named and not verdict.fault.startswith(_OF_ITS_NUMBERS)
    }
    return said.pop() if len(said) == 1 else None


def _by_its_sentence(probe: Probe, sentence: Sentence, also: bool = False) -> tuple[str, str]:
    name, *more = probe.asks_for
    raises = probe.observe.raises
    if raises and not more and sentence in advice.NOT_RAISED:
        return advice.NO_ERROR, advice.of_raising(raises, advice.NOT_RAISED[sentence])
    # advice on a number says nothing of an error
    if sentence == "raised" and probe.call.steps and not also:
        return FAULTS[sentence], advice.OF_STEPS
    if sentence == "wrong":
        # which of several is off is not known, so that advice on one of them may be false
        if more and (said := advice.of_properties(probe, probe.asks_for)):
            return f"number:{name}", said
        if more and probe.call.steps:
            return f"number:{name}", advice.OF_STEPS
        if more:
            every = f"{', '.join([name, *more[:-1]])} and {more[-1]}"
            said = f"Not all of {every} are what they should be."
            return f"number:{name}", said
        return f"number:{name}", advice.of_observation(probe, name, whole_run=False)
    fault = FAULTS.get(sentence, sentence)
    if sentence == "raised" and also:
        return fault, "It stops with an error here, too."
    return fault, HINTS[sentence]
