"""Words for a wrong outcome: what was asked, what came, what it means, one step to try.

A message climbs: no value, wrong kind, wrong shape, a property that fails, a number
that is off. It shows numbers of public probes only, and never a line of a right answer.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from ..calls import ABSENT, Outcome
from ..comparisons import array, close
from ..failures import is_error
from ..probe import differing, wrong_step
from ..values import Drawn, Opaque
from . import advice, errors, origins
from .differences import (
    ANY_ORDER,
    Differs,
    are_checksums,
    difference,
    differing_entries,
    of_a_property,
    of_steps,
    show,
)
from .looks import KINDS, looks_like
from .reading.flow import KEPT
from .reading.reader import Raising, Reading
from .relation import relation
from .shapes import missing, wrong_shape

EXCEPTION = "exception"
NOTHING_IS_RIGHT = "none"
"""The kind of a function that rightly gives nothing back: it prints, or changes its
arguments."""


class Hint(NamedTuple):
    """A known fault's name and its text."""

    fault: str
    text: str


class Diagnosis(NamedTuple):
    """What is said of a probe that failed: the fault's name, what came (numbers, or the
    error and its line), what it means, and where an array is off."""

    fault: str
    detail: str
    hint: str
    differs: Differs | None = None


def describe(
    probe, outcome: Outcome, got: dict, hint: Hint | None, reading: Reading | None = None
) -> Diagnosis:
    """Make the diagnosis of a failed probe. It names what the function's text shows for
    sure, else a known fault that fits, else what the text shows, else what came of the
    call."""
    # what the text shows for sure explains more than numbers that a known fault would give
    failure = outcome.failure.kind if outcome.failure else ""
    nothing = (
        not failure and not probe.observe.raises and _only_nothing(probe, outcome.value, got)
    )
    of = (reading, failure, nothing, _raising(outcome.failure))
    found = (
        _sure_too(reading, failure, _shown(*of, sure=True) or hint)
        or _not_raised(probe, outcome)
        or _shown(*of, sure=False)
        or _beside(*of, Hint(*_diagnose(probe, outcome, got, reading)))
    )
    if failure:
        # where it did not come back there is no error to name
        raised = _raised(probe, outcome.failure) if failure == EXCEPTION else ""
        return Diagnosis(found.fault, raised, found.text)
    quoted = probe.quotable and (outcome.value is not None or _owes_no_value(probe))
    numbers, differs = ("", None)
    if quoted:
        numbers = (
            of_a_property(probe, outcome, got)
            or of_steps(probe, outcome, got)
            or difference(probe, got)
        )
        numbers = f"{numbers} {_beside_it(probe, got)}".strip()
        differs = differing_entries(probe, got)
    return Diagnosis(found.fault, numbers, found.text, differs)


def _beside_it(probe, got):
    """Say under which other name what came back belongs."""
    for name in differing(probe, got):
        wanted = probe.expected[name]
        if name not in got or not isinstance(wanted, np.ndarray) or wanted.size < MANY:
            continue
        under = [
            other
            for other, due in probe.expected.items()
            if other != name and isinstance(due, np.ndarray) and _is_like(due, got.get(name))
        ]
        if len(under) == 1:
            return f"What came back as {name} is what belongs under {under[0]}."
    return ""


MANY = 3
"""Entries that are no more alike by chance."""


def _is_like(wanted, found):
    """Check whether what was found is this array, to the last entry, and no plain one."""
    found = array(found)
    same = found is not None and found.size == wanted.size and found.size >= MANY
    return same and bool(np.ptp(wanted)) and close(wanted, found.reshape(wanted.shape))


def _owes_no_value(probe):
    return NOTHING_IS_RIGHT in probe.words.kinds or probe.call.draws


def _only_nothing(probe, value, got):
    """Check whether None came back where a value is due, and nothing that was seen
    beside it is wrong."""
    # some functions change their arguments and owe no value
    if value is not None or _owes_no_value(probe):
        return False
    return not any(got.get(name) is not None for name in differing(probe, got))


_ALONE = ("NameError", "ModuleNotFoundError", "ImportError")
"""Errors of what is written in their line, whatever the values are."""


def _raising(failure):
    """Return the line that raised an error, where one is known. A call that never ends is
    explained by the whole function."""
    if failure is None or failure.kind != EXCEPTION or failure.type == "RecursionError":
        return None
    counted = failure.type == "TypeError" and re.search(_ARGUMENTS, failure.message)
    error = f"{failure.type}: {failure.message}"
    return Raising(failure.line, failure.type in _ALONE or bool(counted), error)


_ARGUMENTS = r"positional argument|missing the argument|(unexpected|invalid|unexpected keyword) (keyword )?argument"


def _shown(reading, failure, nothing, raised, sure):
    slip = reading.slip(failure, nothing, sure, raised) if reading else None
    return Hint(slip.fault, slip.hint) if slip else None


def _beside(reading, failure, nothing, raised, found):
    """Put what the flow of values shows in front of what came of the call. What is kept from
    call to call says it all: advice on a number would lead away from it."""
    unknown = found.fault == errors.NAME
    # of a name without a value nothing is said but where it may come from
    aside = reading.aside(failure, nothing, raised, sure=unknown) if reading else None
    if aside is None:
        return found
    alone = aside.fault == KEPT or unknown
    return Hint(found.fault, aside.hint if alone else f"{aside.hint} {found.text}".strip())


def _sure_too(reading, failure, hint):
    """Say beside a known fault what the flow shows for sure, as where an error is swallowed:
    it may be what made it."""
    aside = reading.aside(failure, False, sure=True) if reading and hint else None
    if aside is None:
        return hint
    return Hint(hint.fault, f"{aside.hint} {hint.text}")


def _not_raised(probe, outcome):
    """Say what came in the place of the error that is asked for, if none such did."""
    wanted, failure = probe.observe.raises, outcome.failure
    if not wanted or wanted in outcome.raised or (failure and failure.kind != EXCEPTION):
        return None
    if not probe.quotable:
        instead = advice.NOT_RAISED["raised" if failure else "wrong"]
    elif failure:
        instead = f"it raised {failure.type}"
    else:
        instead = f"it returned {show(outcome.value)}"
    return Hint(advice.NO_ERROR, advice.of_raising(wanted, instead))


def _diagnose(probe, outcome, got, reading):
    if outcome.failure is None and outcome.value is None:
        # something beside the missing value is wrong: what is not there is no more to be said
        seen = {name: value for name, value in got.items() if value is not None}
        if any(name in seen for name in differing(probe, seen)):
            return _by_its_looks(probe, outcome, got) or _wrong_number(probe, seen, reading)
    return (
        _failed(probe, wrong_step(probe, outcome, got).failure or outcome.failure, reading)
        or _drew_nothing(probe, outcome)
        or _wrong_kind(probe, outcome.value, got)
        or _none(probe, got, reading)
        or _by_its_looks(probe, outcome, got)
        or missing(probe, outcome, got)
        or wrong_shape(probe, got)
        or _wrong_number(probe, got, reading)
    )


def _failed(probe, failure, reading):
    if failure is None:
        return None
    if failure.kind == ABSENT:
        what = probe.function if probe.call.steps else f"function {probe.function}"
        return "missing", (
            f"There is no {what}. Its cell has to be there and run without an error, and nothing else may "
            "take its name."
        )
    if failure.kind in advice.STOPPED:
        return failure.kind, advice.STOPPED[failure.kind]
    if not probe.quotable:
        return errors.of_error(failure.type, failure.message, quotable=False)
    known = (reading.names, reading.texts) if reading else ((), ())
    fault, means = errors.of_error(
        failure.type,
        failure.message,
        *known,
        _keys(probe),
        failure.line,
        below=failure.below,
        takes={name: helper.takes for name, helper in reading.calls.items()} if reading else {},
    )
    return fault, f"{means} {origins.said(reading, failure.message, failure.line)}".strip()


def _keys(probe):
    """List the keys that are texts in what was given, and the names that are asked for."""
    given = (*probe.call.positional, *probe.call.keywords.values())
    own = (key for each in given if isinstance(each, dict) for key in each)
    return tuple(key for key in dict.fromkeys([*own, *probe.expected]) if isinstance(key, str))


def _raised(probe, failure):
    if not probe.quotable:  # its text and its line come from the student's process: they could carry hidden inputs out
        return f"{probe.function} stopped with {failure.type if is_error(failure.type) else 'an exception'}."
    where = f", in your line `{failure.line}`" if failure.line else ""
    return f"{probe.function} stopped with {failure.type}: {failure.message}{where}."


def _wrong_kind(probe, value, got):
    wanted = probe.words.returns
    if value is None and _only_nothing(probe, value, got):
        return (
            "nothing",
            (
                f"{probe.function} gave back None. It should return {wanted}: a return has to be reached, and "
                "what it returns must not be None there."
            ),
        )
    kinds = tuple(KINDS[kind] for kind in probe.words.kinds)
    if not kinds or isinstance(value, kinds):
        return None
    named = isinstance(value, Opaque | Drawn)
    kind = value.kind if named else type(value).__name__
    # a class's name is the student's, and could carry a hidden input out
    unnamed = named and not probe.quotable
    what = "a value of another kind" if unnamed else f"a value of type {kind}"
    alone = [
        name
        for name, due in probe.expected.items()
        if isinstance(due, np.ndarray) and _is_like(due, value)
    ]
    more = f" That is {alone[0]} alone." if len(alone) == 1 and probe.quotable else ""
    return ("type", f"{probe.function} returned {what}.{more} It should return {wanted}.")


def _drew_nothing(probe, outcome):
    if not probe.call.draws or outcome.figure is not None:
        return None
    return (
        "nothing drawn",
        f"{probe.function} drew nothing that is still there. Draw, and return the Axes or leave the figure open.",
    )


def _none(probe, got, reading):
    empty = [name for name in differing(probe, got) if name in got and got[name] is None]
    if not empty:
        return None
    if reading and not reading.holds_none:
        what = (
            "which is what a call gives that returns nothing: append, sort and update do so, and a function "
            "of yours without a return."
        )
        return "gives_none", f"{empty[0]} is None, {what}"
    return (
        "unfinished",
        f"{empty[0]} is None. Complete or correct the step that should give it a value.",
    )


def _by_its_looks(probe, outcome, got):
    """Find what the rubric says of an outcome that looks like this."""
    first = next(iter(differing(probe, got)), "")
    for when in probe.words.when:
        if all(
            looks_like(look, name, probe, outcome, got, first)
            # one hint may need several signs, as two arrays that are both too large
            for name, look in when.seen.items()
        ):
            return when.fault, when.hint
    return None


def _wrong_number(probe, got, reading):
    fault, said = _of_the_number(probe, got)
    name = fault.removeprefix("number:")
    made_as = probe.words.made_as.get(name, "")
    shown = reading if probe.quotable else None
    lines = shown.makers(made_as) if shown and not shown.returns_part(made_as) else []
    # of more lines nobody can say which one is meant
    if 0 < len(lines) <= origins.MAX_LINES:
        # the line may be right, and what it uses wrong
        many, them = ("s", "them") if len(lines) > 1 else ("", "it")
        before = reading.before(made_as)
        what = f"what goes into {them}"
        if before:
            what = f"{before}, which goes into it, or from what goes into that"
        said += (
            f" It comes from your line{many} {' and '.join(lines)}, or from {what}, or from a line that "
            f"changes {made_as} later, or is missing."
        )
    return fault, said


def _of_the_number(probe, got):
    off = differing(probe, got)
    name = next((name for name in off if name in got), next(iter(off), "the answer"))
    whole_run = bool(probe.call.lent)
    seen = _relation(probe, name, got) if probe.quotable and name in got else ""
    first = _first_off(probe, got) if probe.quotable else ""
    if probe.quotable and (which := _which_are_off(probe, got, off)):
        seen = f"{which} {seen}".strip()
    if first:
        seen = f"{first} {seen}".strip()
    elif seen and isinstance(probe.expected[name], list):
        return (
            f"number:{name}",
            seen,
        )  # it says what is right; advice on all of it would lead away
    begins = (
        probe.quotable and not seen and _begins_wrong(probe.expected.get(name), got.get(name))
    )
    return f"number:{name}", advice.of_observation(probe, name, whole_run, seen, begins)


def _which_are_off(probe, got, off):
    """Say which of the things that are asked for are right, where some are and some not and
    an array is among them."""
    names = [name for name in probe.asks_for if name in got]
    right, wrong = [n for n in names if n not in off], [n for n in names if n in off]
    arrays = any(isinstance(probe.expected[name], np.ndarray) for name in wrong)
    return f"Right: {', '.join(right)}. Off: {', '.join(wrong)}." if right and arrays else ""


def _begins_wrong(wanted, got):
    lists = isinstance(wanted, list) and isinstance(got, list | tuple)
    return bool(lists and wanted and got) and not close(wanted[0], got[0])


def _first_off(probe, got):
    """Say which of the exercise's steps is the first whose values are off, where those of
    an earlier one are right. What the question doesn't ask for is looked at, too."""
    right = []
    for names, said in probe.words.order:
        seen = [name for name in names if name in got and name in probe.expected]
        if any(not probe.observe.fits(n, probe.expected[n], got[n]) for n in seen):
            return (
                f"Right: {', '.join(right)}. The first step that is off: {said}."
                if right
                else ""
            )
        right += [said] * bool(seen)
    return ""


def _relation(probe, name, got):
    wanted = probe.expected[name]
    if probe.observe.holds(name):
        return ""
    if probe.observe.compares(name) in ANY_ORDER or are_checksums(probe, name):
        return ""
    given = (probe.call.positional, probe.call.keywords)
    within = probe.observe.within(name)
    return relation(name, wanted, got[name], given, within)
