"""A student's hour, by keys alone, in a real JupyterLab: from the kit's zip to the saved
work, with wrong answers on the way."""

import json
import shutil
from typing import NamedTuple

import pytest

from tests.axe import chromium, needs_chromium, violations
from tests.browser.driving import Keys, Notebook, answers, printed, source
from tests.conftest import ROOT
from tests.jupyter import open_notebook, serving
from tests.tools.test_student_kit import clean, needs_uv, python, unpacked

__all__ = ["python", "unpacked"]  # fixtures: the unpacked kit, an environment as it says
pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium, needs_uv]

POINTS = {"clip": 8, "sample": 10, "optimize": 10, "model": 10}
BLANK = ROOT / "release" / "dinosaur_island" / "dinosaur_island.ipynb"
OURS = ".jp-RenderedMarkdown, .jp-OutputArea-output"


class Mistake(NamedTuple):
    """What a student writes in the place of a right line, what the panel has to say of
    it, and the error that is the student's own."""

    function: str
    right: str
    wrong: str
    says: str
    own: str = ""


MISTAKES = (
    Mistake(
        "clip",
        "np.clip(gradient, -maxValue, maxValue, out=gradient)",
        "np.minimum(gradient, maxValue, out=gradient)",
        "They have to be raised to -maxValue.",
    ),
    Mistake(
        "optimize",
        "clip(gradients, 5)",
        "clip(gradients, 5",
        "Its bracket is opened and never closed.",
        "SyntaxError",
    ),
)


@pytest.fixture(scope="module")
def lab(unpacked, python):
    """The address of a JupyterLab of the student's own environment."""
    command = [str(python), "-m", "jupyterlab", f"--ServerApp.root_dir={unpacked}"]
    command += ["--LabApp.expose_app_in_browser=True", "--LabApp.news_url=None"]
    with serving(command, unpacked, unpacked.parent / "jupyter", clean()) as address:
        yield address


@pytest.fixture
def page():
    with chromium() as browser:
        tab = browser.new_page(viewport={"width": 1280, "height": 900})
        yield tab
        tab.close()


def errors(cells, but: int = -1) -> list[str]:
    """The red tracebacks of all cells but that at one place."""
    return [
        f"cell {place}: {output['ename']}: {output['evalue']}"
        for place, cell in enumerate(cells)
        for output in cell.get("outputs", [])
        if output["output_type"] == "error" and place != but
    ]


def place_of(cells, grade_id: str) -> int:
    """Where the graded cell of this name stands."""
    ids = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in cells]
    return ids.index(grade_id)


def run_all(keys: Keys, places: range) -> list[dict]:
    """Run the code cells at these places, and read all cells."""
    kinds = [cell["cell_type"] for cell in keys.notebook.cells()]
    for place in places:
        if kinds[place] == "code":
            keys.run(place)
    return keys.notebook.cells()


def make(keys: Keys, mistake: Mistake, cell: int, last: int) -> None:
    """Write the wrong answer, run it with all cells down to its last check, and read what
    is said."""
    text = answers()[mistake.function]
    assert mistake.right in text
    keys.write(cell, text.replace(mistake.right, mistake.wrong, 1))

    cells = run_all(keys, range(cell, last + 1))
    said = " ".join(printed(cells[cell : last + 1]).split())

    assert mistake.own in "".join(errors(cells))
    assert errors(cells, but=cell) == []
    assert bool(errors(cells)) == bool(mistake.own)
    assert mistake.says in said and "not written yet" not in said
    assert f"{mistake.function}: {POINTS[mistake.function]} of" not in said


def test_from_the_zip_to_the_saved_work_by_keys_with_wrong_answers(lab, page, unpacked):
    path = unpacked / "dinosaur_island" / "work.ipynb"
    shutil.copyfile(BLANK, path)
    where = f"{lab}/lab/tree/dinosaur_island/{path.name}"
    open_notebook(page, where)
    notebook = Notebook(page, lab).wait_until_open()
    notebook.wait_until_idle()
    notebook.focus()
    keys, first = Keys(notebook), notebook.cells()
    done = notebook.place("import random")  # the arrows pass over the first, which is folded

    for function, right in answers().items():
        cell, last = (place_of(first, name) for name in (function, f"{function}_hidden"))
        run_all(keys, range(done, last + 1))  # as it is given out, as one does who reads first
        for mistake in MISTAKES:
            if mistake.function == function:
                make(keys, mistake, cell, last)
        keys.write(cell, right)
        said = printed(run_all(keys, range(cell, last + 1)))
        assert f"{function}: {POINTS[function]} of {POINTS[function]}" in said
        done = last + 1
    run_all(keys, range(done, len(first) - 1))
    found = violations(page, within=OURS)
    keys.press("Control+s")
    notebook.wait_until_saved()

    saved = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert errors(saved) == [] and found == []
    assert [cell["id"] for cell in saved] == [cell["id"] for cell in first]
    assert all(right in [source(cell) for cell in saved] for right in answers().values())
    assert "Iteration: 12000, Loss: 23.280947" in printed(saved)
    assert "can't do this yet" not in printed(saved) and "not written yet" not in printed(saved)
    assert sum("island-figure" in str(cell.get("outputs")) for cell in saved) == 11
