"""The stacked LSTM computes what its equations say, and its gradients are those of its
loss."""

import numpy as np
import pytest

from utils.sonnets import lstm

V, N_E, N_A, T, B = 5, 3, 4, 6, 2


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


@pytest.fixture
def rng():
    return np.random.default_rng(7)


@pytest.fixture
def parameters():
    return lstm.initialize(V, N_E, N_A, seed=3, dtype=np.float64)


@pytest.fixture
def ix(rng):
    return rng.integers(V, size=(T, B))


def test_a_new_model_s_forget_gates_are_open_and_its_recurrent_rows_at_right_angles(parameters):
    U = parameters["U2"]

    assert np.array_equal(parameters["b1"], [0] * N_A + [1] * N_A + [0] * 2 * N_A)
    np.testing.assert_allclose(U @ U.T, np.eye(N_A), atol=1e-12)


def test_one_step_is_the_six_equations(rng):
    z, h_prev, c_prev, U = (
        rng.normal(size=s) for s in ((B, 4 * N_A), (B, N_A), (B, N_A), (N_A, 4 * N_A))
    )
    i, f, g, o = np.split(z + h_prev @ U, 4, axis=1)
    expected_c = sigmoid(f) * c_prev + sigmoid(i) * np.tanh(g)

    h, c, _, gates = lstm.lstm_step(z.copy(), h_prev, c_prev, U)

    np.testing.assert_allclose(c, expected_c, atol=1e-14)
    np.testing.assert_allclose(h, sigmoid(o) * np.tanh(expected_c), atol=1e-14)
    np.testing.assert_allclose(gates[:, :N_A], sigmoid(i), atol=1e-14)


def test_a_gate_far_out_stays_a_number():
    z = np.array([[1000.0, -1000.0, 1000.0, -1000.0]])

    h, c, _, gates = lstm.lstm_step(z, np.zeros((1, 1)), np.zeros((1, 1)), np.zeros((1, 4)))

    assert gates.tolist() == [[1.0, 0.0, 1.0, 0.0]]
    assert (h.item(), c.item()) == (0.0, 1.0)


def test_reading_in_two_halves_or_alone_is_reading_at_once_beside_others(parameters, ix):
    at_once, state, _ = lstm.forward(parameters, ix, lstm.zero_state(parameters, B))

    first, between, _ = lstm.forward(parameters, ix[:2], lstm.zero_state(parameters, B))
    second, last, _ = lstm.forward(parameters, ix[2:], between)
    alone, _, _ = lstm.forward(parameters, ix[:, 1:], lstm.zero_state(parameters, 1))

    np.testing.assert_allclose(np.concatenate([first, second]), at_once, atol=1e-14)
    np.testing.assert_allclose(last, state, atol=1e-14)
    np.testing.assert_allclose(at_once[:, 1:], alone, atol=1e-14)


@pytest.mark.parametrize("dropout_seed", [None, 11], ids=["without dropout", "with dropout"])
def test_the_gradient_is_the_loss_s_slope_in_finite_differences(
    parameters, ix, rng, dropout_seed
):
    targets = rng.integers(V, size=(T, B))
    state = tuple(rng.normal(size=(B, N_A)) for _ in range(4))

    def loss_of(changed):
        masks = None if dropout_seed is None else np.random.default_rng(dropout_seed)
        logits, _, cache = lstm.forward(changed, ix, state, masks)
        loss, dlogits = lstm.loss_and_dlogits(logits, targets)
        return loss, dlogits, cache

    _, dlogits, cache = loss_of(parameters)
    gradients = lstm.backward(parameters, dlogits, cache)

    assert gradients.keys() == parameters.keys()
    for name, gradient in gradients.items():
        numeric = finite_differences(lambda: loss_of(parameters)[0], parameters[name])
        np.testing.assert_allclose(gradient, numeric, rtol=1e-5, atol=1e-9)
        assert np.abs(gradient).max() > 1e-4


def finite_differences(loss, weights, step=1e-5):
    numeric = np.empty_like(weights)
    for place in np.ndindex(weights.shape):
        here = weights[place]
        weights[place] = here + step
        above = loss()
        weights[place] = here - step
        numeric[place] = (above - loss()) / (2 * step)
        weights[place] = here
    return numeric


@pytest.mark.parametrize(
    ("largest", "shortened"), [(1.0, 1 / 5), (5.5, 1)], ids=["long ones", "short ones stay"]
)
def test_long_gradients_are_shortened_together_and_keep_their_direction(largest, shortened):
    gradients = {"a": np.array([3.0, 0.0]), "b": np.array([[4.0]])}

    assert lstm.clip_to_norm(gradients, largest) == 5.0
    np.testing.assert_allclose(gradients["a"], [3 * shortened, 0.0])
    np.testing.assert_allclose(gradients["b"], [[4 * shortened]])


def test_adam_follows_its_published_recursion_over_several_steps(rng):
    gradients = rng.normal(size=(5, 3))
    parameters = {"a": np.zeros(3)}
    adam = lstm.initialize_adam(parameters)
    m, v, expected = np.zeros(3), np.zeros(3), np.zeros(3)
    for t, gradient in enumerate(gradients, 1):
        m, v = 0.9 * m + 0.1 * gradient, 0.999 * v + 0.001 * gradient**2
        expected -= 0.01 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-12)
        lstm.adam_step(parameters, {"a": gradient}, adam, lr=0.01, epsilon=1e-14)

    np.testing.assert_allclose(parameters["a"], expected, rtol=1e-8)
