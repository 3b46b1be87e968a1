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


@pytest.fixture(scope="module")
def loaded(shared):
    shared.open("shakespeare")
    for part in BEFORE:
        shared.run(shared.place(part))
    return shared


def test_it_loads_the_weights_and_writes_a_verse_asked_either_way(loaded, shot):
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


def test_one_more_epoch_is_smaller_there_and_says_so_first(loaded, shot):
    epoch = loaded.place("sonnets.one_more_epoch")

    loaded.run(epoch)

    shot(loaded.page)
    said = printed([loaded.cells()[epoch]])
    assert errors(loaded.cells()) == []
    assert said.startswith("In a browser NumPy is slow")
    assert " 8 of 8 updates in " in said
    assert " bits better" in said
