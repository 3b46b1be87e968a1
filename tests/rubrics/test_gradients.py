"""The gradients of Figure 2: what is written down is what the network does, up to where
rounding decides."""

import hashlib

import numpy as np
import pytest

from rubrics.dinosaur_island import gradients
from tests.conftest import ROOT
from utils import drawings

WRITTEN = drawings.gradient_norms()


def test_the_written_norms_are_those_of_this_network_and_of_the_certificate(
    monkeypatch, capsys
):
    assert gradients.main(["--check"]) == 0
    assert "is what this network does" in capsys.readouterr().err
    monkeypatch.setattr(gradients, "RATE", 0.04)
    assert gradients.main(["--check"]) == 1
    digest = hashlib.sha256((ROOT / "data" / "gradients.csv").read_bytes()).hexdigest()
    assert digest in (ROOT / "data" / "README.md").read_text(encoding="utf-8")


def test_both_runs_are_the_same_until_the_large_gradient_comes():
    assert WRITTEN.shape == (gradients.ITERATIONS, 2)
    assert np.array_equal(*WRITTEN[:166].T)
    assert WRITTEN[165] == pytest.approx([65, 65], abs=0.5)
    assert WRITTEN[:165].max() < 30
    free, held = np.median(WRITTEN[200:], axis=0)
    assert free / held == pytest.approx(4, abs=0.5)  # and so it stays without clipping


@pytest.mark.slow
def test_at_the_lessons_rate_clipping_first_acts_at_iteration_2366():
    largest = [np.abs(g).max() for g in gradients.gradients(0.01, 5.0, 2_367)]

    assert [j for j, each in enumerate(largest) if each > 5] == [2_366]
