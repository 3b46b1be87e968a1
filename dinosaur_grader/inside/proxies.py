"""Right functions that a question lends: in a child they are stand-ins that ask back.

The arguments of a call go out as plain data, and what the right function makes of them
comes back: its value, the arguments as they are afterwards, NumPy's random state. The
right function itself is in another process, a child without a student's code, which
`compute` serves.
"""

from __future__ import annotations

import builtins
import contextlib
import io
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from dinosaur_grader.checks.calls import thaw
from dinosaur_grader.checks.failures import failure_of
from dinosaur_grader.checks.frames import Frame
from dinosaur_grader.checks.values import MAX_DEPTH, MAX_TEXT, Opaque, plain_data
from dinosaur_grader.inside.nodes import Node, from_node, sendable, sound, to_node
from dinosaur_grader.inside.outcomes import failure_form, unchanged
from dinosaur_grader.inside.wire import Compute, FailureForm, LentCall, LentResult

Path = tuple[str | int, ...]
"""Where a value lies in nested ones: keys and places, from the outside in."""
Exchange = Callable[[LentCall], LentResult]
"""Sends a call out and waits for what comes of it."""


def proxy(function: str, number: int, exchange: Exchange) -> Callable[..., object]:
    """Make what is the right `function` as far as a caller can tell: same value, same
    arguments afterwards, the same error by its built-in type."""

    def ask_back(*args: object, **kwargs: object) -> object:
        lent_result = exchange(
            LentCall(
                number,
                function,
                [as_node(argument) for argument in args],
                {sound(str(name)): as_node(value) for name, value in kwargs.items()},
                generator_state(),
            )
        )
        return _taken_in(lent_result, [*args, *kwargs.values()])

    ask_back.__name__ = function
    return ask_back


def _taken_in(lent_result: LentResult, own: list[object]) -> object:
    """Return the value of a reply; what the right function did to its arguments is done to
    the caller's own."""
    # also where it raised then: what it had changed stays changed
    for place, node in enumerate(lent_result.arguments):
        if place < len(own) and place not in lent_result.unchanged:
            _write_back(own[place], from_node(node))
    if lent_result.state is not None:
        np.random.set_state(from_node(lent_result.state))  # type: ignore[arg-type]
    sys.stdout.write(lent_result.printed)
    if lent_result.failure is not None:
        raise _error(lent_result.failure)
    links = {tuple(there): _at(own, tuple(here)) for there, here in lent_result.links}
    return _linked(thaw(from_node(lent_result.value)), (), links)


def _error(failure: FailureForm) -> Exception:
    # built-in ones alone: no class is looked up by a name that came over the pipe
    found = (getattr(builtins, name, None) for name in (failure.type, *failure.bases))
    kind = next((each for each in found if isinstance(each, type)), RuntimeError)
    known = issubclass(kind, Exception)
    with contextlib.suppress(TypeError):  # UnicodeDecodeError wants five arguments
        return kind(failure.message) if known else RuntimeError(failure.message)
    return RuntimeError(failure.message)


def _write_back(own: object, now: object) -> object:
    """Put `now` in the place of `own`, in its very arrays, lists and dictionaries where
    their kinds agree; what stands there then."""
    if isinstance(own, np.ndarray) and isinstance(now, np.ndarray) and own.shape == now.shape:
        # in place: other names of the caller for this array have to see it, too
        if own.flags.writeable:
            own[...] = now
        return own
    if isinstance(own, dict) and isinstance(now, dict):
        for key in [key for key in own if key not in now]:
            del own[key]
        for key, value in now.items():
            own[key] = _write_back(own.get(key), value)
        return own
    if isinstance(own, list) and isinstance(now, list):
        kept = own[: len(now)] + [None] * (len(now) - len(own))
        own[:] = [_write_back(old, new) for old, new in zip(kept, now, strict=True)]
        return own
    if isinstance(own, set) and isinstance(now, set):
        own.clear()
        own |= now
        return own
    if isinstance(now, Frame):
        made = now.to_pandas()
        if isinstance(own, type(made)):
            type(made).__init__(own, made)  # in place, as for an array
            return own
    return own if isinstance(now, Opaque) else thaw(now)


def _linked(value: object, path: Path, links: dict[Path, object]) -> object:
    """Return the value with the caller's own objects where the right function gave its
    arguments back, or parts of them."""
    if path in links:
        return links[path]
    if not links:
        return value
    if isinstance(value, dict):
        return {k: _linked(v, (*path, k), links) for k, v in value.items()}
    if isinstance(value, list | tuple):
        parts = [_linked(part, (*path, i), links) for i, part in enumerate(value)]
        return parts if isinstance(value, list) else tuple(parts)
    return value


def _at(value: object, path: Path) -> object:
    for step in path:
        value = value[step]  # type: ignore[index]
    return value


def compute(message: Compute, namespace: dict[str, Any]) -> LentResult:
    """Call the right function of a namespace that no student's code has touched, and
    tell all that came of it."""
    lent_call = message.lent_call
    positional = [thaw(from_node(node)) for node in lent_call.positional]
    keywords = {name: thaw(from_node(node)) for name, node in lent_call.keywords.items()}
    given = [*positional, *keywords.values()]
    # copies, since the right function may write into what it is given
    before = [plain_data(argument) for argument in given]
    np.random.set_state(from_node(lent_call.state))  # type: ignore[arg-type]
    value, failure, printed = None, None, io.StringIO()
    try:
        with contextlib.redirect_stdout(printed), np.errstate(all="ignore"):
            value = namespace[lent_call.function](*positional, **keywords)
    except Exception as error:  # noqa: BLE001  whatever a right function makes of a wrong argument is the loan
        failure = failure_form(failure_of(error))
    after = [plain_data(argument) for argument in given]
    return LentResult(
        message.number,
        as_node(value),
        [to_node(argument) for argument in after],
        unchanged(before, after),
        _links(value, given),
        sound(printed.getvalue()[:MAX_TEXT]),
        generator_state(),
        failure,
    )


def _links(value: object, given: list[Any]) -> list[tuple[list[str | int], list[str | int]]]:
    """Find which parts of the value are the very arrays, lists or dictionaries of the
    arguments: their paths there and here."""
    known = {id(part): path for path, part in _parts(given)}
    return [
        (list(path), list(known[id(part)])) for path, part in _parts(value) if id(part) in known
    ]


def _parts(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """List everything in a value that has an identity of its own, with its path."""
    # a list can hold itself
    if len(path) > MAX_DEPTH:
        return
    if isinstance(value, np.ndarray | list | dict | set):
        yield path, value
    if isinstance(value, dict | list | tuple):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(key, str | int):  # what a path can hold
                yield from _parts(part, (*path, key))


def generator_state() -> Node:
    """Pack the state of NumPy's global generator."""
    return to_node(plain_data(np.random.get_state()))


def as_node(value: object) -> Node:
    """Pack a value as plain data that can be sent."""
    return sendable(plain_data(value))
