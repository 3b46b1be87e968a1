"""The commands of a job of the hosted workflows, to give them elsewhere: `python -m
tests.workflow quick`.

A line each: who gives it, `root` or `user`, a tab, and the command, without the `sudo`
that makes it root's.
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

FOLDER = Path(__file__).parents[1] / ".github" / "workflows"
SUDO = "sudo "


def workflow(name: str) -> dict:
    return yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.iterdir())


def jobs() -> dict[str, dict]:
    """All jobs by their names; those beside `ci` have the workflow's before them, as
    in `docs/publish`."""
    return {
        job if name == "ci" else f"{name}/{job}": what
        for name in names()
        for job, what in workflow(name)["jobs"].items()
    }


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
