"""The Sonnets' model once more, in Keras 3. Needs the extra `keras`: `pip install keras
"jax[cpu]"`.

Keras is imported where it is needed, so this module can be read and imported without
it. It runs on the backend that KERAS_BACKEND names, and on JAX where nothing is named.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from . import watching
from .model import STEPS, STREAMS, STUDENT_RATE, Model
from .verse import EXAMPLE, continue_text

if TYPE_CHECKING:
    from keras import Sequential
    from keras.callbacks import Callback

__all__ = [
    "available",
    "build_model",
    "fit_one_epoch",
    "give_weights",
    "logits_along",
    "take_weights",
    "verse_callback",
    "windows",
]

# as Keras lists them, layer by layer
ORDER = (
    "E",
    "W1",
    "U1",
    "b1",
    "W2",
    "U2",
    "b2",
    "Wy",
    "by",
)
HOW = 'Keras is not installed here. For this part: pip install keras "jax[cpu]", then restart the kernel.'


def available() -> bool:
    """Whether Keras and its backend are installed; chooses the backend JAX where none
    is chosen yet."""
    backend = os.environ.setdefault("KERAS_BACKEND", "jax")
    return all(importlib.util.find_spec(name) is not None for name in ("keras", backend))


def build_model(vocab_size: int, n_e: int = 64, n_a: int = 192) -> Sequential:
    """Two stacked LSTM layers that predict every next character; its output are logits,
    (streams, steps, V)."""
    from keras import Input, Sequential, layers

    return Sequential(
        [
            Input((None,), dtype="int32"),
            layers.Embedding(vocab_size, n_e),
            layers.Dropout(0.1),
            layers.LSTM(n_a, return_sequences=True),
            layers.Dropout(0.4),
            layers.LSTM(n_a, return_sequences=True),
            layers.Dropout(0.4),
            layers.Dense(vocab_size),
        ]
    )


def give_weights(keras_model: Sequential, parameters: dict[str, np.ndarray]) -> None:
    """Put our weights into the Keras model, as copies. Both keep the gates in the order
    i, f, g, o."""
    keras_model.set_weights([np.array(parameters[name]) for name in ORDER])


def take_weights(keras_model: Sequential, symbols: str) -> Model:
    """The Keras model's weights as a `Model` of ours, as copies."""
    return Model(
        {name: np.array(w) for name, w in zip(ORDER, keras_model.get_weights(), strict=True)},
        symbols,
    )


def logits_along(keras_model: Sequential, ix: np.ndarray) -> np.ndarray:
    """The logits (T, V) that the Keras model gives along the indices `ix (T,)`, read
    from a zero state."""
    return np.array(keras_model(np.asarray(ix, dtype=np.int32)[None]))[0]


def windows(ix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Inputs and targets for `fit`, each (n, STEPS): stretches of the text, one behind
    the other.

    Each stretch begins from a zero state: `stateful=True` does nothing in `fit` on JAX,
    without a word.
    """
    n = (len(ix) - 1) // STEPS
    inputs, targets = (
        ix[start : start + n * STEPS].reshape(n, STEPS).astype(np.int32) for start in (0, 1)
    )
    return inputs, targets


def compile_model(keras_model: Sequential, updates: int, rate: float = STUDENT_RATE) -> None:
    """Make the Keras model ready for one epoch of `updates` updates: Adam, norm at most
    1, the rate falling to 0."""
    from keras import losses, optimizers

    schedule = optimizers.schedules.CosineDecay(rate, updates)
    keras_model.compile(
        optimizer=optimizers.Adam(schedule, global_clipnorm=1.0),
        loss=losses.SparseCategoricalCrossentropy(from_logits=True),
    )


def fit_one_epoch(
    keras_model: Sequential,
    ix: np.ndarray,
    callbacks: Sequence[Callback] = (),
    seed: int = 0,
    verbose: int = 0,
) -> float:
    """One epoch of Keras's own `fit` over the text `ix`, STREAMS windows an update, with
    a bar. Returns the mean loss in nats.

    Stopped, it says so in a sentence and keeps what was learned; called again it goes
    on with the windows that are left.
    """
    import keras

    inputs, targets = windows(ix)
    order = np.random.default_rng(seed).permutation(len(inputs))
    total = -(-len(inputs) // STREAMS)
    done = getattr(keras_model, "updates_done", 0) % total
    if not done:
        keras.utils.set_random_seed(seed)
        compile_model(keras_model, total)
    left = order[done * STREAMS :]
    with watching.stoppable() as stop:
        history = keras_model.fit(
            inputs[left],
            targets[left],
            batch_size=STREAMS,
            shuffle=False,
            callbacks=[*callbacks, _progress_callback(stop, done, total)],
            verbose=verbose,
        )
    if keras_model.updates_done < total:
        print(
            f"Stopped after {keras_model.updates_done} of {total} updates. What was learned is "
            "kept; run the cell again to go on from there."
        )
    return history.history["loss"][-1]


def _progress_callback(stop: watching.Stop, done: int, total: int) -> Callback:
    """A Keras callback that draws the bar, counts the updates on the model, and ends
    `fit` where somebody wants to stop."""
    import keras

    bar = watching.Bar(total, "updates", done)

    class Progress(keras.callbacks.Callback):
        def on_train_batch_end(self, batch: int, logs: object = None) -> None:
            self.model.updates_done = done + batch + 1
            bar.report(self.model.updates_done)
            if stop.asked:
                self.model.stop_training = True

    return Progress()


def verse_callback(symbols: str, every: int = 20, temperature: float = 0.7) -> Callback:
    """A Keras callback that lets the model write a line of verse after every `every`
    updates.

    The line is written by our own code with the weights as they are now: to call Keras
    once a letter is far slower.
    """
    import keras

    class Verse(keras.callbacks.Callback):
        def on_train_batch_end(self, batch: int, logs: object = None) -> None:
            if (batch + 1) % every == 0:
                print(
                    f"{batch + 1:4d} updates: {_line(take_weights(self.model, symbols), temperature)}"
                )

    return Verse()


def _line(model: Model, temperature: float) -> str:
    letters = continue_text(model, EXAMPLE, temperature, np.random.default_rng(0))
    return EXAMPLE + "".join(islice(letters, 60)).replace("\n", " / ")
