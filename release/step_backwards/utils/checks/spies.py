"""Stand-ins for the functions that a graded one calls: they record how they are called and
answer from a script."""

from __future__ import annotations

import itertools
import marshal
import zlib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .calls import DIGEST_EVERY, Lent, Spied, Spy, thaw
from .values import plain_data

_PLAIN = frozenset([int, float, type(None)])


def stand_in(
    name: str,
    what: Spy | Lent,
    spied: list[Spied],
    lend: Mapping[str, Callable],
    shared: tuple | None,
) -> Callable:
    """Make the function that stands for `name` in one call: the lent one, or a spy that
    notes into `spied`, and gives its `shared` answers themselves or else copies."""
    if isinstance(what, Lent):
        return reverse_dictionary(lend[name]) if what.reverse else lend[name]
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


def reverse_dictionary(function: Callable) -> Callable:
    """Return what gives the dictionary that `function` gives in the other order."""

    def lent(*args, **kwargs):
        value = function(*args, **kwargs)
        return dict(reversed(value.items())) if isinstance(value, dict) else value

    return lent


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
