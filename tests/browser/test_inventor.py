"""The network that invents names on the first page, and while a notebook loads: the same
probabilities as NumPy's, and a thing that anyone can play with."""

import numpy as np
import pytest

from tests.axe import SCHEMES, violations
from tests.browser.driving import NAME, ROOT
from utils import inventor, rnn_step_forward

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SYMBOLS = inventor.SYMBOLS
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
ASK = """async ([folder, prefix, temperature]) => {
  const { load, probabilities } = await import(`${folder}/inventor.mjs`);
  return probabilities(await load(`${folder}/network.npy`), prefix, temperature);
}"""


def expected(prefix: str, temperature: float) -> np.ndarray:
    """What follows `prefix`, by the helper of the lesson."""
    parameters = inventor.parameters(np.load(ROOT / "data" / "network.npy"))
    state = np.zeros((50, 1))
    for read in (np.zeros((27, 1)), *(np.eye(27)[:, [SYMBOLS.index(char)]] for char in prefix)):
        state, p = rnn_step_forward(parameters, state, read)
    powers = p.ravel() ** (1 / temperature)
    return powers / powers.sum()


@pytest.fixture
def opened(page, address):
    page.goto(f"{address}/index.html")
    page.get_by_role("button", name="Again").wait_for()
    return page


def names(page) -> list[str]:
    return page.locator(".inventor li:visible").all_inner_texts()


@pytest.mark.parametrize(
    ("prefix", "temperature"), [("", 1), ("t", 1), ("tyrannosau", 1), ("steg", 0.4), ("zq", 2)]
)
def test_its_probabilities_are_numpys(opened, address, prefix, temperature):
    found = opened.evaluate(ASK, [f"{address}/page", prefix, temperature])

    assert found == pytest.approx(expected(prefix, temperature), rel=1e-3)


def test_with_the_page_it_has_invented_ten_names(opened):
    opened.reload()
    opened.wait_for_function("document.querySelectorAll('.inventor li').length == 10")

    invented = names(opened)
    # a network may draw the newline first, as a student's own may
    assert len({*invented}) > 1
    assert all(name == "(empty)" or name[0].isupper() for name in invented)


def test_by_keys_alone_other_names_come_and_the_temperature_is_turned(opened):
    opened.get_by_role("link", name="Open the notebook").focus()
    opened.keyboard.press("Tab")
    before = names(opened)
    opened.keyboard.press("Enter")
    again = names(opened)
    opened.keyboard.press("Tab")
    opened.keyboard.press("Home")

    assert again != before
    assert opened.locator(".inventor output").inner_text() == "0.2"
    assert sum(name.endswith("saurus") for name in names(opened)) >= 5


@pytest.mark.parametrize("colours", SCHEMES)
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_while_the_notebook_loads_it_plays_above_the_first_words(
    browser, address, size, colours, shot
):
    # what a worker answers passes no route, and JupyterLite must not begin
    page = browser.new_page(service_workers="block", viewport=size, color_scheme=colours)
    nothing = {"content_type": "text/javascript", "body": ""}
    page.route("**/build/**", lambda route: route.fulfill(**nothing))
    page.goto(f"{address}/notebooks/index.html?path={NAME}/{NAME}.ipynb")
    page.get_by_role("button", name="Again").wait_for()

    shot(page)
    assert len(names(page)) == 10
    assert violations(page, within=f".island-lesson[data-notebook='{NAME}/{NAME}.ipynb']") == []
    assert page.get_by_role("button", name="Again").bounding_box()["y"] < size["height"]
    page.close()
