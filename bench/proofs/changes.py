"""Does the proof notice when one small change to the engine breaks a law of the walk
(`changes.toml`)?"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
ENGINE = "dinosaur_grader"
FOUND = re.compile(r"^  (.+), first in (.+)$", re.MULTILINE)


class Change(NamedTuple):
    """A text of one file of the engine, and what is put in its place."""

    name: str
    file: str
    old: str
    new: str

    def changed(self) -> str:
        """The file's text with the change. Raises ValueError where `old` isn't there
        exactly once."""
        text = (ROOT / ENGINE / self.file).read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise ValueError(f"{self.name}: its text is {text.count(self.old)} times there")
        return text.replace(self.old, self.new)


def changes() -> list[Change]:
    """All changes of `changes.toml`."""
    text = Path(__file__).with_name("changes.toml").read_text(encoding="utf-8")
    return [Change(**each) for each in tomllib.loads(text)["change"]]


class Find(NamedTuple):
    """What differed with a change, and where it was found; nothing where it was not."""

    change: Change
    what: str = ""
    where: str = ""


def find(every: Iterable[Change], pairs: int) -> Iterator[Find]:
    """Put pairs to a copy of the engine with each change, until it is found."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for part in (ENGINE, "bench/proofs", "utils"):
            shutil.copytree(ROOT / part, copy / part)
        for change in every:
            file = copy / ENGINE / change.file
            file.write_text(change.changed(), encoding="utf-8")
            command = [sys.executable, "-B", "-m", "bench.proofs.laws"]
            done = subprocess.run(
                [*command, "--pairs", str(pairs), "--until-found"],
                cwd=copy,
                capture_output=True,
                text=True,
                check=False,
            )
            if "holes in the laws" not in done.stdout:
                raise ValueError(f"{change.name}: {done.stderr[-500:]}")
            yield Find(change, *next(iter(FOUND.findall(done.stdout)), ()))
            shutil.copy(ROOT / ENGINE / change.file, file)
