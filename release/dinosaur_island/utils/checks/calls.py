"""A question to a graded function and what came of it, as plain data: a `Call` goes in and
an `Outcome` comes back, so the two can cross a pipe. `perform` makes the one of the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .frames import Frame
from .generators import GeneratorState
from .values import plain_data

MAX_STEPS = 100
DIGEST_EVERY = 250
ABSENT = "missing"


class Overrun(BaseException):
    """A call runs on and on. No Exception, so that a student's `except` lets it
    through."""


@dataclass(frozen=True)
class Spy:
    """A stand-in that records how it was called and answers from a script.

    `parameters` are its parameters' names in order, `defaults` the values of those that
    may be left out, `answers` what it returns call by call (the last one repeats),
    `record` the parameters whose values are kept, as they were at the call
    (`"parameter.key"` is one entry of a dictionary). In a run too long for that, `digest`
    names the ones to keep a running checksum of, noted every `DIGEST_EVERY` calls. `add` maps
    `"parameter.key"` to a number that is added in place to that array at each call: how
    a spy shows whether the object that it was given is the one that comes back.
    """

    parameters: tuple[str, ...]
    answers: tuple
    defaults: dict = field(default_factory=dict)
    record: tuple[str, ...] = ()
    add: dict = field(default_factory=dict)
    digest: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lent:
    """A stand-in that is the right function itself; who performs the call has to bring
    it (`perform(..., lend=...)`). In `reverse` the dictionary that it returns has its
    entries in the other order."""

    reverse: bool = False


@dataclass(frozen=True, eq=False)
class Call:
    """One question: `function(*positional, **keywords)`, with `stand_ins` in the place
    of the functions that it may call. It holds arrays, so one is equal to itself alone.

    `files` are written to the working folder first (name -> text): some answers open
    `dinos.txt` themselves. What a call `draws` is read where that is said. It is made so many
    `times`, and the last one counts: what is kept from call to call shows there. Where there are
    `steps`, statements of our own, these are run instead, in a copy of the notebook's names
    with `keywords` among them; `function` is then the class, or the variable, that they are
    about.
    """

    function: str
    positional: tuple = ()
    keywords: dict = field(default_factory=dict)
    stand_ins: dict[str, Spy | Lent] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    draws: bool = False
    steps: tuple[str, ...] = ()
    times: int = 1

    @property
    def lent(self) -> tuple[str, ...]:
        """The names of the functions that are lent."""
        return tuple(name for name, what in self.stand_ins.items() if isinstance(what, Lent))

    def name_values(self, value: object) -> dict[str, object]:
        """Return the names that steps use, each with its value: as it was given, or as it
        is in the steps' `value`, where a step is a name alone."""
        seen = zip(self.steps, value if isinstance(value, list) else (), strict=False)
        found = {step: one for step, one in seen if step.isidentifier()}
        return plain_data(self.keywords) | found


@dataclass(frozen=True)
class Failure:
    """Why a call gave no value.

    `kind` is `exception` (the function raised), `missing` (there is no such function),
    `timeout`, `memory`, `died` (its process ended), `violation` (what came back broke
    the protocol) or `skipped` (not asked, since its like hung before). `errno` is the
    number of the system's own error that the function met, or 0. `bases` are the names of
    the exception's class and of those that it is a special case of. `below` is whether it
    was raised below `line`, in what that line calls.
    """

    kind: str
    type: str = ""
    message: str = ""
    line: str = ""
    errno: int = 0
    bases: tuple[str, ...] = ()
    below: bool = False


@dataclass
class Spied:
    """A call of a spy: which stand-in, and its recorded arguments by parameter name. Where
    no arguments are recorded, `times` counts consecutive calls."""

    function: str
    arguments: dict
    times: int = 1


@dataclass(frozen=True)
class Outcome:
    """What came of a call: its value, the positional arguments as they are afterwards,
    printed text, the spies' records. `same` has the positions of the arguments that the
    value *is* (the very same object). `figure` has what was drawn, an Axes each, or None.
    The value of steps is a list with what each gave; `failed` has the place and the failure
    of those that raised. `judged` keeps what was said of it, by question.
    """

    value: object = None
    arguments: tuple = ()
    same: tuple[int, ...] = ()
    printed: str = ""
    spied: tuple[Spied, ...] = ()
    failure: Failure | None = None
    figure: object = None
    failed: tuple[tuple[int, Failure], ...] = ()
    judged: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def raised(self) -> dict[str, str]:
        """The names that the exception goes by, each under itself; empty without one."""
        # A child can claim any name. It gains no more than by raising that exception, which
        # is all that was asked of it.
        failure = self.failure
        bases = failure.bases if failure and failure.kind == "exception" else ()
        return {name: name for name in bases}


def thaw(value: Any) -> Any:
    """Make a deep, writable copy; a table becomes pandas' own object, a state a generator.
    Fixtures must be writable, and no call may see what another did to them."""
    # plain data has no subclasses, and a spy that answers 2,000 times feels each
    # isinstance
    kind = type(value)
    if kind is np.ndarray:
        return value.copy()
    if kind is dict:
        return {k: v.copy() if type(v) is np.ndarray else thaw(v) for k, v in value.items()}
    if kind is list:
        return [thaw(v) for v in value]
    if kind is set:
        return value.copy()
    if kind is tuple:
        return tuple([thaw(v) for v in value])
    if kind is GeneratorState:
        return value.to_generator()
    return value.to_pandas() if isinstance(value, Frame) else value
