"""One setting of `make portability`, in a process of its own: train, ask the gallery,
write down what came.

Needs NumPy, threadpoolctl and a checkout, and nothing else, so that small environments
do.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import platform
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_info

from grader.assignments.reference import reference
from utils.corpus import VARIABLE, load_names
from utils.text import vocabulary

ITERATIONS = 12_001


def kernel() -> str:
    """The name of the BLAS kernel that was really loaded, as threadpoolctl reads it."""
    loaded = [
        library.get("architecture") or library["internal_api"] for library in threadpool_info()
    ]
    return ", ".join(sorted(set(loaded))) or "unknown"


def corpora() -> dict[str, str]:
    """The kit's own list, and the classic file where the environment points to a
    copy."""
    found = {
        "kit": load_names(
            Path(__file__).resolve().parents[3] / "data" / "dinos.txt", quiet=True
        )
    }
    if VARIABLE in os.environ:
        found["classic"] = load_names(os.environ[VARIABLE], quiet=True)
    return found


def log(data: str) -> str:
    """What the reference `model` prints on `data` with its defaults, to the iteration
    12,000."""
    char_to_ix, ix_to_char = vocabulary(data)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        reference()["model"](data, ix_to_char, char_to_ix, num_iterations=ITERATIONS)
    return printed.getvalue()


def verdicts() -> dict[str, list]:
    """The verdict of each probe on each answer of the gallery, by the answer's name."""
    from grader.assignments.probes import PRACTICE_SEED, probes
    from grader.workshop.gallery import answers, grade

    asked, found = probes(PRACTICE_SEED), {}
    for answer in answers():
        kind = "right" if answer.right else "wrong"
        graded = grade(answer, asked)
        rows = [
            [verdict.probe, verdict.passed, verdict.points, verdict.fault]
            for verdict in graded.verdicts
        ]
        found[f"{answer.function}/{kind}/{answer.name}"] = [
            *rows,
            ["lost elsewhere", graded.others],
        ]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m grader.workshop.portability.child")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--no-gallery", action="store_true")
    chosen = parser.parse_args()
    report = {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "kernel": kernel(),
        "logs": {name: log(data) for name, data in corpora().items()},
        "verdicts": {} if chosen.no_gallery else verdicts(),
    }
    chosen.out.write_text(json.dumps(report), encoding="utf-8")


if __name__ == "__main__":
    main()
