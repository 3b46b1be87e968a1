"""What an error's text means is said; of a hidden question none of its words is."""

import pytest

from dinosaur_grader.checks import judge
from dinosaur_grader.checks.calls import Failure, Outcome
from dinosaur_grader.checks.words.errors import kinds, of_error
from tests.dinosaurs import probes

SPOKEN = {
    "NameError": "name 'seen_14' is not defined",
    "AttributeError": "'list' object has no attribute 'seen_14'",
    "KeyError": "'seen_14'",
    "TypeError": "seen_14() got an unexpected keyword argument 'seen_14'",
    "ValueError": "seen_14",
}
HIDDEN = next(probe for probe in probes(b"seed") if not probe.public)


@pytest.mark.parametrize("kind", SPOKEN)
def test_of_a_hidden_question_no_word_of_an_error_is_said(kind):
    verdict = judge(HIDDEN, Outcome(failure=Failure("exception", kind, SPOKEN[kind])))
    assert "seen_14" not in repr(verdict)
    assert of_error(kind, SPOKEN[kind])[0] in kinds()


def test_of_a_published_one_the_name_is():
    assert of_error("NameError", SPOKEN["NameError"])[1].startswith("seen_14 has no value")
    assert ".seen_14" in of_error("AttributeError", SPOKEN["AttributeError"])[1]


@pytest.mark.parametrize(
    ("name", "known", "line", "said"),
    [
        ("math", (), "a = math.tanh(z)", "it is a module that was not imported"),
        ("string", ("strings",), "string[0]", "Did you mean strings?"),
        ("grads", ("gradients", "cache"), "grads", "Did you mean gradients?"),
        ("learner", ("learning_rate",), "f(learner)", "has no value there. Check how"),
        ("pritn", (), "pritn(a)", "Did you mean print?"),
        ("lengths", (), "lengths", "has no value there. Check how"),
        ("tanh", (), "tanh(z)", "Did you mean np.tanh?"),
    ],
)
def test_a_name_is_guessed_only_where_it_is_likely(name, known, line, said):
    message = f"name {name!r} is not defined"

    assert said in of_error("NameError", message, known, line=line)[1]


def test_a_key_is_guessed_among_the_dictionary_s_own():
    texts = ("dWya", "dWay", "dWyy")

    assert "Did you mean dWya?" in of_error("KeyError", "'dWay'", (), texts, ("dWya",))[1]
    assert "Did you mean" not in of_error("KeyError", "'dWay'", (), texts, ("b",))[1]


@pytest.mark.parametrize(
    "message",
    [
        "'foo' is an invalid keyword argument for print()",  # up to Python 3.12
        "print() got an unexpected keyword argument 'foo'",
    ],
)
def test_a_keyword_that_is_not_known_is_told_however_python_words_it(message):
    assert of_error("TypeError", message)[0] == "arguments"


@pytest.mark.parametrize(
    ("line", "below", "said"),
    [
        ("a, b = f(x)", False, "That line takes a value apart"),
        ("a, b = f(x)", True, "The error comes up inside f, which that line calls"),
        ("a, b = f(g(x))", True, "The error comes up inside what that line calls"),
        ("a, b = f(", True, "The error comes up inside what that line calls"),
    ],
)
def test_values_are_taken_apart_by_the_line_or_by_what_it_calls(line, below, said):
    message = "too many values to unpack (expected 2)"

    assert of_error("ValueError", message, line=line, below=below)[1].startswith(said)


@pytest.mark.parametrize(
    ("kind", "message", "said"),
    [
        ("KeyError", "'dWax'", "print what it is given"),
        (
            "TypeError",
            "'NoneType' object is not subscriptable",
            "Something in that line is None",
        ),
        ("NameError", "name 'cach' is not defined", "print what it is given"),
        (
            "TypeError",
            "step() missing 1 required positional argument: 'lr'",
            "one is too many, missing",
        ),
        ("ValueError", "step: X has shape (3,)", ""),
    ],
)
def test_an_error_below_the_line_is_about_what_its_call_was_given(kind, message, said):
    found = of_error(kind, message, ("cache",), line="a = step(X)", below=True)[1]

    assert said in found
    assert bool(found) == bool(said)


@pytest.mark.parametrize(
    ("line", "message", "said"),
    [
        (
            "g = np.clip(g, low, high)",
            "operands could not be broadcast",
            "don't fit each other",
        ),
        (
            "i = np.random.choice(range(n), p=y.ravel())",
            "probabilities do not sum to 1",
            "Print them",
        ),
    ],
)
def test_what_numpy_refuses_is_said_of_the_line_that_gave_it(line, message, said):
    assert said in of_error("ValueError", message, line=line, below=True)[1]


def test_what_a_helper_takes_is_said_of_an_error_below_its_call():
    takes = {"step": ("X", "state")}
    said = of_error(
        "IndexError", "index out of range", line="a = step(1)", below=True, takes=takes
    )

    assert said[1].endswith("step takes X and state, in this order.")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "a = step(state, X)",
            "The call gives step its arguments in another order. step takes X",
        ),
        (
            "a = step(state, Z)",
            "The call gives step its arguments in another order. step takes X",
        ),
        ("a = step(X, state)", "have to be equally long"),
        ("a = step(Z, state)", "have to be equally long"),
        ("a = step(X)", "have to be equally long"),
        ("a = another(state, X)", "have to be equally long"),
    ],
)
def test_arguments_that_stand_in_each_others_place_are_told_before_what_comes_of_it(line, said):
    message = "step: X has shape (3,) and Y has shape (18,), but each input needs one target"
    takes = {"step": ("X", "state")}

    assert said in of_error("ValueError", message, line=line, below=True, takes=takes)[1]


def test_curly_brackets_without_a_colon_are_told_to_make_a_set():
    line = "return {x + 1 for x in X}"

    assert (
        "without a colon make a set" in of_error("TypeError", "unhashable type", line=line)[1]
    )
    assert "set;" not in of_error("TypeError", "unhashable type", line="return {X: 1}")[1]


def test_a_blank_in_a_key_is_told():
    fault, said = of_error("KeyError", "' dWax'", keys=("dWaa", "dWax"))

    assert fault == "blank"
    assert said == "The key ' dWax' has a blank in it that the dictionary's own has not."


def test_an_entry_is_not_taken_by_a_dot():
    message = "'dict' object has no attribute 'dWaa'"

    assert "by its key in square brackets" in of_error("AttributeError", message)[1]


def test_a_dot_before_a_variable_is_not_taken_for_a_misspelt_method():
    said = of_error("AttributeError", "'dict' object has no attribute 'key'", ("key",))[1]

    assert "by its key in square brackets" in said
    assert "keys?" not in said


def test_a_key_of_another_dictionary_is_told_to_be_one():
    said = of_error("KeyError", "'Wax'", keys=("Wax", "dWax"))[1]

    assert "another one has it, or it is not stored there yet. Did you mean dWax?" in said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("tahn", "Did you mean tanh?"),
        ("step", "call it by its name alone."),
        ("qqq", "has no qqq."),
    ],
)
def test_what_a_module_lacks_is_told_with_what_was_meant(name, said):
    message = f"module 'numpy' has no attribute {name!r}"
    line, takes = f"a = np.{name}(z)", {"step": ("X", "state")}

    assert of_error("AttributeError", message, line=line, below=True, takes=takes)[1].endswith(
        said
    )


def test_no_module_but_pythons_and_numpys_is_looked_into():
    message = f"module {__name__!r} has no attribute 'PRIVATE_NAME_OF_A_TES'"
    said = of_error("AttributeError", message)[1]
    assert said == f"{__name__} has no PRIVATE_NAME_OF_A_TES."


PRIVATE_NAME_OF_A_TEST = "of a course's, say"


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("f() missing 1 required positional argument: 'x'", "one is too many, missing"),
        ("f() takes 2 positional arguments but 3 were given", "one is too many, missing"),
        (
            'can only concatenate list (not "int") to list',
            "joined only with one of its own kind",
        ),
        (
            "unsupported operand type(s) for +: 'int' and 'list'",
            "joined only with one of its own kind",
        ),
        ('can only concatenate str (not "int") to str', "only two texts go together"),
        ("unsupported operand type(s) for +: 'int' and 'str'", "only two texts go together"),
        (
            "unsupported operand type(s) for @: 'dict' and 'numpy.ndarray'",
            "print the type of each",
        ),
        ("'>' not supported between instances of 'str' and 'int'", "print the type of each"),
        ("unsupported operand type(s) for @: 'function' and 'int'", "Round brackets call it"),
        ("cannot unpack non-iterable function object", "Round brackets call it"),
        ("cannot unpack non-iterable int object", "more or fewer names than it has parts"),
        ("'int' object is not callable", "was its name given a value"),
        ("'int' object is not iterable", "several are asked for"),
        ("Cannot interpret '1' as a data type", "in round brackets of their own"),
        ("string indices must be integers, not 'str'", "Only whole numbers index"),
        (
            "index 3 is out of bounds for axis 0 with size 3",
            "There is no entry with that index",
        ),
        (
            "index 3 is out of bounds for axis 1 with size 3",
            "the last one is their count less 1",
        ),
        ("list assignment index out of range", "There is no entry with that index"),
        ("'float' object cannot be interpreted as an integer", "a count, a size or an axis"),
        ("setting an array element with a sequence.", "a single number"),
        ("unsupported operand type(s) for +: 'NoneType' and 'list'", "is None"),
    ],
)
def test_what_a_message_means_is_said(message, said):
    assert said in of_error("TypeError", message)[1]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "while i != end and n != 50:",
            "One of i, end and n holds an array of several numbers",
        ),
        ("if i > -1:", "i holds an array of several numbers there."),
        ("if min(i) > 1:", "Python can't say"),
        ("if i in (1, 2):", "Python can't say"),
        ("while i and n > 1:", "Python can't say"),
        ("assert n", "Python can't say"),
        ("i = max(i, n)", "Python can't say"),
    ],
)
def test_what_is_compared_is_named_where_one_of_it_is_an_array(line, said):
    message = "The truth value of an array with more than one element is ambiguous."

    assert of_error("ValueError", message, line=line)[1].startswith(said)
