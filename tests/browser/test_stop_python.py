"""*Stop Python*, clicked: a loop that never ends is over, the work stays, and what was
computed comes back by a button."""

import pytest

from tests.browser.driving import errors, printed, source
from tests.browser.test_kernel import NAME, code

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PATH = f"{NAME}/{NAME}.ipynb"
FIRST = "from pathlib import Path\nPath('mine.txt').write_text('kept')\nnames = 1_536"
LOOP = "print('begun')\nwhile True: pass"
LAST = "print(names, Path('mine.txt').read_text())"
MENDED = "print('mended')"


@pytest.fixture
def looping(notebook, page, address):
    """A notebook at work on a loop without an end, with one more cell in the queue; it is
    put there from the list of files, which starts no Python."""
    page.goto(f"{address}/tree/index.html")
    page.wait_for_function("() => window.jupyterapp?.serviceManager.isReady")
    notebook.upload(PATH, code(FIRST, LOOP, LAST), "json")
    notebook.open().run_all()
    notebook.wait_for_output()
    return notebook


def stop(page) -> None:
    page.get_by_role("button", name="Stop Python").click()
    wait_until_stopped(page)


def wait_until_stopped(page) -> None:
    page.get_by_text("Stopped. The notebook's text and its files").wait_for()


def test_a_click_ends_the_loop_and_the_text_and_the_files_stay(looping, page, shot):
    stop(page)
    shot(page)

    looping.write(1, MENDED)
    page.get_by_role("button", name="Run the cells above again").click()
    looping.wait_until_idle()
    looping.run(1)
    looping.run(2)

    assert [source(cell) for cell in looping.cells()] == [FIRST, MENDED, LAST]
    assert errors(looping.cells()) == []
    assert printed(looping.cells()) == "mended\n1536 kept\n"


def test_the_cell_that_was_stopped_is_chosen_and_has_the_keyboard(looping, page):
    stop(page)

    page.keyboard.press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(MENDED)
    page.keyboard.press("Control+Enter")
    looping.wait_until_run(1)

    assert printed(looping.cells()) == "mended\n"


@pytest.mark.proof
def test_what_waited_behind_the_loop_is_not_run_by_the_new_python(looping, page):
    stop(page)

    page.wait_for_timeout(2_000)

    assert printed(looping.cells()) == "begun\n"
    assert errors(looping.cells()) == []


@pytest.mark.proof
def test_the_notebooks_own_square_stops_too_and_a_second_loop_is_stopped_as_well(looping, page):
    page.locator(
        '[data-command="notebook:interrupt-kernel"], [title*="Interrupt"]'
    ).first.click()
    wait_until_stopped(page)
    page.get_by_role("button", name="Close").click()
    looping.begin(1)
    stop(page)
    looping.run(0)

    assert source(looping.cells()[1]) == LOOP
    assert errors(looping.cells()) == []
