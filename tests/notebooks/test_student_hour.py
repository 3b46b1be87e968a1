"""A student's hour, by keys alone, in a real JupyterLab: from the kit's zip to the saved
work, with six wrong answers on the way."""

import json
import shutil
from typing import NamedTuple

import pytest

from tests.axe import chromium, needs_chromium, violations
from tests.browser.driving import answers, printed, source
from tests.conftest import ROOT
from tests.dinosaur_grader.workshop.test_student_kit import needs_uv, python, unpacked
from tests.notebooks.lab_keys import Student, jupyterlab

__all__ = ["python", "unpacked"]  # fixtures: the unpacked kit, an environment as it says
pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium, needs_uv]

POINTS = {"clip": 8, "sample": 10, "optimize": 10, "model": 10}
BLANK = ROOT / "release" / "dinosaur_island" / "dinosaur_island.ipynb"
SHOTS = ROOT / "build" / "hour"
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
        "sample", "        a_prev = a\n", "", "Pass the new state a on as the next a_prev."
    ),
    Mistake(
        "sample", "        indices.append(idx)\n", "", "Append the drawn index in each step."
    ),
    Mistake(
        "optimize",
        "clip(gradients, 5)",
        "clip(gradients, 5",
        "Its bracket is opened and never closed.",
        "SyntaxError",
    ),
    Mistake("model", "j % len(examples)", "j", "think of the remainder of j"),
    Mistake("model", "[None] + ", "", "X has no None in front."),
)


@pytest.fixture(scope="module")
def lab(unpacked, python):
    with jupyterlab(python, unpacked) as address:
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
    [found] = [
        place
        for place, cell in enumerate(cells)
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id
    ]
    return found


def make(student: Student, mistake: Mistake) -> None:
    """Write the wrong answer, run it with all cells down to its last check, read what
    is said, and go back to it."""
    cells = student.cells()
    at, end = (
        place_of(cells, name) for name in (mistake.function, f"{mistake.function}_hidden")
    )
    text = answers()[mistake.function]
    assert mistake.right in text
    student.write(text.replace(mistake.right, mistake.wrong, 1))
    student.run()
    if mistake.own:
        assert mistake.own in "".join(errors(student.cells()))
    student.run_until(end + 1)

    cells = student.cells()
    said = " ".join(printed(cells[at : end + 1]).split())

    assert errors(cells, but=at) == []
    assert bool(errors(cells)) == bool(mistake.own)
    assert mistake.says in said and "not written yet" not in said
    assert f"{mistake.function}: {POINTS[mistake.function]} of" not in said
    student.go_up_to(at)


@pytest.mark.parametrize(
    "mistakes",
    [
        pytest.param(MISTAKES[1::2], id="three"),
        pytest.param(MISTAKES, id="six", marks=pytest.mark.proof),
    ],
)
def test_from_the_zip_to_the_saved_work_by_keys_with_wrong_answers(
    lab, page, unpacked, mistakes
):
    path = unpacked / "dinosaur_island" / f"work{len(mistakes)}.ipynb"
    shutil.copyfile(BLANK, path)
    student = Student(page, lab, f"dinosaur_island/{path.name}")
    first = student.cells()

    for function, right in answers().items():
        at, end = (place_of(first, name) for name in (function, f"{function}_hidden"))
        student.run_until(end + 1)  # once as it is given out, as one does who reads first
        student.go_up_to(at)
        for mistake in mistakes:
            if mistake.function == function:
                make(student, mistake)
        student.write(right)
        student.run()
        student.run_until(end + 1)
        assert f"{function}: {POINTS[function]} of {POINTS[function]}" in printed(
            student.cells()
        )
    student.run_until(len(first) - 1)
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / "end.png")
    found = violations(page, within=OURS)
    student.save()

    saved = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert errors(saved) == [] and found == []
    assert [cell["id"] for cell in saved] == [cell["id"] for cell in first]
    assert all(right in [source(cell) for cell in saved] for right in answers().values())
    assert "Iteration: 12000, Loss: 23.280947" in printed(saved)
    assert "can't do this yet" not in printed(saved) and "not written yet" not in printed(saved)
    assert sum("image/png" in str(cell.get("outputs")) for cell in saved) == 9


@pytest.mark.proof  # test_student_kit.py runs the blank notebook without a browser
def test_a_student_who_runs_all_before_writing_anything_sees_no_traceback(lab, page, unpacked):
    shutil.copyfile(BLANK, unpacked / "dinosaur_island" / "blank.ipynb")
    student = Student(page, lab, "dinosaur_island/blank.ipynb")

    student.run_until(len(student.cells()) - 1)

    said = printed(student.cells())
    assert errors(student.cells()) == []
    for function, points in POINTS.items():
        assert f"{function} is not written yet." in said or function == "model"
        assert f"{function}: 0 of {points}" in said
    assert "Nothing has been trained yet. Run the cell of section 3.3 first" in said
