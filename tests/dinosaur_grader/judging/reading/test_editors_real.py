"""The real JupyterLab and Notebook 7 in Chromium: what they save is walked alike."""

import shutil
import sys

import pytest

from dinosaur_grader.assignments.assignment import load
from tests.axe import chromium, needs_chromium
from tests.conftest import ROOT
from tests.dinosaur_grader.judging.reading.test_editors import solved_release, staged, walked
from tests.gallery import editors
from tests.jupyter import open_notebook, serving
from tests.waiting import HANGS

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]
NAME = "dinosaur_island"
WAIT = 1000 * HANGS  # milliseconds
APPS = {"lab": "lab/tree", "notebook": "notebooks"}


@pytest.fixture(params=APPS)
def editor(request, tmp_path):
    """The student's folder with `mine.ipynb`, solved, and the address where it is open."""
    folder = shutil.copytree(ROOT / "release" / NAME, tmp_path / "course" / NAME)
    (folder / "mine.ipynb").write_bytes(editors.written(solved_release()))
    command = [sys.executable, "-m", "jupyter", request.param]
    with serving(command, folder, tmp_path / "jupyter") as address:
        yield folder, f"{address}/{APPS[request.param]}"


@pytest.fixture
def page(editor):
    """A tab in which a dialog gets the answer that the editor itself offers. On a
    loaded machine one may come that nobody asked for, such as the choice of a kernel;
    what it said is printed, for a test that fails after it."""
    with chromium() as browser:
        tab = browser.new_page(viewport={"width": 1200, "height": 1000})
        tab.set_default_timeout(WAIT)

        def answer(dialog):
            print(f"a dialog was answered: {dialog.first.inner_text()!r}")
            tab.keyboard.press("Enter")

        tab.add_locator_handler(tab.locator("dialog.jp-Dialog"), answer)
        yield tab


def wait_until(page, there, do=bool):
    """Look and do this until it is there, or would hang."""
    for _ in range(2 * int(HANGS)):
        if found := there():
            return found
        do()
        page.wait_for_timeout(500)
    return there()


def run_second_cell(page):
    """Click into it and run it, again while the page does not know the kernel yet: then
    the editor takes the keys for nothing."""
    ran = page.locator(".jp-CodeCell .jp-InputArea-prompt", has_text="[1]:")
    page.locator(".jp-CodeCell .jp-InputArea-editor").nth(1).wait_for()
    for _ in range(9):
        page.locator(".jp-CodeCell .jp-InputArea-editor").nth(1).click()
        page.keyboard.press("Shift+Enter")
        for _ in range(20):
            page.wait_for_timeout(500)
            if ran.count():
                return
    raise AssertionError("the cell was never run")


def test_what_it_saves_after_a_cell_was_run_is_walked_as_if_it_had_never_moved(
    editor, page, tmp_path
):
    folder, address = editor
    before = (folder / "mine.ipynb").read_bytes()
    open_notebook(page, f"{address}/mine.ipynb")
    run_second_cell(page)
    page.keyboard.press("Control+s")

    def saved():
        now = (folder / "mine.ipynb").read_bytes()
        return now if now != before and now.rstrip().endswith(b"}") else b""

    after = wait_until(page, saved)
    assert b'"execution_count": 1' in after
    assignment = load(NAME)
    unmoved = staged(tmp_path, "ada", before, assignment)
    moved = staged(tmp_path, "bob", after, assignment)
    assert walked(moved) == walked(unmoved)
    assert moved.notes == ()
