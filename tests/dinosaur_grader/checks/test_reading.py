"""What the text of a function shows, and what it must not be taken for."""

import pytest

from dinosaur_grader.checks.words.reading import Called
from dinosaur_grader.checks.words.reading.reader import Reading, outline
from dinosaur_grader.workshop import gallery
from tests.dinosaurs import RUBRIC

CALLS = {
    "forward": Called(("X", "Y", "state"), ("loss cost", "cache")),
    "step": Called(("rate", "size"), (), 1),
}


def found(body, **more):
    text = "def f(X, Y):\n" + "".join(f"    {line}\n" for line in body.split("\n"))
    return {s.fault: s.hint for s in Reading(text, "f", CALLS, **more).slips}


@pytest.mark.parametrize(
    ("body", "fault", "said"),
    [
        ("z = None\nreturn z + 1", "unfinished", "`z` is still None, where `return z + 1`"),
        ("z = None\nz = z + g(1)", "unfinished", "`z = z + g(1)` uses it. Assign the value"),
        ("z = None\nz += 1", "unfinished", "to `z` in place of combining it with None."),
        (
            "for x in X:\n    b = a + x\n    a = None",
            "unfinished",
            "None in the loop's next round",
        ),
        ("Y = None + [1]\nreturn Y", "none_without_brackets", "brackets of its own"),
        ("Y = Y.append(1)\nreturn Y", "keeps_none", "append changes"),
        ("x = random.shuffle(X)\nreturn x", "keeps_none", "random.shuffle changes"),
        ("X == [1]\nreturn X", "compared", "write one ="),
        ("y = X.ravel\nreturn y", "not_called", "names ravel without calling it"),
        ("np.clip(X, 0, 1)\nreturn X", "not_kept", "keeps it nowhere"),
        ("for x in X:\n    x = np.abs(x)\nreturn X", "rebinds", "gives only the name x a new"),
        ("print(X)", "nothing", "no line that returns a value"),
        ("for x in X:\n    Y += x\n    return Y", "returns_in_loop", "only the first round"),
        (
            "n = 0\nwhile n != 5:\n    Y = Y + 1\nreturn Y",
            "endless",
            "nothing inside it changes",
        ),
        ("return np.tahn(X)", "misspelt", "Did you mean np.tanh?"),
        ("return np.zeros(3, 1)", "shape_without_brackets", "round brackets of their own"),
        ("len = 3\nreturn len(X)", "shadowed", "the name len is given a value"),
        ("cache, loss = forward(X, Y, 0)\nreturn loss", "returns_swapped", "loss and cache"),
        ("a, b, c = forward(X, Y, 0)\nreturn a", "returns_number", "takes 3 of them"),
        ("loss = forward(X, Y, 0)\nreturn loss", "returns_number", "as one tuple, into `loss`"),
        ("l = forward(X, Y, 0)\nreturn g(l), l[1]", "returns_number", "as one tuple, into `l`"),
        ("a, b = forward(Y, X, 0)\nreturn a", "arguments_swapped", "`Y` stands in another's"),
        ("a, b = forward(X, Y)\nreturn a", "arguments", "leaves out state"),
        ("a, b = forward(X, Y, s=1)\nreturn a", "arguments", "no argument s"),
        ("return step(1, 2, 3)", "arguments", "gives step 3 arguments"),
    ],
)
def test_a_slip_is_read_off_the_text(body, fault, said):
    assert said in found(body)[fault]


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


def test_a_text_that_python_cannot_read_is_said_with_its_line():
    reading = Reading("x = 1\ndef f(X)\n    return X\n", "f")
    (slip,) = reading.slips
    assert slip.fault == "syntax"
    assert "line 2, `def f(X)` (SyntaxError: expected ':')" in slip.hint
    assert "A colon is missing" in slip.hint


def test_an_untouched_stub_is_not_written_yet_whatever_it_raises():
    stub = 'def f(X, Y):\n    """Says."""\n    a = None\n    # YOUR CODE HERE\n    return a\n'
    own = "def f(X, Y):\n    a = None\n    return a\n"
    slips = Reading(own, "f", CALLS, outline(stub, "f")).slips
    assert [s.fault for s in slips] == ["unfinished"]
    assert "not written yet" in slips[0].hint
    assert found("a = 1\nreturn a", stub=outline(stub, "f")) == {}


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


def test_loops_in_loops_are_read_in_time_that_grows_with_the_text():
    loops = "".join("    " * depth + "for i in X:\n" for depth in range(1, 60))
    text = f"def f(X):\n    a = None\n{loops}{'    ' * 60}b = 1\n    return a\n"
    assert [slip.fault for slip in Reading(text, "f").slips] == ["unfinished"]
