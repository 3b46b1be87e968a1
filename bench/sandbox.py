"""Children a second: forked from a warm server at each level, beside a fresh
interpreter for each child.

`python -m bench.sandbox`, about half a minute. Wall and processor milliseconds are
medians; the machine should be idle.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time

from dinosaur_grader.results import LEVELS
from dinosaur_grader.sandbox.sandbox import IsolationUnavailable, Sandbox

FRESH = "import numpy, IPython, matplotlib.pyplot"


def milliseconds(action, times: int) -> float:
    """The median wall time of `action` in milliseconds."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        spent.append(1000 * (time.perf_counter() - start))
    return statistics.median(spent)


def fresh_interpreter() -> None:
    """What a child would cost without a warm server."""
    subprocess.run([sys.executable, "-c", FRESH], check=True)


def rows(level: str, times: int) -> tuple[float, float, float]:
    """Milliseconds at `level`: of a child from fork to end, of its processor time, of
    one cell."""
    with Sandbox(level) as sandbox:
        processor = []

        def one_child():
            with sandbox.child() as child:
                pass
            processor.append(1000 * child.cpu_seconds)

        wall = milliseconds(one_child, times)
        with sandbox.child() as child:
            cell = milliseconds(lambda: child.run_cell("x = 1", 5), times)
        return wall, statistics.median(processor), cell


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer children")
    times = 20 if parser.parse_args().quick else 200
    fresh = milliseconds(fresh_interpreter, max(3, times // 20))
    print("| child | wall ms | processor ms | a second | against a fresh one | a cell, ms |")
    print("| --- | --- | --- | --- | --- | --- |")
    print(f"| fresh interpreter, nothing isolated | {fresh:.1f} | | {1000 / fresh:.1f} | 1 | |")
    for level in LEVELS:
        try:
            wall, processor, cell = rows(level, times)
        except IsolationUnavailable as error:
            print(f"| {level} | not here: {error.layer} | | | | |")
            continue
        print(
            f"| {level} | {wall:.1f} | {processor:.1f} | {1000 / wall:.0f} | {fresh / wall:.0f} | {cell:.2f} |"
        )


if __name__ == "__main__":
    main()
