"""The solved notebooks run again with nbval, output for output, and nbval really has
something to compare."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOLUTIONS = sorted((ROOT / "solutions").glob("*/*.ipynb"))
GRADED = ROOT / "solutions/dinosaur_island/dinosaur_island.ipynb"
CELL_SECONDS = 300  # nbval's own limit is 2,000 s


def code_cells(path: Path) -> list[dict]:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def nbval(path: Path) -> subprocess.CompletedProcess:
    options = f"--nbval --nbval-current-env --nbval-cell-timeout={CELL_SECONDS} -q"
    command = [sys.executable, "-m", "pytest", *options.split(), "-p", "no:cacheprovider"]
    command += [f"--nbval-sanitize-with={ROOT / 'tests' / 'nbval.cfg'}", str(path)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_every_code_cell_of_a_solution_was_run_in_order(path):
    counts = [cell["execution_count"] for cell in code_cells(path)]

    # nbval compares nothing where a count is null
    assert counts == list(range(1, len(counts) + 1))


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_a_solution_holds_no_error_and_no_path_of_a_machine(path):
    text = path.read_text(encoding="utf-8")

    assert '"output_type": "error"' not in text
    assert not re.search(r"/home/|/root/|/tmp/|/work/", text)


# `make check-notebooks`, which CI runs too, runs all of them and compares
@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=path.stem, marks=[pytest.mark.proof] * (path != GRADED))
        for path in SOLUTIONS
    ],
)
def test_nbval_finds_the_same_outputs_again(path):
    ran = nbval(path)

    assert ran.returncode == 0, ran.stdout[-3000:]
    assert f"{len(code_cells(path))} passed" in ran.stdout


@pytest.mark.slow
def test_nbval_would_see_a_changed_output(tmp_path):
    whole = json.loads(GRADED.read_text(encoding="utf-8"))
    texts = ["".join(cell["source"]) for cell in whole["cells"]]
    last = next(i for i, text in enumerate(texts) if "char_to_ix = {" in text)
    whole["cells"] = whole["cells"][: last + 1]
    whole["cells"][last]["outputs"][0]["text"] = ["{0: 'another letter'}\n"]
    path = tmp_path / "changed.ipynb"
    path.write_text(json.dumps(whole), encoding="utf-8")

    ran = nbval(path)

    assert ran.returncode == 1
    assert "1 failed" in ran.stdout
