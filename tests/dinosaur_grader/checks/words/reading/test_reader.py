"""What the text of a function shows, and what it must not be taken for."""

import pytest

from dinosaur_grader.checks.words.errors import of_error
from dinosaur_grader.checks.words.reading import Called, Written, flow
from dinosaur_grader.checks.words.reading.reader import Raising, Reading, outline
from dinosaur_grader.workshop import gallery
from tests.dinosaur_grader.checks.words.reading.slips import CALLS, found
from tests.dinosaurs import RUBRIC


@pytest.mark.parametrize(
    "body",
    [
        "z = None\nz = 1\nreturn z + 1",
        "z = None\nif X:\n    z = 1\nreturn z + 1",
        "z = None\nif z is None:\n    z = 1\nreturn z",
        "Y = [None] + [1]\nreturn Y",
        "Y.append(1)\nreturn Y",
        "np.clip(X, 0, 1, out=X)\nreturn X",
        "X.clip(0, 1, X)\nreturn X",
        "for k in X:\n    X[k] = np.abs(X[k])\nreturn X",
        "loss, cache = forward(X, Y, 0)\nreturn loss",
        "both = forward(X, Y, 0)\nreturn both[0]",
        "both = forward(X, Y, 0)\nloss, cache = both\nreturn loss",
        "loss = forward(X, Y, 0)\nloss, cache = loss\nreturn g(loss)",
        "both = forward(X, Y, 0)\nn = len(both)\nreturn both[0]",
        "l, c = forward(state=0, X=X, Y=Y)\nreturn l",
        "l, c = forward(*X)\nreturn l",
        "return step(1)",
        "return np.zeros((3, 1), dtype=float) + np.zeros(3, float)[:, None]",
        "return X.T @ Y.shape",
    ],
)
def test_what_is_right_shows_no_slip(body):
    assert found(body) == {}


def test_no_right_answer_of_the_gallery_shows_a_sure_slip():
    right = [answer for answer in gallery.answers(RUBRIC) if answer.right]
    for answer in right:
        reading = RUBRIC.words(answer.function).reading(answer.function, answer.text)
        sure = [s for s in reading.slips if s.sure and "hangs" not in s.explains]
        assert not sure, f"{answer.function}/{answer.name}: {sure}"
    assert len(right) > 100


def test_an_untouched_stub_is_not_written_yet_whatever_it_raises():
    stub = 'def f(X, Y):\n    """Says."""\n    a = None\n    # YOUR CODE HERE\n    return a\n'
    own = "def f(X, Y):\n    a = None\n    return a\n"
    slips = Reading(own, "f", CALLS, outline(stub, "f")).slips
    assert [s.fault for s in slips] == ["unfinished"]
    assert "not written yet" in slips[0].hint
    assert found("a = 1\nreturn a", stub=outline(stub, "f")) == {}


@pytest.mark.parametrize(
    ("cell", "steps"),
    [
        ("# YOUR CODE HERE", ""),
        ("# YOUR CODE HERE\n    raise NotImplementedError()", ""),
        ("# Step 1: add. (1 line)\n    # Step 2: divide.", " Fill in its numbered steps."),
        ("# Step 1: add them. (about 1 line)", " Fill in its numbered step."),
        ('"""1. Add them."""', " Fill in its numbered step."),
        ("# 2) Add them.", " Fill in its numbered step."),
        ("# Add the 2 numbers. (about 1 line)", ""),
    ],
)
def test_steps_are_spoken_of_only_where_the_cell_numbers_them(cell, steps):
    own = f'def f(X, Y):\n    """Add."""\n    {cell}\n'
    (slip,) = Reading(own, "f", CALLS, outline(own, "f")).slips
    assert slip.hint == f"f is not written yet.{steps}"


def test_a_function_of_nearly_the_right_name_is_named():
    (slip,) = Reading("def samples(X):\n    return X\n", "sample").slips
    assert slip.hint == "Your function is called samples. Its name has to be sample."


@pytest.mark.parametrize(
    "text", ["", "\0", "x = (" * 5000, "%%bash\nrm", "def f(: pass\n\ud800"]
)
def test_no_text_makes_reading_fail(text):
    Reading(text, "f", CALLS).slips


def test_a_hint_quotes_the_student_s_own_line():
    text = "def sample(parameters, char_to_ix, seed):\n    x = np.zeros((27,  1))\n    return [1]\n"
    slips = RUBRIC.words("sample").reading("sample", text).slips
    said = next(slip.hint for slip in slips if slip.fault == "size_written_in")
    assert "`x = np.zeros((27,  1))`" in said


def test_a_text_that_takes_too_long_is_not_begun_again():
    reading = Reading("def f(X):\n    return None + X\n", "f")
    reading.begun = True
    assert reading.slips == ()
    assert reading.aside("", False) is None


def test_a_text_that_can_t_be_read_to_its_end_is_read_once(monkeypatch):
    read = []

    def never(text):
        read.append(text)
        raise RecursionError

    monkeypatch.setattr(flow, "RULES", (never,))
    reading = Reading("def f(X):\n    return None + X\n", "f")
    with pytest.raises(RecursionError):
        reading.aside("", False)
    assert (reading.aside("", False), reading.slips, len(read)) == (None, (), 1)


def test_what_a_helper_of_the_cell_has_written_is_told_with_its_line():
    rule = Written("by_code", "{line} works it out.", r"\bord\(")
    text = "def g(c):\n    return ord(c) - 96\n\n\ndef f(X):\n    return g(X)\n"
    hints = [s.hint for s in Reading(text, "f", written=[rule]).slips]
    assert hints == ["`return ord(c) - 96` works it out."]


def test_a_name_that_a_loop_gives_its_values_is_not_the_argument():
    rule = Written("several", "{line} gives several.", r"clip\(gradients\b")
    looped = "def f(gradients):\n    for gradients in five:\n        np.clip(gradients)\n    return gradients\n"
    plain = "def f(gradients):\n    np.clip(gradients)\n    return gradients\n"
    told = [
        {s.fault for s in Reading(text, "f", written=[rule]).slips} for text in (looped, plain)
    ]
    assert ["several" in faults for faults in told] == [False, True]


def test_what_a_swallowed_error_may_have_stopped_is_not_said_to_have_run():
    text = "def f(x):\n    try:\n        np.clip(x, 0, 1, to=1)\n    except Exception:\n        pass\n    return x\n"
    assert Reading(text, "f").slip("", False, sure=True) is None
    assert (
        Reading(text.replace("except Exception", "except KeyError"), "f")
        .slip("", False, sure=True)
        .fault
        == "not_kept"
    )


LOOKED_UP = """def f(X, table):
    i = table[X]
    np.clip(X, 0, 1)
    k = X + 1
    return table[i] + k
"""


def slip_of(raised, **more):
    rule = Written("looked_up", "{line} looks it up.", r"table\[i\]", **more)
    found = Reading(LOOKED_UP, "f", written=[rule]).slip("exception", False, False, raised)
    return found.fault if found else ""


def test_a_missing_name_is_never_taken_for_the_function_that_is_being_written():
    calls = {"optimize": Called(("X", "Y"))}
    reading = Reading("def optimize(X, Y):\n    optimizer.step()\n", "optimize", calls)
    message = "name 'optimizer' is not defined"

    assert "Did you mean" not in of_error("NameError", message, reading.names)[1]


def test_a_slip_is_said_only_of_a_line_that_leads_to_the_error():
    assert slip_of(Raising("return table[i] + k")) == "looked_up"
    assert slip_of(Raising("k = X + 1")) == ""
    assert slip_of(Raising("i = table[X]")) == ""
    assert slip_of(None) == "looked_up"


def test_a_slip_under_the_condition_that_stopped_is_not_said():
    rule = Written("number", "{line} stores one number.", r"^table\[\w+\] = 1$")
    loop = "for k, g in table.items():\n        if g > 1:\n            table[k] = 1\n        g = g.max()"
    reading = Reading(f"def f(table):\n    {loop}\n", "f", written=[rule])

    assert reading.slip("exception", False, False, Raising("if g > 1:")) is None
    assert reading.slip("exception", False, False, Raising("g = g.max()")).fault == "number"


def test_a_slip_of_one_error_is_not_said_of_another():
    line = "return table[i] + k"

    assert slip_of(Raising(line, error="KeyError: 3"), error="KeyError: \\d") == "looked_up"
    assert slip_of(Raising(line, error="KeyError: 'a'"), error="KeyError: \\d") == ""
    assert slip_of(None, error="KeyError") == ""


def test_a_slip_that_needs_another_line_is_not_said_without_it():
    line = Raising("return table[i] + k")

    assert slip_of(line, besides=r"np\.clip") == "looked_up"
    assert slip_of(line, besides=r"np\.abs") == ""


def test_an_error_that_its_line_alone_makes_is_about_that_line():
    reading = Reading('def f(X):\n    y = X.split("/n")\n    return g(y)\n', "f")

    assert reading.slip("exception", False, True, Raising("return g(y)")) is not None
    assert reading.slip("exception", False, True, Raising("return g(y)", alone=True)) is None


def test_a_value_comes_from_each_line_that_stores_a_part_of_it_too():
    text = "def f(X):\n    Z = None\n    Z = [g(x) for x in X]\n    Z[0] = None\n    return Z\n"
    assert Reading(text, "f").makers("Z") == ["`Z = [g(x) for x in X]`", "`Z[0] = None`"]
    assert Reading(text, "f").makers("") == []
