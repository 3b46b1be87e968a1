"""What goes into a student's process in a whole walk holds no right value and no
seed, at any level: every byte of it is looked through."""

import struct

import msgspec
import numpy as np
import pytest

from dinosaur_grader.assignments import probes as drawing
from dinosaur_grader.assignments.probes import PRACTICE_SEED
from dinosaur_grader.checks.calls import Outcome
from dinosaur_grader.checks.values import plain_data
from dinosaur_grader.inside.outcomes import outcome_form
from dinosaur_grader.inside.wire import answered, call_form, encode
from dinosaur_grader.judging.lending import Lender
from dinosaur_grader.judging.walk import walk
from dinosaur_grader.results import Submission
from dinosaur_grader.sandbox.pipes import Line
from dinosaur_grader.sandbox.sandbox import Sandbox
from tests.dinosaurs import ASSIGNMENT, NAME, RUBRIC


@pytest.fixture
def sent(monkeypatch):
    """All frames that a walk through the blank notebook sent."""
    frames, send = [], Line.send

    def recorded(line, frame, seconds):
        frames.append(bytes(frame))
        return send(line, frame, seconds)

    monkeypatch.setattr(Line, "send", recorded)
    blank = tuple(ASSIGNMENT.blank)
    work = Submission("ada", NAME, blank, "digest")
    with Sandbox("none", beside=ASSIGNMENT.beside) as sandbox:
        lender = Lender(RUBRIC.answers, sandbox.child)
        asked, known = drawing.asked(RUBRIC, PRACTICE_SEED), drawing.published(RUBRIC)
        walk(work, asked, sandbox, lender, seed=PRACTICE_SEED, published=known)
        assert lender.computed == 0  # else its own child's frames are among these
    return b"\n".join(frames)


def leaves(value):
    """The numbers and rows of whole numbers in a value, as bytes that tell them."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, np.ndarray | np.floating | float) and np.size(value):
        for number in np.ravel(np.asarray(value, float)):
            if number * 2**20 % 1:  # a round one may be anywhere
                yield from (struct.pack("<d", number), struct.pack(">d", number))
    elif isinstance(value, list | tuple):
        if len(value) > 4 and all(isinstance(each, int | float) for each in value):
            rows = (list(map(kind, value)) for kind in (int, float))
            yield from (b"".join(map(msgspec.msgpack.encode, row)) for row in rows)
        else:
            for each in value:
                yield from leaves(each)


def right_values():
    """Of all questions, but for what is in the questions themselves."""
    probes = drawing.asked(RUBRIC, PRACTICE_SEED)
    given = b"".join(bytes(call_form(probe.call)) for probe in probes)
    told = {leaf for probe in probes for leaf in leaves(probe.expected)}
    return {leaf for leaf in told if leaf not in given}


def test_no_right_value_and_no_seed_is_sent(sent):
    wanted = right_values()
    assert len(wanted) > 500 and len(sent) > 50_000
    assert [leaf for leaf in wanted if leaf in sent] == []
    assert PRACTICE_SEED not in sent and PRACTICE_SEED.hex().encode() not in sent


def test_the_search_finds_an_answer_that_is_sent():
    wanted = right_values()
    for function in RUBRIC.functions:
        expected = [
            p.expected for p in drawing.asked(RUBRIC, PRACTICE_SEED) if p.function == function
        ]
        frame = encode(answered(1, outcome_form(Outcome(plain_data(expected)))))
        assert any(leaf in frame for leaf in wanted), function
