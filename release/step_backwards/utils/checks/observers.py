"""What a judge looks at: flat observations out of an outcome.

An *observer* turns an `Outcome` into a dictionary name -> plain value. It is data: each
observation says where in the outcome it is found, and how it is compared. It knows no
right answer and never fails: what is not there is left out.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from .calls import Call, Outcome
from .comparisons import ABSOLUTE, FITS, OF_LOGS, RELATIVE, Tolerance, close
from .frames import Frame
from .properties import is_true
from .values import NOTHING, Opaque

RAISED = "raised"
GENERAL = ("value", "arguments", "printed", "figure", RAISED)
SPIED = ("asked", "calls")
NO_CALL = Call("")
FAILURE = "failure"
"""The observation that is there only where the call failed."""


@dataclass(frozen=True)
class Observation:
    """One thing that a judge looks at: its name for people, the path to it, how two of
    them compare (a name in `FITS`), and how far numbers may be apart.

    A path begins with `value` (what came back), `arguments` (the positional ones as
    they are after the call), `printed` (the text), `figure` (what was drawn),
    `asked.STAND_IN.PARAMETER` (what a spy was given, call by call), `calls.STAND_IN` (how
    often), `raised.NAME` (the exception of that name, or one that is a special case of
    it), or with a special observation's name; then come steps into dictionaries, lists and
    arrays. Of a property that `holds`, what is seen is whether it does, of the names that
    the call's steps give values.
    """

    name: str
    path: str
    fits: str = "close"
    rtol: float = RELATIVE
    atol: float = ABSOLUTE
    holds: str = ""

    @functools.cached_property
    def steps(self) -> tuple[str | int, ...]:
        """The path's parts; digits are an index."""
        parts = self.path.split(".")
        return tuple(int(part) if part.isdigit() else part for part in parts)

    @functools.cached_property
    def within(self) -> Tolerance:
        """How far numbers may be apart."""
        return Tolerance(self.rtol, self.atol)


@dataclass(frozen=True)
class Observer:
    """The observations of one kind of question; `special` are an assignment's own
    functions from an outcome to a plain value."""

    name: str
    observations: tuple[Observation, ...]
    special: Mapping[str, Callable[[Outcome], object]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def __call__(self, outcome: Outcome, call: Call = NO_CALL) -> dict:
        """Collect what is there of a call's outcome, in order. Where the call failed, and not
        as is asked for, `failure` comes last."""
        roots: dict = {}
        found: dict[str, object] = {}
        for observation in self.observations:
            root, *steps = observation.steps
            if root in SPIED:
                calls = roots[SPIED] = roots.get(SPIED) or _by_stand_in(outcome)
                value = _asked(calls.get(steps[0], []), root, *steps[1:])
            else:
                if root not in roots:
                    roots[root] = self._root(root, outcome)
                value = entry(roots[root], *steps)
            if observation.holds:
                value = is_true(observation.holds, call.name_values(value))
            if not isinstance(value, Opaque):
                found[observation.name] = value
        awaited = self.raises and self.raises in outcome.raised
        if outcome.failure is not None and not awaited:
            found[FAILURE] = outcome.failure.type or outcome.failure.kind
        return found

    def _root(self, root, outcome):
        if root in GENERAL:
            found = getattr(outcome, root)
            # else who draws nothing, too, would have drawn the same
            return NOTHING if root == "figure" and found is None else found
        return self.special[root](outcome)

    def fits(self, name: str, wanted: object, got: object) -> bool:
        """Check whether the observation `name` may stand."""
        own = self._observation(name)
        return FITS[own.fits](wanted, got, own.within)

    def same(self, wanted: Mapping[str, object], got: Mapping[str, object]) -> bool:
        """Check whether two answers show the same. A log is compared as closely as
        anything else: what a known fault prints is known."""
        return wanted.keys() == got.keys() and all(
            close(wanted[name], got[name], self.within(name))
            if self.compares(name) in OF_LOGS
            else self.fits(name, wanted[name], got[name])
            for name in wanted
        )

    def compares(self, name: str) -> str:
        """Get how the observation `name` is compared, a name in `FITS`."""
        return self._observation(name).fits

    def within(self, name: str) -> Tolerance:
        """Get how far the numbers of the observation `name` may be apart."""
        return self._observation(name).within

    @functools.cached_property
    def _by_name(self):
        return {own.name: own for own in self.observations}

    def _observation(self, name):
        return self._by_name.get(name) or Observation(name, "value")  # of a failure, say

    @functools.cached_property
    def raises(self) -> str:
        """The name of the exception that is asked for; empty where none is."""
        return next((str(o.steps[1]) for o in self.observations if o.steps[0] == RAISED), "")

    def holds(self, name: str) -> str:
        """Get the property of which the observation `name` says whether it holds, or
        nothing."""
        return self._observation(name).holds

    @functools.cached_property
    def counts(self) -> tuple[str, ...]:
        """The observations that say how often a stand-in was called."""
        return tuple(o.name for o in self.observations if o.steps[0] == "calls")


VALUE = Observer("value", (Observation("value", "value"),))
"""The observer of what came back, which needs no line in a rubric."""


def _by_stand_in(outcome):
    """Gather the records of each spy's calls, one after the other."""
    calls = {}
    for spied in outcome.spied:
        calls.setdefault(spied.function, []).append(spied)
    return calls


def _asked(calls, root, *path):
    """Return what a spy was given for this parameter, call by call, or how often it was
    called. Of one that keeps checksums, these."""
    if root == "calls":
        return sum(spied.times for spied in calls)
    parameter = ".".join(map(str, path))
    if not calls or parameter not in calls[0].arguments:
        return NOTHING
    return [spied.arguments[parameter] for spied in calls if parameter in spied.arguments]


def entry(value: object, *path: str | int) -> object:
    """Look up `value[i][j]...` in plain data. Gives an `Opaque` where there is no such
    entry, and None below a None."""
    for step in path:
        if value is None:  # a step that is not filled in yet
            return None
        if isinstance(value, Frame):
            value = value.fields
        if not _has(value, step):
            return NOTHING
        value = value[step]
    return value


def _has(value, step):
    if isinstance(value, dict):
        return step in value
    long = isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.ndim > 0)
    return long and isinstance(step, int) and step < len(value)
