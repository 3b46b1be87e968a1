"""Grades hostile hand-ins here, in a process of its own, and says what they came to and
how much memory that took: `python -m tests.dinosaur_grader.judging.peak LEVEL NAME...`."""

from __future__ import annotations

import json
import re
import sys
import tempfile
from pathlib import Path

import nbformat

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments.probes import PRACTICE_SEED, asked, published
from dinosaur_grader.judging.lending import Lender
from dinosaur_grader.judging.reading.intake import read_submission
from dinosaur_grader.judging.walk import walk
from dinosaur_grader.sandbox.sandbox import Sandbox
from tests.gallery import hostile


def megabytes() -> int:
    """The most memory that this process has had so far."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) // 1024


def of_each_kind(probes, function):
    """A question to the function for each way in which an outcome is looked at: others of
    its kind make the same of one."""
    own = [p for p in probes if p.function == function]
    return list({(p.observe.name, tuple(p.asks_for)): p for p in own}.values())


def main(level: str, *names: str) -> None:
    """Print the results by name, and the peak before and after all of them."""
    work = assignments.load("dinosaur_island")
    blank = nbformat.read(work.blank_path, as_version=4)
    attacks = {attack.name: attack for attack in hostile.attacks()}
    said = {}
    with tempfile.TemporaryDirectory() as folder, Sandbox(level) as sandbox:
        lender, before = Lender(work.rubric.answers, sandbox.child), megabytes()
        for name in names:
            staged = read_submission(hostile.write(attacks[name], Path(folder), blank), work)
            [function] = attacks[name].cells
            result = walk(
                hostile.asked_only(staged, function),
                of_each_kind(asked(work.rubric, PRACTICE_SEED), function),
                sandbox,
                lender,
                seed=PRACTICE_SEED,
                published=of_each_kind(published(work.rubric), function),
            )
            faults = {v.fault for mark in result.marks for v in mark.verdicts}
            told = {"state": result.state, "score": result.score, "faults": sorted(faults)}
            said[name] = told | {"peak": megabytes()}
    print(json.dumps({"results": said, "before": before, "peak": megabytes()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
