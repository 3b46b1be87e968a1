"""A folder as a hostile student fills it: whatever is imported from there leaves a mark,
and fails."""

from __future__ import annotations

import sys
from pathlib import Path

OURS = ("utils", "dinosaur_grader", "rubrics")
"""What a student's folder or a checkout holds under these names."""
OTHERS = ("msgspec", "numpy", "typer", "IPython", "sitecustomize", "usercustomize")
STANDARD = sorted(sys.stdlib_module_names)
"""A new process imports some of them before any line of ours runs."""
TEXT = """
with open({marks!r}, "a") as marks:
    marks.write({name!r} + "\\n")
raise SystemError("{name} was imported from a student's folder")
"""


def lay(folder: Path, names: tuple[str, ...] = (*OURS, *OTHERS, *STANDARD)) -> Path:
    """The folder, with a trap in it under each of the names."""
    for name in names:
        place = folder / name
        place.mkdir(parents=True)
        text = TEXT.format(marks=str(_marks(folder)), name=name)
        (place / "__init__.py").write_text(text, encoding="utf-8")
    return folder


def sprung(folder: Path) -> list[str]:
    """The modules that were imported from there, each as often as it was."""
    marks = _marks(folder)
    return marks.read_text(encoding="utf-8").split() if marks.exists() else []


def _marks(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.marks")
