"""The model card says what the committed weights are."""

import hashlib
import re
from pathlib import Path

import pytest

from tools.data import sonnets_ngrams, sonnets_training
from utils.sonnets.model import (
    encode,
    held_out,
    load_losses,
    load_model,
    load_sonnets,
    measure,
)

CARD = Path(__file__).resolve().parents[3].joinpath("data/SONNETS_MODEL.md").read_text()


def bits(row):
    return float(re.search(rf"^\| {row}[^|]*\| (\d\.\d+) \|$", CARD, re.MULTILINE).group(1))


def test_its_loss_is_that_of_the_committed_weights_on_the_text_it_names_and_in_the_table():
    model, text = load_model(), load_sonnets()
    found = measure(model.parameters, held_out(encode(text, model.symbols))[1])

    assert hashlib.sha256(text.encode()).hexdigest() in CARD
    assert bits("these weights") == pytest.approx(found, abs=0.001)
    written = load_losses()["held_out"][sonnets_training.EPOCHS - 1]
    assert written == pytest.approx(found, abs=0.002)


def test_its_baseline_is_the_best_n_gram_and_the_weights_are_a_tenth_of_a_bit_better():
    _, baseline = sonnets_ngrams.best(load_sonnets())

    assert bits("best n-gram baseline") == pytest.approx(baseline, abs=0.001)
    assert bits("these weights") <= baseline - 0.1


def test_its_student_epochs_all_gain():
    row = r"^\| after a student's epoch, seeds 0 to 4 \| (.*) \|$"
    afters = re.search(row, CARD, re.MULTILINE).group(1).split(", ")

    assert len(afters) == 5
    assert all(float(after) < bits("these weights") for after in afters)
