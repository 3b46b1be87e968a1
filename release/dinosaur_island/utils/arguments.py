"""Kind errors for the model's helpers: what does not fit, by name, and both shapes.

The training loop passes here at every iteration, so the way through for good arguments
is a handful of comparisons; the wording is worked out only when something is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

WEIGHTS = ("Wax", "Waa", "Wya", "b", "by")
SLOPES = tuple((name, "d" + name) for name in WEIGHTS)


def unpack(parameters: dict[str, np.ndarray], where: str) -> tuple[np.ndarray, ...]:
    """The five arrays of `parameters` in the order of `WEIGHTS`, their shapes checked
    against each other."""
    try:
        Wax, Waa, Wya = parameters["Wax"], parameters["Waa"], parameters["Wya"]
        b, by = parameters["b"], parameters["by"]
        (n_a, one), (n_y, another), (rows, n_x) = b.shape, by.shape, Wax.shape
        fits = rows == n_a and Waa.shape == (n_a, n_a) and Wya.shape == (n_y, n_a)
        if fits and one == another == 1 and n_x and n_a:
            return Wax, Waa, Wya, b, by
    except (KeyError, TypeError, AttributeError, ValueError):
        pass
    raise _misfit(parameters, where)


def _misfit(parameters: dict[str, np.ndarray], where: str) -> ValueError:
    for name in WEIGHTS:
        if not isinstance(parameters, dict) or name not in parameters:
            return ValueError(
                f"{where}: parameters has to be a dictionary with the keys {', '.join(WEIGHTS)}; no {name!r}"
            )
        if not isinstance(parameters[name], np.ndarray):
            kind = type(parameters[name]).__name__
            return ValueError(
                f"{where}: parameters[{name!r}] is of type {kind}, where a NumPy array is needed"
            )
    shapes = {name: parameters[name].shape for name in WEIGHTS}
    if len(shapes["Waa"]) != 2 or shapes["Waa"][0] != shapes["Waa"][1] or not shapes["Waa"][0]:
        return ValueError(
            f"{where}: Waa has shape {shapes['Waa']}, where a square shape is needed, as b {shapes['b']} asks"
        )
    n_a, n_y = shapes["Waa"][0], shapes["Wya"][0] if shapes["Wya"] else 0
    wanted = {"Wax": (n_a, "n_x"), "Wya": ("n_y", n_a), "b": (n_a, 1), "by": (n_y, 1)}
    for name, shape in wanted.items():
        if not _alike(shapes[name], shape):
            other = "Wya" if name == "by" else "Waa"
            return ValueError(
                f"{where}: {name} has shape {shapes[name]}, but {other} has shape {shapes[other]}, "
                f"so {name} needs the shape {_written(shape)}"
            )
    return ValueError(f"{where}: the shapes of parameters do not fit together: {shapes}")


def _alike(shape: tuple[int, ...], wanted: tuple[int | str, ...]) -> bool:
    return len(shape) == len(wanted) and all(
        n == w or (isinstance(w, str) and n > 0) for n, w in zip(shape, wanted, strict=True)
    )


def _written(shape: tuple[int | str, ...]) -> str:
    return "(" + ", ".join(str(n) for n in shape) + ")"


def shaped(
    value: object,
    shape: tuple[int, ...],
    name: str,
    where: str,
    other: str,
    asks: np.ndarray | Sequence[int],
) -> None:
    """Raise ValueError unless `value` is an array of `shape`, which `asks`, the
    argument called `other`, asks for."""
    found = getattr(value, "shape", None)
    if found == shape:
        return
    what = (
        f"has shape {found}"
        if found is not None
        else f"is of type {type(value).__name__}, no array"
    )
    raise ValueError(
        f"{where}: {name} {what}, but {other} of shape {np.shape(asks)} asks for {shape}"
    )


def indices(
    values: Sequence, size: int, name: str, where: str, other: str, asks: np.ndarray
) -> np.ndarray:
    """`values`, integers from 0 to `size` - 1, as an array; `asks`, the argument called
    `other`, sets the size."""
    ix = np.array(values)
    if ix.ndim == 1 and ix.dtype.kind == "i" and min(values) >= 0 and max(values) < size:
        return ix
    if ix.ndim != 1 or (ix.size and ix.dtype.kind not in "iu"):
        raise ValueError(
            f"{where}: {name} has to hold whole numbers; it is of shape {ix.shape} and type {ix.dtype}"
        )
    outside = np.flatnonzero((ix < 0) | (ix >= size))
    if outside.size:
        raise ValueError(
            f"{where}: {name} of shape {ix.shape} holds the index {ix[outside[0]]}, outside the vocabulary: "
            f"{other} of shape {np.shape(asks)} allows 0 to {size - 1}"
        )
    return ix.astype(np.intp)


def same_length(X: Sequence[int | None], Y: Sequence[int], where: str) -> int:
    """Raise ValueError where X is empty or Y has another length."""
    try:
        n_x, n_y = len(X), len(Y)
    except TypeError:
        kinds = f"{type(X).__name__} and {type(Y).__name__}"
        raise ValueError(f"{where}: X and Y have to be lists of indices, not {kinds}") from None
    if n_x != n_y:
        raise ValueError(
            f"{where}: X has shape ({n_x},) and Y has shape ({n_y},), but each input needs one target"
        )
    if not n_x:
        raise ValueError(
            f"{where}: X has shape (0,) and Y has shape (0,): a name has at least one step"
        )
    return n_x


def forward_name(
    X: Sequence[int | None],
    Y: Sequence[int],
    a_prev: np.ndarray,
    parameters: dict[str, np.ndarray],
) -> tuple[tuple[np.ndarray, ...], np.ndarray, np.ndarray, int]:
    """The five arrays of `parameters`, the inputs that are no `None`, the targets, and
    the number of steps, once the arguments of `rnn_forward` fit."""
    where = "rnn_forward"
    weights = unpack(parameters, where)
    Wax, Waa, Wya, b, by = weights
    T = same_length(X, Y, where)
    shaped(a_prev, b.shape, "a_prev", where, "Waa", Waa)
    inputs = indices(X[X[0] is None :], Wax.shape[1], "X", where, "Wax", Wax)
    targets = indices(Y, by.shape[0], "Y", where, "Wya", Wya)
    return weights, inputs, targets, T


def forward_step(
    parameters: dict[str, np.ndarray], a_prev: np.ndarray, x: np.ndarray
) -> tuple[np.ndarray, ...]:
    """The five arrays of `parameters`, once the arguments of `rnn_step_forward` fit."""
    where = "rnn_step_forward"
    Wax, Waa, Wya, b, by = unpack(parameters, where)
    shaped(a_prev, b.shape, "a_prev", where, "Waa", Waa)
    shaped(x, (Wax.shape[1], 1), "x", where, "Wax", Wax)
    no_nan((a_prev, x, Wax, Waa, Wya, b, by), ("a_prev", "x", *WEIGHTS), where)
    return Wax, Waa, Wya, b, by


def backward_step(
    parameters: dict[str, np.ndarray],
    dy: np.ndarray,
    x: np.ndarray,
    a: np.ndarray,
    a_prev: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """`Waa` and `Wya`, once the arguments of `rnn_step_backward` fit."""
    where = "rnn_step_backward"
    Wax, Waa, Wya, b, by = unpack(parameters, where)
    shaped(dy, by.shape, "dy", where, "Wya", Wya)
    shaped(x, (Wax.shape[1], 1), "x", where, "Wax", Wax)
    shaped(a, b.shape, "a", where, "Waa", Waa)
    shaped(a_prev, b.shape, "a_prev", where, "Waa", Waa)
    names = ("dy", "x", "a", "a_prev", "Waa", "Wya")
    no_nan((dy, x, a, a_prev, Waa, Wya), names, where)
    return Waa, Wya


def one_update(
    parameters: dict[str, np.ndarray], gradients: dict[str, np.ndarray], lr: float
) -> None:
    """Raise ValueError unless each gradient fits its parameter and no number is NaN."""
    if lr != lr:
        raise ValueError("update_parameters: lr is NaN")
    for name, key in SLOPES:
        weight = parameters[name]
        shaped(gradients.get(key), weight.shape, key, "update_parameters", name, weight)
        if has_nan(gradients[key]):
            no_nan((gradients[key],), (key,), "update_parameters")


def squares(array: np.ndarray) -> float:
    """The sum of the squares, in half a microsecond."""
    flat = array.ravel()
    return flat.dot(flat)


def has_nan(array: np.ndarray) -> bool:
    """Whether `array` may hold a NaN: a sum of squares is one if an entry is."""
    square = squares(array)
    return square != square


def no_nan(arrays: Sequence[np.ndarray], names: Sequence[str], where: str) -> None:
    """Raise ValueError that names the first array with a NaN, and where it stands."""
    for array, name in zip(arrays, names, strict=True):
        if has_nan(array) and np.isnan(array).any():
            at = tuple(int(i) for i in np.argwhere(np.isnan(array))[0])
            raise ValueError(
                f"{where}: {name} of shape {np.shape(array)} holds NaN, first at {at}"
            )
