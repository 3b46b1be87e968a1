"""A published question is asked as its variant: whoever looks its answer up earns nothing by
it, and the words are still the notebook's."""

import json
import re
from operator import attrgetter

import nbformat
import numpy as np
import pytest

from dinosaur_grader.assignments import probes as drawing
from dinosaur_grader.assignments.notebook_cells import filled
from dinosaur_grader.assignments.probes import PRACTICE_SEED
from dinosaur_grader.checks.comparisons import close
from dinosaur_grader.judging.lending import Lender
from dinosaur_grader.judging.reading.intake import read_submission
from dinosaur_grader.judging.walk import walk
from tests.dinosaurs import ASSIGNMENT, RUBRIC, source
from tests.gallery.hostile import write
from tests.gallery.hostile.cheats import ATTACKS, LOOKED_UP, SAYING, SAYS

# clips the weights only, and leaves sample's biases out
CLIP = """
def clip(gradients, maxValue):
    out = dict(gradients)
    for name in ("dWaa", "dWax", "dWya"):
        out[name] = np.clip(out[name], -maxValue, maxValue)
    return out
"""


def test_each_variant_is_its_published_question_with_other_numbers():
    published = {probe.id: probe for probe in drawing.published(RUBRIC)}
    by_id = {probe.id: probe for probe in drawing.asked(RUBRIC, PRACTICE_SEED) if probe.variant}
    kept = attrgetter("function", "cell", "points", "title", "about", "gate", "public")

    assert by_id.keys() == published.keys()
    for name, variant in by_id.items():
        own = published[name]
        assert kept(variant) == kept(own)
        assert variant.observe == own.observe
        assert repr(variant.call) != repr(own.call)
        assert _sizes(variant.call.positional) == _sizes(own.call.positional)
        assert variant.call.stand_ins.keys() == own.call.stand_ins.keys()


def _sizes(value):
    if isinstance(value, np.ndarray):
        return value.shape
    if isinstance(value, dict):
        return {len(value)}
    return [_sizes(part) for part in value] if isinstance(value, tuple) else type(value)


def test_the_hidden_questions_are_those_of_before_and_share_their_calls():
    asked, probes = drawing.asked(RUBRIC, PRACTICE_SEED), drawing.probes(RUBRIC, PRACTICE_SEED)
    assert [p.id for p in asked] == [p.id for p in probes]
    # another test may have had one of them drawn again, and arrays have no equality
    for one, other in zip(asked, probes, strict=True):
        pairs = (one.expected, other.expected), (one.call.positional, other.call.positional)
        assert one.public or all(close(*pair) for pair in pairs)


def notebook(tmp_path, name, answers):
    blank = json.loads(ASSIGNMENT.blank_path.read_text(encoding="utf-8"))
    path = tmp_path / name / ASSIGNMENT.name / f"{ASSIGNMENT.name}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(filled(blank, answers)), encoding="utf-8")
    return read_submission(path.parent, ASSIGNMENT)


def graded(submission, sandbox):
    lender = Lender(RUBRIC.answers, sandbox.child)
    asked = drawing.asked(RUBRIC, PRACTICE_SEED)
    known = drawing.published(RUBRIC)
    result = walk(submission, asked, sandbox, lender, seed=PRACTICE_SEED, published=known)
    lender.close()
    return result


def test_whoever_looks_the_published_answers_up_earns_what_the_function_earns(
    tmp_path, sandbox
):
    no_biases = source("sample").replace("+ b)", ")")
    honest = {"clip": CLIP, "sample": no_biases}
    cheat = {
        "clip": LOOKED_UP + CLIP + "clip = looked_up('clip', clip)\n",
        "sample": no_biases + "\nsample = looked_up('sample', sample)\n",
    }

    with_it = graded(notebook(tmp_path, "mallory", cheat), sandbox)
    without = graded(notebook(tmp_path, "ada", honest), sandbox)

    assert {m.cell: m.score for m in with_it.marks} == {m.cell: m.score for m in without.marks}
    assert 0 < with_it.score < 45
    said = {mark.cell: mark.message for mark in with_it.marks}
    assert "right for these numbers, and not for others" in said["clip_expected"]
    told = {mark.cell: mark.message for mark in without.marks}
    assert "the two bias gradients, limit 0.3: db" in told["clip_expected"]


def test_a_right_hand_in_pays_nothing_for_the_words(tmp_path, sandbox):
    right = {function: source(function) for function in RUBRIC.functions}
    before = sandbox.made
    result = graded(notebook(tmp_path, "ada", right), sandbox)
    assert result.score == 100
    assert sandbox.made - before == 1


PUBLIC_LIMITS = {
    f"SEEN{float(probe.call.positional[1])}".replace(".", "_").replace("-", "m")
    for probe in drawing.published(RUBRIC)
    if probe.function == "clip"
}


def said_by(submission, sandbox):
    """The numbers that a hand-in says, of which none may be of a hidden question."""
    told = graded(submission, sandbox)
    assert told.score == 0
    said = set(re.findall(r"SEEN\w+", repr(told)))
    assert said <= PUBLIC_LIMITS
    return said


# as many at a time as clip is asked questions
@pytest.mark.parametrize("first", range(0, len(SAYING), 6))
def test_whatever_text_a_function_gives_no_number_of_a_hidden_question_is_said(
    tmp_path, sandbox, first
):
    clip = SAYS.format(saying=SAYING[first : first + 6])
    said_by(notebook(tmp_path, "eve", {"clip": clip}), sandbox)


def test_the_child_that_is_asked_for_words_has_had_no_hidden_question(tmp_path, sandbox):
    (attack,) = (one for one in ATTACKS if one.name == "says-later")
    blank = nbformat.read(ASSIGNMENT.blank_path, as_version=4)
    folder = write(attack, tmp_path, blank)
    # what a published question's error says is quoted
    assert said_by(read_submission(folder, ASSIGNMENT), sandbox)
