"""Platforms that start a process for each hand-in, a module each. A new one is a module
here and its name in `PLATFORMS`, a folder in `files/` as it is uploaded, and its line in
`bundle.UPLOADS`."""

from __future__ import annotations

import importlib
from types import ModuleType

PLATFORMS = ("gradescope", "coursera", "prairielearn", "classroom")
"""Each module's `files(marked, pages)` gives what the platform reads of a hand-in, texts by
the names of their files, what it reads first; `refused(sentence)` the same where there is
no mark."""

ALIASES = {"github": "classroom"}
"""Another name of a platform."""

FORMATS = {"json": "plain_json"} | {name: name for name in PLATFORMS} | ALIASES
"""What `one` writes, with the module for it."""

UPLOADS = (*PLATFORMS, *ALIASES, "container")
"""What `platform` makes."""


def module(name: str) -> ModuleType:
    """Load the module of a platform, or of a format."""
    return importlib.import_module(f"{__name__}.{FORMATS.get(name, name)}")
