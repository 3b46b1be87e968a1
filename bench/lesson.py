"""How long a student waits and reads: `python -m bench.lesson [NAME ...] [--patience TIMES]`.

Runs the solved notebooks from `solutions/` in copies of their release folders, as "Run
All" does, and prints for each the wall time in all (with the kernel's start), the
slowest cells, and the processor time that each figure takes to draw; matplotlib is
imported before, once, and counted on its own. It counts cells, and the words that are
not folded, in all and before the first exercise. Exit code 1 where a notebook or a figure
takes longer than its limit, times `--patience`.

Then it trains the lesson's network by each recipe, ten seeds each, and prints nats and
long names beside counting (`bench/lesson_recipes.py`).
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from bench import lesson_recipes

ROOT = Path(__file__).resolve().parent.parent
# the second with its part in Keras, where that is there
MAX_SECONDS = {
    "dinosaur_island": 60.0,
    "shakespeare": 120.0,
}
MAX_A_FIGURE = 1.0
WATCH = """
import time
_begin = time.process_time()
import matplotlib.backends.backend_agg, matplotlib.figure
_drawn = [["(importing matplotlib)", time.process_time() - _begin]]
from utils import plots
_show = plots.show
def _timed(draw, *data, **keywords):
    begin = time.process_time()
    picture = _show(draw, *data, **keywords)
    _drawn.append([draw.__name__, time.process_time() - begin])
    return picture
plots.show = _timed
"""
TELL = "import json\nprint(json.dumps(_drawn))"


NO_PROSE = re.compile(r"<details>.*?</details>|```.*?```|\$\$.*?\$\$|\$[^$]*\$", re.DOTALL)
WORD = re.compile(r"[A-Za-z][\w'’-]*")


def count(cells: list) -> str:
    """How many cells there are, and how many words that are not folded."""
    texts = [NO_PROSE.sub("", cell.source) for cell in cells if cell.cell_type == "markdown"]
    words = sum(len(WORD.findall(text)) for text in texts)
    return f"{words:,} words in {len(cells)} cells"


def reading(name: str) -> str:
    """What there is to read in all, and before the first exercise if it has one."""
    blank = nbformat.read(ROOT / "release" / name / f"{name}.ipynb", as_version=4).cells
    exercise = next((i for i, cell in enumerate(blank) if "YOUR CODE" in cell.source), 0)
    return f"{count(blank)}; {count(blank[:exercise])} before the first exercise"


def run(name: str) -> tuple[float, list[tuple[float, str]], list[tuple[str, float]]]:
    """Seconds in all, seconds and first line of each cell, and name and seconds of each
    figure, in order."""
    notebook = nbformat.read(ROOT / "solutions" / name / f"{name}.ipynb", as_version=4)
    code = [number for number, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    notebook.cells.insert(code[0] + 1, nbformat.v4.new_code_cell(WATCH))
    notebook.cells.append(nbformat.v4.new_code_cell(TELL))
    with tempfile.TemporaryDirectory() as folder:
        home = shutil.copytree(ROOT / "release" / name, Path(folder) / name)
        client = NotebookClient(
            notebook, timeout=600, resources={"metadata": {"path": str(home)}}
        )
        begin = time.perf_counter()
        client.execute()
        seconds = time.perf_counter() - begin
    cells = [
        (_seconds(cell), cell.source.split("\n")[0])
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]
    return seconds, cells, json.loads(notebook.cells[-1].outputs[0].text)


def _seconds(cell) -> float:
    times = cell.metadata.execution
    begin, end = (
        datetime.fromisoformat(times[f"iopub.status.{state}"]) for state in ("busy", "idle")
    )
    return (end - begin).total_seconds()


def report(name: str, patience: float) -> bool:
    """Run one notebook and print its table; whether it kept to both limits."""
    seconds, cells, figures = run(name)
    imported, *drawn = figures
    print(f"{name}: {reading(name)}")
    print(f"  {seconds:.1f} s in all (at most {MAX_SECONDS[name] * patience:.0f})")
    for took, line in sorted(cells, reverse=True)[:4]:
        print(f"  {took:6.2f} s  {line[:90]}")
    print(
        f"  {len(drawn)} figures (at most {MAX_A_FIGURE * patience:.0f} s each), after {imported[1]:.2f} s of import:"
    )
    print("  " + ", ".join(f"{figure} {took:.2f} s" for figure, took in drawn))
    return (
        seconds <= MAX_SECONDS[name] * patience
        and max(took for _, took in drawn) <= MAX_A_FIGURE * patience
    )


def main(arguments: list[str] | None = None) -> int:
    """Print the tables; 0 where every limit was kept."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.lesson", description=__doc__.split("\n")[0]
    )
    parser.add_argument(
        "names",
        nargs="*",
        choices=[*MAX_SECONDS, []],
        metavar="NAME",
        help="only these notebooks",
    )
    parser.add_argument(
        "--patience", type=float, default=1.0, help="how many times longer is allowed"
    )
    parser.add_argument(
        "--write",
        action="store_true",
        help="only train, and write data/recipes.csv",
    )
    options = parser.parse_args(arguments)
    if options.write:
        found = list(lesson_recipes.rows())
        lesson_recipes.FILE.write_text(lesson_recipes.written(found), encoding="utf-8")
        print(lesson_recipes.printed(found))
        return 0
    kept = [report(name, options.patience) for name in options.names or MAX_SECONDS]
    if not options.names:
        print(lesson_recipes.printed(list(lesson_recipes.rows())))
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
