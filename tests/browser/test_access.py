"""axe on the notebook page: what is ours has no failure; JupyterLab's own are named, so
that a new one is seen."""

import pytest

from tests.axe import SCHEMES, violations
from tests.browser.driving import NAME, blank, source
from tools.site.build import ASSIGNMENTS

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE = {"width": 390, "height": 844}
OURS = ".jp-RenderedMarkdown, .jp-OutputArea-output"
JUPYTERLABS = {
    "aria-input-field-name": "the editor of a code cell has no name",
    "aria-required-children": "the list of cells is a feed without articles",
    "button-name": "the button that folds a heading has no name",
    "link-name": "the logo has no name",
    "skip-link": "the link over the menus leads nowhere before the first cell is drawn",
    "tabindex": "that link comes first by a number over 0",
}
WITH_OUTPUT = ("import random", "drawings.unrolled(", "check(clip)")
BEFORE = ("sys.path.insert", "data = load_names", "char_to_ix = {", "def clip(")


def short() -> dict:
    """The blank notebook, short, with a table, a figure and a check that does not pass."""
    notebook = blank()
    notebook["cells"] = [
        cell
        for cell in notebook["cells"]
        if cell["cell_type"] == "markdown"
        or any(part in source(cell) for part in BEFORE + WITH_OUTPUT)
    ]
    return notebook


def test_what_the_lesson_shows_has_no_failure_and_pictures_have_words(notebook, page, shot):
    notebook.put(short()).run_all()
    notebook.wait_until_done()
    found = []
    for part in WITH_OUTPUT:
        notebook.show(notebook.place(part))
        page.locator(".jp-Notebook-cell.jp-mod-active").wait_for()
        shot(page, part.split("(")[0])
        found += violations(page, within=OURS)

    assert found == []
    picture = page.get_by_role("img", name="Figure 1. The network")
    assert picture.count() == 1


def test_the_page_around_it_fails_only_where_jupyterlab_does(notebook, page, shot):
    notebook.open(python=False)
    page.locator(".jp-RenderedMarkdown h1").first.wait_for()
    for colours in SCHEMES:
        page.emulate_media(color_scheme=colours)
        shot(page, colours)
        assert violations(page, known=JUPYTERLABS) == [], colours


@pytest.mark.parametrize(
    "name",
    [NAME, *(pytest.param(n, marks=pytest.mark.proof) for n in ASSIGNMENTS if n != NAME)],
)
def test_on_a_phone_nothing_above_the_first_cell_is_wider_than_the_page(
    notebook, page, name, shot
):
    page.set_viewport_size(PHONE)
    notebook.open(name, python=False)
    notebook.show(notebook.place("sys.path.insert"))
    page.locator(".jp-Notebook-cell.jp-mod-active .jp-PlaceholderText").wait_for()

    shot(page)
    width = "each => each.scrollWidth"
    assert page.locator(".jp-WindowedPanel-outer").evaluate(width) == PHONE["width"]
