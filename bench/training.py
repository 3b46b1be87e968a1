"""How much faster training is with `utils` than with the textbook's helpers: `python -m
bench.training`.

The two run side by side in turns in one process, each from the same start on the same
names, and the best turn of each counts: noise of the machine only ever adds time.
"""

from __future__ import annotations

import argparse
import time

import utils
from tests import oracle
from utils.corpus import load_names


def measure(iterations: int, turns: int) -> dict[str, float]:
    """The seconds that an iteration takes, at best, with `textbook` and with
    `utils`."""
    data = load_names(quiet=True)
    kits = {"textbook": oracle.helpers(), "utils": utils}
    best = dict.fromkeys(kits, float("inf"))
    for _ in range(turns):
        for name, kit in kits.items():
            start = time.process_time()
            oracle.train(data, iterations, kit)
            best[name] = min(best[name], (time.process_time() - start) / iterations)
    return best


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.training", description="Training, textbook against utils."
    )
    parser.add_argument("--iterations", type=int, default=4000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument(
        "--quick", action="store_true", help="one short turn of each: it measures little"
    )
    chosen = parser.parse_args(arguments)
    best = measure(500, 1) if chosen.quick else measure(chosen.iterations, chosen.turns)
    for name, seconds in best.items():
        print(f"{name:10} {seconds * 1000:.3f} ms of CPU an iteration")
    print(f"ratio      {best['textbook'] / best['utils']:.2f} (the aim is 3.0 or more)")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
