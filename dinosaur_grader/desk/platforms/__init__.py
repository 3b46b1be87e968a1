"""Platforms that start a process for each hand-in, a file each: what they are given to
read, and what an instructor uploads there."""

from __future__ import annotations

import importlib
from types import ModuleType

FORMS = {
    "json": "dinosaur_grader.desk.platforms.plain_json",
    "gradescope": "dinosaur_grader.desk.platforms.gradescope",
    "coursera": "dinosaur_grader.desk.platforms.coursera",
    "prairielearn": "dinosaur_grader.desk.platforms.prairielearn",
    "classroom": "dinosaur_grader.desk.platforms.classroom",
}


def form(name: str) -> ModuleType:
    """The module that writes for a platform. `files(marked, pages)` gives texts by the
    names of their files, what the platform reads first; `refused(sentence)` the same
    where there is no mark."""
    return importlib.import_module(FORMS[name])
