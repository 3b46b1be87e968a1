"""What a questions cell says, and what of it is drawn."""

import json

import numpy as np
import pytest

from dinosaur_grader.assignments import question_cells as cells
from dinosaur_grader.assignments.question_cells import Questions, Said, about
from dinosaur_grader.assignments.rubric_tables import RubricError
from dinosaur_grader.checks.calls import Call, Lent


@pytest.fixture
def said():
    """What is said of one function while the test lasts."""
    found = Said()
    with about(found):
        yield found


def asked(said, lends=()):
    return Questions("toy", "mean", said, lends)


def drawn(said, part="hidden", seed=1):
    questions = getattr(asked(said), part)(np.random.default_rng(seed))
    return {q.name: q.call.positional for q in questions}


def test_outside_of_an_assignment_nothing_happens():
    cells.public(1, "a", 2)
    cells.fault("a", "b", "Look.")
    cells.wrong("def mean(): pass")


def test_arguments_are_drawn_a_tuple_of_them_or_one(said):
    cells.hidden(1, "Two of them", lambda rng: (int(rng.integers(9)), [1]))
    cells.hidden(1, "one", [3, 5])
    cells.hidden(1, "by name", cells.call(1, most=2, files={"a.txt": "x"}))
    found = drawn(said)
    assert found["two_of_them"] == drawn(said)["two_of_them"] != ()
    assert found["one"] == ([3, 5],)
    by_name = asked(said).hidden(np.random.default_rng(1))[2].call
    assert (by_name.positional, by_name.keywords) == ((1,), {"most": 2})
    assert (by_name.function, by_name.files) == ("mean", {"a.txt": "x"})


def test_a_call_is_read_for_its_figure_where_a_question_sees_it(said):
    cells.hidden(1, "value", (1,))
    cells.hidden(1, "figure", (1,), see="figure")
    cells.hidden(1, "part", cells.call(1), see={"y": "figure.0.lines.0.y"})
    drawing = [q.call.draws for q in asked(said).hidden(np.random.default_rng(1))]
    assert drawing == [False, True, True]


def test_one_more_question_leaves_the_others_as_they_are(said):
    def some(rng):
        return (float(rng.random()),)

    cells.hidden(1, "first", some)
    cells.hidden(1, "last", some)
    before = drawn(said)
    said.hidden.clear()
    for title in ("last", "new", "first"):
        cells.hidden(1, title, some)
    after = drawn(said)
    assert before.items() <= after.items()
    assert len(set(after.values())) == 3
    assert drawn(said, seed=2)["first"] != after["first"]


def test_a_published_question_is_asked_with_other_numbers(said):
    cells.public(2, "drawn", lambda rng: (float(rng.random()),))
    cells.public(1, "fixed", 3)
    public = {q.name: q.call.positional for q in asked(said).public()}
    variants = drawn(said, "variants")
    assert public["drawn"] != variants["drawn"]
    assert public["fixed"] == variants["fixed"] == (3,)
    assert asked(said).undrawn() == ["fixed"]
    assert asked(said).points == (3, 0)


def test_the_exercises_that_the_right_answer_calls_are_lent(said):
    cells.hidden(1, "lent", 1)
    cells.hidden(1, "own", 1, lend=())
    first, own = asked(said, ("share",)).hidden(np.random.default_rng(1))
    assert first.call.stand_ins == {"share": Lent()}
    assert own.call.stand_ins == {}


def test_what_is_compared_and_how_is_the_observer(said):
    cells.hidden(1, "plain", 1)
    cells.hidden(1, "in place", 1, see="arguments.0")
    cells.hidden(1, "words", 1, compare="contained", see={"said": "printed"})
    names = [q.observe for q in asked(said).hidden(np.random.default_rng(1))]
    assert names == [
        "value",
        '{"arguments": "arguments.0"}',
        '{"said": {"from": "printed", "fits": "contained"}}',
    ]


def test_an_error_is_seen_by_its_name_and_opens_no_gate(said):
    cells.hidden(1, "empty", [], raises=ValueError)
    cells.hidden(1, "kept", [], raises="Empty", see="arguments.0")
    empty, kept = asked(said).hidden(np.random.default_rng(1))
    assert empty.observe == '{"error": "raised.ValueError", "value": "value"}'
    assert kept.observe == '{"error": "raised.Empty", "arguments": "arguments.0"}'
    assert (empty.about, kept.about) == (("error",), ())
    assert not empty.gate and not kept.gate


def test_a_fault_has_a_name_of_its_own(said):
    cells.fault("argmin", "argmax", "Which end?")
    cells.fault("axis=0", "argmax", "Again.")
    cells.fault("x", "", "Nothing.")
    cells.fault({"a": "b", "c": "d"}, hint="Both.", name="both")
    assert [f.name for f in said.faults] == ["argmax", "argmax_2", "without_x", "both"]
    assert said.faults[3].swaps == {"a": "b", "c": "d"}


@pytest.mark.parametrize(
    ("say", "why"),
    [
        (lambda: cells.public(1), "the title is missing"),
        (lambda: cells.hidden(1, "a", 1, compair="set"), "no option compair"),
        (lambda: cells.fault("a", "b"), "the hint is missing"),
        (lambda: [cells.public(len), cells.public(1, "a", 1)], "or one question a call"),
        (lambda: [cells.hidden(1, "a", 1), cells.hidden(len)], "or one question a call"),
        (lambda: cells.hidden(1, "a", raises=Exception), "one kind of error"),
        (lambda: cells.hidden(1, "a", raises="SystemExit"), "one kind of error"),
        (lambda: cells.hidden(1, "a", raises="no name"), "one kind of error"),
        (lambda: cells.hidden(1, "a", raises=5), "raises=5: it has to be one kind of error"),
        (lambda: cells.hidden(1, "a", raises="print"), "one kind of error"),
        (lambda: cells.hidden(10**400, "a", 1), "points can't be 1000"),
        (lambda: cells.hidden("3", "a", 1), "points can't be '3'.*got `str`"),
        (lambda: cells.public(True, "a", 1), "points can't be True.*got `bool`"),
        (lambda: cells.public(0, "a", 1), "points can't be 0 .*> 0"),
        (lambda: cells.public(3e300, "a", 1), "points can't be 3e.*< 1000000"),
        (lambda: cells.public(float("nan"), "a", 1), "points can't be nan"),
        (lambda: cells.public(1, ["x"], 1), "title can't be .*got `array`"),
        (lambda: cells.public(1, "a", 1, see=5), "see can't be 5 "),
        (lambda: cells.public(1, "a", 1, rtol="a"), "rtol can't be 'a' "),
    ],
)
def test_what_is_left_out_or_misspelled_is_an_error(said, say, why):
    with pytest.raises(TypeError, match=why):
        say()


def test_points_may_be_a_number_of_numpy(said):
    cells.hidden(np.float64(2.5), "a", 1)
    cells.hidden(np.int64(2), "b", 1)
    assert asked(said).points == (0, 4.5)


def test_questions_may_be_listed_by_a_function(said):
    from dinosaur_grader.assignments import Question
    from dinosaur_grader.checks.calls import Call

    def listed(*_):
        return [Question("one", 2, "one", Call("mean", (1,)), gate=True)]

    cells.public(listed)
    assert [q.name for q in asked(said).public()] == ["one"]
    assert asked(said).variants(np.random.default_rng(1)) == asked(said).undrawn() == []
    cells.variants(listed)
    assert len(asked(said).variants(np.random.default_rng(1))) == 1


def test_of_steps_each_expression_is_looked_at(said):
    cells.hidden(1, "box", lambda rng: cells.steps("""
        b = Box()
        b.put(a); b.take()
    """, a=int(rng.integers(9))), compare="unordered")  # fmt: skip
    (box,) = asked(said, ("share",)).hidden(np.random.default_rng(1))
    assert box.call.steps == ("b = Box()", "b.put(a)", "b.take()")
    assert [*box.call.keywords] == ["a"] and box.call.function == "mean"
    assert box.call.stand_ins == {"share": Lent()}
    seen = {"step 2": "value.1", "step 3": "value.2"}
    assert json.loads(box.observe) == {
        name: {"from": path, "fits": "unordered"} for name, path in seen.items()
    }


def test_a_question_to_a_variable_looks_at_it(said):
    cells.hidden(1, "the colour")
    variable = Questions("toy", "colour", said, (), is_variable=True)
    (colour,) = variable.hidden(np.random.default_rng(1))
    assert vars(colour.call) == vars(Call("colour", steps=("colour",)))
    assert colour.observe == '{"colour": "value.0"}'


def test_a_name_in_steps_may_be_text():
    assert cells.steps("Box(text)", text="a").keywords == {"text": "a"}


def test_raises_is_refused_beside_steps_with_what_to_do(said):
    cells.hidden(1, "an empty box", cells.steps("Box().take()"), raises=ValueError)
    with pytest.raises(RubricError, match="'an empty box' to mean: leave out raises="):
        asked(said).hidden(np.random.default_rng(1))


def test_steps_may_share_the_points_of_their_question(said):
    cells.hidden(1, "box", cells.steps("b = Box(); b.put(3); b.take(); len(b)"), share=True)
    shares = asked(said).hidden(np.random.default_rng(1))
    assert [(one.name, one.points, one.about) for one in shares] == [
        ("box_step_2", 0.33, ("step 2",)),
        ("box_step_3", 0.33, ("step 3",)),
        ("box_step_4", 0.34, ("step 4",)),
    ]
    assert shares[1].title == "box, step 3"  # what a hidden question asks stands in no title
    assert shares[0].call is shares[2].call


HELD = ["len(t) == n", "t != []"]


def test_hidden_properties_have_numbers_for_names_unless_they_may_be_read(said):
    cells.public(1, "shown", cells.holds(HELD, "t = f(n)", n=3))
    cells.hidden(1, "secret", cells.holds(HELD, "t = f(n)", n=3))
    secret, told = (Questions("toy", "f", said, (), show_hidden_messages=s) for s in (0, 1))
    (shown,) = secret.public()
    (hidden,), (read,) = (one.hidden(np.random.default_rng(1)) for one in (secret, told))
    assert [*json.loads(shown.observe)] == [*json.loads(read.observe)] == HELD
    assert [*json.loads(hidden.observe)] == ["property 1", "property 2"]


def test_properties_may_share_the_points_of_their_question(said):
    cells.hidden(3, "list", cells.holds(HELD, "t = f(n)", n=3), share=True)
    shares = asked(said).hidden(np.random.default_rng(1))
    assert [(one.title, one.points) for one in shares] == [
        ("list, property 1", 1.5),
        ("list, property 2", 1.5),
    ]


def test_what_has_one_step_shares_nothing(said):
    cells.hidden(1, "box", cells.steps("Box().take()"), share=True)
    with pytest.raises(RubricError, match="takes steps"):
        asked(said).hidden(np.random.default_rng(1))


@pytest.mark.parametrize("text", ["", "a = 1", "f()\n" * 101])
def test_steps_are_some_and_not_too_many(text):
    with pytest.raises(TypeError, match="up to 100 statements"):
        cells.steps(text)
