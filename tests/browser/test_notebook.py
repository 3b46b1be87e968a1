"""The notebook in the browser: solved, it does all that it does natively; a student
solves it there and hands it in."""

import csv
import json
import subprocess
import sys
import time

import pytest

from rubrics.dinosaur_island.prose import CLASSIC_LOG, REPORT
from tests.browser.driving import NAME, ROOT, answers, errors, printed, solved, source

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LONG_RUN = (
    *("import importlib.util", "import random", "data = load_names", "char_to_ix = {"),
    *("def clip(", "def sample(", "def optimize(", "def model(", "lesson.train(model"),
)


def log(cells) -> list[tuple[int, str, str]]:
    """The training log that the cell with the long run printed: iteration, loss, names."""
    training = [cell for cell in cells if "lesson.train(" in source(cell) and "outputs" in cell]
    return [
        (int(iteration), loss, " ".join(names.split()))
        for iteration, loss, names in REPORT.findall(printed(training))
    ]


def pictures(cells) -> int:
    return sum("image/png" in str(cell.get("outputs")) for cell in cells)


def test_the_solved_notebook_runs_through_as_natively(notebook, shot):
    path = ROOT / "solutions" / NAME / f"{NAME}.ipynb"
    native = json.loads(path.read_text(encoding="utf-8"))["cells"]
    notebook.put(solved()).run_all()
    begun = time.monotonic()

    cells = notebook.wait_until_done()

    print(f"\nall cells of the solved notebook: {time.monotonic() - begun:.1f} s")
    shot(notebook.page)
    assert errors(cells) == []
    for line in ("clip: 8 of 8", "sample: 10 of 10", "optimize: 10 of 10", "model: 10 of 10"):
        assert line in printed(cells)
    assert log(cells) == log(native)
    assert log(cells)[-1][0] == 12_000
    assert pictures(cells) == pictures(native)


@pytest.mark.proof
def test_the_classic_file_gives_the_classic_log(notebook, classic_names):
    brief = solved()
    brief["cells"] = [
        each for each in brief["cells"] if any(part in source(each) for part in LONG_RUN)
    ]
    notebook.put(brief)
    notebook.upload(f"{NAME}/data/dinos.txt", classic_names.read_text(), "text")

    notebook.run_all()
    cells = notebook.wait_until_done()

    assert "There are 19909 total characters and 27 unique characters in your data." in printed(
        cells
    )
    assert log(cells) == list(CLASSIC_LOG)


def tags(cell) -> list[str]:
    return cell["metadata"].get("tags", [])


@pytest.mark.proof
def test_a_student_solves_it_here_saves_downloads_and_gets_100(notebook, page, tmp_path, shot):
    notebook.open()
    places = [notebook.place(f"def {name}(") for name in answers()]
    for place, text in zip(places, answers().values(), strict=True):
        notebook.write(place, text)
    for place, cell in enumerate(notebook.cells()):
        if cell["cell_type"] == "code" and "demonstration" not in tags(cell):
            notebook.run(place)
    shot(page)
    page.keyboard.press("Control+s")
    with page.expect_download() as download:
        notebook.menu("File", "Download")

    assert "model: 10 of 10" in printed(notebook.cells())
    assert marks(tmp_path, download.value) == {"ada": ("100", "graded")}


def marks(folder, download) -> dict[str, tuple[str, str]]:
    """What `dinosaur-grader grade` gives natively to what ada downloaded in the browser,
    which is kept below `folder`."""
    handed_in = folder / "submitted" / "ada" / NAME / f"{NAME}.ipynb"
    handed_in.parent.mkdir(parents=True)
    download.save_as(handed_in)
    command = [sys.executable, "-P", "-m", "dinosaur_grader", "grade", "--isolation", "none"]
    command += ["--seed", str(folder / "course.seed"), "--out", str(folder / "graded")]
    command += ["--submitted", str(folder / "submitted")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    with open(folder / "graded" / "totals.csv", newline="", encoding="utf-8") as table:
        return {
            row["student_id"]: (row["score"], row["state"]) for row in csv.DictReader(table)
        }
