"""How the notebook's Python behaves in the browser: long runs, a restart, work that is
kept."""

import json

import pytest

from tests.browser.driving import answers, blank, errors, printed, source

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NAME = "dinosaur_island"
SETUP = "from utils import *\nfrom utils import lesson\nimport numpy as np\n"


def code(*sources: str) -> dict:
    """A notebook of these code cells, with the lesson's metadata."""
    cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    return blank() | {
        "cells": [cell | {"id": f"cell-{n}", "source": text} for n, text in enumerate(sources)]
    }


def trained_in_parts() -> dict:
    return code(
        SETUP + "data = load_names(quiet=True)\nchar_to_ix, ix_to_char = vocabulary(data)",
        *answers().values(),
        "run = lesson.train(model, data, ix_to_char, char_to_ix, num_iterations=2_000)\nrun",
        "run = lesson.train(model, data, ix_to_char, char_to_ix, num_iterations=500, go_on=run)\nprint(run)",
    )


def test_a_run_of_few_iterations_goes_on_from_where_it_was(notebook):
    notebook.open().upload(f"{NAME}/{NAME}.ipynb", trained_in_parts(), "json")

    notebook.open().run_all()
    cells = notebook.wait_until_done()

    assert errors(cells) == []
    assert "A run, finished after 2,500 iterations" in printed(cells[-1:])


def test_a_run_that_never_ends_is_stopped_by_a_restart_and_the_text_stays(notebook, page):
    notebook.open().upload(
        f"{NAME}/{NAME}.ipynb", code("print('begun')\nwhile True: pass", "print(6 * 7)"), "json"
    )
    notebook.open().run_all()
    notebook.wait_for_output()

    notebook.menu("Kernel", "Restart Kernel…")
    page.get_by_role("button", name="Confirm Kernel Restart").click()
    notebook.wait_until_idle()
    notebook.run(1)

    assert printed(notebook.cells()[1:]) == "42\n"
    assert "while True" in notebook.cells()[0]["source"]


def test_what_was_saved_is_there_at_the_next_visit(notebook, page, visitor):
    notebook.open().write(notebook.place("def clip("), answers()["clip"])
    page.keyboard.press("Control+s")
    notebook.wait_until_saved()
    page.close()

    again = type(notebook)(visitor.new_page(), notebook.address).open()

    assert again.cells()[again.place("def clip(")]["source"] == answers()["clip"]


def test_a_notebook_that_was_deleted_comes_back_as_it_was(notebook, page, site):
    notebook.open().upload(f"{NAME}/{NAME}.ipynb", code("print('mine')"), "json")
    assert [source(each) for each in notebook.open().cells()] == ["print('mine')"]

    page.evaluate(
        "path => jupyterapp.serviceManager.contents.delete(path)", f"{NAME}/{NAME}.ipynb"
    )

    first = json.loads((site / "files" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8"))
    assert [source(each) for each in notebook.open().cells()] == [
        source(each) for each in first["cells"]
    ]


def test_a_package_that_the_site_lacks_is_not_sought_elsewhere(notebook):
    notebook.open().upload(
        f"{NAME}/{NAME}.ipynb", code("import piplite\nawait piplite.install('pooch')"), "json"
    )

    notebook.open().run_all()

    assert "pooch" in errors(notebook.wait_until_done())[0]
