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


def test_it_loads_the_weights_and_writes_a_verse_asked_either_way(notebook, page, shot):
    notebook.open("shakespeare")
    for part in BEFORE:
        notebook.run(notebook.place(part))
    given, asked = (
        notebook.place("generate_output = partial("),
        notebook.place("generate_output()"),
    )

    notebook.run(given)
    notebook.begin(asked)
    question = page.locator(".jp-Stdin-input")
    question.click()
    page.keyboard.type("My love is as a fever")
    question.press("Enter")
    notebook.wait_until_idle()

    shot(page)
    assert errors(notebook.cells()) == []
    for place, first_words in (
        (given, "Forsooth this maketh no sense"),
        (asked, "My love is as a fever"),
    ):
        verse = printed([notebook.cells()[place]]).partition(first_words)[2]
        assert len(verse.splitlines()) > 4


def test_one_more_epoch_is_smaller_there_and_says_so_first(notebook, page, shot):
    notebook.open("shakespeare")
    for part in BEFORE:
        notebook.run(notebook.place(part))
    epoch = notebook.place("sonnets.one_more_epoch")

    notebook.run(epoch)

    shot(page)
    said = printed([notebook.cells()[epoch]])
    assert errors(notebook.cells()) == []
    assert said.startswith("In a browser NumPy is slow")
    assert " 8 of 8 updates in " in said
    assert " bits better" in said
