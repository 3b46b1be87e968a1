"""Trying edits until one makes all right."""

import ast
import contextlib
from dataclasses import replace
from unittest import mock

import numpy as np
import pytest

from dinosaur_grader.checks.calls import Call, Failure, Outcome
from dinosaur_grader.checks.observers import VALUE
from dinosaur_grader.checks.probe import Fault, Probe, judge
from dinosaur_grader.checks.words.edits import search
from dinosaur_grader.checks.words.edits.edit import ONE_EDIT, Source
from dinosaur_grader.checks.words.edits.search import explained, right_edit
from dinosaur_grader.checks.words.reading import Text
from dinosaur_grader.checks.words.reading.reader import Reading

WRONG = "def f(x):\n    y = x + 1\n    return y\n"
PROBE = Probe("f.two", "f", "f_expected", 1, "f(2)", Call("f", (2,)), VALUE, {"value": 1})
SLOW = replace(PROBE, id="f.slow", slow=True)
SAID = (
    "Look at your line `y = x + 1`. From `x + 1`, keep only `1`, and every check here passes."
)


def gives(value, wanted=2):
    def right(text, *_):
        names = {}
        exec(text, names)
        with contextlib.suppress(Exception):  # an edit may make any error
            return names["f"](wanted) == value
        return False

    return right


def test_the_edit_that_makes_all_right_is_told_by_its_line_and_its_kind():
    assert right_edit(Text(WRONG, "f", {}), gives(1)) == SAID


def test_nothing_is_told_where_no_edit_makes_all_right():
    assert right_edit(Text(WRONG, "f", {}), lambda text: False) == ""


@pytest.mark.parametrize(
    ("answer", "limit"), [(False, "MAX_TRIED"), (None, "MAX_STUCK")], ids=["tried", "stuck"]
)
def test_edits_are_counted_so_that_no_clock_decides(answer, limit, monkeypatch):
    monkeypatch.setattr(search, limit, 7)
    tried = []

    right_edit(Text(WRONG, "f", {}), lambda text: tried.append(text) or answer)

    assert len(tried) == len(set(tried)) == 1 + 7  # the unedited text comes first


def test_no_edited_text_is_parsed_but_where_it_is_run():
    text = Text(WRONG, "f", {})

    with mock.patch.object(ast, "parse", wraps=ast.parse) as parse:
        assert len([*search.tries(text, lambda new: False)]) > 20

    assert parse.call_count == 2  # the cell, and its definitions


def test_a_text_is_read_once_for_each_block_and_not_for_each_pair_of_places():
    body = "".join(f"    if x == {n}:\n        y = {n}\n" for n in range(20))
    source = Source(Text(f"def f(x):\n{body}", "f", {}))

    with mock.patch.object(ast, "walk", wraps=ast.walk) as walk:
        assert len(search.edits(source)) > 400

    assert walk.call_count < 200


def test_a_text_that_is_right_when_it_is_defined_again_is_not_edited():
    asked = []

    assert right_edit(Text(WRONG, "f", {}), lambda text: not asked.append(text)) == ""
    assert len(asked) == 1


@pytest.mark.parametrize(
    "line", ["open('x')", "os.remove(x)", "exec(x)", "y = " + "1 + " * 2_000 + "1"]
)
def test_a_text_that_reaches_beyond_itself_or_is_too_long_is_not_edited(line):
    text = Text(WRONG.replace("return", f"{line}\n    return"), "f", {})
    assert right_edit(text, lambda text: True) == ""


def test_the_lines_that_led_to_an_error_come_first():
    text = Text("def f(x):\n    y = None\n    z = None\n    return z[0]\n", "f", {})
    tried = []

    right_edit(text, lambda new: bool(tried.append(new)), "return z[0]")

    edited = [
        next(name for name in "yz" if f"    {name} = [None]" in new)
        for new in tried
        if " = [None]" in new
    ]
    assert edited[:2] == ["z", "y"]


def test_one_edit_may_be_needed_in_two_places():
    text = Text("def f(x):\n    a = x[1]\n    return a + x[1]\n", "f", {})

    assert "`x[1]`, wherever it stands, and every" in right_edit(text, gives(14, [7, 0]))
    text = Text("def f(x):\n    return x[1] + x[1]\n", "f", {})
    assert "`x[1]`, wherever it stands, and every" in right_edit(text, gives(14, [7, 0]))


def test_two_equal_numbers_that_mean_two_things_are_not_edited_together():
    text = Text("def f(x):\n    n = len(x[1])\n    return list(range(1, n))\n", "f", {})
    found = [edit for edit in search.edits(Source(text)) if edit.old == "1"]
    assert found and all(len(edit.splices) == 1 for edit in found)


def verdicts(*probes, value=3):
    return [judge(probe, Outcome(value=value)) for probe in probes]


def asked_in(order):
    return lambda text, probes: order.append([p.id for p in probes]) or gives(1)(text)


def test_a_failed_verdict_says_where_the_mistake_is_and_keeps_what_came():
    told = explained(verdicts(PROBE), [PROBE], Reading(WRONG, "f"), gives(1))[0]

    assert (told.fault, told.hint) == (ONE_EDIT, SAID)
    assert told.message == f"f(2): value should be 1 and is 3. {SAID}"
    assert not told.passed


def test_what_takes_long_is_asked_last():
    order = []
    passed = replace(PROBE, id="f.passed", expected={"value": 3})
    probes = [SLOW, passed, PROBE]

    explained(verdicts(*probes), probes, Reading(WRONG, "f"), asked_in(order))

    assert order[0] == ["f.two", "f.passed", "f.slow"]


def test_a_known_fault_and_a_plain_word_need_no_edit():
    order = []
    known = replace(PROBE, faults=(Fault("one_more", "Take one away.", {"value": 3}),))
    missing = judge(PROBE, Outcome(failure=Failure("missing")))
    reading = Reading(WRONG, "f")

    assert explained(verdicts(known), [known], reading, asked_in(order))[0].fault == "one_more"
    assert explained([missing], [PROBE], reading, asked_in(order)) == [missing]
    assert explained(verdicts(PROBE, value=1), [PROBE], reading, asked_in(order))[0].passed
    shown = Reading("def f(x):\n    found = [0] * 3\n    found.append(x)\n    return 3\n", "f")
    said = judge(PROBE, Outcome(value=3), shown)
    assert explained([said], [PROBE], shown, asked_in(order)) == [said]
    assert (said.fault, order) == ("behind_others", [])


def test_of_a_text_with_ever_so_many_edits_few_are_listed():
    texts = ", ".join(repr(chr(0x4E00 + n)) for n in range(900))
    source = search.Source(Text(f"def f(x):\n    y = [{texts}]\n    return x", "f", {}))
    assert len(search.edits(source)) <= 2 * search.MAX_LISTED


def test_no_line_is_moved_where_a_seed_is_missing():
    text = "def f(x):\n    np.random.seed(1)\n    x = np.random.rand()\n    return x\n"
    wanted = np.random.RandomState(0).rand()

    def right(edited):
        names = {"np": np}
        np.random.seed(0)
        exec(edited, names)
        with contextlib.suppress(Exception):
            return names["f"](2) == wanted
        return False

    said = right_edit(Text(text, "f", {}), right)
    assert said.startswith("Look at your line `np.random.seed(1)`. Write another number")


def test_an_edit_is_told_in_a_sentence_with_a_verb():
    text = Text("def f(x):\n    return x + 2\n", "f", {})

    assert right_edit(text, gives(0)) == (
        "Look at your line `return x + 2`. Use another operator in `x + 2`, and every check "
        "here passes."
    )
