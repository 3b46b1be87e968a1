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
