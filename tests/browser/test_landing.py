"""The page that a visitor sees first: that one click or one key opens the notebook, and
that anyone can read it."""

import pytest

from bench.page import visit
from tests.axe import SCHEMES, violations
from tests.browser.driving import blank, source
from tests.browser.serving import served
from tools.site.build import ASSIGNMENTS

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MAX_FILES, MAX_TO_FIGURE_1, MAX_TO_THE_END = 60, 14.5e6, 23e6
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


def test_a_first_visit_costs_no_more_than_it_may(visitor, site):
    files = {}
    with served(site.parent, gzip=True) as where:

        def note(what: str) -> float:
            # once each: now and then the browser looks whether the worker's script changed
            files[what] = dict(where.sent.asked)
            return 1.0

        visit(visitor, where, site.name, note, end=True)

    to_figure_1, to_the_end = files["Figure 1 is there"], files["all cells have run"]
    assert len(to_figure_1) <= MAX_FILES
    assert sum(to_figure_1.values()) <= MAX_TO_FIGURE_1
    assert sum(to_the_end.values()) <= MAX_TO_THE_END


@pytest.mark.parametrize("colours", SCHEMES)
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_anyone_can_read_it(page, address, size, colours, shot):
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=colours)
    page.goto(address)

    shot(page, full_page=True)
    assert violations(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") == size["width"]


def test_it_says_where_python_comes_from_and_every_link_leads_to_a_page_of_the_site(
    page, address
):
    page.goto(address)
    links = page.eval_on_selector_all("a", "links => links.map(link => link.href)")

    assert "no other one is asked" in page.inner_text("main")
    assert len(links) >= 4
    assert [link for link in links if page.request.get(link).status != 200] == []


@pytest.fixture
def blocked(visitor):
    """A page on which JupyterLite's scripts do nothing: what is shown before them stays."""
    page = visitor.new_page()
    nothing = {"content_type": "text/javascript", "body": ""}
    page.route("**/build/**", lambda route: route.fulfill(**nothing))
    return page


def title(name: str) -> str:
    return source(blank(name)["cells"][0]).splitlines()[0].removeprefix("# ")


@pytest.mark.parametrize(
    ("path", "words"),
    [*((f"{name}/{name}.ipynb", [title(name)]) for name in ASSIGNMENTS), ("mine.ipynb", [])],
)
def test_each_notebook_shows_its_own_first_words_until_it_is_there(
    blocked, address, path, words, shot
):
    blocked.goto(f"{address}/notebooks/index.html?path={path}")

    blocked.get_by_text("The notebook is loading.").wait_for()
    shot(blocked)
    assert blocked.locator("h1:visible").all_inner_texts() == words


def test_the_first_words_lead_to_the_notebook_beside(blocked, address):
    blocked.goto(f"{address}/notebooks/index.html?path=find_the_fault/find_the_fault.ipynb")

    blocked.get_by_role("link", name="dinosaur_island.ipynb").click()

    blocked.get_by_role("heading", name="Dinosaur Island", exact=True).wait_for()
