"""Why an answer is wrong, in words: of a hidden question none of its numbers."""

from dataclasses import replace

import numpy as np
import pytest

from tests.dinosaur_grader.checks.test_probe import CLIP, HIDDEN, RIGHT
from utils.checks import Fault, Probe, agree, judge
from utils.checks.calls import Call, Failure, Outcome
from utils.checks.observers import Observation, Observer
from utils.checks.values import Drawn
from utils.checks.words import Words
from utils.checks.words.reading.reader import Reading


@pytest.mark.parametrize(
    "kind", ["timeout", "memory", "died", "violation", "skipped", "missing"]
)
def test_every_failure_has_words_and_none_passes_even_where_the_observations_fit(kind):
    verdict = judge(CLIP, Outcome(value=RIGHT, failure=Failure(kind)))

    assert not verdict.passed
    assert verdict.fault == kind
    assert verdict.message.endswith(".")


def test_an_exception_shows_the_students_own_line_of_a_public_probe_and_nothing_of_a_hidden():
    failure = Failure("exception", "Leak_0_123", "secret 0.123", "raise Leak(secret 0.456)")

    shown, kept = (judge(probe, Outcome(failure=failure)).message for probe in (CLIP, HIDDEN))

    assert "raise Leak(secret 0.456)" in shown
    assert "0" not in kept
    assert "secret" not in kept


def test_an_unfinished_function_is_met_kindly():
    failure = Failure("exception", "NotImplementedError")

    assert judge(CLIP, Outcome(failure=failure)).fault == "unfinished"
    assert judge(CLIP, Outcome(value=None)).fault == "nothing"


def test_a_function_that_rightly_gives_nothing_back_is_told_what_it_changed():
    observer = Observer("own", (Observation("numbers", "arguments.0"),))
    words = Words(kinds=("none",), advice={"numbers": "Add once."})
    probe = Probe(
        "f.x", "f", "f_expected", 1, "a list", Call("f"), observer, {"numbers": [1, 2]}
    )

    verdict = judge(replace(probe, words=words), Outcome(arguments=([1, 3],)))

    assert verdict.fault == "number:numbers"
    assert verdict.message == "a list: numbers[1] should be 2 and is 3. Add once."


def said(right, value, way="close", **tolerance):
    """What is said of a value in the place of a right one."""
    observer = Observer("own", (Observation("it", "value", way, **tolerance),))
    probe = Probe("f.x", "f", "f_expected", 1, "a value", Call("f"), observer, {"it": right})
    return judge(probe, Outcome(value=value)).detail


def drawing(figure, **more):
    """What is said of a figure in the place of one with a title."""
    observer = Observer("own", (Observation("title", "figure.0.title"),))
    call = Call("f", draws=True)
    probe = Probe("f.x", "f", "f_expected", 1, "a plot", call, observer, {"title": "x"})
    return judge(replace(probe, **more), Outcome(figure=figure))


def test_a_function_that_draws_owes_no_value_and_is_told_what_is_off():
    assert drawing([{"title": "y"}]).detail == "title should be 'x' and is 'y'."
    assert drawing([{"title": "y"}]).fault == "number:title"
    assert drawing([{"title": "x"}]).passed
    assert "y" not in drawing([{"title": "y"}], public=False).message


def test_a_function_that_draws_nothing_is_told_so():
    assert drawing(None).fault == "nothing drawn"
    assert drawing(None, words=Words(kinds=("number",))).fault == "nothing drawn"


def test_what_an_iterator_gave_has_the_name_of_its_kind_but_for_a_hidden_question():
    words = Words(returns="a list", kinds=("list",))
    observer = Observer("own", (Observation("it", "value"),))
    probe = Probe(
        "f.x", "f", "f_expected", 1, "a", Call("f"), observer, {"it": [1]}, words=words
    )
    shown, kept = (
        judge(each, Outcome(value=Drawn((1,), "Leak0123"))).message
        for each in (probe, replace(probe, public=False))
    )
    assert "a value of type Leak0123" in shown
    assert "Leak" not in kept


def test_what_is_said_of_a_list_is_not_followed_by_advice_on_all_of_it():
    words = Words(advice={"value": "Compare it with the equation."})
    observer = Observer("own", (Observation("value", "value"),))
    probe = Probe(
        "f.x",
        "f",
        "f_expected",
        1,
        "a",
        Call("f"),
        observer,
        {"value": [1, 2, 3, 4, 5]},
        words=words,
    )
    assert judge(probe, Outcome(value=[1, 2, 3, 4])).hint.endswith("ends too early.")
    assert judge(probe, Outcome(value=[1, 9, 3, 4, 5])).hint == "Compare it with the equation."


LOW = Fault("low", "Too low.", {"value": 0})


NAMED = Probe(
    "f.x",
    "f",
    "f_expected",
    1,
    "a",
    Call("f"),
    Observer("own", (Observation("value", "value"),)),
    {"value": 1},
    faults=(LOW,),
)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (
            "def f(x):\n    try:\n        x += 1\n    except:\n        pass\n    return x\n",
            "Take the try away, and",
        ),
        ("def f(x):\n    return x\n", "Too low."),
    ],
)
def test_a_swallowed_error_is_told_beside_a_known_mistake(text, hint):
    verdict = judge(NAMED, Outcome(value=0), Reading(text, "f"))
    assert agree([verdict], [NAMED])[0].hint.startswith(("`except:` catches", hint))
    assert hint in verdict.hint
    assert "Too low." in verdict.hint


def test_of_the_flow_only_what_is_sure_is_told_beside_a_known_mistake():
    foreign = "def f(x):\n    return other\n"
    said = judge(NAMED, Outcome(value=0), Reading(foreign, "f")).hint
    assert said.startswith("`other` in `return other` is neither defined in f")
    assert said.endswith("Too low.")
    counted = "def f(x):\n    for i in range(3):\n        i = x\n    return i\n"
    assert judge(NAMED, Outcome(value=0), Reading(counted, "f")).hint == "Too low."
    assert "this round only" in judge(NAMED, Outcome(value=5), Reading(counted, "f")).hint


def test_a_name_of_another_cell_is_told_in_place_of_its_spelling():
    failure = Failure("exception", "NameError", "name 'other' is not defined", "return other")
    said = judge(NAMED, Outcome(failure=failure), Reading("def f(x):\n    return other\n", "f"))
    assert said.fault == "name"
    assert said.hint.endswith("use what the function is given.")
    assert "spelled" not in said.hint


def test_what_is_kept_between_calls_is_said_alone():
    words = Words(advice={"value": "Compare it with the equation."})
    observer = Observer("own", (Observation("value", "value"),))
    probe = Probe(
        "f.x", "f", "f_expected", 1, "a", Call("f"), observer, {"value": 1}, words=words
    )
    text = "def f(x, seen=[]):\n    seen.append(x)\n    return len(seen)\n"
    hint = judge(probe, Outcome(value=2), Reading(text, "f")).hint
    assert hint.endswith("Create seen at the start of f.")


PAIR = np.array([1.5, 2.5, 4.0]), np.array([7.0, -2.0, 0.5])


TWO = Observer("two", (Observation("dW", "value.dW"), Observation("db", "value.db")))


def of_two(value, arguments=(), **more):
    given = Call("f", ({"dW": PAIR[0] * 2, "db": PAIR[1] * 2},))
    expected = dict(zip(("dW", "db"), PAIR, strict=True))
    probe = Probe("f.x", "f", "f_expected", 1, "two", given, TWO, expected, **more)
    return judge(probe, Outcome(value=value, arguments=arguments)).message


def test_it_is_said_which_of_several_arrays_are_off():
    assert "Right: db. Off: dW." in of_two({"dW": PAIR[0] + 1, "db": PAIR[1]})


def test_an_array_under_another_name_is_known_again():
    said = of_two({"dW": PAIR[1], "db": PAIR[0]})

    assert "What came back as dW is what belongs under db." in said


def test_the_first_step_that_is_off_is_named_where_an_earlier_one_is_right():
    words = Words(order=((("db",), "the bias (step 1)"), (("dW",), "the weights (step 2)")))
    said = of_two({"dW": PAIR[0] + 1, "db": PAIR[1]}, words=words)

    assert "Right: the bias (step 1). The first step that is off: the weights (step 2)." in said
    assert "First" not in of_two({"dW": PAIR[0] + 1, "db": PAIR[1] + 1}, words=words)


def test_the_line_that_makes_what_is_off_is_quoted():
    words = Words(made_as={"dW": "slopes"})
    given = Call("f", ({},))
    probe = Probe("f.x", "f", "f_expected", 1, "one", given, TWO, {"dW": PAIR[0]}, words=words)
    one = "def f(x):\n    slopes = None\n    slopes = g(x)\n    return {'dW': slopes}\n"

    def said(text):
        return judge(probe, Outcome(value={"dW": PAIR[0] + 1}), Reading(text, "f")).message

    assert said(one).endswith(
        "It comes from your line `slopes = g(x)`, or from what goes into it, or from a line that changes slopes later, "
        "or is missing."
    )
    assert said(one.replace("    return", "    slopes = h(slopes)\n    return")).endswith(
        "lines `slopes = g(x)` and `slopes = h(slopes)`, or from what goes into them, or from a line that changes "
        "slopes later, or is missing."
    )
    assert "comes from" not in said(one.replace("slopes = g(x)", "other = g(x)"))
    assert "comes from" not in said(one.replace("'dW': slopes", "'dW': slopes / 2"))
    looped = one.replace(
        "    slopes = g(x)", "    for i in x:\n        k = i - 1\n        slopes = x[k]"
    )
    assert said(looped).endswith(
        "It comes from your line `slopes = x[k]`, or from `k = i - 1`, which goes into it, "
        "or from what goes into that, or from a line that changes slopes later, or is missing."
    )
