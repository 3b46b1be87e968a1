"""Text for the model and back: probabilities, losses, and the way between letters,
indices and names."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

__all__ = ["get_initial_loss", "get_sample", "print_sample", "smooth", "softmax", "vocabulary"]


def softmax(x: np.ndarray) -> np.ndarray:
    """Turn each column of logits into probabilities.

    `x` has shape (n, m) or (n,); the result has the same shape and its columns sum to
    1. The largest logit of a column is subtracted first, so that no exponential
    overflows; that changes no probability. Raises ValueError where `x` is empty or
    holds NaN or +inf.
    """
    x = np.asarray(x)
    if x.ndim == 0 or x.shape[0] == 0:
        raise ValueError(
            f"softmax: x has shape {x.shape}, but it needs at least one row, as in (n, 1)"
        )
    top = x.max(axis=0)
    if not np.isfinite(top).all():
        raise ValueError(
            f"softmax: x of shape {x.shape} holds NaN or inf, where finite logits are needed"
        )
    e = np.exp(x - top)  # (n, m)
    return e / e.sum(axis=0)  # (n, m) / (m,)


def surprise(z: np.ndarray, target: int) -> float:
    """How unexpected the symbol `target` is, in nats: minus the log of its probability.

    `z (n_y, 1)` are the logits. It is finite where the probability rounds to zero.
    """
    top = z.max()
    return top + np.log(np.exp(z - top).sum()) - z[target, 0]


def smooth(loss: float, cur_loss: float) -> float:
    """A moving average of the loss: 999 parts of the old, one of the newest (nats)."""
    return loss * 0.999 + cur_loss * 0.001


def get_initial_loss(vocab_size: int, seq_length: int) -> float:
    """The loss in nats, over `seq_length` steps, of a model that only guesses.

    It gives each of `vocab_size` symbols the probability 1 / vocab_size. The lesson's
    `model` hands it the number of names of a report as `seq_length`: an accident of the
    classic program, kept so that its log stays the same.
    """
    if vocab_size < 1:
        raise ValueError(
            f"get_initial_loss: vocab_size is {vocab_size}, but a vocabulary has at least one symbol"
        )
    return -np.log(1.0 / vocab_size) * seq_length


def get_sample(sample_ix: Iterable[int], ix_to_char: dict[int, str]) -> str:
    """Spell the indices `sample_ix` by the dictionary `ix_to_char`; the first letter
    becomes a capital."""
    name = "".join(ix_to_char[ix] for ix in sample_ix)
    return name[:1].upper() + name[1:]


def print_sample(sample_ix: Iterable[int], ix_to_char: dict[int, str]) -> None:
    """Print what `get_sample` spells, without a newline: a sampled name ends in one."""
    print(get_sample(sample_ix, ix_to_char), end="")


def vocabulary(data: str) -> tuple[dict[str, int], dict[int, str]]:
    """The dictionaries `char_to_ix` and `ix_to_char` of the text `data`, symbols
    sorted.

    In a file of names the newline sorts first, so it has index 0 and `a` has 1. Raises
    ValueError where `data` is empty.
    """
    if not data:
        raise ValueError("vocabulary: data is empty, so there is no symbol to number")
    symbols = sorted(set(data))
    return {char: ix for ix, char in enumerate(symbols)}, dict(enumerate(symbols))
