"""Asking a graded function one question. The same `perform` runs in a student's notebook,
in plain nbgrader and in the grader's worker; nothing here knows a right answer."""

from __future__ import annotations

import contextlib
import io
import os
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import numpy as np

from .calls import ABSENT, Call, Failure, Lent, Outcome, Overrun, Spied, Spy, thaw
from .cell_source import own_line
from .failures import failure_of
from .spies import stand_in
from .values import MAX_TEXT, Raised, plain_data, same_bits


def perform(call: Call, namespace: dict, lend: Mapping[str, Callable] | None = None) -> Outcome:
    """Ask the question in `namespace`, a notebook's globals, and tell what came of it.

    The stand-ins take the place of the names in `namespace` for as long as the call
    lasts. A function that raises is an outcome with a `failure`; KeyboardInterrupt goes
    through, for it is the person's or the budget's own.
    """
    function = namespace.get(call.function)
    if call.function not in namespace if call.steps else not callable(function):
        return missing(call)
    shared = {
        name: thaw(what.answers)
        for name, what in call.stand_ins.items()
        if isinstance(what, Spy) and not what.record
    }
    dice = (np.random.get_state(), random.getstate()) if shared else None
    with _files_in_place(call.files):
        outcome = _performed(call, function, namespace, lend or {}, shared)
    if dice and not all(
        same_bits(answers, call.stand_ins[name].answers) for name, answers in shared.items()
    ):
        # it changed what a spy had given it, as it may: once more, with copies
        np.random.set_state(dice[0])
        random.setstate(dice[1])
        with _files_in_place(call.files):
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
        name: stand_in(name, what, spied, lend, shared.get(name))
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


@contextlib.contextmanager
def _files_in_place(files: Mapping[str, str]):
    """Have these texts in the working folder while this lasts. What has one of their names
    there, a link to a course's own file perhaps, is put aside and comes back."""
    for name, text in files.items():
        if os.path.basename(name) != name:
            raise ValueError(f"a call's file is a plain name, not {name!r}")
        if os.path.lexists(name):
            os.replace(name, f"{name}{_ASIDE}")
        Path(name).write_text(text, encoding="utf-8")
    try:
        yield
    finally:
        for name in files:
            with contextlib.suppress(OSError):  # it is the student's to remove, or a folder now
                os.remove(name)
            with contextlib.suppress(OSError):  # most had nothing of their name
                os.replace(f"{name}{_ASIDE}", name)


_ASIDE = ".aside"


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
