"""The sonnets' one more epoch in Notebook 7, as a student stops it and goes on."""

import sys

import pytest

from tests.browser.driving import MODEL, Notebook, printed
from tests.jupyter import open_notebook, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def address(kit):
    command = [sys.executable, "-m", "notebook", "--ServerApp.root_dir=."]
    command += ["--JupyterNotebookApp.expose_app_in_browser=True"]
    with serving(command, kit, kit.parent / "stopping") as where:
        yield f"{where}/notebooks/shakespeare/shakespeare.ipynb"


def test_an_epoch_is_stopped_by_the_button_and_gone_on_with(address, page, shot):
    def begin(part):
        place = notebook.place(part)
        notebook.begin(place)
        return place

    def wait_for(place, text):
        """Wait until the cell at `place` has printed `text`; returns all that it printed."""
        outputs = f"JSON.stringify({MODEL}.context.model.toJSON().cells[place].outputs)"
        page.wait_for_function(
            f"([place, text]) => {outputs}.includes(text)", arg=[place, text]
        )
        return printed([notebook.cells()[place]])

    open_notebook(page, address)
    notebook = Notebook(page, address).wait_until_open()
    notebook.wait_until_idle()
    begin("sys.path.insert")
    begin("from utils.sonnets import lstm")
    begin("load_sonnets()")
    wait_for(begin("model = sonnets.load_model()"), "508,733")

    epoch = begin("sonnets.one_more_epoch")
    wait_for(epoch, " left, loss ")
    page.locator(
        '[data-command="notebook:interrupt-kernel"], jp-button[title*="Interrupt"]'
    ).first.click()
    stopped = wait_for(epoch, "after:  ")
    shot(page, "stopped")
    begin("sonnets.one_more_epoch")
    finished = wait_for(epoch, " 82 of 82 updates in ")
    shot(page, "finished")

    assert "What was learned is kept; run the cell again to go on from there." in stopped
    assert "Traceback" not in stopped + finished and "Stopped" not in finished
