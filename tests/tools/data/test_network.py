"""The trained network: its certificate says what the file holds and how good it is."""

import re

import numpy as np
import pytest

from tools.data import network
from utils.corpus import data_file


def test_the_certificate_is_that_of_the_file():
    assert network.main(["--check"]) == 0


@pytest.mark.slow
def test_other_numbers_do_not_fit_the_certificate(monkeypatch, tmp_path):
    for name in ("dinos.txt", "NETWORK.md", "network.npy"):
        (tmp_path / name).write_bytes(data_file(name).read_bytes())
    monkeypatch.setattr(network, "DATA", tmp_path)
    assert network.main(["--check"]) == 0

    np.save(tmp_path / "network.npy", np.load(tmp_path / "network.npy") * np.float16(0.9))

    assert network.main(["--check"]) == 1


@pytest.mark.slow
def test_training_again_gives_a_network_as_good(monkeypatch):
    loss, table = network.measured(network.trained())

    written = float(re.search(r"(\d\.\d\d) nats", data_file("NETWORK.md").read_text())[1])
    assert loss == pytest.approx(written, abs=0.03) and loss < table - 0.08
