"""The Sonnets' model at work: load it, train it for an epoch, measure it, let it write.

Losses are in bits per character: 1 bit is the surprise of a coin's toss, log2(61) = 5.93
bits that of a symbol drawn blindly.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ..corpus import data_file
from . import lstm, watching

__all__ = [
    "Epoch",
    "Model",
    "batches",
    "begin_epoch",
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
    "updates",
]

STREAMS, STEPS = 16, 64  # texts read side by side, characters between two updates
LEARNING_RATE = 5e-3  # of the training that made the weights
STUDENT_RATE = 2e-3  # of the one more epoch: it begins here and falls to 0
BITS = math.log(2)  # nats in a bit
BROWSER_PART = 10  # in a browser an epoch reads one part in ten
CHUNK = 50  # places that are measured between two reports


@dataclass
class Model:
    """Weights and the symbols they know: `symbols` is a sorted text of V characters,
    whose k-th has the index k. `unfinished` is an epoch that was stopped, if one was, and
    `epochs` the number of those that were not."""

    parameters: dict
    symbols: str
    unfinished: Epoch | None = field(default=None, repr=False, compare=False)
    epochs: int = 0

    def copy(self) -> Model:
        """A model of its own: training it leaves this one as it is."""
        return Model(
            {name: value.copy() for name, value in self.parameters.items()}, self.symbols
        )


def load_sonnets() -> str:
    """The 154 sonnets: a line a verse, an empty line between sonnets, case kept, no
    newline at the end."""
    return data_file("sonnets.txt").read_text(encoding="utf-8").rstrip("\n")


def load_model(path: str | Path | None = None) -> Model:
    """The committed weights, or those of the file `path`, as float32. The file holds
    arrays only, and no pickle."""
    with np.load(path or data_file("sonnets.npz"), allow_pickle=False) as file:
        symbols = str(file["symbols"])
        return Model(
            {n: file[n].astype(np.float32) for n in file.files if n != "symbols"}, symbols
        )


def save_model(model: Model, path: str | Path) -> None:
    """Write `model` as float16, which halves the file and costs less than 0.001
    bits."""
    small = {name: value.astype(np.float16) for name, value in model.parameters.items()}
    np.savez(path, symbols=np.array(model.symbols), **small)


def load_losses() -> dict[str, np.ndarray]:
    """The losses of a long training, epoch by epoch: a dictionary of arrays, in bits a
    character.

    `epoch`; `on_the_way` with dropout, `learnt` on text it learnt from, `held_out` on
    text it did not.
    """
    table = np.genfromtxt(data_file("sonnets_loss.csv"), delimiter=",", names=True)
    return {name: table[name] for name in table.dtype.names or ()}


def encode(text: str, symbols: str) -> np.ndarray:
    """The indices of the characters of `text`, an integer array. Raises KeyError for
    one that is not in `symbols`."""
    table = {char: ix for ix, char in enumerate(symbols)}
    return np.array([table[char] for char in text], dtype=np.intp)


def held_out(ix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cut a text in two: the first nine tenths to learn from, the last tenth to be
    asked about."""
    cut = len(ix) * 9 // 10
    return ix[:cut], ix[cut:]


# ------------------------------------------------------------------------------------------------------------
# training


def batches(ix: np.ndarray, rng: np.random.Generator) -> list[tuple[np.ndarray, np.ndarray]]:
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


@dataclass
class Epoch:
    """An epoch on its way: what comes next is the update number `len(losses)`.

    `work` is what `batches` gave, `state` the one that the streams have reached, and
    `losses` those of the updates so far, in bits per character.
    """

    work: list
    state: tuple
    adam: dict
    rng: np.random.Generator
    losses: list = field(default_factory=list)
    text: str = ""
    before: float = math.nan  # the held-out loss before the first update, in bits

    @property
    def done(self) -> bool:
        """Whether all of the text was read."""
        return len(self.losses) == len(self.work)


def begin_epoch(
    parameters: dict[str, np.ndarray], adam: dict, ix: np.ndarray, rng: np.random.Generator
) -> Epoch:
    """An epoch over the text `ix` of which nothing is done yet."""
    return Epoch(batches(ix, rng), lstm.zero_state(parameters, STREAMS), adam, rng)


def updates(
    parameters: dict[str, np.ndarray], epoch: Epoch, rate: Callable[[float], float]
) -> Iterator[float]:
    """Go on with `epoch`, update by update; yields each one's loss in bits per character.

    `parameters` and `epoch` change in place, at the end of an update and nowhere else,
    so who stops between two can go on later as if nothing had been. `rate(part)` gives
    the learning rate where the part `part` (0 to 1) of the epoch is done.
    """
    for inputs, targets in epoch.work[len(epoch.losses) :]:
        logits, state, cache = lstm.forward(parameters, inputs, epoch.state, epoch.rng)
        loss, dlogits = lstm.loss_and_dlogits(logits, targets)
        gradients = lstm.backward(parameters, dlogits, cache)
        lstm.clip_to_norm(gradients)
        lstm.adam_step(
            parameters, gradients, epoch.adam, rate(len(epoch.losses) / len(epoch.work))
        )
        epoch.state = state
        epoch.losses.append(loss / BITS)
        yield epoch.losses[-1]


def train_epoch(
    parameters: dict[str, np.ndarray],
    adam: dict,
    ix: np.ndarray,
    rng: np.random.Generator,
    rate: Callable[[float], float],
    report: Callable[[int, int, float], object] | None = None,
) -> float:
    """Read the text `ix` once and learn from every character of it; `parameters` and
    `adam` change in place.

    `report(done, total, bits)` is called after each update. Returns the mean loss in
    bits per character, as met on the way: dropout on, weights moving.
    """
    epoch = begin_epoch(parameters, adam, ix, rng)
    with watching.one_thread():
        for bits in updates(parameters, epoch, rate):
            if report:
                report(len(epoch.losses), len(epoch.work), bits)
    return float(np.mean(epoch.losses))


def measure(
    parameters: dict[str, np.ndarray], ix: np.ndarray, stretch: int = 512, streams: int = 1
) -> float:
    """The mean loss in bits per character over the text `ix`, read once from a zero
    state, without dropout.

    With more `streams` it is cut into as many pieces that are read side by side, each
    from a zero state: quicker, and a little higher, for the beginnings know less.
    """
    state = lstm.zero_state(parameters, streams)
    length = (len(ix) - 1) // streams
    inputs, targets = (ix[s : s + streams * length].reshape(streams, length).T for s in (0, 1))
    total = 0.0
    with watching.one_thread():
        for t in range(0, length, stretch):
            logits, state, _ = lstm.forward(parameters, inputs[t : t + stretch], state)
            loss, _ = lstm.loss_and_dlogits(logits, targets[t : t + stretch])
            total += loss * len(logits)
    return total / length / BITS


def loss_by_reach(
    model: Model, text: str, reaches: Sequence[int], places: int = 400
) -> dict[int, float]:
    """How much it helps to look back: a dictionary from each k in `reaches` to the loss
    in bits per character if only the last k characters are known.

    Measured on the held-out tenth of `text`, at `places` places evenly spread over it
    (half of them in a browser). Where it is stopped, the largest k are lacking;
    called again it goes on, as long as the model stays as it is.
    """
    places = places // 2 if watching.in_a_browser() else places
    _, rest = held_out(encode(text, model.symbols))
    ends = np.linspace(max(reaches), len(rest) - 1, places).astype(int)
    chunks = [ends[start : start + CHUNK] for start in range(0, places, CHUNK)]
    known = _MEASURED.setdefault(_print_of(model, rest, ends), {})
    work = [(k, number) for k in sorted(reaches) for number in range(len(chunks))]
    missing = [piece for piece in work if piece not in known]
    total = len(chunks) * sum(reaches)
    steps = total - sum(k for k, _ in missing)
    bar = watching.Bar(total, "steps", steps, None if missing else _silent)
    with watching.one_thread(), watching.stoppable() as stop:
        for k, number in missing:
            known[k, number] = _loss_at(model.parameters, rest, chunks[number], k)
            steps += k
            bar.report(steps)
            if stop.asked and (k, number) >= work[len(chunks) - 1]:  # one reach is whole
                break
    parts = {k: [known[k, n] for n in range(len(chunks)) if (k, n) in known] for k in reaches}
    whole = {k: sum(each) / places for k, each in parts.items() if len(each) == len(chunks)}
    if len(whole) < len(reaches):
        print(
            f"Stopped: {len(whole)} of {len(reaches)} are measured and kept. "
            "Run the cell again to go on from there."
        )
    return whole


_MEASURED: dict[str, dict] = {}  # by the weights and the places: the parts that are known


def _print_of(model: Model, *arrays: np.ndarray) -> str:
    """A digest that is another one as soon as a weight has moved."""
    digest = hashlib.sha256()
    for array in (*model.parameters.values(), *arrays):
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def _loss_at(
    parameters: dict[str, np.ndarray], rest: np.ndarray, ends: np.ndarray, k: int
) -> float:
    """The summed loss in bits at the places `ends`, with the k characters before each
    of them known."""
    inputs = rest[ends - np.arange(k, 0, -1)[:, None]]  # (k, places)
    state = lstm.zero_state(parameters, len(ends))
    logits, _, _ = lstm.forward(parameters, inputs, state)
    return lstm.loss_and_dlogits(logits[-1:], rest[ends][None])[0] / BITS * len(ends)


def one_more_epoch(
    model: Model, text: str, seed: int = 0, quiet: bool = False
) -> tuple[float, float]:
    """Train `model` for one epoch on the first nine tenths of `text`; it changes in
    place. In a browser it is a smaller one, over a part of that.

    The learning rate falls along a cosine, from a stride to nothing: at its end the
    weights come to rest. Stopped, the epoch stays with the model, and the next call
    goes on with it. Returns the held-out loss before and after, in bits per character.
    """
    train, rest = held_out(encode(text, model.symbols))
    say = _silent if quiet else print
    streams = 1
    if watching.in_a_browser():
        train, streams = _smaller(train, model.epochs), STREAMS
        say(SMALLER)
    with watching.one_thread(), watching.stoppable() as stop:
        epoch = _unfinished(model, text, train, seed)
        if math.isnan(epoch.before):
            epoch.before = measure(model.parameters, rest, streams=streams)
        say(f"before: {epoch.before:.3f} bits per character on text the model has never seen")
        _go_on(model, epoch, stop, quiet)
        if not epoch.done:
            say(
                f"Stopped after {len(epoch.losses)} of {len(epoch.work)} updates. What was "
                "learned is kept; run the cell again to go on from there."
            )
        after = measure(model.parameters, rest, streams=streams)
    gain = epoch.before - after
    better = f"{abs(gain):.3f} bits {'better' if gain >= 0 else 'worse'}"
    say(f"after:  {after:.3f} bits per character, so {better}")
    return epoch.before, after


SMALLER = (
    "In a browser NumPy is slow, and a stop starts Python again: what was learned is lost.\n"
    f"So this epoch reads one part in {BROWSER_PART} of the text; run the cell again for the next."
)


def _smaller(train: np.ndarray, number: int) -> np.ndarray:
    """The stretch of the text that the browser's epoch of this number reads: each one
    reads the next."""
    enough = STREAMS * STEPS + 2 * STEPS  # for one update
    length = max(enough, len(train) // BROWSER_PART)
    start = number * length % (len(train) - length + 1)
    return train[start : start + length]


def _silent(*_: object) -> None:
    pass


def _unfinished(model: Model, text: str, train: np.ndarray, seed: int) -> Epoch:
    """The model's epoch over this text that was stopped, else a new one."""
    if model.unfinished is None or model.unfinished.text != text:
        adam, rng = lstm.initialize_adam(model.parameters), np.random.default_rng(seed)
        epoch = begin_epoch(model.parameters, adam, train, rng)
        epoch.text = text
        model.unfinished = epoch
    return model.unfinished


def _go_on(model: Model, epoch: Epoch, stop: watching.Stop, quiet: bool) -> None:
    """The updates that are left, until the last one or until somebody wants to stop."""
    show = _silent if quiet else None
    bar = watching.Bar(len(epoch.work), "updates", len(epoch.losses), show)
    rest = updates(model.parameters, epoch, _cosine)
    while not (epoch.done or stop.asked):
        bar.report(len(epoch.losses) + 1, f"loss {next(rest):.2f} bits")
    if epoch.done:
        model.unfinished = None
        model.epochs += 1


def _cosine(part: float) -> float:
    return STUDENT_RATE * (1 + math.cos(math.pi * part)) / 2
