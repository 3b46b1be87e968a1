"""A small assignment of the same build as the real one: two solution cells, three test
cells, a demonstration."""

from __future__ import annotations

import copy
import json
from pathlib import Path

from dinosaur_grader.assignments.assignment import Assignment, build
from tests.dinosaurs import RUBRIC

CLIP = "def clip(gradients, maxValue):\n    return gradients"
SAMPLE = "def sample(parameters, char_to_ix, seed):\n    return []"
HIDDEN = "\n### BEGIN HIDDEN TESTS\nmarks()\n### END HIDDEN TESTS"
SHOW = "parameters = model(data, ix_to_char, char_to_ix)\nprint(parameters)"


def cell(
    source: str, grade_id: str = "", points: int | None = None, kind: str = "code", **extra
) -> dict:
    """A cell as nbformat 4.5 writes it; with points it is a test cell, with an id alone
    a solution cell."""
    metadata = {}
    if grade_id:
        metadata["nbgrader"] = {
            "grade_id": grade_id,
            "solution": points is None,
            "grade": points is not None,
        }
        metadata["nbgrader"] |= {"locked": points is not None, "schema_version": 3}
        metadata["nbgrader"] |= {} if points is None else {"points": points}
    made = {
        "cell_type": kind,
        "metadata": metadata,
        "source": source,
        "id": f"c{abs(hash(source)) % 10**8:08d}",
    }
    if kind == "code":
        made |= {"outputs": [], "execution_count": None}
    made["metadata"] |= extra
    return made


def notebook(cells: list[dict], **extra) -> dict:
    return {
        "cells": cells,
        "metadata": {"kernelspec": {"language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
        **extra,
    }


def _cells(clip: str, sample: str, hidden: str) -> list[dict]:
    return [
        cell("# Title", kind="markdown"),
        cell("import numpy as np"),
        cell(clip, "clip"),
        cell("check(clip)" + hidden, "clip_expected", 8),
        cell("# asked again" + hidden, "clip_hidden", 12),
        cell(sample, "sample"),
        cell("check(sample)" + hidden, "sample_expected", 10),
        cell(SHOW, tags=["demonstration"]),
    ]


SOURCE = notebook(_cells(CLIP, SAMPLE, HIDDEN))
RELEASE = notebook(
    _cells(CLIP.replace("return gradients", "pass"), SAMPLE.replace("return []", "pass"), "")
)


def assignment() -> Assignment:
    return build("dinosaur_island", SOURCE, RELEASE, RUBRIC)


def solved() -> dict:
    """A student's notebook: the release with both functions written."""
    return notebook(_cells(CLIP, SAMPLE, ""))


def hand_in(
    submitted: Path, student: str, what: dict | bytes, name: str = "dinosaur_island.ipynb"
) -> Path:
    """Write what a student handed in; returns the assignment's folder."""
    folder = submitted / student / "dinosaur_island"
    folder.mkdir(parents=True, exist_ok=True)
    raw = what if isinstance(what, bytes) else json.dumps(copy.deepcopy(what)).encode()
    (folder / name).write_bytes(raw)
    return folder
