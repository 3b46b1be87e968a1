"""A generator of random numbers as plain data: the state of NumPy's PCG64, which
`default_rng` makes, or of Python's own `random.Random`."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass

import numpy as np

LONGEST = 8_000
"""Characters of a state: Python's has 625 numbers."""


@dataclass(frozen=True)
class GeneratorState:
    """The state of a generator, by which it goes on where it was, in JSON."""

    text: str

    def __repr__(self) -> str:
        """Show it to a person as what it stands for."""
        return "a generator"

    def to_generator(self) -> np.random.Generator | random.Random:
        """Make a generator in this state."""
        state = json.loads(self.text)
        if isinstance(state, dict):
            bits = np.random.PCG64(0)
            bits.state = state
            return np.random.Generator(bits)
        own = random.Random()
        version, numbers, normal = state
        own.setstate((version, tuple(numbers), normal))
        return own


def get_state(generator: np.random.Generator | random.Random) -> GeneratorState | None:
    """Get a generator's state; None of one that another algorithm drives."""
    if isinstance(generator, random.Random):
        return GeneratorState(json.dumps(random.Random.getstate(generator)))
    bits = generator.bit_generator
    return GeneratorState(json.dumps(bits.state)) if type(bits) is np.random.PCG64 else None


def read_state(text: str) -> GeneratorState:
    """Read a state. Raises ValueError for a text that is none, whoever wrote it."""
    state = GeneratorState(text[:LONGEST])
    try:
        state.to_generator()
    except (TypeError, LookupError, OverflowError, RecursionError) as error:
        raise ValueError("no state of a generator") from error
    return state
