"""The commands of a job of the hosted workflow, to give them elsewhere: `python -m
tests.workflow quick`.

A line each: who gives it, `root` or `user`, a tab, and the command, without the `sudo`
that makes it root's.
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

FILE = Path(__file__).parents[1] / ".github" / "workflows" / "ci.yml"
SUDO = "sudo "


def jobs() -> dict[str, dict]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))["jobs"]


def commands(job: str) -> list[tuple[bool, str]]:
    """(whether as root, the command), for every line of the job's `run:` steps, in
    their order."""
    lines = [
        line.strip()
        for step in jobs()[job]["steps"]
        for line in step.get("run", "").splitlines()
    ]
    return [(line.startswith(SUDO), line.removeprefix(SUDO)) for line in lines if line]


if __name__ == "__main__":
    for as_root, command in commands(sys.argv[1]):
        print(f"{'root' if as_root else 'user'}\t{command}")
