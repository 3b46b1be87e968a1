"""The training log of the corpus in use, up to iteration 2,000, beside the one that
every correct program prints.

It is asked in a student's notebook only and carries no points: it takes a second, and
it stands on the student's own `clip`, `sample` and `optimize`. The right rows are in
`training_log.json`, told apart by the corpus's sha256.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from .calls import Call, perform
from .observing import model_log

FILE = Path(__file__).with_name("training_log.json")
ITERATIONS = 2_001
ROUNDED = 0.006  # a loss may be printed with two digits


def known(data: object) -> dict | None:
    """The right log of a corpus, or None for one that the kit does not know."""
    if not isinstance(data, str):
        return None
    digest = hashlib.sha256(data.lower().encode()).hexdigest()
    logs = json.loads(FILE.read_text(encoding="utf-8"))["logs"]
    return next((log for log in logs if log["sha256"] == digest), None)


def verdict(namespace: dict) -> tuple[bool, str] | None:
    """Whether `model` prints the right log on the notebook's `data`, and what to say;
    None where that is not known."""
    data, log = namespace.get("data"), known(namespace.get("data"))
    if log is None:
        return None
    call = Call(
        "model",
        (data, namespace.get("ix_to_char"), namespace.get("char_to_ix")),
        {"num_iterations": ITERATIONS},
    )
    title = f"the log of {log['corpus']} at iterations 0 and 2,000, with your own functions"
    outcome = perform(call, namespace)
    if outcome.failure is not None:
        return False, f"{title}: model raised {outcome.failure.type}: {outcome.failure.message}"
    difference = first_difference(log, model_log(outcome))
    return not difference, f"{title}: {difference or 'as it should be.'}"


def first_difference(log: dict, printed: dict) -> str:
    """The first thing in which a printed log differs from the right one, or nothing."""
    if printed["iterations"] != log["iterations"]:
        return f"it should report the iterations {log['iterations']} and reports {printed['iterations'][:9]}."
    for iteration, right, loss in zip(
        log["iterations"], log["losses"], printed["losses"], strict=True
    ):
        if not abs(right - loss) <= ROUNDED:
            return (
                f"the loss at iteration {iteration:,} should be {right:.6f} and is {loss:.6f}."
            )
    names = [name.lower() for name in printed["names"]]
    for right, name in zip(log["names"], names, strict=False):
        if right != name:
            return (
                f"the name {right.capitalize()} should stand where {name.capitalize()} stands."
            )
    return (
        ""
        if len(names) == len(log["names"])
        else f"it has {len(names)} names where {len(log['names'])} are due."
    )
