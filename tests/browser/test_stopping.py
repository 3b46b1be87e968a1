"""The sonnets' one more epoch in Notebook 7, as a student stops it and goes on."""

import sys

import pytest

from tests.browser.driving import Notebook
from tests.browser.test_links import kit  # noqa: F401  a fixture
from tests.jupyter import open_notebook, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CELLS = "jupyterapp.shell.currentWidget.context.model.toJSON().cells"


@pytest.fixture
def address(kit):  # noqa: F811  the same fixture
    command = [sys.executable, "-m", "notebook", "--ServerApp.root_dir=."]
    command += ["--JupyterNotebookApp.expose_app_in_browser=True"]
    with serving(command, kit, kit.parent / "stopping") as where:
        yield f"{where}/notebooks/shakespeare/shakespeare.ipynb"


def run(page, part):
    """Begin the first code cell whose source holds `part`; returns its place."""
    cells = page.evaluate(f"() => {CELLS}")
    place = next(
        i
        for i, cell in enumerate(cells)
        if cell["cell_type"] == "code" and part in "".join(cell["source"])
    )
    page.evaluate(
        "async place => { const shown = jupyterapp.shell.currentWidget.content;"
        " shown.activeCellIndex = place; shown.deselectAll(); await shown.scrollToItem(place);"
        " jupyterapp.commands.execute('notebook:run-cell'); }",
        place,
    )
    return place


def wait_for(page, place, text):
    """Wait until the cell at `place` has printed `text`; returns all that it printed."""
    page.wait_for_function(
        f"([place, text]) => JSON.stringify({CELLS}[place].outputs).includes(text)",
        arg=[place, text],
    )
    outputs = page.evaluate(f"place => {CELLS}[place].outputs", place)
    return "".join(
        "".join(o.get("text") or o.get("data", {}).get("text/plain", "")) for o in outputs
    )


def test_an_epoch_is_stopped_by_the_button_and_gone_on_with(address, page, shot):
    open_notebook(page, address)
    Notebook(page, address).wait_until_open().wait_until_idle()
    wait_for(page, run(page, "import importlib.util"), "in place")
    run(page, "from utils.sonnets import lstm")
    run(page, "load_sonnets()")
    wait_for(page, run(page, "model = sonnets.load_model()"), "508,733")

    epoch = run(page, "sonnets.one_more_epoch")
    wait_for(page, epoch, " left, loss ")
    page.locator(
        '[data-command="notebook:interrupt-kernel"], jp-button[title*="Interrupt"]'
    ).first.click()
    stopped = wait_for(page, epoch, "after:  ")
    shot(page, "stopped")
    run(page, "sonnets.one_more_epoch")
    finished = wait_for(page, epoch, " 82 of 82 updates in ")
    shot(page, "finished")

    assert "What was learned is kept; run the cell again to go on from there." in stopped
    assert "Traceback" not in stopped + finished and "Stopped" not in finished
