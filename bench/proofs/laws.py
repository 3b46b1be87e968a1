"""The two laws of the walk, tried by a machine: `python -m bench.proofs.laws`.

Pairs of runs in a simulated sandbox (`bench.proofs.simulated`), and every run of two
small notebooks. With `--against REVISION` the same pairs are put to the walk of another
commit, and each hole is named with the number of pairs that it took to find it.
"""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.proofs import simulated

ROOT = Path(__file__).parents[2]
PAIRS = 100_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Try to break the laws; 1 where that succeeded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--against", metavar="REVISION", help="the walk of another commit")
    options = parser.parse_args(arguments)
    if options.against:
        return against(options.against, options.pairs)
    tally = simulated.pairs(range(options.pairs))
    print(report(tally))
    if hasattr(simulated.verdicts, "sentence"):  # an older walk has no small number of them
        for name, case in simulated.small_cases().items():
            found = simulated.pages(case)
            most = max(map(len, found.values()))
            print(f"every run of {name}: {len(found)} vectors of sentences, {most} page each")
    return 1 if tally.found else 0


def report(tally: simulated.Tally) -> str:
    """What was tried, and after how many pairs each hole was found."""
    lines = [f"{tally.pairs} pairs, {tally.comparable} of them with the same sentences"]
    first: dict[str, int] = {}
    for number, what in tally.found:
        first.setdefault(what, number)
    lines += [f"  differs: {what}, first in pair {at + 1}" for what, at in first.items()]
    return "\n".join([*lines, f"{len(tally.found)} holes in the laws"])


def against(revision: str, pairs: int) -> int:
    """Put the same pairs to the walk of another commit."""
    tree = subprocess.run(
        ["git", "archive", revision, "bench", "dinosaur_grader", "utils"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(tree)) as archive:
            archive.extractall(folder, filter="data")
        for name in ("simulated.py", "laws.py"):
            shutil.copy(Path(__file__).with_name(name), Path(folder) / "bench" / "proofs")
        command = [sys.executable, "-m", "bench.proofs.laws", "--pairs", str(pairs)]
        return subprocess.run(command, cwd=folder, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
