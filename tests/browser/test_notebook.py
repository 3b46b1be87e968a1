"""The notebook in the browser: solved, it does all that it does natively."""

import json
import re

import pytest

from rubrics.dinosaur_island.prose import CLASSIC_LOG, REPORT
from tests.browser.driving import BEGIN, NAME, ROOT, Notebook, errors, printed, solved, source

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LONG_RUN = (
    *BEGIN,
    *("def clip(", "def sample(", "def optimize(", "def model(", "lesson.train(model"),
)
SHORTER = {"num_iterations=12_001": "num_iterations=4_001"}
"""Training takes most of the time there; as a proof it goes the whole way."""


def log(cells) -> list[tuple[int, str, str]]:
    """The training log that the cell with the long run printed: iteration, loss, names."""
    training = [cell for cell in cells if "lesson.train(" in source(cell) and "outputs" in cell]
    return [
        (int(iteration), loss, " ".join(names.split()))
        for iteration, loss, names in REPORT.findall(printed(training))
    ]


def pictures(cells) -> int:
    return sum("island-figure" in str(cell.get("outputs")) for cell in cells)


def test_the_solved_notebook_runs_through_as_natively(notebook, shot):
    path = ROOT / "solutions" / NAME / f"{NAME}.ipynb"
    native = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = json.dumps(solved())
    for whole, short in SHORTER.items():
        assert whole in text
        text = text.replace(whole, short)
    notebook.put(json.loads(text)).run_all()

    cells = notebook.wait_until_done()

    shot(notebook.page)
    assert errors(cells) == []
    for line in ("clip: 8 of 8", "sample: 10 of 10", "optimize: 10 of 10", "model: 10 of 10"):
        assert line in printed(cells)
    assert log(cells) == log(native)[:3]
    assert log(cells)[-1][0] == 4_000
    assert pictures(cells) == pictures(native)


PIECE = re.compile(r"/build/\d+\.[0-9a-f]+\.js$")
"""What JupyterLite fetches of its own when it needs it."""


@pytest.mark.parametrize("times", [1, 2])
def test_a_piece_that_does_not_come_is_asked_for_once_more(browser, address, times):
    """Without the page's worker, as in a browser that allows none: it has all pieces in
    one."""
    page, lost = browser.new_page(service_workers="block"), []

    def lose(route):
        name = route.request.url
        if len(lost) < times and lost[:1] in ([], [name]):
            lost.append(name)
            route.abort()
        else:
            route.continue_()

    page.route(PIECE, lose)
    if times == 1:
        Notebook(page, address).open(python=False)
    else:
        page.goto(f"{address}/notebooks/index.html?path={NAME}/{NAME}.ipynb")
        page.get_by_text("A part of this page could not be loaded.").wait_for()

    assert len(lost) == times
    page.close()


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
