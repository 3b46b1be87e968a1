"""Keras with the same weights is the same model."""

import signal

import numpy as np
import pytest

from utils.sonnets import keras as sonnets_keras
from utils.sonnets import lstm
from utils.sonnets.model import encode, load_model, load_sonnets, measure

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not sonnets_keras.available(),
        reason="Keras and JAX are not installed (the extra 'keras')",
    ),
]


@pytest.fixture(scope="module")
def model():
    return load_model()


@pytest.fixture(scope="module")
def keras_model(model):
    built = sonnets_keras.build_model(len(model.symbols))
    sonnets_keras.give_weights(built, model.parameters)
    return built


@pytest.fixture(scope="module")
def ix(model):
    return encode(load_sonnets(), model.symbols)


def test_numpy_and_keras_give_the_same_logits_over_200_steps(model, keras_model, ix):
    text = ix[-200:]
    ours, _, _ = lstm.forward(
        model.parameters, text[:, None], lstm.zero_state(model.parameters)
    )

    theirs = sonnets_keras.logits_along(keras_model, text)

    assert theirs.shape == (200, len(model.symbols))
    np.testing.assert_allclose(ours[:, 0], theirs, rtol=0, atol=1e-5)


def test_weights_given_and_taken_back_are_the_same_numbers_in_arrays_of_their_own(
    model, keras_model
):
    taken = sonnets_keras.take_weights(keras_model, model.symbols)

    for name, value in model.parameters.items():
        assert np.array_equal(taken.parameters[name], value)
        assert not np.shares_memory(taken.parameters[name], value)


def test_windows_are_the_text_and_their_targets_the_next_characters():
    inputs, targets = sonnets_keras.windows(np.arange(64 * 3 + 10))

    assert inputs.shape == targets.shape == (3, 64)
    assert np.array_equal(targets, inputs + 1)


def test_a_stopped_epoch_says_so_and_goes_on_where_it_was_learning_and_writing(
    model, ix, capsys
):
    import keras

    class Press(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            if batch == 1:
                signal.raise_signal(signal.SIGINT)

    built = sonnets_keras.build_model(len(model.symbols), 6, 8)
    text = ix[: 64 * 16 * 4 + 1]
    new = sonnets_keras.take_weights(built, model.symbols).parameters
    before = measure(new, ix[:2000])

    sonnets_keras.fit_one_epoch(built, text, [Press()])
    said, stopped_at = capsys.readouterr().out, built.updates_done
    verses = sonnets_keras.verse_callback(model.symbols, every=2)
    sonnets_keras.fit_one_epoch(built, text, [verses])
    learned = sonnets_keras.take_weights(built, model.symbols).parameters

    assert measure(learned, ix[:2000]) < before
    assert "   2 updates: Forsooth this maketh no sense " in capsys.readouterr().out
    assert "Stopped after 2 of 4 updates. What was learned is kept" in said
    assert (stopped_at, built.updates_done, int(built.optimizer.iterations)) == (2, 4, 4)
