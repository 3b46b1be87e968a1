"""The public probes and the judge.

A *probe* is one question to a graded function, as data; `judge` compares what came back
with what a right answer gives and with what the known faults would give. It looks at
plain data only and never touches a student's object, so the same function serves the
notebook (`check(clip)`), plain nbgrader and the grader.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from .calls import Call, Failure, Outcome
from .comparisons import parts
from .observers import FAILURE, Observer
from .values import Raised
from .words import Words

MAX_NAMED = 7
"""Known faults that the verdict on a secret question may name: three bits."""
NOT_ASKED = "skipped"
"""The fault of a question that was not asked, since an earlier one never came back."""

if TYPE_CHECKING:
    from .words.differences import Differs
    from .words.reading.reader import Reading


@dataclass(frozen=True)
class Fault:
    """A known mistake: its name, its hint, and the observations that it gives for one
    probe's call."""

    name: str
    hint: str
    observations: dict


@dataclass(frozen=True)
class Probe:
    """One question to a graded function.

    `expected` is what the observer `observe` sees of a right answer, `others` what it
    sees of right answers that do not call the stand-ins, `about` the observations that
    this probe asks for (all, if empty). A `gate` probe is one that no function passes
    by returning its input, a constant or a list that it knows by heart; `only` is
    `notebook` or empty. `words` are what a verdict says of this function. A `variant` is
    asked in the place of the published probe of its id, with other numbers; a `known` one's
    right answer is the published one all the same. A `slow` one
    is asked for its words only where another one of its function failed. One that is
    `unseen` is secret, and so is every other one of its kind: nothing else tells a student
    what is wrong, so its verdict may name one of its first `MAX_NAMED` faults.
    """

    id: str
    function: str
    cell: str
    points: float
    title: str
    call: Call
    observe: Observer
    expected: dict
    about: tuple[str, ...] = ()
    others: tuple[dict, ...] = ()
    faults: Sequence[Fault] = ()
    public: bool = True
    gate: bool = False
    only: str = ""
    variant: bool = False
    known: bool = False
    slow: bool = False
    unseen: bool = False
    words: Words = field(default=Words(), repr=False)

    @property
    def quotable(self) -> bool:
        """Whether a verdict may show numbers: what was asked is published."""
        return self.public and not self.variant

    def see(self, outcome: Outcome) -> dict:
        """Collect what is seen of an outcome of the call."""
        return self.observe(outcome, self.call)

    @property
    def asks_for(self) -> tuple[str, ...]:
        """The names of the observations that have to be right."""
        return self.about or tuple(self.expected)


class WrongStep(NamedTuple):
    """A step that gave something else than it should: the observation's name, the step's
    place, and its error."""

    name: str = ""
    place: int = 0
    failure: Failure | None = None


def wrong_step(probe: Probe, outcome: Outcome, got: dict) -> WrongStep:
    """Find the first wrong step; one without a name where there is none."""
    if not probe.call.steps:
        return WrongStep()
    paths = {each.name: each.steps for each in probe.observe.observations}
    got_wrong = differing(probe, got)
    for name in got_wrong:
        root, *rest = paths[name]
        if root != "value" or not rest or not isinstance(rest[0], int):
            continue
        failure = dict(outcome.failed).get(rest[0])
        if len(rest) == 1:
            return WrongStep(name, rest[0], failure)
        if failure:  # of a step that raised there is no part to name
            return WrongStep("", rest[0], failure)
    if got_wrong and outcome.failed and not _may_raise(probe):
        place, failure = outcome.failed[0]
        return WrongStep("", place, failure)
    return WrongStep()


def _may_raise(probe):
    """Check whether some step rightly raises."""
    return any(isinstance(e, Raised) for value in probe.expected.values() for e in parts(value))


def differing(probe: Probe, got: dict) -> list[str]:
    """List what has to be right and is not there, or not as it should be."""
    return [
        name
        for name in probe.asks_for
        if name not in got or not probe.observe.fits(name, probe.expected[name], got[name])
    ]


@dataclass(frozen=True)
class Verdict:
    """What the judge says of one probe: `points` are 0 or `max_points`; `fault` names
    the mistake where it is known.

    A `message` is all in one: the question's title, in `detail` what came, in `hint`
    what it means. `differs` is the array that is off and where, entry by entry. The
    `candidates` are the known faults that give what came, each with its evidence in
    bits; `otherwise` is the fault and the hint where none of them may be named. `gives`
    are their names, also where the text says more than they would. `line` is the student's
    own line in which an error came up.
    """

    probe: str
    passed: bool
    points: float
    max_points: float
    message: str
    fault: str = ""
    candidates: dict[str, float] = field(default_factory=dict, repr=False)
    title: str = field(default="", repr=False)
    detail: str = field(default="", repr=False)
    hint: str = field(default="", repr=False)
    differs: Differs | None = field(default=None, repr=False)
    otherwise: tuple[str, str] = field(default=("", ""), repr=False)
    gives: frozenset[str] = field(default=frozenset(), repr=False)
    line: str = field(default="", repr=False)


def judge(probe: Probe, outcome: Outcome, reading: Reading | None = None) -> Verdict:
    """Compare an outcome with what a right answer and the known faults give. Pure: no
    state, no student's object. `reading` is what the function's text shows; it makes
    words and no points."""
    got = probe.see(outcome)
    if _right(probe, got):
        return passed(probe)
    from .words.diagnosis import Hint, describe  # a right answer needs no words
    from .words.evidence import bits

    found = [fault for fault in probe.faults if probe.observe.same(fault.observations, got)]
    hint = Hint(found[0].name, found[0].hint) if found else None
    told = describe(probe, outcome, got, hint, reading)
    verdict = failed(probe, told.fault, told.hint, told.detail, told.differs)
    line = outcome.failure.line if outcome.failure else ""
    verdict = replace(verdict, gives=frozenset(fault.name for fault in found), line=line)
    if hint is None or told.fault != hint.fault:
        return verdict
    other = describe(probe, outcome, got, None, reading)
    return replace(
        verdict,
        candidates={fault.name: bits(probe, fault.observations) for fault in found},
        otherwise=(other.fault, other.hint),
    )


def passed(probe: Probe) -> Verdict:
    """Make the verdict on a probe that is passed."""
    said = f"{probe.title}: as it should be."
    return Verdict(probe.id, True, probe.points, probe.points, said, title=probe.title)


def failed(
    probe: Probe, fault: str, hint: str, detail: str = "", differs: Differs | None = None
) -> Verdict:
    """Make the verdict on a probe that is not passed."""
    return Verdict(
        probe.id,
        False,
        0.0,
        probe.points,
        _in_one(probe.title, detail, hint),
        fault,
        title=probe.title,
        detail=detail,
        hint=hint,
        differs=differs,
    )


def _in_one(title, detail, hint):
    return " ".join(part for part in (f"{title}:", detail, hint) if part)


def passes(probe: Probe, outcome: Outcome) -> bool:
    """Check whether `judge` would say that the probe is passed, without saying why not."""
    return _right(probe, probe.see(outcome))


def _right(probe, got):
    if FAILURE in got:
        return False
    if not differing(probe, got):
        return True
    return any(_right_otherwise(probe, other, got) for other in probe.others)


def _right_otherwise(probe, other, got):
    """Check whether this is a right answer without a stand-in. It is judged by what can
    be seen of it, if need be by all."""
    if any(other.get(name) != got.get(name) for name in probe.observe.counts):
        return False
    about = probe.asks_for
    names = about if all(name in other for name in about) else tuple(other)
    return all(n in got and probe.observe.fits(n, other[n], got[n]) for n in names)


def agree(verdicts: Sequence[Verdict], probes: Sequence[Probe]) -> list[Verdict]:
    """Name a known fault where it is sure enough: no question that it fails was passed or
    gave something else than it gives, and it gives all that failed of its function, or so
    much of it that another mistake gives that by chance in less than 1 of 1,000. Of
    several, it is the one that most failed questions show."""
    by_id = {probe.id: probe for probe in probes}
    by_function: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        by_function.setdefault(by_id[verdict.probe].function, []).append(verdict)
    chosen = {function: _chosen(own, by_id) for function, own in by_function.items()}
    return [
        _renamed(v, by_id[v.probe], chosen[by_id[v.probe].function]) if v.candidates else v
        for v in verdicts
    ]


def _chosen(own, by_id):
    """Rank the faults that may be named of a function, the likeliest first, each with the
    number of failed questions that show it."""
    from .words.evidence import ENOUGH

    failed = [verdict for verdict in own if not verdict.passed]
    names = dict.fromkeys(name for verdict in failed for name in verdict.candidates)
    passed = [by_id[verdict.probe] for verdict in own if verdict.passed]
    ranks = {}
    for name in names:
        shown = [verdict for verdict in failed if name in verdict.candidates]
        evidence = sum(verdict.candidates[name] for verdict in shown)
        explains = len(shown) == len(failed) or evidence >= ENOUGH
        refuted = any(_gives_another(name, verdict, by_id[verdict.probe]) for verdict in failed)
        if explains and not refuted and not any(fails(name, probe) for probe in passed):
            ranks[name] = len(shown)
    # of equal ones the rubric's first
    return {name: ranks[name] for name in sorted(ranks, key=lambda name: -ranks[name])}


def _gives_another(name, verdict, probe):
    """Check whether a question that was answered came out otherwise than by this fault."""
    answered = verdict.fault != NOT_ASKED
    return answered and name not in verdict.gives and fails(name, probe)


def fails(name: str, probe: Probe) -> bool:
    """Check whether a probe tells the fault of this name, which then doesn't pass it."""
    return any(fault.name == name and shows(fault, probe) for fault in probe.faults)


def shows(fault: Fault, probe: Probe) -> bool:
    """Check whether a probe fails for this fault."""
    return not _right(probe, fault.observations)


def _renamed(verdict, probe, ranks):
    """Let a verdict speak of the first of these faults that it fits, or of none. Where another
    one explains as much, and all that was seen is alike, it speaks of both."""
    name, *more = [name for name in ranks if name in verdict.candidates] or [""]
    hints = {fault.name: fault.hint for fault in probe.faults}
    alike = [each for each in more if ranks[each] == ranks[name] and hints[each] != hints[name]]
    if name == verdict.fault and not alike:
        return verdict
    fault, hint = (name, hints[name]) if name else verdict.otherwise
    if alike:
        hint = f"Either of two mistakes gives this. One: {hint} The other: {hints[alike[0]]}"
    return renamed(verdict, fault, hint)


def renamed(verdict: Verdict, fault: str, hint: str) -> Verdict:
    """Return the verdict with another fault and what is said of it."""
    message = _in_one(verdict.title, verdict.detail, hint)
    return replace(verdict, fault=fault, hint=hint, message=message)


def score(probes: Iterable[Probe], verdicts: Iterable[Verdict]) -> dict[str, float]:
    """Return the points of each cell, as `{cell: points}`.

    Points add up over the passed probes of a cell, and count once the function's gate is
    open.
    """
    probes = list(probes)
    passed = {verdict.probe for verdict in verdicts if verdict.passed}
    marks = {probe.cell: 0.0 for probe in probes}
    own = {p.function: [q for q in probes if q.function == p.function] for p in probes}
    open_ = {function for function in own if gate_is_open(own[function], passed)}
    for probe in probes:
        if probe.function in open_ and probe.id in passed:
            marks[probe.cell] += probe.points
    return marks


def what_opens(points: float, passed: Sequence[str], gates: Sequence[str]) -> str:
    """Say that the points for what was passed count once one of the `gates` is right, too;
    both by their titles."""
    first, *more = [f"'{title}'" for title in gates] or ["another question"]
    # eight titles in a row are read by nobody
    rest = more if len(more) < 2 else [f"one of {len(more)} others"]
    needed = " or ".join([first, *rest])
    counted = f"{points:g} point{'' if points == 1 else 's'}"
    titles = ", ".join(f"'{title}'" for title in passed)
    return f"The {counted} for {titles} count{'s' if points == 1 else ''} once {needed} is right, too."


def gate_is_open(own: Sequence[Probe], passed: set[str]) -> bool:
    """Check whether the answer, by one function's probes, is more than its input, a
    constant or a list known by heart: a gate probe was passed whose right answer is not
    published, where there is such a one.
    """
    gates = [probe for probe in own if probe.gate] or own
    secret = [p for p in gates if not p.public or (p.variant and not p.known)]
    return any(probe.id in passed for probe in secret or gates)
