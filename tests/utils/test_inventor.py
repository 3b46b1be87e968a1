"""The network of the first cell: its names, its temperature, and that it buys no point of
`sample` but those for drawing at random."""

import inspect

import numpy as np
import pytest

from dinosaur_grader.checks import score
from dinosaur_grader.checks.in_notebook import ask
from tests.dinosaurs import as_typed, probes, reference
from utils import inventor, load_names, rnn_forward
from utils.corpus import data_file

FLAT = np.load(data_file("network.npy"))
NETWORK = inventor.parameters(FLAT)


def test_ten_names_come_and_a_seed_gives_the_same_again():
    names = inventor.names(seed=4)

    assert len(names) == 10 and names == inventor.names(seed=4) != inventor.names(seed=5)
    assert all(name.isalpha() and name[0].isupper() for name in names)
    assert inventor.names() != inventor.names()


def test_a_low_temperature_is_careful_and_a_high_one_bold():
    careful, bold = (inventor.names(300, temperature, seed=0) for temperature in (0.3, 2.0))

    def saurus(names):
        return sum(name.endswith("saurus") for name in names) / len(names)

    assert saurus(careful) > 0.6 and saurus(bold) < 0.1
    assert len(set(careful)) < len(set(bold))


@pytest.mark.parametrize("temperature", [0, -1, float("nan")])
def test_a_temperature_that_is_none_is_refused(temperature):
    with pytest.raises(ValueError, match="a temperature is above 0"):
        inventor.names(temperature=temperature)


def test_the_names_are_drawn_with_the_probabilities_of_the_network():
    first = [name[:1].lower() for name in inventor.names(4000, seed=0)]
    _, (p, _, _) = rnn_forward([None], [0], np.zeros((50, 1)), NETWORK)

    for i, symbol in enumerate(inventor.SYMBOLS[1:], 1):
        assert first.count(symbol) / 4000 == pytest.approx(p[0][i, 0], abs=0.02)


def test_it_has_5277_numbers_and_the_symbols_of_the_kit_s_own_list():
    assert FLAT.size == 5277 and FLAT.dtype == np.float16
    assert "".join(sorted(set(load_names(quiet=True)))) == inventor.SYMBOLS
    assert {name: part.shape for name, part in NETWORK.items()} == inventor.SHAPES


CALLED = """
import numpy as np
from utils import inventor

def sample(parameters, char_to_ix, seed):
    (name,) = inventor.names(1, seed=seed)
    return [char_to_ix[char] for char in name.lower() if char in char_to_ix] + [char_to_ix["\\n"]]
"""
COPIED = f"""
import numpy as np
SYMBOLS = "\\nabcdefghijklmnopqrstuvwxyz"
LONGEST = 50

{inspect.getsource(inventor.drawn)}

def sample(parameters, char_to_ix, seed):
    (name,) = drawn(parameters, 1, 1.0, np.random.default_rng(seed))
    return [char_to_ix[char] for char in name.lower() if char in char_to_ix] + [char_to_ix["\\n"]]
"""
GUMBEL = """
import numpy as np

def sample(parameters, char_to_ix, seed):
    p, end = parameters, char_to_ix["\\n"]
    generator, a, x, indices = np.random.default_rng(seed), 0 * p["b"], np.zeros((len(p["by"]), 1)), []
    while (not indices or indices[-1] != end) and len(indices) < 50:
        a = np.tanh(p["Wax"] @ x + p["Waa"] @ a + p["b"])
        z = p["Wya"] @ a + p["by"]
        indices.append(int(np.argmax(z + generator.gumbel(size=z.shape))))
        x = np.eye(len(z))[:, indices[-1:]]
    return indices + [end] * (len(indices) == 50)
"""


@pytest.mark.parametrize(
    ("text", "most"),
    [(CALLED, 5), (COPIED, 5), (GUMBEL, 6)],
    ids=["called", "copied", "rebuilt"],
)
@pytest.mark.parametrize("seed", [b"one", b"two"])
def test_what_a_student_makes_of_it_has_the_points_of_other_seeds_other_names_at_most(
    text, most, seed
):
    names = as_typed(text)
    marks = score(probes(seed), ask(probes(seed), names, reference(), {}))

    # a fifth, as whatever draws at random has; rebuilt it also ends where the limit is
    assert marks["sample_expected"] == 0 and marks["sample_hidden"] <= most
