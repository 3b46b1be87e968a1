"""The Sonnets' model at work: load it, train it for an epoch, measure it, let it write.

Losses are in bits a character: 1 bit is the surprise of a coin's toss, log2(61) = 5.93
bits that of a symbol drawn blindly.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass

import numpy as np

from ..corpus import data_file
from . import lstm

__all__ = [
    "Model",
    "batches",
    "encode",
    "held_out",
    "load_losses",
    "load_model",
    "load_sonnets",
    "loss_by_reach",
    "measure",
    "one_more_epoch",
    "save_model",
    "train_epoch",
]

STREAMS, STEPS = 16, 64  # texts read side by side, characters between two updates
LEARNING_RATE = 5e-3  # of the training that made the weights
STUDENT_RATE = 2e-3  # of the one more epoch: it begins here and falls to 0
BITS = math.log(2)  # nats in a bit


@dataclass
class Model:
    """Weights and the symbols they know: `symbols` is a sorted text of V characters,
    whose k-th has the index k."""

    parameters: dict
    symbols: str

    def copy(self):
        """A model of its own: training it leaves this one as it is."""
        return Model(
            {name: value.copy() for name, value in self.parameters.items()}, self.symbols
        )


def load_sonnets():
    """The 154 sonnets: a line a verse, an empty line between sonnets, case kept, no
    newline at the end."""
    return data_file("sonnets.txt").read_text(encoding="utf-8").rstrip("\n")


def load_model(path=None):
    """The committed weights, or those of the file `path`, as float32. The file holds
    arrays only, and no pickle."""
    with np.load(path or data_file("sonnets.npz"), allow_pickle=False) as file:
        symbols = str(file["symbols"])
        return Model(
            {n: file[n].astype(np.float32) for n in file.files if n != "symbols"}, symbols
        )


def save_model(model, path):
    """Write `model` as float16, which halves the file and costs less than 0.001
    bits."""
    small = {name: value.astype(np.float16) for name, value in model.parameters.items()}
    np.savez(path, symbols=np.array(model.symbols), **small)


def load_losses():
    """The losses of a long training, epoch by epoch: a dictionary of arrays, in bits a
    character.

    `epoch`; `on_the_way` with dropout, `learnt` on text it learnt from, `held_out` on
    text it did not.
    """
    table = np.genfromtxt(data_file("sonnets_loss.csv"), delimiter=",", names=True)
    return {name: table[name] for name in table.dtype.names}


def encode(text, symbols):
    """The indices of the characters of `text`, an integer array. Raises KeyError for
    one that is not in `symbols`."""
    table = {char: ix for ix, char in enumerate(symbols)}
    return np.array([table[char] for char in text], dtype=np.intp)


def held_out(ix):
    """Cut a text in two: the first nine tenths to learn from, the last tenth to be
    asked about."""
    cut = len(ix) * 9 // 10
    return ix[:cut], ix[cut:]


# ------------------------------------------------------------------------------------------------------------
# training


def batches(ix, rng):
    """One epoch: the inputs and targets, each (STEPS, STREAMS), update by update.

    The text is cut into STREAMS equal pieces that are read side by side from a random
    start, so the state that a stream ends with is the one that its next stretch begins
    with. A target is the input's next character.
    """
    start = rng.integers(STEPS)
    length = (len(ix) - start - 1) // STREAMS
    if length < STEPS:
        raise ValueError(
            f"an epoch needs at least {STREAMS * STEPS + STEPS} characters, but the text has {len(ix)}"
        )
    inputs, targets = (
        ix[s : s + STREAMS * length].reshape(STREAMS, length).T for s in (start, start + 1)
    )
    return [
        (inputs[t : t + STEPS], targets[t : t + STEPS])
        for t in range(0, length - STEPS + 1, STEPS)
    ]


def train_epoch(parameters, adam, ix, rng, rate, report=None):
    """Read the text `ix` once and learn from every character of it; `parameters` and
    `adam` change in place.

    `rate(part)` gives the learning rate where the part `part` (0 to 1) of the epoch is
    done. `report(done, total, bits)` is called after each update. Returns the mean loss
    in bits a character, as met on the way: dropout on, weights moving.
    """
    work = batches(ix, rng)
    state = lstm.zero_state(parameters, STREAMS)
    losses = []
    for inputs, targets in work:
        logits, state, cache = lstm.forward(parameters, inputs, state, rng)
        loss, dlogits = lstm.loss_and_dlogits(logits, targets)
        gradients = lstm.backward(parameters, dlogits, cache)
        lstm.clip_to_norm(gradients)
        lstm.adam_step(parameters, gradients, adam, rate(len(losses) / len(work)))
        losses.append(loss / BITS)
        if report:
            report(len(losses), len(work), losses[-1])
    return float(np.mean(losses))


def measure(parameters, ix, stretch=512):
    """The mean loss in bits a character over the text `ix`, read once from a zero
    state, without dropout."""
    state = lstm.zero_state(parameters)
    total = 0.0
    for t in range(0, len(ix) - 1, stretch):
        inputs, targets = ix[t : t + stretch], ix[t + 1 : t + 1 + stretch]
        logits, state, _ = lstm.forward(parameters, inputs[: len(targets), None], state)
        loss, _ = lstm.loss_and_dlogits(logits, targets[:, None])
        total += loss * len(targets)
    return total / (len(ix) - 1) / BITS


def loss_by_reach(model, text, reaches, places=400):
    """How much it helps to look back: the loss in bits a character if only the last k
    characters are known.

    Measured on the held-out tenth of `text`, at `places` places evenly spread over it,
    for each k in `reaches`.
    """
    _, rest = held_out(encode(text, model.symbols))
    ends = np.linspace(max(reaches), len(rest) - 1, places).astype(int)
    losses = []
    for k in reaches:
        inputs = rest[ends - np.arange(k, 0, -1)[:, None]]  # (k, places)
        logits, _, _ = lstm.forward(
            model.parameters, inputs, lstm.zero_state(model.parameters, places)
        )
        losses.append(lstm.loss_and_dlogits(logits[-1:], rest[ends][None])[0] / BITS)
    return losses


def one_more_epoch(model, text, seed=0, quiet=False):
    """Train `model` for one epoch on the first nine tenths of `text`, with a progress
    bar; it changes in place.

    The learning rate falls along a cosine, from a stride to nothing: at its end the
    weights come to rest. Returns the held-out loss before and after, in bits a
    character.
    """
    train, rest = held_out(encode(text, model.symbols))
    before = measure(model.parameters, rest)
    if not quiet:
        print(f"before: {before:.3f} bits a character on text the model has never seen")
        if sys.platform == "emscripten":
            print(
                "In a browser an epoch takes minutes; only a restart of the kernel ends it sooner.",
                end=" ",
            )
            print(
                "The cells below need no epoch of yours: after a restart, run all of them but this one."
            )
    adam = lstm.initialize_adam(model.parameters)
    rng = np.random.default_rng(seed)
    train_epoch(model.parameters, adam, train, rng, _cosine, None if quiet else _bar)
    after = measure(model.parameters, rest)
    if not quiet:
        print(f"\nafter:  {after:.3f} bits a character, so {before - after:.3f} bits better")
    return before, after


def _cosine(part):
    return STUDENT_RATE * (1 + math.cos(math.pi * part)) / 2


def _bar(done, total, bits, width=40):
    filled = width * done // total
    bar = "#" * filled + "." * (width - filled)
    print(f"\r[{bar}] {done:3d} of {total} updates, loss {bits:.2f} bits", end="", flush=True)
