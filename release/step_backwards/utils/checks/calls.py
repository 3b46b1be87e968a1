"""Asking a graded function one question.

A `Call` goes in as plain data and an `Outcome` comes back as plain data, so the two can
cross a pipe. The same `perform` runs in a student's notebook, in plain nbgrader and in
the grader's worker; nothing here knows a right answer.
"""

from __future__ import annotations

import builtins
import contextlib
import io
import itertools
import marshal
import os
import random
import zlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import numpy as np

from .cell_source import own_line, raised_below
from .frames import Frame
from .values import MAX_TEXT, Raised, name_of, plain_data, same_bits

MAX_CAUSES, MAX_ERRNO, MAX_BASES, MAX_REASON = 8, 4096, 32, 500
MAX_STEPS = 100
DIGEST_EVERY = 250
ABSENT = "missing"
_PLAIN = frozenset([int, float, type(None)])


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
    it (`perform(..., lend=...)`)."""


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


def perform(call: Call, namespace: dict, lend: Mapping[str, Callable] | None = None) -> Outcome:
    """Ask the question in `namespace`, a notebook's globals, and tell what came of it.

    The stand-ins take the place of the names in `namespace` for as long as the call
    lasts. A function that raises is an outcome with a `failure`; KeyboardInterrupt goes
    through, for it is the person's or the budget's own.
    """
    function = namespace.get(call.function)
    if call.function not in namespace if call.steps else not callable(function):
        return missing(call)
    _write_files(call.files)
    shared = {
        name: thaw(what.answers)
        for name, what in call.stand_ins.items()
        if isinstance(what, Spy) and not what.record
    }
    dice = (np.random.get_state(), random.getstate()) if shared else None
    outcome = _performed(call, function, namespace, lend or {}, shared)
    if dice and not all(
        same_bits(answers, call.stand_ins[name].answers) for name, answers in shared.items()
    ):
        # it changed what a spy had given it, as it may: once more, with copies
        np.random.set_state(dice[0])
        random.setstate(dice[1])
        return _performed(call, function, namespace, lend or {}, {})
    return outcome


def missing(call: Call) -> Outcome:
    """Make what comes of a call where nothing is there to be called, or looked at."""
    return Outcome(failure=Failure(ABSENT, message=f"there is no function {call.function!r}"))


def _performed(
    call: Call,
    function: Callable,
    namespace: dict,
    lend: Mapping[str, Callable],
    shared: Mapping[str, tuple],
) -> Outcome:
    """Make the call itself. Spies give their `shared` answers themselves, all others
    copies: one that answers 2,000 times and keeps nothing would do nothing but copy."""
    spied: list[Spied] = []
    stand_ins = {
        name: _stand_in(name, what, spied, lend, shared.get(name))
        for name, what in call.stand_ins.items()
    }
    positional, keywords = thaw(call.positional), thaw(call.keywords)
    printed = io.StringIO()
    value, plain, failure, figure, failed = None, None, None, None, ()
    # of what is no function each attribute may run code
    notebook = namespace if call.steps else getattr(function, "__globals__", namespace)
    lent = _codes_lent(call, stand_ins)
    sheet, drawn = _drawing() if call.draws else (contextlib.nullcontext(), lambda _: None)
    imported = {n: made for n, made in _EMPTY.items() if namespace.get(n) is vars(np).get(n)}
    with (
        in_place_of(namespace, imported | stand_ins),
        in_place_of(vars(np), _EMPTY),
        contextlib.redirect_stdout(printed),
        sheet,
    ):
        try:
            if call.steps:
                plain, failed = _walked(call.steps, {**namespace, **keywords}, notebook)
            else:
                for _ in range(1, call.times):
                    function(*thaw(call.positional), **thaw(call.keywords))
                value = function(*positional, **keywords)
                # an iterator is the function's own code that has still to run
                plain = plain_data(value, draw=True)
            figure = drawn(value)
        except Exception as error:  # noqa: BLE001  a student's function may raise anything; the failure is the outcome
            failure = failure_of(error, notebook, lent)
        except Overrun as error:
            failure = Failure("timeout", line=own_line(error, notebook, lent))
    return Outcome(
        value=plain,
        arguments=tuple(plain_data(argument) for argument in positional),
        same=tuple(i for i, argument in enumerate(positional) if argument is value),
        printed=printed.getvalue()[:MAX_TEXT],
        spied=tuple(spied),
        failure=failure,
        figure=figure,
        failed=failed,
    )


def _drawing() -> tuple[contextlib.AbstractContextManager, Callable]:
    """Load what reads a figure, and matplotlib with it, which most calls don't need."""
    from .figures import clean_sheet, drawn

    return clean_sheet(), drawn


def _walked(steps: tuple[str, ...], names: dict, notebook: dict) -> tuple[list, tuple]:
    """Run the steps one after the other: what each gave, and how those failed that raised.
    The next one runs all the same: a right answer may raise there, which nobody knows here."""
    given: list = []
    failed = []
    for place, step in enumerate(steps):
        try:
            given.append(plain_data(_step(step, names), draw=True))
        except Exception as error:  # noqa: BLE001  as in a call
            failure = failure_of(error, notebook)
            failed.append((place, failure))
            given.append(Raised(failure.bases))
    return given, tuple(failed)


def _step(text: str, names: dict) -> object:
    """Run a statement and return its value, None where it is no expression."""
    try:
        code = compile(text, "<question>", "eval", dont_inherit=True)
    except SyntaxError:
        code = compile(text, "<question>", "exec", dont_inherit=True)
    return eval(code, names)  # noqa: S307  a lecturer's own text


def _write_files(files: Mapping[str, str]) -> None:
    for name, text in files.items():
        if os.path.basename(name) != name:
            raise ValueError(f"a call's file is a plain name, not {name!r}")
        Path(name).write_text(text, encoding="utf-8")


def thaw(value: Any) -> Any:
    """Make a deep, writable copy; a table becomes pandas' own object. Fixtures must be
    writable, and no call may see what another did to them."""
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
    return value.to_pandas() if isinstance(value, Frame) else value


def _stand_in(
    name: str,
    what: Spy | Lent,
    spied: list[Spied],
    lend: Mapping[str, Callable],
    shared: tuple | None,
) -> Callable:
    if isinstance(what, Lent):
        return lend[name]
    turns, last = iter(range(len(what.answers))), len(what.answers) - 1
    amounts = [(*path.split(".", 1), amount) for path, amount in what.add.items()]
    fitting: set[tuple] = set()  # numbers and names of arguments, alike 2,000 times
    paths = {path: path.partition(".")[::2] for path in what.record}
    digests, calls = dict.fromkeys(what.digest, 0), itertools.count()
    since: dict[str, list] = {parameter: [] for parameter in what.digest}

    def record(given):
        found = {path: (given[p], key) for path, (p, key) in paths.items()}
        return {path: plain_data(v[key] if key else v) for path, (v, key) in found.items()}

    def add_to_digests(given):
        for parameter, values in since.items():
            values.append(_as_list(given[parameter]))
        if next(calls) % DIGEST_EVERY:
            return False
        for parameter, values in since.items():
            digests[parameter] = zlib.crc32(_in_bytes(values), digests[parameter])
            values.clear()
        return True

    def spy(*args, **kwargs):
        if (form := (len(args), *kwargs)) not in fitting:
            _check_arguments(name, what, len(args), kwargs)
            fitting.add(form)
        given = {**what.defaults, **dict(zip(what.parameters, args, strict=False)), **kwargs}
        if what.record:
            spied.append(Spied(name, record(given)))
        elif digests and add_to_digests(given):
            spied.append(Spied(name, dict(digests)))
        elif spied and spied[-1].function == name and not spied[-1].arguments:
            spied[-1].times += 1
        else:
            spied.append(Spied(name, {}))
        for parameter, key, amount in amounts:
            given[parameter][key] += amount
        turn = next(turns, last)
        return thaw(what.answers[turn]) if shared is None else shared[turn]

    spy.__name__ = name
    return spy


def _as_list(value: Any) -> Any:
    """Copy an argument for a checksum: a tuple, a vector or a column as the list that it
    may stand for."""
    kind = type(value)
    # what 2,000 calls bring is mostly plain already: a state, a number, a list of indices
    if kind is list:
        return value.copy()
    if kind is not float and not (kind is np.ndarray and value.dtype == float):
        value = plain_data(value)
    if isinstance(value, np.ndarray):
        return value.ravel().tolist()
    return list(value) if isinstance(value, tuple) else value


def _in_bytes(values: list) -> bytes:
    """Write the arguments of some calls for a checksum."""
    inside = itertools.chain.from_iterable(each for each in values if type(each) is list)
    # an index may be NumPy's own number
    plain = _PLAIN.issuperset(map(type, inside))
    values = values if plain else [*map(plain_data, values)]
    try:
        return marshal.dumps(values, 2)  # the last version that writes equal values alike
    except ValueError:  # something in it is no plain data
        return repr(values).encode()


def _check_arguments(name: str, what: Spy, positional: int, keywords: dict) -> None:
    """Refuse arguments that a function of these parameters would refuse. Raises its
    TypeError where it can't take so many positional arguments and these keywords."""
    if positional > len(what.parameters):
        raise TypeError(
            f"{name}() takes {len(what.parameters)} arguments but {positional} were given"
        )
    for parameter in what.parameters[positional:]:
        if parameter not in keywords and parameter not in what.defaults:
            raise TypeError(f"{name}() missing the argument {parameter!r}")
    for parameter in keywords:
        if parameter not in what.parameters:
            raise TypeError(f"{name}() got an unexpected argument {parameter!r}")


@contextlib.contextmanager
def in_place_of(namespace: dict, stand_ins: Mapping[str, object]):
    """Put each of `stand_ins` in the place of its name in `namespace` while this lasts."""
    before = {name: namespace[name] for name in stand_ins if name in namespace}
    namespace.update(stand_ins)
    try:
        yield
    finally:
        for name in stand_ins:
            namespace.pop(name, None)
        namespace.update(before)


def _never_zeros(make: Callable) -> Callable:
    """Return what makes an array as `make` does, but never filled with zeros: an answer
    that takes it for zeros could be right by what happened to be in memory."""

    # not by functools.wraps, which would keep the other one at hand
    def made(*arguments: Any, **keywords: Any) -> Any:
        array = make(*arguments, **keywords)
        if type(array) is np.ndarray and array.dtype.kind in "fciub":
            array.fill(np.nan if array.dtype.kind in "fc" else 1)
        return array

    made.__name__ = make.__name__
    return made


_EMPTY = {make.__name__: _never_zeros(make) for make in (np.empty, np.empty_like)}


def _codes_lent(call: Call, stand_ins: Mapping[str, object]) -> set[CodeType]:
    """Return the code of the functions that are lent. In a notebook they are the
    student's own that are right: a wrong caller's line is wanted, not theirs."""
    lent = [stand_ins[name] for name, what in call.stand_ins.items() if isinstance(what, Lent)]
    return {function.__code__ for function in lent if type(function) is FunctionType}


def failure_of(
    error: BaseException, namespace: dict | None = None, lent: Collection[CodeType] = ()
) -> Failure:
    """Describe an error by its type, its message and the line where it happened. The
    line is the last one of the notebook's own, whose globals are `namespace`, never one
    of a library, the kit or the code `lent`."""
    line = own_line(error, namespace, lent)[:200]
    # by Python's own methods: a class may lie about its name, and its metaclass about it
    bases = tuple(map(name_of, type.__dict__["__mro__"].__get__(type(error))[:MAX_BASES]))
    below = raised_below(error, namespace, lent)
    return Failure(
        "exception", bases[0], message_of(error), line, errno_of(error), bases, below
    )


def message_of(error: BaseException) -> str:
    """Return what an error says of itself; empty where that raises."""
    try:
        return str.__getitem__(str(error), slice(MAX_REASON))
    except Exception:  # noqa: BLE001  a student's __str__ may raise anything
        return ""


def is_error(name: str) -> bool:
    """Check whether an exception of Python's own has this name."""
    kind = getattr(builtins, name, None)
    return isinstance(kind, type) and issubclass(kind, BaseException)


def errno_of(error: BaseException | None) -> int:
    """Return the number of the system's error that `error` is or came of, or else 0.

    A class of the student's own may lie about each attribute, or raise: Python's own
    are read.
    """
    cause, context = BaseException.__cause__.__get__, BaseException.__context__.__get__
    for _ in range(MAX_CAUSES):
        if error is None:
            return 0
        number = OSError.errno.__get__(error) if issubclass(type(error), OSError) else None
        if type(number) is int:
            return number if 0 < number < MAX_ERRNO else 0
        error = cause(error) or context(error)
    return 0
