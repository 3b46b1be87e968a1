"""The second notebook in the browser: it loads its weights and writes verse, by an
argument and by a question."""

import pytest

from tests.browser.driving import errors, printed

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BEFORE = (
    "import importlib.util",
    "from utils.sonnets import lstm",
    "load_sonnets()",
    "model = sonnets.load_model()",
)


def test_it_loads_the_weights_and_writes_a_verse_asked_either_way(notebook, shot):
    loaded = notebook.open("shakespeare")
    for part in BEFORE:
        loaded.run(loaded.place(part))
    given, asked = map(loaded.place, ("generate_output = partial(", "generate_output()"))

    loaded.run(given)
    loaded.begin(asked)
    question = loaded.page.locator(".jp-Stdin-input")
    question.click()
    loaded.page.keyboard.type("My love is as a fever")
    question.press("Enter")
    loaded.wait_until_run(asked)

    shot(loaded.page)
    assert errors(loaded.cells()) == []
    for place, first_words in (
        (given, "Forsooth this maketh no sense"),
        (asked, "My love is as a fever"),
    ):
        verse = printed([loaded.cells()[place]]).partition(first_words)[2]
        assert len(verse.splitlines()) > 4
