"""The links between the notebooks, followed in JupyterLab, in Notebook 7 as the start page
tells to open it, and on the browser site."""

import re
import shlex
import sys

import pytest

from tests.browser.driving import ROOT, WAIT
from tests.jupyter import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]
START = (ROOT / "docs" / "student" / "start.md").read_text("utf-8")
LINKS = pytest.mark.parametrize(
    ("name", "file", "heading"),
    [
        ("find_the_fault", "dinosaur_island.ipynb", "Dinosaur Island"),
        pytest.param(  # far down
            *("dinosaur_island", "shakespeare.ipynb", "Writing like Shakespeare"),
            marks=pytest.mark.proof,
        ),
    ],
)
TOLD = re.findall(r"^(?:uv run .*? |\.venv/bin/)python (-m notebook .*)$", START, re.MULTILINE)


@pytest.fixture(scope="module", params=["notebook", "lab"])
def opened(request, kit):
    """A function from a notebook's name to its address in one of the two programs."""
    arguments = shlex.split(TOLD[0])
    if request.param == "lab":
        arguments[1] = "jupyterlab"
    pages = {"notebook": ("notebooks", ""), "lab": ("lab/tree", "?reset")}
    page, end_of_it = pages[request.param]
    command = [sys.executable, *arguments]
    with serving(command, kit, kit.parent / request.param) as address:
        yield lambda name: f"{address}/{page}/{name}/{name}.ipynb{end_of_it}"


@pytest.fixture
def page(visitor):
    """With the visitor the new tabs are closed too."""
    return visitor.new_page()


def follow(page, file, heading):
    """Click the link to `file` in the notebook in `page`, and wait for its title, here
    or in a new tab."""
    tabs = [page]
    page.context.on("page", lambda tab: tabs.append(tab))
    page.locator(f'.jp-RenderedMarkdown a:has-text("{file}")').first.click()
    for _ in range(4 * WAIT):
        for tab in tabs:
            if tab.locator("h1:visible", has_text=heading).count():
                return tab
        page.wait_for_timeout(250)
    raise TimeoutError(f"no {heading!r}: {[tab.url for tab in tabs]}")


def test_the_start_page_tells_one_way_to_open_the_notebook():
    assert len(TOLD) == 2 and len(set(TOLD)) == 1


@LINKS
def test_a_link_opens_the_other_notebook(name, file, heading, opened, page, shot):
    page.goto(opened(name))
    page.locator(".jp-RenderedMarkdown h1").first.wait_for()
    scroll_to(page, file)

    shot(follow(page, file, heading))


def scroll_to(page, file):
    """Notebooks draw what is in view: go down until the link is drawn."""
    for _ in range(60):
        if page.locator(f'.jp-RenderedMarkdown a:has-text("{file}")').count():
            return
        page.locator(".jp-WindowedPanel-outer").first.hover()
        page.mouse.wheel(0, 3000)
        page.wait_for_timeout(300)


@LINKS
def test_a_link_opens_the_other_notebook_on_the_site(name, file, heading, notebook, page, shot):
    notebook.open(name, python=False)
    scroll_to(page, file)

    shot(follow(page, file, heading))
