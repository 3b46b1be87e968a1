"""The probes of a course: complete, secret, repeatable, clear of the edges, and able to
see every known fault."""

import re

import numpy as np
import pytest

from dinosaur_grader.assignments.probes import PRACTICE_SEED
from dinosaur_grader.assignments.question import TWINS, drafted
from dinosaur_grader.checks import score
from dinosaur_grader.checks.asking import ask
from dinosaur_grader.checks.observing import close
from dinosaur_grader.workshop import publish
from tests import dinosaurs
from tests.conftest import ROOT
from tests.dinosaurs import FUNCTIONS, POINTS, RUBRIC, edits, probes, reference, source
from tests.effort import units

DECIMAL = re.compile(r"\d\.\d|\[\d")
names = RUBRIC.module("probes.sample")
SEEDS = [b"one", b"two", b"three"]
MORE_SEEDS = [f"seed {i}".encode() for i in range(40)]


def _own(function, seed=PRACTICE_SEED):
    return [probe for probe in probes(seed) if probe.function == function]


def _asked(name, seed=PRACTICE_SEED):
    return next(probe for probe in probes(seed) if probe.id == name)


def _fault(function, name):
    return next(edit for edit in edits(function) if edit.name == name)


def test_ids_are_unique_and_public_probes_lie_in_visible_cells():
    every = probes(PRACTICE_SEED)

    assert len({probe.id for probe in every}) == len(every)
    assert all(probe.public == probe.cell.endswith("_expected") for probe in every)


def test_functions_are_asked_before_they_are_lent():
    order = [FUNCTIONS.index(probe.function) for probe in probes(PRACTICE_SEED)]

    assert order == sorted(order)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_reference_gets_every_point(seed):
    namespace = dinosaurs.namespace_of(*(source(function) for function in FUNCTIONS))

    assert score(probes(seed), ask(probes(seed), namespace, reference())) == POINTS


def test_the_same_seed_gives_the_same_probes_and_another_seed_others():
    first, other = probes(SEEDS[0]), probes(SEEDS[1])
    again = dinosaurs.drawn_anew(SEEDS[0])

    hidden = [i for i, probe in enumerate(first) if not probe.public]
    assert all(close(first[i].expected, again[i].expected) for i in range(len(first)))
    assert not any(close(first[i].expected, other[i].expected) for i in hidden)


def test_no_hidden_fixture_is_that_of_the_practice_seed():
    practice = {probe.id: probe for probe in probes(PRACTICE_SEED)}

    for probe in probes(SEEDS[0]):
        if not probe.public:
            assert not close(
                list(practice[probe.id].call.positional), list(probe.call.positional)
            )


def test_no_twin_has_the_limit_of_a_published_question_that_may_be_known_by_heart():
    drawn = [drafted(RUBRIC, "clip", TWINS, seed) for seed in MORE_SEEDS]
    limits = {question.call.positional[1] for questions in drawn for question in questions[1:]}
    assert limits.isdisjoint({3.2, 0.3})


def test_drawing_probes_leaves_the_global_random_state():
    np.random.seed(11)
    expected = np.random.RandomState(11).random_sample()

    dinosaurs.drawn_anew(SEEDS[0])

    assert np.random.random_sample() == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_every_draw_of_a_name_is_clear_of_the_edges(seed):
    for probe in _own("sample", seed):
        if probe.id != "sample.classic":
            parameters, char_to_ix, start = probe.call.positional
            newline = char_to_ix["\n"]
            length, nearest = names.margin(parameters, start, newline=newline)
            assert nearest > names.MARGIN
            assert length < names.CAP or probe.expected["indices"][names.CAP - 1] != newline


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("asked", ["sample.hidden.cut", "model.hidden.Y"])
def test_one_question_of_each_has_a_newline_that_is_not_the_first_symbol(asked, seed):
    call = _asked(asked, seed).call

    char_to_ix = call.positional[-2 if call.function == "sample" else -1]
    assert char_to_ix["\n"] > 0
    assert sorted(char_to_ix.values()) == list(range(len(char_to_ix)))


@pytest.mark.parametrize("name", ["size_27_hard_coded", "size_100_hard_coded"])
@pytest.mark.parametrize("seed", SEEDS)
def test_sizes_that_are_written_in_earn_the_questions_of_these_sizes(name, seed):
    own = _own("sample", seed)

    verdicts = ask(
        own, dinosaurs.namespace_of(dinosaurs.gallery_answer("sample", name)), reference()
    )

    passed = {verdict.probe: verdict.points for verdict in verdicts if verdict.passed}
    assert passed == {"sample.classic": 4, "sample.hidden.cut": 3}
    assert score(own, verdicts) == {"sample_expected": 4, "sample_hidden": 3}


def test_no_mistake_in_a_step_comes_near_the_edges_of_the_cut_name():
    for faulty in ("sigmoid", "no_tanh", "starts_with_state_one", "x_all_ones", "no_b"):
        edit = _fault("sample", faulty)
        cut = [_asked("sample.hidden.cut", seed) for seed in SEEDS]

        assert all(v.passed for v in ask(cut, edit.namespace(), reference())), faulty


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("seed", SEEDS)
def test_parameters_that_are_made_anew_at_a_report_do_not_pass(when, seed):
    text = dinosaurs.gallery_answer("model", f"initialises_{when}_each_report")
    others = [source(function) for function in FUNCTIONS if function != "model"]

    (verdict,) = ask(
        [_asked("model.kept", seed)], dinosaurs.namespace_of(*others, text), reference()
    )

    assert not verdict.passed


def test_the_classic_list_is_compared_no_further_than_every_machine_agrees():
    classic = _asked("sample.classic")

    assert len(classic.expected["indices"]) == 31
    assert classic.expected["indices"][:5] == [12, 17, 24, 14, 13]


def test_the_classic_values_are_those_of_the_assignment():
    by_id = {probe.id: probe.expected for probe in probes(PRACTICE_SEED)}

    assert close(by_id["clip.classic"]["dWya[1][2]"], 0.29713815361)
    assert close(by_id["clip.classic"]["dby[1]"], 8.45833407)
    assert close(by_id["optimize.classic"]["loss"], 126.503975722)
    assert close(by_id["optimize.classic"]["db[4]"], -0.06809825)
    assert by_id["optimize.classic"]["argmax(dWax)"] == 93


@pytest.mark.parametrize("seed", SEEDS)
def test_a_steep_name_passes_five_and_ten(seed):
    faults = {f.name: f for f in _asked("optimize.hidden.gradients", seed).faults}
    seen = faults["no_clip"].observations

    assert max(float(np.abs(seen[key]).max()) for key in ("dWya", "dby")) > 10


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_known_fault_is_caught_with_its_own_hint(function, seed):
    own = _own(function, seed)
    for edit in edits(function):
        verdicts = ask(own, edit.namespace(), reference())
        wrong = [verdict for verdict in verdicts if not verdict.passed]
        assert any(edit.name in verdict.candidates for verdict in wrong), edit.name
        lost = sum(probe.points for probe in own) - sum(score(own, verdicts).values())
        assert lost > 0, edit.name


@pytest.mark.proof
@pytest.mark.parametrize("seed", MORE_SEEDS)
def test_with_forty_more_seeds_right_answers_get_every_point_and_every_known_fault_is_caught(
    seed,
):
    test_the_reference_gets_every_point(seed)
    test_every_draw_of_a_name_is_clear_of_the_edges(seed)
    for function in FUNCTIONS:
        test_every_known_fault_is_caught_with_its_own_hint(function, seed)


CODE = ("np.", "@", " = ", "==", "[", "lambda")


def test_hints_are_two_short_sentences_without_code_or_numbers_of_fixtures():
    for edit in (edit for function in FUNCTIONS for edit in edits(function)):
        assert edit.hint.endswith(".") and len(edit.hint) <= 140, edit.name
        assert not any(sign in edit.hint for sign in CODE), edit.name


def test_hidden_messages_show_no_number_of_the_fixture():
    for function in FUNCTIONS:
        own = [probe for probe in _own(function) if not probe.public]
        for edit in edits(function):
            for verdict in ask(own, edit.namespace(), reference()):
                assert not DECIMAL.search(verdict.message.replace("0.01", ""))


def test_the_published_files_are_up_to_date():
    folder, made = ROOT / "utils" / "questions", publish.files(RUBRIC)

    there = {name: (folder / name).read_text(encoding="utf-8") for name in made}
    assert there == made
    assert {"probes.json", "words/faults.json", "observe.py", "training_log.json"} < made.keys()
    others = {path for path in folder.rglob("*.*") if "__pycache__" not in path.parts}
    assert others == {folder / name for name in made}


def test_all_probes_of_one_right_submission_are_cheap():
    namespace = dinosaurs.namespace_of(*(source(function) for function in FUNCTIONS))
    every, lend = probes(PRACTICE_SEED), reference()

    assert units(lambda: ask(every, namespace, lend)) < 36


def _simulated():
    """The known faults of `sample` that are simulated where a name is drawn, each by
    both its names."""
    module = RUBRIC.module("probes.wrong_names")
    return {**module.WRONG, **module.OF_A_SEED, **module.OF_BIASES, **module.OF_A_NEWLINE}


OTHERWISE_NAMED = {
    "x stays zero": "x_not_updated",
    "x piles up": "x_accumulates",
    "x holds the index": "x_holds_index",
    "x beside": "x_next_to",
    "x begins with ones": "starts_with_one",
    "x begins with the newline": "starts_with_newline",
    "a begins with ones": "starts_with_state_one",
    "Waa transposed": "waa_transposed",
    "logits of the old state": "old_state_in_logits",
    "sigmoid for softmax": "sigmoid_output",
    "likeliest": "argmax",
    "two draws": "draws_twice",
    "one seed for all": "seed_fixed",
    "seeded once": "seed_once",
    "counter only": "seed_counter_only",
    "newline is zero": "zero_for_newline",
}
"""The known faults of those that have another name there."""


def _fault_of(way):
    return OTHERWISE_NAMED.get(way, way.replace(" ", "_"))


def test_each_simulated_way_to_draw_a_name_has_a_known_fault():
    assert OTHERWISE_NAMED.keys() < _simulated().keys()
    assert set(map(_fault_of, _simulated())) <= {edit.name for edit in edits("sample")}


@pytest.mark.parametrize("way", _simulated())
def test_a_simulated_wrong_name_is_what_the_known_fault_draws(way):
    call = names.name_fixture(np.random.default_rng(5), 7, 10, 5)
    _draws_as_simulated(way, call, 0)


def _draws_as_simulated(way, call, newline):
    drawn = RUBRIC.module("probes.wrong_names").drawn
    parameters, _, seed = call.positional

    name = _fault("sample", _fault_of(way)).namespace()["sample"](*call.positional)

    simulated = drawn(parameters, seed, names.CAP, _simulated()[way], newline)
    assert list(simulated) == [int(index) for index in name][: names.CAP]


@pytest.mark.parametrize("way", ["newline is zero", "no by", "uniform", "softmax twice"])
def test_a_simulated_name_ends_where_the_newline_is_not_the_first_symbol(way):
    call = names.only_capped_fixture(np.random.default_rng(5))
    _draws_as_simulated(way, call, call.positional[1]["\n"])
