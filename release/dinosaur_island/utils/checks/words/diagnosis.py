"""Words for a wrong outcome: what was asked, what came, what it means, one step to try.

A message climbs: no value, wrong kind, wrong shape, a property that fails, a number
that is off. It shows numbers of public probes only, and never a line of a right answer.
"""

from __future__ import annotations

import itertools
import re
from typing import NamedTuple

import numpy as np

from ..calls import ABSENT, DIGEST_EVERY, Outcome, Spy, is_error
from ..comparisons import WHOLE, array, close, close_entries, lines, number, scalar, unmatched
from ..frames import Frame
from ..observers import SPIED, entry
from ..probe import differing, wrong_step
from ..values import NOTHING, Drawn, Opaque, Raised
from . import advice, errors, origins
from .looks import KINDS, looks_like
from .reading.flow import KEPT
from .reading.reader import Raising, Reading
from .relation import relation

EXCEPTION = "exception"
NOTHING_IS_RIGHT = "none"
"""The kind of a function that rightly gives nothing back: it prints, or changes its
arguments."""


class Hint(NamedTuple):
    """A known fault's name and its text."""

    fault: str
    text: str


class Differs(NamedTuple):
    """An array that is off: the observation's name, its shape, and for each entry, row
    by row, whether it is as it should be."""

    name: str
    shape: tuple[int, ...]
    right: tuple[bool, ...]


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
        numbers = _of_steps(probe, outcome, got) or _difference(probe, got)
        numbers = f"{numbers} {_beside_it(probe, got)}".strip()
        differs = _differs(probe, got)
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
        instead = f"it returned {_show(outcome.value)}"
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
        or _missing(probe, outcome, got)
        or _wrong_shape(probe, got)
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


def _drawn(figure):
    """Say what a figure has, of each kind how many."""
    counts = entry(figure, 0, "counts")
    found = (
        [f"{kind}: {n}" for kind, n in counts.items() if n] if isinstance(counts, dict) else []
    )
    return f"The figure has {', '.join(found) or 'nothing in it'}."


def _missing(probe, outcome, got):
    absent = [name for name in probe.asks_for if name not in got]
    if not absent:
        return None
    if probe.call.steps:
        step = probe.call.steps[wrong_step(probe, outcome, got).place]
        return (
            "absent",
            f"`{step}` gives no number, text, list or the like. Is it a method that has to be called?",
        )
    if probe.call.draws:
        return (
            "absent",
            f"Nothing was drawn for {' and '.join(absent)}. {_drawn(outcome.figure)}",
        )
    if not (due := [name for name in absent if _path(probe, name)[0] not in SPIED]):
        # what a stand-in is given, which nobody returns
        _, double, argument, *_ = _path(probe, absent[0])
        called = any(spied.function == double for spied in outcome.spied)
        how = f"called without a usable {argument}" if called else "never called"
        return f"number:{absent[0]}", f"{double} is {how}."
    absent = due
    if (home := _of_another_shape(probe, outcome, absent[0])) is not None:
        # one that is asked for by row and column
        flat = _flat(home) if len(_path(probe, absent[0])) > 3 else ""
        came = flat or "has another shape than it should. Print the shapes."
        return "shape", f"{absent[0]} is not there: what came back {came}"
    return "absent", _keys_there(probe, outcome, absent)


def _keys_there(probe, outcome, absent):
    """Say that a part is missing or has another form, and which keys a dictionary has that
    came back without those that it should have."""
    said = f"Nothing usable came back for {', '.join(absent)}."
    if not probe.quotable or (home := _lacking(probe, outcome, absent[0])) is None:
        return f"{said} Return every part that the docstring lists, in the form that it says."
    keys = [str(key)[:20] for key in home][:MAX_KEYS]
    there = f" The dictionary that came back has {', '.join(keys)}." if keys else ""
    return f"{said}{there} Return every part that the docstring lists."


def _lacking(probe, outcome, name):
    """Find the dictionary on the way to an observation that lacks its key."""
    root, *steps = _path(probe, name)
    home = outcome.value if root in ("value", "trained") else None
    for step in steps:
        if isinstance(home, dict) and step not in home:
            return home
        home = entry(home, step)
    return None


def _path(probe, name):
    """Get the path of an observation, in steps."""
    return next((one.steps for one in probe.observe.observations if one.name == name), ("",))


MAX_KEYS = 6


def _of_another_shape(probe, outcome, name):
    """Find the array or the list that is there and lacks an entry."""
    path = _path(probe, name)
    homes = (entry(outcome.value, *path[1:end]) for end in range(2, len(path)))
    found = (h for h in homes if isinstance(h, np.ndarray | list))
    return next(found, None) if path[:1] == ("value",) else None


def _flat(found):
    """Say what makes an array flat that came back so."""
    if not isinstance(found, np.ndarray) or found.ndim != 1:
        return ""
    return (
        "is flat. Print the shape after each step: a mask, ravel, a single index, a sum along an axis "
        "and np.zeros of one size, for instance, make it so."
    )


def _wrong_shape(probe, got):
    for name in probe.asks_for:
        wanted, found = probe.expected[name], array(got[name])
        if not isinstance(wanted, np.ndarray):
            if said := _of_entries(probe, name, got[name]):
                return "shape", said
            continue
        if found is None:
            return "shape", f"{name} is not an array of numbers. Print it."
        # training goes on with it
        exact = probe.observe.compares(name) == "array"
        if exact and not isinstance(got[name], np.ndarray):
            return (
                "shape",
                f"{name} came back as a list, a tuple or a plain number. It has to be a NumPy array.",
            )
        # else by size: (n,), (n, 1) and (1, n) hold the same numbers, which the judge lets pass
        alike = found.shape[:1] == wanted.shape[:1] and found.size == wanted.size
        if not alike or (exact and found.shape != wanted.shape):
            sizes = f": {found.shape} where {wanted.shape} is right" if probe.quotable else ""
            flat = _flat(found) if wanted.ndim > 1 else ""
            more = f"It {flat}" if flat else "Print the shapes after each step."
            return "shape", f"{name} came back with another shape{sizes}. {more}"
    return None


def _of_entries(probe, name, value):
    """Say where a list has an array of another size than the right one's."""
    wanted = probe.expected[name]
    pairs = zip(wanted, value, strict=False) if _are_lists(wanted, value) else ()
    for i, pair in enumerate(pairs):
        if all(isinstance(each, np.ndarray) for each in pair) and pair[0].size != pair[1].size:
            shapes = (
                f": {pair[1].shape} where {pair[0].shape} is right" if probe.quotable else ""
            )
            return f"{name}[{i}] has another shape{shapes}. Print the shapes after each step."
    return ""


def _are_lists(*values):
    return all(isinstance(value, list) for value in values)


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
            f"changes {made_as} later."
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
            return f"Right: {', '.join(right)}. First that is off: {said}." if right else ""
        right += [said] * bool(seen)
    return ""


def _relation(probe, name, got):
    wanted = probe.expected[name]
    if probe.observe.compares(name) in ANY_ORDER or _are_checksums(probe, name):
        return ""
    given = (probe.call.positional, probe.call.keywords)
    within = probe.observe.within(name)
    return relation(name, wanted, got[name], given, within)


def _of_steps(probe, outcome, got):
    """Say what the first wrong step gave, and after which one: ``After `s.push(2)`,
    `s.pop()` gave 1 and not 2.``"""
    name, place, failure = wrong_step(probe, outcome, got)
    if name not in got or probe.call.steps[place] == name:
        return ""
    step = f"`{probe.call.steps[place]}`"
    after = f"After `{probe.call.steps[place - 1]}`, {step}" if place else step
    values = ", ".join(f"{n} = {_show(v)}" for n, v in probe.call.keywords.items())
    values = f" (with {values})" if values else ""
    wanted = probe.expected[name]
    if failure:
        where = f", in your line `{failure.line}`" if failure.line else ""
        gave = f"raised {failure.type}: {failure.message}{where}"
    else:
        gave = f"gave {_show(got[name])}"
    if isinstance(wanted, Raised):
        return f"{after} {gave}, and should raise {advice.an(wanted.names[0])}{values}."
    if failure or _show(wanted) == _show(got[name]):
        return f"{after} {gave}{values}."
    return f"{after} {gave} and not {_show(wanted)}{values}."


def _difference(probe, got):
    """Quote the first number that is off, for a public probe:
    `dWaa[0][1] should be 5.0 and is 7.3.`"""
    # the first that can be shown: two numbers that print alike would say nothing
    for name in differing(probe, got):
        if isinstance(probe.expected[name], Frame) and isinstance(got.get(name), Frame):
            from .of_tables import of_a_table

            return of_a_table(name, probe, got[name], _show)
        if name in got and probe.observe.compares(name) in ANY_ORDER:
            return _item(name, probe, got)
        if name in got and _are_checksums(probe, name):
            return _since(name, probe.expected[name], got[name])
        if name in got:
            within = probe.observe.within(name)
            place, wanted, found = _first(name, probe.expected[name], got[name], within)
            if (wanted is not None or found is not None) and _show(wanted) != _show(found):
                return f"{place} should be {_show(wanted)} and is {_show(found)}."
    return ""


ANY_ORDER = ("set", "unordered")
"""How observations are compared that have no place at which they differ."""


def _item(name, probe, got):
    """Quote an item that lacks, or that doesn't belong."""
    within = probe.observe.within(name)
    lacking, foreign = unmatched(probe.expected[name], got[name], within)
    if lacking is not NOTHING:
        return f"{name} lacks {_show(lacking)}."
    if foreign is not NOTHING:
        return f"{name} has {_show(foreign)}, which doesn't belong there."
    return f"Each item of {name} is right, and not as often as it should be."


def _are_checksums(probe, name):
    """Check whether these are the checksums that a spy of a long run keeps. Their numbers
    tell a student nothing."""
    path = _path(probe, name)
    spy = probe.call.stand_ins.get(path[1]) if path[:1] == ("asked",) else None
    return isinstance(spy, Spy) and path[2] in spy.digest


def _since(name, wanted, got):
    """Say from which call on a spy was given something else, by its checksums."""
    places = enumerate(itertools.zip_longest(wanted, got if isinstance(got, list) else []))
    first = DIGEST_EVERY * next((i for i, (w, g) in places if w != g), 0)
    if not first:
        return f"{name} is wrong from the first call on."
    before = first - DIGEST_EVERY
    return f"{name} is right up to call {before + 1:,}, and goes wrong by call {first + 1:,}."


MAX_DRAWN = 400
"""Entries of an array that is drawn."""


def _differs(probe, got):
    """Find the first array that is off, where it has the right size and is small enough
    to be drawn."""
    for name in differing(probe, got):
        wanted = _entries(probe.expected[name])
        found = array(got[name]) if name in got else None
        unlike = wanted is None or found is None or wanted.size != found.size
        if unlike or probe.observe.compares(name) in ANY_ORDER or _are_checksums(probe, name):
            continue
        # one number is said in words, and a page of squares helps nobody
        if 1 < wanted.size <= MAX_DRAWN and wanted.ndim <= 2:
            found = found.reshape(wanted.shape)
            right = close_entries(wanted, found, probe.observe.within(name))
            return Differs(name, wanted.shape, tuple(bool(each) for each in right.ravel()))
    return None


def _entries(value):
    """Return numbers as an array, whole ones as what they are."""
    found = array(value)
    whole = None if found is None else np.array(value)
    return whole if whole is not None and whole.dtype.kind in WHOLE else found


def _first(name, wanted, got, within):
    """Find the first entry that differs, and return its place and both values."""
    if isinstance(wanted, np.ndarray):
        found = array(got)
        if found is None or found.size != wanted.size or not wanted.size:
            return name, None, None
        right = close_entries(wanted, found.reshape(wanted.shape), within)
        index = (
            tuple(int(i) for i in np.argwhere(~right)[0])
            if not right.all()
            else (0,) * wanted.ndim
        )
        return (
            name + "".join(f"[{i}]" for i in index),
            wanted[index],
            found.reshape(wanted.shape)[index],
        )
    if isinstance(wanted, list) and isinstance(got, list | tuple):
        for i, (w, g) in enumerate(zip(wanted, got, strict=False)):
            if not close(w, g, within):
                return _first(f"{name}[{i}]", w, g, within)
        return f"the length of {name}", len(wanted), len(got)
    if isinstance(wanted, dict) and isinstance(got, dict):
        for key in (key for key in wanted if key in got):
            if not close(wanted[key], got[key], within):
                return _first(f"{name}[{key!r}]", wanted[key], got[key], within)
    if isinstance(wanted, str) and isinstance(got, str) and "\n" in wanted:
        pairs = itertools.zip_longest(lines(wanted), lines(got), fillvalue="")
        both = ((i, w, g) for i, (w, g) in enumerate(pairs, 1) if w != g)
        line, *off = next(both, (0, wanted, got))
        return f"line {line} of {name}", *off
    return name, wanted, got


MAX_DIGITS = 40
"""Of a whole number that is shown as it is."""


def _show(value):
    one, as_number = scalar(value), number(value)
    if isinstance(one, int) and abs(one) < 10**MAX_DIGITS:
        return str(int(one))
    if isinstance(one, complex):
        return f"{one:.8g}"
    if isinstance(value, set | frozenset | Drawn):
        return f"a {value.kind}" if isinstance(value, Drawn) else f"a set of {len(value)}"
    if isinstance(value, np.ndarray) and as_number is None:
        return f"an array of shape {value.shape}"
    if isinstance(value, Frame):
        return f"a {type(value).__name__} of {len(value)} rows"
    if as_number is None and isinstance(value, dict | list | tuple):
        return "a dictionary" if isinstance(value, dict) else f"a list of {len(value)}"
    return f"{as_number:.8g}" if as_number is not None else repr(value)[:60]
