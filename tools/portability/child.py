"""One setting of `make portability`, in a process of its own: train, ask the gallery,
write down what came.

Needs NumPy, threadpoolctl and what the driver wrote down (`compare.snapshot`: right
answers, questions with what they should give, the gallery), and nothing else, so that
small environments do.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
from threadpoolctl import threadpool_info

from dinosaur_grader.assignments.right_answers import RightAnswers
from utils.corpus import VARIABLE, load_names

ITERATIONS = 12_001
ASKED = Path(__file__).resolve().parents[2] / "asked"
"""What the driver wrote down for this process."""


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
            Path(__file__).resolve().parents[2] / "data" / "dinos.txt", quiet=True
        )
    }
    if VARIABLE in os.environ:
        found["classic"] = load_names(os.environ[VARIABLE], quiet=True)
    return found


def known(folder: Path = ASKED) -> tuple[SimpleNamespace, ModuleType]:
    """What of the rubric is needed here: its functions in order with the right answers,
    its gallery; and its observers."""
    data = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    answers = RightAnswers(data["texts"], data["given"])
    spec = importlib.util.spec_from_file_location("observe", folder / "observe.py")
    special = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(special)
    rubric = SimpleNamespace(
        answers=answers, functions=tuple(data["texts"]), folder=folder, questions=folder
    )
    return rubric, special


def log(rubric: SimpleNamespace, special: ModuleType, data: str) -> str:
    """What the long run of the right functions prints on `data`, to the iteration
    12,000."""
    return special.long_run(rubric.answers.functions, data, ITERATIONS).printed


def verdicts(rubric: SimpleNamespace, special: ModuleType) -> dict[str, list]:
    """The verdict of each probe on each answer of the gallery, by the answer's name."""
    from dinosaur_grader.checks.published import read
    from dinosaur_grader.workshop.gallery import answers, judge_answer

    asked, found = read(rubric.questions, special).probes, {}
    for answer in answers(rubric):
        kind = "right" if answer.right else "wrong"
        graded = judge_answer(rubric, answer, asked)
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
    parser = argparse.ArgumentParser(prog="python -m tools.portability.child")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--no-gallery", action="store_true")
    chosen = parser.parse_args()
    rubric, special = known()
    report = {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "kernel": kernel(),
        "logs": {name: log(rubric, special, data) for name, data in corpora().items()},
        "verdicts": {} if chosen.no_gallery else verdicts(rubric, special),
    }
    chosen.out.write_text(json.dumps(report), encoding="utf-8")


if __name__ == "__main__":
    main()
