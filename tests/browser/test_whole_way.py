"""From the landing page to the packed file, graded natively with 100: by keys alone,
without a network after the first visit, with a loop that never ends on the way, and on a
phone. Pictures go to `build/browser/`."""

import pytest

from tests.browser.driving import NAME, Notebook, answers, printed, source
from tests.browser.serving import served
from tests.browser.test_notebook import marks, tags
from tests.dinosaur_grader.desk.platforms import everywhere

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE = {"width": 390, "height": 844}
NO_MARK = {"demonstration", "aside"}
MOST_KEYS = 400
KEPT = "() => document.documentElement.dataset.island == 'kept'"


class Keys:
    """A notebook driven by the keyboard alone."""

    def __init__(self, notebook: Notebook):
        self.notebook, self.page = notebook, notebook.page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def go_to(self, place: int) -> None:
        """Up and down with the arrows, from the cell that is chosen."""
        self.press("Escape")
        chosen = "() => jupyterapp.shell.currentWidget.content.activeCellIndex"
        for _ in range(MOST_KEYS):
            at = self.page.evaluate(chosen)
            if at == place:
                return
            self.press("ArrowDown" if at < place else "ArrowUp")
        raise AssertionError(f"the arrows don't lead to cell {place}, but to {at}")

    def write(self, place: int, text: str) -> None:
        self.go_to(place)
        self.press("Enter")
        self.page.locator(".jp-Notebook-cell.jp-mod-active .cm-content:focus").wait_for()
        self.press("Control+a")
        self.page.keyboard.insert_text(text)
        self.press("Escape")

    def run(self, place: int) -> None:
        """Run the cell at `place` and wait for it."""
        self.go_to(place)
        self.press("Control+Enter")
        self.notebook.wait_until_run(place)

    def to(self, name: str) -> None:
        """Tab until what has this name has the focus."""
        for _ in range(MOST_KEYS):
            focused = self.page.evaluate("() => document.activeElement?.textContent?.trim()")
            if focused == name:
                return
            self.press("Tab")
        raise AssertionError(f"no Tab leads to {name}")


def begin(page, address) -> Keys:
    """From the landing page into the notebook."""
    page.goto(f"{address}/index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "Open the notebook"
    page.keyboard.press("Enter")
    notebook = Notebook(page, address).wait_until_open()
    notebook.focus()
    return Keys(notebook)


def solve(keys: Keys) -> None:
    """Write the four functions and run what a mark may depend on; the arrows pass over the
    first cell, which is folded, and no mark depends on it."""
    places = [keys.notebook.place(f"def {name}(") for name in answers()]
    for place, text in zip(places, answers().values(), strict=True):
        keys.write(place, text)
    for place, cell in enumerate(keys.notebook.cells()):
        if cell["cell_type"] == "code" and not NO_MARK & set(tags(cell)):
            keys.run(place)


def pack(keys: Keys, folder, shot) -> dict:
    """Run the last cell, take the file, and have it graded."""
    place = keys.notebook.place("import pack")
    keys.run(place)
    said = printed([shown(keys.notebook.cells()[place])])
    assert "model: 10 of 10 points here." in said
    shot(keys.page, "packed")
    with keys.page.expect_download() as download:
        keys.to(f"Download {NAME}.ipynb")
        keys.press("Enter")
    assert download.value.suggested_filename == f"{NAME}.ipynb"
    return marks(folder, download.value)


def shown(cell: dict) -> dict:
    """A cell whose last value is read like what it displayed."""
    outputs = [each | {"output_type": "display_data"} for each in cell["outputs"]]
    return cell | {"outputs": outputs}


def test_by_keys_alone_and_without_a_network_after_the_first_visit(
    visitor, site, tmp_path, shot
):
    with served(site.parent, gzip=True) as where:
        address = f"{where}/{site.name}"
        page = visitor.new_page()
        first = begin(page, address)
        first.run(first.notebook.place("import random"))
        page.wait_for_function(KEPT, polling=500)
        page.close()
    # the host is gone

    keys = begin(visitor.new_page(), address)
    solve(keys)

    assert pack(keys, tmp_path, shot) == {"ada": ("100", "graded")}


@pytest.mark.proof
def test_with_a_loop_that_never_ends_on_the_way(visitor, address, tmp_path, shot):
    page = visitor.new_page()
    keys = begin(page, address)
    keys.write(keys.notebook.place("data = load_names"), "begun = True\nwhile begun: pass")
    keys.press("Control+Enter")
    page.get_by_role("button", name="Stop Python").wait_for()
    shot(page, "busy")
    keys.to("Stop Python")
    keys.press("Enter")
    page.get_by_role("button", name="Run the cells above again").wait_for()
    shot(page, "stopped")
    place = keys.notebook.place("while begun")
    assert source(keys.notebook.cells()[place]) == "begun = True\nwhile begun: pass"

    keys.notebook.focus()
    keys.write(place, "data = load_names()\nvocab_size = 27\nchars = sorted(set(data))")
    solve(keys)

    assert pack(keys, tmp_path, shot) == {"ada": ("100", "graded")}


@pytest.mark.proof
def test_on_a_phone_and_through_all_that_marks(
    visitor, address, tmp_path, shot, tmp_path_factory
):
    page = visitor.new_page()
    page.set_viewport_size(PHONE)
    keys = begin(page, address)
    keys.go_to(keys.notebook.place("def clip("))
    page.wait_for_timeout(1_000)
    shot(page, "stub")
    lines = page.locator(".jp-Notebook-cell.jp-mod-active .cm-content")
    assert lines.evaluate("each => each.scrollWidth <= each.clientWidth + 1")
    assert not page.get_by_text("Not Trusted").is_visible()

    solve(keys)

    assert pack(keys, tmp_path, shot) == {"ada": ("100", "graded")}
    text = (tmp_path / "submitted" / "ada" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
    all_of_it = everywhere.installed(tmp_path_factory.mktemp("everywhere"))
    through = everywhere.agree(all_of_it, tmp_path_factory.mktemp("put-through"), text)
    assert through.score == 100
