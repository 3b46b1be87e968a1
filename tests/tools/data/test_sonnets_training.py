"""The recipe trains as it did when the weights were made: a small model retraces a
stored curve."""

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from tools.data import sonnets_training
from utils.sonnets.model import load_model, load_sonnets

SMALL = {"n_e": 16, "n_a": 48}
# Held-out bits of the small model after each of two epochs, as one machine made them.
# Another machine rounds otherwise, and training lets that grow a little: 0.02 bits are
# allowed.
STORED = (4.2838, 3.6057)
TOLERANCE = 0.02


@pytest.mark.slow
def test_a_small_model_retraces_the_stored_curve():
    with threadpool_limits(1):  # on a busy machine two threads wait for each other
        found = sonnets_training.epochs(load_sonnets(), len(STORED), **SMALL)
        losses = [epoch.held_out for epoch, _ in found]
    np.testing.assert_allclose(losses, STORED, atol=TOLERANCE)


def test_most_words_that_the_committed_weights_write_occur_in_the_sonnets():
    part = sonnets_training.known_words(load_model(), load_sonnets(), 0.7, characters=6000)

    assert part > 0.8
