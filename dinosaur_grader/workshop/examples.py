"""`python -m dinosaur_grader.workshop.examples [--check]`: what is generated in `examples/`, made as
any course makes it; `--check` compares.

The course is built in a copy, so a failure changes nothing.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from dinosaur_grader.assignments import locations
from dinosaur_grader.workshop import course as making
from dinosaur_grader.workshop.notebooks import ROOT, differences, swap

EXAMPLES = ROOT / "examples"
KEPT = ("source", "rubrics", "data", "nbgrader_config.py")
"""What a person writes there; all else is made."""


def main(arguments: list[str] | None = None) -> int:
    """Generate, or with `--check` compare; 0 when all is as it should be."""
    parser = argparse.ArgumentParser(
        prog="python -m dinosaur_grader.workshop.examples", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--check", action="store_true", help="change nothing; compare")
    given = parser.parse_args(arguments)
    names = locations.names(EXAMPLES)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "examples"
        copy.mkdir()
        for name in KEPT:
            path = EXAMPLES / name
            (shutil.copytree if path.is_dir() else shutil.copyfile)(path, copy / name)
        for name in names:
            making.build(name, copy, lambda _: None)
        if not given.check:
            swap(copy, EXAMPLES, names)
            return 0
        found = differences(copy, EXAMPLES, names)
    for line in found:
        print(f"examples/{line}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
