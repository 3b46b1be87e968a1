"""A prompt becomes first words or a kind sentence, and the model writes on behind
it."""

from itertools import islice

import numpy as np
import pytest

from utils.sonnets import lstm, verse
from utils.sonnets.model import Model

SYMBOLS = "\n !',.abcdefghijklmnopqrstuvwxyFT"


@pytest.fixture
def model():
    return Model(lstm.initialize(len(SYMBOLS), 6, 8, seed=0), SYMBOLS)


@pytest.mark.parametrize(
    "first_words",
    ["Forsooth this maketh no sense ", "Forsooth this maketh no sense", "a", "T" * 39],
)
def test_words_that_the_model_knows_are_taken_as_they_are(first_words):
    assert verse.prepare(first_words, SYMBOLS) == (first_words, [])


@pytest.mark.parametrize("first_words", ["", " ", "\n", " \r\n\t ", "日本"])
def test_nothing_to_begin_with_gets_a_sentence_with_an_example(first_words):
    prompt, notes = verse.prepare(first_words, SYMBOLS)

    assert prompt is None
    assert (
        notes[-1] == "A poem needs a word to begin with. Try 'Forsooth this maketh no sense '."
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("a" * 40, "These are 40 characters. Please begin with fewer than 40."),
        ("a" * 100_000, "These are 100000 characters. Please begin with fewer than 40."),
        (5, f"The first words have to be text, as in {verse.EXAMPLE!r}, and not int."),
    ],
)
def test_too_many_characters_and_what_is_no_text_get_a_sentence(typed, said):
    assert verse.prepare(typed, SYMBOLS) == (None, [said])


@pytest.mark.parametrize(
    ("typed", "prompt"),
    [
        ("To be\nor not", "To be or not"),
        ("To be\r\nor not\r\n", "To be or not"),
        ("To be\tor not", "To be or not"),
        ("To be \n", "To be "),
    ],
)
def test_pasted_line_breaks_become_spaces_or_go_and_are_told_of(typed, prompt):
    assert verse.prepare(typed, SYMBOLS) == (prompt, [verse.ONE_LINE])


@pytest.mark.parametrize(
    ("typed", "prompt", "note"),
    [
        ("say “no”", "say 'no'", "The Sonnets have no “, so ' stands in for it."),
        ("Queen", "queen", "The Sonnets have no Q, so q stands in for it."),
        ("café", "cafe", "The Sonnets have no é, so e stands in for it."),
        ("cafe\u0301", "cafe", "The Sonnets have no é, so e stands in for it."),
        ("wait…", "wait...", "The Sonnets have no …, so ... stands in for it."),
        ("love 42", "love ", "The Sonnets have no 4, 2, so that was left out."),
        ("bell\x07", "bell", "The Sonnets have no U+0007, so that was left out."),
    ],
)
def test_an_unknown_character_gives_way_to_its_like_or_is_left_out_and_told_of(
    typed, prompt, note
):
    answer, notes = verse.prepare(typed, SYMBOLS)

    assert answer == prompt
    assert note in notes


def test_signs_that_grow_do_not_pass_the_limit():
    prompt, _ = verse.prepare("…" * 39, SYMBOLS)

    assert prompt == "." * 39


def test_the_same_seed_writes_the_same_poem_and_another_seed_another(model, capsys):
    poems = []
    for seed in (1, 1, 2):
        verse.generate_output("Forsooth ", model=model, seed=seed)
        poems.append(capsys.readouterr().out)

    assert poems[0] == poems[1] != poems[2]
    assert poems[0].startswith("Forsooth ")


TRY = "A poem needs a word to begin with. Try 'Forsooth this maketh no sense '.\n"
TOO_COLD = "The temperature has to be a number from 0.05 on, and not {!r}.\n"


@pytest.mark.parametrize(
    ("words", "temperature", "said"),
    [
        ("", 0.7, TRY),
        *(
            ("To ", wrong, TOO_COLD.format(wrong))
            for wrong in (0, -1, float("nan"), float("inf"), "hot", None)
        ),
    ],
)
def test_what_can_not_be_used_gets_a_sentence_and_no_poem(
    model, capsys, words, temperature, said
):
    verse.generate_output(words, model=model, temperature=temperature)

    assert capsys.readouterr().out == said


def test_the_first_words_are_asked_for(model, capsys, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda question: "To be ")

    verse.generate_output(model=model, seed=0)

    assert capsys.readouterr().out.startswith("To be ")


@pytest.mark.parametrize("nobody", [EOFError, NotImplementedError])
def test_where_nobody_can_be_asked_the_example_is_used(model, capsys, monkeypatch, nobody):
    def refuse(question):
        raise nobody

    monkeypatch.setattr("builtins.input", refuse)

    verse.generate_output(model=model, seed=0)

    assert "\nForsooth this maketh no sense " in capsys.readouterr().out


def test_writing_letter_by_letter_follows_the_same_model_as_reading_at_once(model):
    text = "Forsooth this"
    ix = np.array([SYMBOLS.index(char) for char in text])
    at_once, _, _ = lstm.forward(
        model.parameters, ix[:, None], lstm.zero_state(model.parameters)
    )
    p = model.parameters
    into_first, state = p["E"] @ p["W1"] + p["b1"], lstm.zero_state(p)

    for t, symbol in enumerate(ix):
        logits, state = verse._step(p, into_first, symbol, state)
        np.testing.assert_allclose(logits, at_once[t, 0], atol=1e-6)


def test_symbols_are_drawn_as_often_as_their_probability_says():
    rng = np.random.default_rng(0)

    drawn = np.bincount([verse._draw(np.log([0.2, 0.5, 0.3]), rng) for _ in range(20_000)])

    np.testing.assert_allclose(drawn / 20_000, [0.2, 0.5, 0.3], atol=0.012)


def test_a_low_temperature_takes_the_likeliest_symbol(model):
    p = model.parameters
    ix = np.array([[SYMBOLS.index("T")]])
    likeliest = SYMBOLS[lstm.forward(p, ix, lstm.zero_state(p))[0].argmax()]

    first = {
        next(verse.continue_text(model, "T", 1e-4, np.random.default_rng(seed)))
        for seed in range(20)
    }

    assert first == {likeliest}


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
