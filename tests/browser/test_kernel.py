"""How the notebook's Python behaves in the browser: long runs, *Stop Python*, a restart,
work that is kept."""

import json

import pytest

from tests.browser.driving import NAME, Notebook, answers, blank, errors, printed, source

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SETUP = "from utils import *\nfrom utils import lesson\nimport numpy as np\n"
TRAIN = "lesson.train(model, data, ix_to_char, char_to_ix, num_iterations={})"
FIRST = "from pathlib import Path\nPath('mine.txt').write_text('kept')\nnames = 1_536"
LOOP = "print('begun')\nwhile True: pass"
LAST = "print(names, Path('mine.txt').read_text())"
MENDED = "print('mended')"


def code(*sources: str) -> dict:
    """A notebook of these code cells, with the lesson's metadata."""
    cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    return blank() | {
        "cells": [cell | {"id": f"cell-{n}", "source": text} for n, text in enumerate(sources)]
    }


def test_a_run_goes_on_from_where_it_was_and_no_package_is_sought_elsewhere(notebook):
    in_parts = (
        SETUP + "data = load_names(quiet=True)\nchar_to_ix, ix_to_char = vocabulary(data)",
        *answers().values(),
        f"run = {TRAIN.format(200)}",
        f"print({TRAIN.format('50, go_on=run')})",
        "import piplite\nawait piplite.install('pooch')",
    )
    notebook.put(code(*in_parts)).run_all()

    *training, package = notebook.wait_until_done()

    assert errors(training) == []
    assert "A run, finished after 250 iterations" in printed(training[-1:])
    assert "pooch" in errors([package])[0]


def test_what_was_saved_is_there_at_the_next_visit_and_the_first_version_once_it_is_deleted(
    visitor, address, site
):
    first = json.loads((site / "files" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8"))
    notebook = Notebook(visitor.new_page(), address).open(python=False)
    notebook.write(notebook.place("def clip("), answers()["clip"])
    notebook.page.keyboard.press("Control+s")
    notebook.wait_until_saved()
    notebook.page.close()

    again = Notebook(visitor.new_page(), address).open(python=False)

    assert again.cells()[again.place("def clip(")]["source"] == answers()["clip"]
    delete = "path => jupyterapp.serviceManager.contents.delete(path)"
    again.page.evaluate(delete, f"{NAME}/{NAME}.ipynb")
    assert list(map(source, again.open(python=False).cells())) == list(
        map(source, first["cells"])
    )


def test_the_kit_comes_in_one_file_and_a_folder_of_ones_own_keeps_its_own(notebook):
    where = (
        "import utils\nfrom utils import *\nprint(utils.__file__, len(load_names(quiet=True)))"
    )
    notebook.put(code(where)).run_all()
    from_the_kit = printed(notebook.wait_until_done())
    notebook.upload("mine", None, None, "directory")
    notebook.upload("mine/utils.py", "load_names = list", "text")
    notebook.put(
        code("import utils\nprint(utils.load_names(), utils.__file__)"), "mine/own.ipynb"
    )
    notebook.run_all()

    assert from_the_kit.startswith(f"/kit/{NAME}/utils/__init__.py 16864")
    assert printed(notebook.wait_until_done()).startswith("[] /drive/mine/utils.py")


@pytest.fixture
def looping(notebook):
    """A notebook at work on a loop without an end, with one more cell in the queue."""
    notebook.put(code(FIRST, LOOP, LAST)).run_all()
    notebook.wait_for_output()
    return notebook


def stop(page) -> None:
    page.get_by_role("button", name="Stop Python").click()
    wait_until_stopped(page)


def wait_until_stopped(page) -> None:
    page.get_by_text("Stopped. The notebook's text and its files").wait_for()


def test_a_click_ends_the_loop_its_cell_has_the_keyboard_and_the_work_comes_back(
    looping, page, shot
):
    stop(page)
    shot(page)
    assert printed(looping.cells()) == "begun\n"  # what waited behind the loop did not run

    page.keyboard.press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(MENDED)
    page.keyboard.press("Control+Enter")
    looping.wait_until_run(1)
    page.get_by_role("button", name="Run the cells above again").click()
    looping.wait_until_run(0)
    looping.run(2)

    assert [source(cell) for cell in looping.cells()] == [FIRST, MENDED, LAST]
    assert errors(looping.cells()) == []
    assert printed(looping.cells()) == "mended\n1536 kept\n"


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
