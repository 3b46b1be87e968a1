"""The second notebook in the browser: it loads its weights and writes verse."""

import pytest

from tests.browser.driving import errors, printed

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BEFORE = (
    "sys.path.insert",
    "from utils.sonnets import lstm",
    "load_sonnets()",
    "model = sonnets.load_model()",
)


def test_it_loads_the_weights_and_writes_verse_without_asking_anybody(notebook, shot):
    loaded = notebook.open("shakespeare")
    for part in BEFORE:
        loaded.run(loaded.place(part))
    given, own = map(loaded.place, ("generate_output = partial(", "first_words = "))

    loaded.run(given)
    loaded.run(own)

    shot(loaded.page)
    assert errors(loaded.cells()) == []
    for place, first_words in (
        (given, "Forsooth this maketh no sense"),
        (own, "When I am old"),
    ):
        verse = printed([loaded.cells()[place]]).partition(first_words)[2]
        assert len(verse.splitlines()) > 4
