"""The training that made the second notebook's weights, and what is measured of it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass
from itertools import islice

import numpy as np

from utils.sonnets import lstm
from utils.sonnets.model import (
    LEARNING_RATE,
    Model,
    encode,
    held_out,
    measure,
    one_more_epoch,
    train_epoch,
)
from utils.sonnets.verse import EXAMPLE, continue_text

EPOCHS = (
    12  # of the committed weights: enough for verse, early enough for a student's epoch to gain
)
SEED = 0
STUDENT_SEEDS = range(5)
COLUMNS = "epoch,on_the_way,learnt,held_out"


@dataclass(frozen=True)
class Epoch:
    """Losses after an epoch, in bits a character.

    `on_the_way` was met while learning (dropout on), `learnt` is measured on the first
    tenth of the text, which was learnt from, `held_out` on the last tenth, which was
    not.
    """

    number: int
    on_the_way: float
    learnt: float
    held_out: float

    def row(self) -> str:
        """The epoch as a line of `sonnets_loss.csv`."""
        return "{},{:.4f},{:.4f},{:.4f}".format(*astuple(self))


def epochs(
    text: str, count: int, seed: int = SEED, annealed: bool = False, **sizes: int
) -> Iterator[tuple[Epoch, Model]]:
    """Train a new model on the first nine tenths of `text`; give its losses and itself
    after each of `count` epochs.

    The rate is constant, or falls along a cosine to 0 over all epochs where `annealed`.
    `sizes` are those of `lstm.initialize`. The model that is given goes on to be
    trained. The same seed gives the same bits on one machine.
    """
    symbols = "".join(sorted(set(text)))
    train, rest = held_out(encode(text, symbols))
    parameters = lstm.initialize(len(symbols), seed=seed, **sizes)
    adam, rng = lstm.initialize_adam(parameters), np.random.default_rng(seed)
    for number in range(1, count + 1):
        way = train_epoch(
            parameters, adam, train, rng, rate(number - 1, count if annealed else 0)
        )
        losses = measure(parameters, train[: len(rest)]), measure(parameters, rest)
        yield Epoch(number, way, *losses), Model(parameters, symbols)


def rate(done: int, of: int) -> Callable[[float], float]:
    if not of:
        return lambda part: LEARNING_RATE
    return lambda part: LEARNING_RATE * (1 + math.cos(math.pi * (done + part) / of)) / 2


def student_epochs(model: Model, text: str) -> list[tuple[float, float]]:
    """The held-out loss before and after a student's one more epoch, for five seeds.
    `model` stays as it is."""
    return [one_more_epoch(model.copy(), text, seed, quiet=True) for seed in STUDENT_SEEDS]


def known_words(model: Model, text: str, temperature: float, characters: int = 20_000) -> float:
    """The part of a sample's words that occur in `text`: a measure of spelling, which
    says nothing about sense."""
    known = set(_words(text))
    letters = continue_text(model, EXAMPLE, temperature, np.random.default_rng(SEED))
    # the first and the last may be torn
    sample = _words("".join(islice(letters, characters)))[1:-1]
    return sum(word in known for word in sample) / len(sample)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+(?:'[a-z]+)?", text.lower())
