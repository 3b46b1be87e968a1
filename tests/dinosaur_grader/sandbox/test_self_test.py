"""Each layer is on: proved by trying what it forbids, and missed where it is taken
away."""

import struct

import pytest

from dinosaur_grader.sandbox import self_test, syscall_filter
from dinosaur_grader.sandbox.sandbox import IsolationUnavailable
from dinosaur_grader.sandbox.self_test import TRIES, Layer, demand
from tests.dinosaur_grader.sandboxes import opened_child

pytestmark = pytest.mark.isolation
LEVELS = ("strict", "process")


@pytest.mark.parametrize("level", LEVELS)
def test_every_layer_holds_and_every_one_that_is_tried_is_told(level):
    layers = proved(level)
    assert [(layer.name, layer.why) for layer in layers if not layer.holds] == []
    assert {one.layer for one in TRIES} <= {layer.name for layer in layers}


def proved(level):
    """What was seen of each layer at a level that this machine can have."""
    try:
        return self_test.prove(level)
    except IsolationUnavailable as error:
        pytest.skip(str(error))


def test_level_none_promises_nothing_but_a_process_of_its_own():
    assert [layer.name for layer in self_test.prove("none")] == ["a process of its own"]


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("1 + 1", "the try was not refused"),
        ("no_such_name", "NameError: name 'no_such_name' is not defined"),
    ],
)
def test_a_try_that_is_not_refused_or_for_another_reason_proves_nothing(source, why):
    with opened_child("none") as child:
        layer = self_test.attempt(child, self_test.Try("a layer", source, fix="a fix"))
    assert (layer.holds, layer.why, layer.fix) == (False, why, "a fix")


ALLOW_ALL = struct.pack("=HBBI", 0x06, 0, 0, 0x7FFF_0000)
"""A program for seccomp of one instruction: allow."""
NEW_RULES = {
    *("no times of files", "no time of a file outside", "no lock of a file outside"),
    *("no lock of a part of it", "no call that is on no list"),
}


def test_where_seccomp_lets_all_through_each_of_its_newer_rules_is_told_as_missing(monkeypatch):
    """A time, a lock, a call that is on no list: the tries see the rule itself."""
    monkeypatch.setattr(syscall_filter, "program", lambda: ALLOW_ALL)
    missed = {layer.name for layer in proved("process") if not layer.holds}
    assert NEW_RULES - missed == set()


def test_a_layer_that_does_not_hold_stops_the_level_and_is_named(monkeypatch):
    missing = Layer("no fork", False, "the try was not refused", "A fix.")
    monkeypatch.setattr(self_test, "prove", lambda level: [missing])
    said = r"no fork.*not refused.*A fix.*--isolation process"
    with pytest.raises(IsolationUnavailable, match=said):
        demand("strict")
