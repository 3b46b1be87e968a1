"""A generator of random numbers crosses as its state."""

import random

import numpy as np
import pytest

from dinosaur_grader.checks.calls import thaw
from dinosaur_grader.checks.generators import read_state
from dinosaur_grader.checks.published import freeze, melt
from dinosaur_grader.checks.values import Opaque, plain_data


@pytest.mark.parametrize("rng", [np.random.default_rng(3), random.Random(3)])
def test_a_generator_goes_on_where_it_was(rng):
    rng.random()
    state = melt(freeze(plain_data(rng)))
    assert thaw(state).random() == rng.random()


def test_half_of_two_normal_numbers_is_kept():
    rng = random.Random(3)
    rng.gauss(0, 1)
    assert thaw(melt(freeze(plain_data(rng)))).gauss(0, 1) == rng.gauss(0, 1)


PCG64 = '{"bit_generator": "PCG64", "state": {"state": %s, "inc": 1}, "has_uint32": %s, "uinteger": 0}'
WRONG = ["", "x", "3", "null", "[1, 2, 3]", "[3, [], null]", "{}", "[" * 7_000]
WRONG += [PCG64 % pair for pair in (("-1", "0"), ('"a"', "0"), ("[]", "0"), ("0", "[]"))]
WRONG += [f"[3, {[n] * 625}, null]" for n in ("-1", 2**70, '"a"', 700)]


@pytest.mark.parametrize("text", WRONG)
def test_a_text_that_is_no_state_is_refused(text):
    with pytest.raises(ValueError):
        read_state(text)


def test_a_generator_that_another_algorithm_drives_is_no_plain_data():
    rng = np.random.Generator(np.random.MT19937(3))
    assert plain_data(rng) == Opaque("Generator")
