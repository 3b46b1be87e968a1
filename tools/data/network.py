"""Make `data/network.npy`, the network that invents the first names of the lesson, and
its birth certificate `data/NETWORK.md`: `python -m tools.data.network [--check]`.

It learns from nine names in ten of the kit's list, as the lesson's section on a better
recipe does. `--check` writes nothing: it measures the committed numbers on the names
held out and exits with 1 where they are not as good as the certificate says.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import sys
from pathlib import Path

import numpy as np

from dinosaur_grader.assignments import assignment
from utils import baselines, inventor, recipes
from utils.corpus import read_text
from utils.text import vocabulary

DATA = Path(__file__).resolve().parents[2] / "data"
ITERATIONS = 24_000
CERTIFICATE = """# The network in `network.npy`

This page and the file are written by one command, `python -m tools.data.network`. It gives the same
bits whenever it is run on one machine; another machine rounds otherwise, and a few of the numbers
differ in their last digit.

| | |
| --- | --- |
| what it is | the lesson's recurrent network, {n_a} hidden units, 27 symbols: {count:,} numbers |
| the file | one flat array of half floats, {size:,} bytes: `Wax`, `Waa`, `Wya`, `b`, `by`, row by row |
| sha256 | `{sha256}` |
| learned from | {kept:,} names of `dinos.txt`; every tenth, {held} in all, was held out |
| sha256 of the names | `{names}` |
| begins with | `initialize_parameters(50, 27, 27)`; the names shuffled once, seed 0 |
| recipe | {iterations:,} names, each from a zero state; clipped at 5; the rate falls from 0.01 to 0 |
| measured | {loss:.2f} nats per letter on held-out names; the best table of counts has {table:.2f} |
| used by | `utils/inventor.py` in the lesson's first cell, and the landing page of the course's site |
| licence | that of the kit, MIT |

It knows how names of dinosaurs look, and nothing else. It copies hardly any: of 2,000 invented names
{copied} stand in the list that it has read.
"""


def trained() -> np.ndarray:
    """The trained numbers as one flat array of half floats."""
    kept, _ = baselines.split(read_text(DATA / "dinos.txt"))
    char_to_ix, _ = vocabulary(kept)
    optimize = assignment.load("dinosaur_island").rubric.answers.functions["optimize"]
    parameters = recipes.train(optimize, kept, char_to_ix, ITERATIONS)
    return np.concatenate([parameters[name].ravel() for name in inventor.SHAPES]).astype("<f2")


def measured(flat: np.ndarray) -> tuple[float, float]:
    """The loss in nats per letter of the network `flat` on held-out names, and that of the
    best table of counts."""
    kept, held = baselines.split(read_text(DATA / "dinos.txt"))
    char_to_ix, _ = vocabulary(kept)
    loss = baselines.network(held, inventor.parameters(flat), char_to_ix)
    return loss, min(baselines.tables(kept, held).values())


def certificate(flat: np.ndarray, content: bytes) -> str:
    """The text of `data/NETWORK.md`."""
    text = read_text(DATA / "dinos.txt")
    kept, held = baselines.split(text)
    loss, table = measured(flat)
    invented = inventor.drawn(inventor.parameters(flat), 2000, 1.0, np.random.default_rng(0))
    return CERTIFICATE.format(
        n_a=50,
        count=flat.size,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        kept=kept.count("\n") + 1,
        held=held.count("\n") + 1,
        names=hashlib.sha256(text.encode()).hexdigest(),
        iterations=ITERATIONS,
        copied=sum(name.lower() in set(kept.split("\n")) for name in invented),
        loss=loss,
        table=table,
    )


def main(arguments: list[str] | None = None) -> int:
    """Write the network and its certificate, or check them."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.data.network", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--check", action="store_true", help="write nothing, measure")
    if parser.parse_args(arguments).check:
        flat = np.load(DATA / "network.npy")
        right = certificate(flat, (DATA / "network.npy").read_bytes())
        return 0 if (DATA / "NETWORK.md").read_text("utf-8") == right else 1
    file = io.BytesIO()
    np.save(file, flat := trained())
    (DATA / "network.npy").write_bytes(file.getvalue())
    (DATA / "NETWORK.md").write_text(certificate(flat, file.getvalue()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
