"""The right answers against a second reading: the same mathematics in pure Python
floats, without NumPy arrays."""

import math

import numpy as np
import pytest

from dinosaur_grader.assignments.probes import PRACTICE_SEED
from tests.dinosaurs import probes

KEYS = ("Wax", "Waa", "Wya", "b", "by")


def _own(function):
    return [
        probe
        for probe in probes(PRACTICE_SEED)
        if probe.function == function and not probe.id.endswith("classic")
    ]


def _lists(parameters):
    return {key: np.asarray(parameters[key]).tolist() for key in KEYS}


def _step(p, x, a_prev):
    """One step; `x` is the place of the one, or None for a zero vector."""
    n_a, n_y = len(p["Waa"]), len(p["Wya"])
    a = []
    for i in range(n_a):
        total = p["b"][i][0] + (0.0 if x is None else p["Wax"][i][x])
        for k in range(n_a):
            total += p["Waa"][i][k] * a_prev[k]
        a.append(math.tanh(total))
    logits = [
        p["by"][i][0] + sum(p["Wya"][i][k] * a[k] for k in range(n_a)) for i in range(n_y)
    ]
    top = max(logits)
    weights = [math.exp(z - top) for z in logits]
    return a, [w / sum(weights) for w in weights]


def _slow_sample(parameters, seed, stop):
    p, a, x, out = _lists(parameters), [0.0] * len(parameters["b"]), None, []
    while len(out) < 50:
        a, y = _step(p, x, a)
        u = np.random.RandomState(seed + 2 * len(out)).random_sample()
        edge = 0.0
        for x, weight in enumerate(y):  # noqa: B007  x is the drawn index afterwards
            edge += weight
            if u < edge:
                break
        out.append(x)
        if x == stop:
            return out
    return [*out, stop]


def _slow_optimize(X, Y, a_prev, parameters, rate=0.01):
    p = _lists(parameters)
    states, chances, loss = [np.ravel(a_prev).tolist()], [], 0.0
    for x, y in zip(X, Y, strict=True):
        a, chance = _step(p, x, states[-1])
        states.append(a)
        chances.append(chance)
        loss -= math.log(chance[y])
    g = {key: [[0.0] * len(row) for row in p[key]] for key in KEYS}
    carried = [0.0] * len(states[0])
    for t in reversed(range(len(X))):
        dy = list(chances[t])
        dy[Y[t]] -= 1.0
        _back(p, g, carried, dy, X[t], states[t + 1], states[t])
    for key in KEYS:
        g[key] = [[min(5.0, max(-5.0, v)) for v in row] for row in g[key]]
        p[key] = [
            [w - rate * d for w, d in zip(ws, ds, strict=True)]
            for ws, ds in zip(p[key], g[key], strict=True)
        ]
    return loss, g, states[-1], p


def _back(p, g, carried, dy, x, a, a_prev):
    n_a = len(a)
    dz = []
    for i in range(n_a):
        da = carried[i] + sum(p["Wya"][j][i] * dy[j] for j in range(len(dy)))
        dz.append((1.0 - a[i] * a[i]) * da)
    for j, d in enumerate(dy):
        g["by"][j][0] += d
        for i in range(n_a):
            g["Wya"][j][i] += d * a[i]
    for i, d in enumerate(dz):
        g["b"][i][0] += d
        if x is not None:
            g["Wax"][i][x] += d
        for k in range(n_a):
            g["Waa"][i][k] += d * a_prev[k]
    carried[:] = [sum(p["Waa"][i][k] * dz[i] for i in range(n_a)) for k in range(n_a)]


def _slow_log(data, char_to_ix, iterations, n_a, names, vocab_size):
    """Losses, names' indices at iteration 0 and parameters of a short run."""
    start = np.random.RandomState(1)
    sizes = {"Wax": (n_a, vocab_size), "Waa": (n_a, n_a), "Wya": (vocab_size, n_a)}
    p = {key: start.randn(*size) * 0.01 for key, size in sizes.items()}
    p |= {"b": np.zeros((n_a, 1)), "by": np.zeros((vocab_size, 1))}
    examples = data.split("\n")
    np.random.RandomState(0).shuffle(examples)
    smoothed, a, first, drawn = math.log(vocab_size) * names, np.zeros(n_a), None, None
    for j in range(iterations):
        ix = [char_to_ix[c] for c in examples[j % len(examples)]]
        loss, _, a, p = _slow_optimize([None, *ix], [*ix, 0], a, p, 0.01)
        smoothed = 0.999 * smoothed + 0.001 * loss
        if j == 0:
            first, drawn = smoothed, [_slow_sample(p, seed, 0) for seed in range(names)]
    return first, drawn, p


@pytest.mark.parametrize("probe", _own("clip"), ids=lambda p: p.id)
def test_clip_agrees_with_pure_python(probe):
    gradients, limit = probe.call.positional
    for key in probe.expected:
        slow = [[min(limit, max(-limit, v)) for v in row] for row in gradients[key].tolist()]
        np.testing.assert_allclose(probe.expected[key], slow, rtol=1e-9)


@pytest.mark.parametrize("probe", _own("sample"), ids=lambda p: p.id)
def test_sample_agrees_with_pure_python(probe):
    parameters, char_to_ix, seed = probe.call.positional

    assert probe.expected["indices"] == _slow_sample(parameters, seed, char_to_ix["\n"])


def test_the_classic_sample_agrees_as_far_as_it_is_compared():
    probe = next(probe for probe in probes(PRACTICE_SEED) if probe.id == "sample.classic")
    parameters, _, seed = probe.call.positional

    assert probe.expected["indices"] == _slow_sample(parameters, seed, 0)[:31]


@pytest.mark.parametrize("probe", _own("optimize"), ids=lambda p: p.id)
def test_optimize_agrees_with_pure_python(probe):
    rate = probe.call.keywords.values()
    loss, gradients, state, moved = _slow_optimize(*probe.call.positional, *rate)

    assert probe.expected["loss"] == pytest.approx(loss, rel=1e-9)
    np.testing.assert_allclose(np.ravel(probe.expected["state"]), state, rtol=1e-8)
    for key in KEYS:
        np.testing.assert_allclose(
            probe.expected["d" + key], gradients[key], rtol=1e-6, atol=1e-9
        )
        np.testing.assert_allclose(probe.expected[key], moved[key], rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize(
    "probe", [p for p in _own("model") if p.id.endswith("short")], ids=lambda p: p.id
)
def test_model_agrees_with_pure_python(probe):
    data, ix_to_char, char_to_ix = probe.call.positional
    k = probe.call.keywords

    loss, drawn, moved = _slow_log(
        data, char_to_ix, k["num_iterations"], k["n_a"], k["dino_names"], k["vocab_size"]
    )

    assert probe.expected["losses"][0] == pytest.approx(loss, abs=2e-6)
    spelled = ["".join(ix_to_char[i] for i in indices).strip() for indices in drawn]
    assert probe.expected["names"] == [name[:1].upper() + name[1:] for name in spelled if name]
    for key in KEYS:
        np.testing.assert_allclose(probe.expected[key], moved[key], rtol=1e-7, atol=1e-10)
