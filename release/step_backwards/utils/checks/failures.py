"""What is told of an error that a student's code raised. Nothing that a class of the
student's own says is believed, or run where Python's own methods do."""

from __future__ import annotations

import builtins
from collections.abc import Collection
from types import CodeType

from .calls import Failure
from .cell_source import own_line, raised_below
from .values import name_of

MAX_CAUSES, MAX_ERRNO, MAX_BASES, MAX_REASON = 8, 4096, 32, 500


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
