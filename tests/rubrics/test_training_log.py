"""The log of the corpus in use is compared with the one that every correct program
prints."""

import numpy as np
import pytest

from tests.dinosaurs import reference
from utils import load_names, vocabulary
from utils.questions import observe


def notebook(data, **own):
    char_to_ix, ix_to_char = vocabulary(data)
    return {
        **reference(),
        "data": data,
        "char_to_ix": char_to_ix,
        "ix_to_char": ix_to_char,
        "np": np,
        **own,
    }


def test_the_right_functions_print_the_log_of_the_kit_s_names():
    passed, said = observe.afterwards("model", notebook(load_names(quiet=True)))
    assert passed
    assert (
        said
        == "the log of the kit's own names at iterations 0 and 2,000, with your own functions: as it should be."
    )


@pytest.mark.slow
def test_the_right_functions_print_the_classic_log(classic_names):
    passed, said = observe.afterwards(
        "model", notebook(load_names(str(classic_names), quiet=True))
    )
    assert passed
    assert "the classic names" in said


def test_a_report_that_is_missing_is_seen():
    once = notebook(
        load_names(quiet=True), model=lambda *_, **__: print("Iteration: 0, Loss: 23.084039")
    )
    passed, said = observe.afterwards("model", once)
    assert not passed
    assert "it should report the iterations [0, 2000] and reports [0]." in said


def test_a_loss_that_differs_is_named_with_both_numbers():
    log = {"iterations": [0, 2000], "losses": [23.0, 27.5], "names": ["a"]}
    printed = {"iterations": [0, 2000], "losses": [23.004, 28.0], "names": ["A"]}
    expected = "the loss at iteration 2,000 should be 27.500000 and is 28.000000."
    assert observe.first_difference(log, printed) == expected


def test_a_name_that_differs_is_named():
    log = {"iterations": [0], "losses": [23.0], "names": ["neb", "eb"]}
    printed = {"iterations": [0], "losses": [23.0], "names": ["Neb", "Ebb"]}
    assert (
        observe.first_difference(log, printed) == "the name Eb should stand where Ebb stands."
    )


def test_a_corpus_of_one_s_own_has_no_log_to_compare():
    assert observe.afterwards("model", {"data": "rex\nmax"}) is None


@pytest.mark.parametrize("function", ["clip", "sample", "optimize"])
def test_the_log_is_compared_for_the_training_loop_only(function):
    assert observe.afterwards(function, notebook(load_names(quiet=True))) is None
