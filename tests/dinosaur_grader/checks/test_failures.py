"""What is told of an error: its line, its names, and nothing that its class says."""

import pytest

from dinosaur_grader.checks.calls import Call, Lent
from dinosaur_grader.checks.perform import perform
from tests.dinosaurs import as_typed


def test_the_line_of_an_error_is_the_caller_s_where_a_right_helper_could_not_go_on():
    text = "def helper(n):\n    return 1 / n\n\ndef ask():\n    return helper(0)\n"
    names = as_typed(text)
    own = perform(Call("ask"), names)
    lent = perform(
        Call("ask", stand_ins={"helper": Lent()}), names, {"helper": names["helper"]}
    )

    assert (own.failure.line, lent.failure.line) == ("return 1 / n", "return helper(0)")
    assert (own.failure.below, lent.failure.below) == (False, True)


def test_an_error_in_a_library_is_below_the_line_that_called_it():
    failure = perform(
        Call("ask"), as_typed("def ask():\n    return int.from_bytes(1)\n")
    ).failure
    other = perform(
        Call("ask"), as_typed("import json\ndef ask():\n    json.loads(1)\n")
    ).failure

    # what is written in C has no line of its own
    assert (failure.below, other.below) == (False, True)


LIAR = """
class Meta(type):
    @property
    def __name__(cls): return "ValueError"
    @property
    def __mro__(cls): return (cls, ValueError)
class Text(str):
    def __getitem__(self, part): raise KeyError
class Liar(LookupError, metaclass=Meta):
    __class__ = ValueError
    def __str__(self): return Text("a lie")
class Mute(Liar):
    def __str__(self): raise ValueError
def raises(kind): raise {"liar": Liar, "mute": Mute}[kind]()
"""


@pytest.mark.parametrize(
    ("kind", "names", "message"),
    [("liar", ["Liar", "LookupError"], "a lie"), ("mute", ["Mute", "Liar"], "")],
)
def test_an_error_goes_by_the_names_that_python_gives_its_classes(kind, names, message):
    namespace = {"__name__": "__main__"}
    exec(LIAR, namespace)
    outcome = perform(Call("raises", (kind,)), namespace)
    assert [*outcome.raised][:2] == names and "ValueError" not in outcome.raised
    assert (outcome.failure.type, outcome.failure.message) == (names[0], message)
