"""A prompt becomes first words or a kind sentence, and the model writes on behind
it."""

from itertools import islice

import numpy as np
import pytest

from utils import softmax
from utils.sonnets import lstm, verse
from utils.sonnets.model import Model

SYMBOLS = "\n !',.abcdefghijklmnopqrstuvwxyFT"
TRY = "A poem needs a word to begin with. Try 'Forsooth this maketh no sense '."
MANY = "These are {} characters. Please begin with fewer than 40."
STANDS_IN = "The Sonnets have no {}, so {} stands in for it."


@pytest.fixture
def model():
    return Model(lstm.initialize(len(SYMBOLS), 6, 8, seed=0), SYMBOLS)


@pytest.mark.parametrize(
    ("typed", "prompt", "notes"),
    [
        ("Forsooth this maketh no sense ", "Forsooth this maketh no sense ", []),
        ("T" * 39, "T" * 39, []),
        ("", None, [TRY]),
        (" \r\n\t ", None, [verse.ONE_LINE, TRY]),
        ("日本", None, ["The Sonnets have no 日, 本, so that was left out.", TRY]),
        ("a" * 40, None, [MANY.format(40)]),
        ("a" * 100_000, None, [MANY.format(100_000)]),
        (5, None, [f"The first words have to be text, as in {verse.EXAMPLE!r}, and not int."]),
        ("To be\r\nor\tnot\r\n", "To be or not", [verse.ONE_LINE]),
        ("To be \n", "To be ", [verse.ONE_LINE]),
        ("say “no”", "say 'no'", [STANDS_IN.format("“", "'"), STANDS_IN.format("”", "'")]),
        ("Queen", "queen", [STANDS_IN.format("Q", "q")]),
        ("cafe\u0301", "cafe", [STANDS_IN.format("é", "e")]),
        ("…" * 39, "." * 39, [STANDS_IN.format("…", "...")]),  # within the limit still
        ("love 42", "love ", ["The Sonnets have no 4, 2, so that was left out."]),
        ("bell\x07", "bell", ["The Sonnets have no U+0007, so that was left out."]),
    ],
)
def test_what_is_typed_becomes_a_prompt_and_what_was_done_is_told(typed, prompt, notes):
    assert verse.prepare(typed, SYMBOLS) == (prompt, notes)


def test_the_same_seed_writes_the_same_poem_and_another_seed_another(model, capsys):
    poems = []
    for seed in (1, 1, 2):
        verse.generate_output("Forsooth ", model=model, seed=seed)
        poems.append(capsys.readouterr().out)

    assert poems[0] == poems[1] != poems[2]
    assert poems[0].startswith("Forsooth ")


@pytest.mark.parametrize("wrong", [0, -1, float("nan"), float("inf"), "hot", None])
def test_what_can_not_be_used_gets_a_sentence_and_no_poem(model, capsys, wrong):
    verse.generate_output("", model=model)
    assert capsys.readouterr().out == f"{TRY}\n"

    verse.generate_output("To ", model=model, temperature=wrong)
    said = f"The temperature has to be a number from 0.05 on, and not {wrong!r}.\n"
    assert capsys.readouterr().out == said


def logits(model, text):
    """What the model says comes next, for all of `text` read at once."""
    ix = np.array([[model.symbols.index(char)] for char in text])
    p = model.parameters
    return lstm.forward(p, ix, lstm.zero_state(p))[0][:, 0]


def test_a_low_temperature_takes_the_likeliest_symbol_of_the_same_model(model):
    written = "".join(islice(verse.continue_text(model, "T", 1e-6), 12))

    likeliest = logits(model, "T" + written).argmax(axis=1)
    assert written == "".join(SYMBOLS[ix] for ix in likeliest[:-1])


def test_symbols_are_drawn_as_often_as_their_probability_says(model):
    rng = np.random.default_rng(0)
    drawn = [next(verse.continue_text(model, "T", 0.001, rng)) for _ in range(3000)]

    shares = np.array([drawn.count(symbol) for symbol in SYMBOLS]) / 3000
    np.testing.assert_allclose(shares, softmax(logits(model, "T")[-1] / 0.001), atol=0.03)


def test_a_poem_ends_with_its_line(model, capsys):
    verse.generate_output("To ", model=model, length=30, seed=3)
    poem = capsys.readouterr().out
    letters = "".join(
        islice(verse.continue_text(model, "To ", rng=np.random.default_rng(3)), 200)
    )

    assert poem == "To " + letters[:30] + letters[30:110].partition("\n")[0] + "\n"


def test_the_memory_along_a_text_has_a_row_for_each_character_and_depends_on_the_past_only(
    model,
):
    long, short = verse.memory_along(model, "Forsooth"), verse.memory_along(model, "Fors")

    assert long.shape == (8, 8)
    np.testing.assert_allclose(long[:4], short, atol=1e-6)
    assert not np.allclose(verse.memory_along(model, "Fors", layer=1), short)
