"""The model card says what the committed weights are."""

import hashlib
import re
from pathlib import Path

import pytest

from tools.data import sonnets_card, sonnets_ngrams
from utils.sonnets.model import encode, held_out, load_model, load_sonnets, measure

DATA = Path(__file__).resolve().parents[3] / "data"


@pytest.fixture(scope="module")
def card():
    return (DATA / "SONNETS_MODEL.md").read_text()


def bits(card, row):
    return float(re.search(rf"^\| {row}[^|]*\| (\d\.\d+) \|$", card, re.MULTILINE).group(1))


def test_the_card_names_the_text_it_learnt_from(card):
    assert hashlib.sha256(load_sonnets().encode()).hexdigest() in card


def test_the_card_s_loss_is_that_of_the_committed_weights(card):
    model = load_model()
    found = measure(model.parameters, held_out(encode(load_sonnets(), model.symbols))[1])

    assert bits(card, "these weights") == pytest.approx(found, abs=0.001)


def test_the_card_s_baseline_is_the_best_n_gram_and_the_weights_are_a_tenth_of_a_bit_better(
    card,
):
    _, baseline = sonnets_ngrams.best(load_sonnets())

    assert bits(card, "best n-gram baseline") == pytest.approx(baseline, abs=0.001)
    assert bits(card, "these weights") <= baseline - 0.1


def test_the_card_s_student_epochs_all_gain(card):
    row = r"^\| after a student's epoch, seeds 0 to 4 \| (.*) \|$"
    afters = re.search(row, card, re.MULTILINE).group(1).split(", ")

    assert len(afters) == 5
    assert all(float(after) < bits(card, "these weights") for after in afters)


def test_a_card_is_written_from_its_figures():
    found = dict(held_out=2.3, order=4, baseline=2.5, words={0.7: 0.93})
    found |= dict(after=[2.2, 2.25], gains=[0.1, 0.05])

    page = sonnets_card.card(load_model(), load_sonnets(), found)

    assert "They are 0.200 bits better than the baseline." in page
    assert "gains at least 0.050 bits" in page
    assert "93 % at 0.7" in page
