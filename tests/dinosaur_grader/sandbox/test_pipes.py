"""The grader's pipe ends: one cap, in bytes of a message without its length, both
ways."""

import os

import pytest

from dinosaur_grader.inside.layers import Limits
from dinosaur_grader.inside.wire import HEADER
from dinosaur_grader.judging.reading import parse
from dinosaur_grader.sandbox import pipes
from dinosaur_grader.sandbox.pipes import Line, PipeBroken

CAP = 1000


@pytest.fixture
def line():
    """A line whose own frames come back to it."""
    into, out = os.pipe()
    line = Line(out, into, CAP)
    yield line
    line.close()


def frame(size):
    return HEADER.pack(size) + bytes(size)


def test_a_message_of_as_many_bytes_as_it_may_have_goes_out_and_comes_in(line):
    line.send(frame(CAP), 1)
    assert line.receive(1) == bytes(CAP)


def test_a_message_of_a_byte_more_does_not_go_out_nor_come_in(line):
    with pytest.raises(PipeBroken, match="violation"):
        line.send(frame(CAP + 1), 1)
    os.write(line.out, frame(CAP + 1))
    with pytest.raises(PipeBroken, match="violation"):
        line.receive(1)


def test_every_cell_of_a_notebook_that_is_read_can_be_sent():
    assert Limits().message_bytes > parse.MAX_CODE + CAP


def test_a_message_in_more_pieces_than_an_honest_one_has_is_a_violation(line, monkeypatch):
    monkeypatch.setattr(pipes, "MAX_PIECES", 3)
    monkeypatch.setattr(pipes.os, "read", lambda fd, size: b"x")
    with pytest.raises(PipeBroken, match="too many pieces"):
        line.receive(1)
    monkeypatch.undo()
