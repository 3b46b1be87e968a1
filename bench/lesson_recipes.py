"""The lesson's pay-off by seeds: nats per letter on held-out names and how many names run
on, for each recipe of training, beside counting.

`python -m bench.lesson` prints it; with `--write` the rows become `data/recipes.csv`,
which the lesson's figure shows beside the student's own run.
"""

from __future__ import annotations

import csv
import io
import itertools
import math
import statistics
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dinosaur_grader.assignments import assignment
from tools.data.network import ITERATIONS
from utils import baselines, inventor, recipes
from utils.corpus import data_file, read_text
from utils.text import vocabulary

SEEDS = range(10)
DRAWN, LONG = 200, 25  # names; letters: the longest real one has 23
FILE = Path(__file__).resolve().parent.parent / "data" / "recipes.csv"


class Row(NamedTuple):
    """One training: its recipe, the seed of the order of names, nats per letter on the
    names held out, and how many of 200 invented names have over 25 letters."""

    state: str
    rate: str
    seed: int
    nats: float
    long: int


def rows(iterations: int = ITERATIONS, seeds: Iterable[int] = SEEDS) -> Iterator[Row]:
    """Train a network for each recipe and seed, and measure it."""
    kept, held = baselines.split(read_text(data_file("dinos.txt")))
    char_to_ix, _ = vocabulary(kept)
    optimize = assignment.load("dinosaur_island").rubric.answers.functions["optimize"]
    for state, rate in itertools.product(("carried", "zero"), ("fixed", "falling")):
        for seed in seeds:
            network = recipes.train(
                optimize,
                kept,
                char_to_ix,
                iterations,
                carried=state == "carried",
                falling=rate == "falling",
                order=seed,
            )
            names = inventor.drawn(network, DRAWN, 1.0, np.random.default_rng(seed))
            nats = baselines.network(held, network, char_to_ix)
            yield Row(
                state, rate, seed, round(nats, 4), sum(len(name) > LONG for name in names)
            )


def written(found: list[Row]) -> str:
    """The rows as the text of `data/recipes.csv`."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerows([Row._fields, *found])
    return text.getvalue()


def printed(found: list[Row]) -> str:
    """The table for people: counting, then a line a recipe with the spread of its
    seeds."""
    text = read_text(data_file("dinos.txt"))
    kept, held = baselines.split(text)
    lines = [f"{'nats per letter on held-out names':44}  of {DRAWN} names over {LONG} letters"]
    lines.append(f"  {'blind guessing':24} {math.log(len(set(text))):.2f}")
    lines += [f"  {what:24} {loss:.2f}" for what, loss in baselines.tables(kept, held).items()]
    for (state, rate), each in itertools.groupby(found, key=lambda row: row[:2]):
        group = list(each)
        nats, long = [row.nats for row in group], [row.long for row in group]
        what = f"state {state}, rate {rate}"
        lines.append(
            f"  {what:24} {statistics.median(nats):.2f} ({min(nats):.2f} to {max(nats):.2f})"
            f"  {statistics.median(long):.0f} ({min(long)} to {max(long)}), {len(group)} seeds"
        )
    return "\n".join(lines)
