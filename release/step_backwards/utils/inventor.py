"""The trained network of the lesson's first cell, and how it invents names.

The network is the one of `rnn.py`, with numbers from `data/network.npy` (its birth
certificate is `data/NETWORK.md`). All names are drawn at once, a column a name.
"""

from __future__ import annotations

import numpy as np

from .corpus import data_file

SHAPES = {"Wax": (50, 27), "Waa": (50, 50), "Wya": (27, 50), "b": (50, 1), "by": (27, 1)}
SYMBOLS = "\nabcdefghijklmnopqrstuvwxyz"
LONGEST = 30  # letters


def parameters(flat: np.ndarray) -> dict[str, np.ndarray]:
    """The five arrays of the network whose 5,277 numbers stand in `flat`."""
    ends = np.cumsum([rows * columns for rows, columns in SHAPES.values()])
    parts = np.split(flat.astype(float), ends[:-1])
    return {
        name: part.reshape(shape)
        for (name, shape), part in zip(SHAPES.items(), parts, strict=True)
    }


def names(count: int = 10, temperature: float = 1.0, seed: int | None = None) -> list[str]:
    """Invent `count` names; below 1 the `temperature` makes the network careful, above
    1 bold. Other names come each time unless `seed`, a whole number, is given.

    Adding Gumbel noise to the logits and taking the largest draws with the softmax's
    probabilities (Gumbel 1954; Maddison, Tarlow and Minka 2014). Raises ValueError for
    a temperature that is not above zero.
    """
    if not temperature > 0:
        raise ValueError(f"a temperature is above 0; {temperature} is not")
    network = parameters(np.load(data_file("network.npy")))
    return drawn(network, count, temperature, np.random.default_rng(seed))


def drawn(
    network: dict[str, np.ndarray],
    count: int,
    temperature: float,
    generator: np.random.Generator,
) -> list[str]:
    """Draw `count` names from a `network` of these symbols, letter by letter, all at
    once."""
    a = np.zeros((50, count))
    x = np.zeros((len(SYMBOLS), count))
    letters = []
    for _ in range(LONGEST):
        a = np.tanh(network["Wax"] @ x + network["Waa"] @ a + network["b"])
        logits = (network["Wya"] @ a + network["by"]) / temperature
        letters.append(np.argmax(logits + generator.gumbel(size=logits.shape), axis=0))
        x = np.eye(len(SYMBOLS))[:, letters[-1]]
    columns = np.array(letters).T
    return [
        "".join(SYMBOLS[i] for i in column).split("\n")[0].capitalize() for column in columns
    ]
