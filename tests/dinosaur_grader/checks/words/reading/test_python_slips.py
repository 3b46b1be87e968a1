"""Slips of Python that a text shows."""

import pytest

from tests.dinosaur_grader.checks.words.reading.slips import found


@pytest.mark.parametrize(
    ("body", "fault", "said"),
    [
        ("Y = None + [1]\nreturn Y", "none_without_brackets", "brackets of its own"),
        ("Y = Y.append(1)\nreturn Y", "keeps_none", "append changes"),
        ("x = random.shuffle(X)\nreturn x", "keeps_none", "random.shuffle changes"),
        ("X == [1]\nreturn X", "compared", "write one ="),
        (
            "for x in X:\n    np.random.shuffle(Y)\nreturn Y",
            "shuffled_in_loop",
            "the order changes again",
        ),
        ("print(X)", "nothing", "no line that returns a value"),
        ("for x in X:\n    Y += x\n    return Y", "returns_in_loop", "only the first round"),
        (
            "n = 0\nwhile n != 5:\n    Y = Y + 1\nreturn Y",
            "endless",
            "nothing inside it changes",
        ),
    ],
)
def test_a_slip_of_python_is_read_off_the_text(body, fault, said):
    assert said in found(body)[fault]


@pytest.mark.parametrize(
    "body",
    [
        "Y = np.append(Y, 1)\nreturn Y",
        "g = lambda x: x\nlen = g\nback = lambda z: z\nreturn back(X)",
    ],
)
def test_what_gives_something_back_or_is_a_function_is_no_slip(body):
    assert not {"keeps_none", "shadowed"} & set(found(body))
