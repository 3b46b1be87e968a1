"""The page that a visitor sees first: that one click or one key opens the notebook, and
that anyone can read it."""

import pytest

from tests.axe import SCHEMES, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


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
