"""The solved notebooks are executed and clean; as a proof they run again with nbval,
output for output."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOLUTIONS = sorted((ROOT / "solutions").glob("*/*.ipynb"))
CELL_SECONDS = 300  # nbval's own limit is 2,000 s


def code_cells(path: Path) -> list[dict]:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_a_solution_was_run_in_order_and_holds_no_error_and_no_path_of_a_machine(path):
    text = path.read_text(encoding="utf-8")
    counts = [cell["execution_count"] for cell in code_cells(path)]

    # nbval compares nothing where a count is null
    assert counts == list(range(1, len(counts) + 1))
    assert '"output_type": "error"' not in text
    assert not re.search(r"/home/|/root/|/tmp/|/work/", text)


@pytest.mark.proof  # `make check-notebooks`, which CI runs, runs all of them and compares
@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_nbval_finds_the_same_outputs_again(path):
    options = f"--nbval --nbval-current-env --nbval-cell-timeout={CELL_SECONDS} -q"
    command = [sys.executable, "-m", "pytest", *options.split(), "-p", "no:cacheprovider"]
    command += [f"--nbval-sanitize-with={ROOT / 'tests' / 'nbval.cfg'}", str(path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    assert ran.returncode == 0, ran.stdout[-3000:]
    assert f"{len(code_cells(path))} passed" in ran.stdout
