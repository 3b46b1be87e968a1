"""A case opens with every right function and with no function that lacks the student's
own part."""

import json

import numpy as np
import pytest

from dinosaur_grader.workshop import gallery
from tests.conftest import ROOT
from tests.dinosaurs import FUNCTIONS, RUBRIC, in_turn
from utils.cases import keys, sealed

ANSWERS = gallery.answers(RUBRIC)
RIGHT = {name: keys.key(name, RUBRIC.answers.functions[name], 1) for name in FUNCTIONS}
# What is wrong in these is in lines that every student is given, and one needs a file: a key
# says nothing of them.
SILENT = {
    "opens_the_file",
    "initial_loss_fixed", "initial_loss_zero", "initialises_before_each_report", "initialises_each_thousand",
    "loss_not_updated", "own_step_unclipped", "prints_nothing", "reports_at_one", "reports_every_thousand",
    "same_seed_for_all", "seeds_by_two", "seeds_from_one", "seven_names_fixed", "smoothing_swapped",
    "sum_of_losses", "unsmoothed",
}  # fmt: skip
# These do the student's own part, and go wrong where a case does not look: on one side of the
# limit, in the shape or kind of what comes back, in what was given, late in a long run, in
# another order of the dictionary.
SILENT |= {
    "zipped_with_the_names", "zipped_into_the_same", "paired_by_order",
    "where_the_largest_passes", "where_the_smallest_passes", "where_any_largest_passes",
    "where_any_smallest_passes", "flat_vectors", "lists_of_lists",
    "choice_size_one", "arrays_of_none", "order_for_index", "changes_b",
    "flat_state", "overwrites_a_prev", "appends_to_y", "rate_falls_from_1000", "drawn_with_the_first",
    "kept_dictionary", "adds_to_dictionary", "twenty_names_at_most",
    "clips_half_of_what_it_was_given",
    "changes_the_given", "only_of_five", "rounded_to_six", "several_units_only", "log_of_log", "loss_in_a_list",
    "clips_three_times", "spoils_the_dictionary", "samples_by_another_dictionary",
    "empties_the_given", "first_input_erased", "only_of_several_rows", "leaves_lists",
    "place_in_the_dictionary", "returns_lists", "next_x_in_any_memory",
}  # fmt: skip


def own_key(answer):
    """The key that an answer of the gallery gives, or the error that it ends with."""
    rest = [text for name, text in RUBRIC.answers.texts.items() if name != answer.function]
    namespace = RUBRIC.answers.namespace_of(*rest, answer.text)
    try:
        return keys.key(answer.function, namespace[answer.function], 1)
    except Exception as error:  # noqa: BLE001  a wrong answer may raise anything
        return error


TOLD = [answer for answer in ANSWERS if answer.name not in SILENT]


@pytest.mark.parametrize("answer", in_turn(TOLD))
def test_each_right_answer_is_the_key_and_no_wrong_one(answer):
    assert (own_key(answer) == RIGHT[answer.function]) == answer.right


def distance(numbers, parts):
    """How far the numbers are from where they would be rounded to others, in parts."""
    flat = np.concatenate([np.ravel(np.asarray(each, dtype=float)) for each in numbers])
    return np.abs(flat * parts - np.floor(flat * parts) - 0.5).min()


def test_no_number_of_a_key_is_near_to_another_one(capsys):
    steps = keys.optimized(RUBRIC.answers.functions["optimize"])
    training = keys.trained(RUBRIC.answers.functions["model"])

    assert all(distance(step, keys.OPTIMIZE_PARTS) > 1e-3 for step in steps)
    assert distance(training, keys.MODEL_PARTS) > 1e-3


def test_two_cases_of_one_exercise_have_two_keys():
    clip = RUBRIC.answers.functions["clip"]
    assert keys.key("clip", clip, 1) != keys.key("clip", clip, 2)


def test_a_sealed_text_opens_with_its_key_and_with_no_other():
    text = sealed.seal({"a": "é"}, b"k" * 32)

    assert sealed.unseal(text, b"k" * 32) == {"a": "é"}
    assert sealed.unseal(text, b"K" * 32) is None


CASES = "loses_sign hard_coded_ten forgets_b zero_for_newline updates_before_clipping modulo_one_short"


def test_the_release_shows_no_line_of_a_case_without_a_key():
    rows = json.loads((ROOT / "utils/cases/cases.json").read_text(encoding="utf-8"))
    shown = "".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "release/find_the_fault").rglob("*")
        if path.suffix in (".py", ".json", ".ipynb", ".md")
    )
    chosen = [a for a in ANSWERS if not a.right and a.name in CASES.split()]
    lines = [line.strip() for answer in chosen for line in answer.text.splitlines()]
    long = [
        line for line in lines if len(line) > 40 and not line.startswith(("def ", "np.random"))
    ]

    assert len(rows) == 6 and len(long) > 10
    assert [line for line in long if line in shown] == []
