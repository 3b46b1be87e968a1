"""The log of the corpus in use is compared with the one that every correct program
prints."""

import pytest

from tests.dinosaurs import reference
from utils import load_names, vocabulary
from utils.questions import observe


def notebook(data, **own):
    to_ix, to_char = vocabulary(data)
    return {**reference(), "data": data, "char_to_ix": to_ix, "ix_to_char": to_char, **own}


def test_the_right_functions_print_the_log_of_the_kit_s_names():
    passed, said = observe.afterwards("model", notebook(load_names(quiet=True)))
    assert passed
    assert said.startswith(
        "the log of the kit's own names at iterations 0 and 2,000, with your"
    )


def test_a_report_that_is_missing_is_seen():
    once = notebook(
        load_names(quiet=True), model=lambda *_, **__: print("Iteration: 0, Loss: 23.084039")
    )
    passed, said = observe.afterwards("model", once)
    assert not passed
    assert "it should report the iterations [0, 2000] and reports [0]." in said


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        (
            {"losses": [23.004, 28.0]},
            "the loss at iteration 2,000 should be 27.500000 and is 28.",
        ),
        ({"names": ["Neb", "Ebb"]}, "the name Eb should stand where Ebb stands."),
    ],
)
def test_a_loss_or_a_name_that_differs_is_named(printed, said):
    log = {"iterations": [0, 2000], "losses": [23.0, 27.5], "names": ["neb", "eb"]}
    assert observe.first_difference(log, log | printed).startswith(said)


def test_the_log_is_compared_for_the_training_loop_on_a_known_corpus_only():
    known = notebook(load_names(quiet=True))
    assert observe.afterwards("model", {"data": "rex\nmax"}) is None
    assert [observe.afterwards(name, known) for name in ("clip", "sample", "optimize")] == [
        None
    ] * 3
