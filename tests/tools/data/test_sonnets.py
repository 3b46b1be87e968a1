"""The commands that make and measure the Sonnets' data."""

import numpy as np
import pytest

from tools.data import sonnets
from tools.data.sonnets_training import Epoch
from utils.sonnets import lstm
from utils.sonnets.model import Model, load_model


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setattr(sonnets, "DATA", tmp_path)
    return tmp_path


@pytest.fixture
def tiny(monkeypatch):
    """A model of a few numbers in the place of the one that trains for minutes."""
    model = Model(lstm.initialize(3, 2, 2, seed=5), "\nab")
    ends = (Epoch(1, 3.0, 2.5, 2.75), model)
    monkeypatch.setattr(sonnets.sonnets_training, "epochs", lambda *_, **__: iter([ends]))
    monkeypatch.setattr(sonnets.sonnets_card, "figures", lambda model, text: {})
    monkeypatch.setattr(sonnets.sonnets_card, "card", lambda model, text, found: "the card\n")
    return model


def test_train_writes_weights_and_card_and_with_check_only_compares_the_bits(data, tiny):
    assert sonnets.main(["train"]) == 0
    back = load_model(data / "sonnets.npz")
    assert (data / "SONNETS_MODEL.md").read_text() == "the card\n"
    np.testing.assert_array_equal(back.parameters["E"], tiny.parameters["E"].astype(np.float16))

    (data / "SONNETS_MODEL.md").unlink()
    assert sonnets.main(["train", "--check"]) == 0
    tiny.parameters["E"][0, 0] += 0.5
    assert sonnets.main(["train", "--check"]) == 1
    assert not (data / "SONNETS_MODEL.md").exists()


def test_curve_writes_a_row_for_each_epoch(data, tiny):
    assert sonnets.main(["curve", "--epochs", "1"]) == 0

    rows = (data / "sonnets_loss.csv").read_text()
    assert rows == "epoch,on_the_way,learnt,held_out\n1,3.0000,2.5000,2.7500\n"


@pytest.mark.parametrize(
    ("held_out", "gains", "code"),
    [(2.3, [0.02, 0.01], 0), (2.45, [0.02, 0.01], 1), (2.3, [0.02, -0.01], 1)],
)
def test_judge_fails_where_the_weights_are_too_near_the_baseline_or_an_epoch_gains_nothing(
    monkeypatch, held_out, gains, code
):
    found = dict(held_out=held_out, order=4, baseline=2.5, gains=gains, words={0.7: 0.9})
    monkeypatch.setattr(sonnets.sonnets_card, "figures", lambda model, text: found)

    assert sonnets.main(["judge"]) == code
