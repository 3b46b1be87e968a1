"""The page that a visitor sees first: that one click or one key opens the notebook, and
that anyone can read it."""

import pytest

from tests.axe import SCHEMES, violations
from tests.browser.driving import blank, source
from tools.site.build import ASSIGNMENTS

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@pytest.fixture
def blocked(page):
    """JupyterLite's scripts never come: what is shown before them stays."""
    page.route("**/build/**", lambda route: route.abort())


def test_one_click_opens_the_notebook(page, address, notebook, shot):
    page.goto(address)

    page.get_by_role("link", name="Open the notebook").click()

    notebook.wait_until_open()
    lesson = page.locator(".jp-Notebook").get_by_role("heading", name="Dinosaur Island")
    lesson.first.wait_for()
    shot(page)
    assert notebook.place("def clip(") > 0


def test_the_keyboard_alone_opens_the_notebook(page, address, notebook):
    page.goto(address)

    page.keyboard.press("Tab")
    focused = page.evaluate("() => document.activeElement.textContent")
    page.keyboard.press("Enter")

    assert focused == "Open the notebook"
    notebook.wait_until_open()


@pytest.mark.parametrize("colours", SCHEMES)
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_anyone_can_read_it(page, address, size, colours, shot):
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=colours)
    page.goto(address)

    shot(page, full_page=True)
    assert violations(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") == size["width"]


def test_every_link_leads_to_a_page_of_the_site(page, address):
    page.goto(address)
    links = page.eval_on_selector_all("a", "links => links.map(link => link.href)")

    answers = [page.request.get(link).status for link in links]

    assert len(links) >= 4
    assert answers == [200] * len(links)


def test_it_says_where_python_comes_from(page, address):
    page.goto(address)

    assert "no other one is asked" in page.inner_text("main")


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_each_notebook_shows_its_own_first_words_until_it_is_there(
    page, address, blocked, name, shot
):
    first = source(blank(name)["cells"][0]).splitlines()[0].removeprefix("# ")

    page.goto(f"{address}/notebooks/index.html?path={name}/{name}.ipynb")

    page.get_by_text("The notebook is loading.").wait_for()
    shot(page)
    assert page.locator("h1:visible").all_inner_texts() == [first]


def test_the_first_words_lead_to_the_notebook_beside(page, address, blocked):
    page.goto(f"{address}/notebooks/index.html?path=find_the_fault/find_the_fault.ipynb")

    page.get_by_role("link", name="dinosaur_island.ipynb").click()

    page.get_by_role("heading", name="Dinosaur Island", exact=True).wait_for()


def test_a_notebook_of_ones_own_shows_nobody_elses_words(page, address, blocked):
    page.goto(f"{address}/notebooks/index.html?path=mine.ipynb")

    page.get_by_text("The notebook is loading.").wait_for()
    assert page.locator("h1:visible").count() == 0
