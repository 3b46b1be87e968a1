"""A blank notebook with answers in its cells, as a student would hand it in."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any


def filled(blank: dict[str, Any], answers: Mapping[str, str]) -> dict[str, Any]:
    """A copy of a notebook's JSON data in which the cells with these ids have these
    texts."""
    made = copy.deepcopy(blank)
    for cell in made["cells"]:
        cell["source"] = answers.get(grade_id(cell), cell["source"])
    return made


def grade_id(cell: Mapping[str, Any]) -> str:
    """The id that nbgrader knows a cell by; empty where it has none."""
    found: str = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
    return found
