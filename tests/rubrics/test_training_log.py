"""The log of the corpus in use is compared with the one that every correct program
prints."""

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
