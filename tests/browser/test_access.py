"""axe on the notebook page: what is ours has no failure; JupyterLab's own are named, so
that a new one is seen."""

import pytest

from tests.axe import SCHEMES, violations
from tests.browser.driving import blank
from tests.browser.test_kernel import NAME
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


@pytest.fixture
def begun(notebook):
    """The blank notebook, short, with a table, a figure and a check that did not
    pass."""
    short = blank()
    wanted = (
        "import importlib.util",
        "import random",
        "data = load_names",
        "plots.show(plots.unrolled",
        "check(clip)",
    )
    wanted += ("char_to_ix = {", "def clip(")
    short["cells"] = [
        each
        for each in short["cells"]
        if is_prose(each) or any(part in text(each) for part in wanted)
    ]
    notebook.open().upload(f"{NAME}/{NAME}.ipynb", short, "json")
    notebook.open().run_all()
    notebook.wait_until_done()
    return notebook


def is_prose(cell) -> bool:
    return cell["cell_type"] == "markdown"


def text(cell) -> str:
    return "".join(cell["source"])


def test_what_the_lesson_shows_has_no_failure_and_pictures_have_words(begun, page, shot):
    found = []
    for part in ("import random", "plots.show(", "check(clip)"):
        begun.show(begun.place(part))
        page.wait_for_timeout(1_000)  # the page draws what it scrolled to
        shot(page, part.split("(")[0])
        found += violations(page, within=OURS)

    assert found == []
    assert (
        page.locator(".jp-OutputArea-output img")
        .first.get_attribute("alt")
        .startswith("Figure 1. The network")
    )


@pytest.mark.parametrize("colours", SCHEMES)
def test_the_page_around_it_fails_only_where_jupyterlab_does(notebook, page, colours, shot):
    page.emulate_media(color_scheme=colours)
    notebook.open()

    shot(page)
    assert violations(page, known=JUPYTERLABS) == []


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_on_a_phone_nothing_above_the_first_cell_is_wider_than_the_page(
    notebook, page, name, shot
):
    page.set_viewport_size(PHONE)
    notebook.open(name)
    notebook.show(notebook.place("import importlib.util"))
    page.locator(".jp-Notebook-cell.jp-mod-active .jp-PlaceholderText").wait_for()

    shot(page)
    width = "each => each.scrollWidth"
    assert page.locator(".jp-WindowedPanel-outer").evaluate(width) == PHONE["width"]
