"""The second notebook's model, side by side with Keras: `python -m bench.sonnets
[--quick]`.

One epoch of the student's training (2 layers of 192 cells, every character predicted,
16 streams of 64 steps an update) in NumPy and in `fit` of each Keras backend that is
installed, in turns in one run, each in a process of its own; then how fast a poem is
written. Wall time, and the best turn counts: noise of the machine only ever adds time.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess
import sys
import time
from itertools import islice

import numpy as np

from utils.sonnets import keras, lstm, verse
from utils.sonnets import model as sonnets

BACKENDS = ("jax", "torch", "tensorflow")
MAX_TIMES, LEAST_CHARACTERS, MAX_SECONDS = 3.0, 5000, 2.0


def epoch_in_numpy(ix: np.ndarray) -> float:
    """The seconds of one epoch with `utils/sonnets/lstm.py` over the indices `ix`."""
    model = sonnets.load_model()
    adam = lstm.initialize_adam(model.parameters)
    start = time.perf_counter()
    sonnets.train_epoch(model.parameters, adam, ix, np.random.default_rng(0), lambda part: 1e-3)
    return time.perf_counter() - start


def epoch_in_keras(ix: np.ndarray) -> float:
    """The seconds of one epoch with Keras's `fit` over the indices `ix`, compiled
    before."""
    model = sonnets.load_model()
    built = keras.build_model(len(model.symbols))
    keras.give_weights(built, model.parameters)
    inputs, targets = keras.windows(ix)
    # full updates only, so that nothing is compiled again
    n = len(inputs) // sonnets.STREAMS * sonnets.STREAMS
    keras.compile_model(built, n // sonnets.STREAMS)
    built.fit(
        inputs[: 2 * sonnets.STREAMS],
        targets[: 2 * sonnets.STREAMS],
        batch_size=sonnets.STREAMS,
        verbose=0,
    )
    start = time.perf_counter()
    built.fit(inputs[:n], targets[:n], batch_size=sonnets.STREAMS, verbose=0)
    return time.perf_counter() - start


def turn(kind: str, characters: int) -> float:
    """The seconds an epoch takes in a process of its own; `kind` is `numpy` or a Keras
    backend."""
    command = [
        sys.executable,
        "-m",
        "bench.sonnets",
        "--turn",
        kind,
        "--characters",
        str(characters),
    ]
    environment = os.environ | ({} if kind == "numpy" else {"KERAS_BACKEND": kind})
    ran = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return float(ran.stdout.split()[-1])


def writing() -> tuple[float, float]:
    """The seconds to the first line's end, loading included, and the characters a
    second after that."""
    start = time.perf_counter()
    letters = verse.continue_text(
        sonnets.load_model(), verse.EXAMPLE, rng=np.random.default_rng(0)
    )
    for letter in letters:
        if letter == "\n":
            break
    first = time.perf_counter() - start
    start = time.perf_counter()
    count = sum(1 for _ in islice(letters, 5000))
    return first, count / (time.perf_counter() - start)


def main(arguments: list[str] | None = None) -> int:
    """Print the table; 1 where the full measurement missed an aim."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.sonnets", description="The Sonnets' model and Keras."
    )
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument(
        "--quick",
        action="store_true",
        help="one turn on a fifth of the text: it measures little",
    )
    parser.add_argument("--turn", choices=("numpy", *BACKENDS), help=argparse.SUPPRESS)
    parser.add_argument("--characters", type=int, default=0, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    text = sonnets.load_sonnets()
    ix, _ = sonnets.held_out(sonnets.encode(text, "".join(sorted(set(text)))))
    if chosen.turn:
        ix = ix[: chosen.characters]
        print(epoch_in_numpy(ix) if chosen.turn == "numpy" else epoch_in_keras(ix))
        return 0
    if chosen.quick:
        table(len(ix) // 5, 1)
        return 0  # one short turn proves nothing, so it fails nothing
    return table(len(ix), chosen.turns)


def table(characters: int, turns: int) -> int:
    """Measure in turns, print, and tell by the exit code whether the aims were
    reached."""
    kinds = ["numpy", *(name for name in BACKENDS if _installed(name))]
    best = dict.fromkeys(kinds, float("inf"))
    for _ in range(turns):
        for kind in kinds:
            best[kind] = min(best[kind], turn(kind, characters))
    print(f"one epoch over {characters:,} characters, best of {turns}:")
    for kind, seconds in best.items():
        print(f"  {'NumPy' if kind == 'numpy' else 'Keras on ' + kind:20} {seconds:6.2f} s")
    fastest = min((seconds for kind, seconds in best.items() if kind != "numpy"), default=None)
    ratio = best["numpy"] / fastest if fastest else 0.0
    print(
        f"  NumPy takes {ratio:.2f} times the fastest"
        if fastest
        else "  Keras is not installed: nothing to compare with"
    )
    first, speed = writing()
    print(
        f"first line after {first:.2f} s (at most {MAX_SECONDS}), "
        f"then {speed:,.0f} characters/s (at least {LEAST_CHARACTERS:,})"
    )
    return 0 if ratio <= MAX_TIMES and first <= MAX_SECONDS and speed >= LEAST_CHARACTERS else 1


def _installed(backend: str) -> bool:
    return all(importlib.util.find_spec(name) is not None for name in ("keras", backend))


if __name__ == "__main__":
    raise SystemExit(main())
