"""The lesson's helpers: unfinished functions don't stop the notebook, and a run can be
stopped and gone on with."""

import numpy as np
import pytest

from tests.dinosaurs import ASSIGNMENT, as_typed
from utils import initialize_parameters, lesson, rnn_forward, smooth, vocabulary

DATA = "ab\nba\naab"
TO_IX, TO_CHAR = vocabulary(DATA)
UNTRAINED = (
    "Nothing has been trained yet. Run the cell that makes `run` first, then this one.\n"
)


def small_model(stop_at=None):
    """A model in a namespace of its own, as a notebook has it; it learns nothing, but
    counts its parameters up."""
    names = {"initialize_parameters": initialize_parameters, "smooth": smooth}
    namespace = names | {"stop_at": stop_at}
    exec(
        "def model(data, ix_to_char, char_to_ix, num_iterations=10, n_a=2, vocab_size=3):\n"
        "    parameters = initialize_parameters(n_a, vocab_size, vocab_size)\n"
        "    loss = 10.0\n"
        "    for j in range(num_iterations):\n"
        "        if j == stop_at:\n"
        "            raise KeyboardInterrupt\n"
        "        parameters['b'] += 1\n"
        "        loss = smooth(loss, 0.0)\n"
        "    return parameters\n",
        namespace,
    )
    return namespace["model"]


def stop():
    raise KeyboardInterrupt


def trained(model, iterations=10, **options):
    return lesson.train(model, DATA, TO_CHAR, TO_IX, num_iterations=iterations, **options)


def test_an_unfinished_function_is_named_with_its_error_and_line(capsys):
    with lesson.attempt("clip"):
        unfinished = None
        unfinished[0]

    said = capsys.readouterr().out
    assert said.startswith("clip can't do this yet. TypeError:")
    assert "unfinished[0]" in said


def cell(text, **names):
    """Run a cell in a namespace of its own; what it prints is looked at."""
    namespace = {"lesson": lesson, **names}
    exec(text, namespace)
    return namespace


def test_what_needs_a_trained_model_says_where_to_train_it(capsys):
    for what in ("x = run.parameters['b']", "x = max(run.losses)"):
        cell(f"with lesson.attempt('run'):\n    {what}", run=lesson.Run())
        assert capsys.readouterr().out == UNTRAINED
    run = lesson.Run({"b": np.zeros(2)}, [1.0])
    cell("with lesson.attempt('run'):\n    run.parameters['c']", run=run)
    assert capsys.readouterr().out.startswith("run can't do this yet. KeyError: 'c'")


def test_what_was_never_trained_says_so_and_a_graded_function_that_is_missing_does_not(capsys):
    cell("with lesson.attempt('better'):\n    better['b']")
    assert capsys.readouterr().out == UNTRAINED.replace("`run`", "`better`")
    cell("with lesson.attempt('clip'):\n    clip({}, 5)")
    assert capsys.readouterr().out.startswith("clip can't do this yet. NameError:")


@pytest.mark.parametrize(
    ("name", "call", "step"),
    [
        ("optimize", "optimize([1], [2], 0, {})[2].shape", "steps"),
        # it gives its input back, which looks like a result
        ("clip", "print(clip({'db': 14}, 10))", "step"),
    ],
)
def test_a_function_as_it_was_given_out_is_not_written_yet(name, call, step, capsys):
    stub = next(cell.source for cell in ASSIGNMENT.blank if cell.grade_id == name)
    given = as_typed(stub)
    names = cell(f"with lesson.attempt({name!r}):\n    {call}", **given)
    said = capsys.readouterr().out
    todo = f"Fill in its numbered {step}. Run this cell again afterwards."
    assert said == f"{name} is not written yet. {todo}\n"
    assert names[name] is given[name]


def test_a_cell_that_python_could_not_read_is_not_called_unwritten(capsys):
    broken = "def optimize(X, Y, a_prev, parameters, learning_rate=0.01):\n    return (1"

    old = {"optimize": lambda X: print("the one before")}
    cell("with lesson.attempt('optimize'):\n    optimize(1)", In=["", broken], **old)

    said = capsys.readouterr().out
    assert said.startswith("Python can't read the cell of optimize: line 2")
    assert "not written" not in said and "the one before" not in said


LOOP = "def sample(parameters, char_to_ix, seed):\n    while True:\n        stop()\n"


def test_a_stopped_cell_says_which_loop_ran_and_stops_the_cells_that_wait():
    names = as_typed(LOOP)
    names |= {"stop": stop, "lesson": lesson}
    with pytest.raises(lesson.Stopped) as stopped:
        exec("with lesson.attempt('sample'):\n    sample({}, {}, 0)", names)

    assert stopped.value._render_traceback_() == [
        "You stopped this cell in your line `stop()`, in the loop `while True:`."
    ]
    assert stopped.value.__suppress_context__


def test_a_stopped_run_says_in_which_line(capsys):
    text = (
        "def model(data, ix_to_char, char_to_ix, num_iterations):\n"
        "    for j in range(num_iterations):\n"
        "        stop()\n"
    )
    names = as_typed(text)
    names["stop"] = stop

    trained(names["model"])

    assert capsys.readouterr().out == (
        "\nStopped after 0 iterations in your line `stop()`, in the loop "
        "`for j in range(num_iterations):`. What was learned so far is kept.\n"
    )


def test_a_stopped_run_keeps_what_was_learned_and_can_be_gone_on_with(capsys):
    run = trained(small_model(stop_at=4))

    assert "Stopped after 4 iterations" in capsys.readouterr().out
    assert np.all(run.parameters["b"] == 4)
    assert len(run.losses) == 4 and run.losses[0] == pytest.approx(9.99)
    assert "stopped after 4 iterations" in repr(run)

    again = trained(small_model(), 6, go_on=run)

    assert again is run
    assert "finished after 10 iterations" in repr(run)
    assert len(run.losses) == 10
    assert run.losses[4] == pytest.approx(run.losses[3] * 0.999)
    assert np.all(run.parameters["b"] == 10)


def test_the_losses_of_a_model_that_smooths_by_itself_are_noted_where_its_steps_give_them():
    names = small_model().__globals__
    exec("def optimize(): return 3.0, {}, None", names)
    exec(
        "def model(data, ix_to_char, char_to_ix, num_iterations):\n"
        "    for j in range(num_iterations):\n"
        "        optimize()\n",
        names,
    )
    given = names["optimize"]

    run = trained(names["model"], 3)

    assert len(run.losses) == 3
    assert run.losses[1] == pytest.approx(0.999 * run.losses[0] + 0.003)
    assert names["optimize"] is given

    lesson.train(names["model"], DATA, TO_CHAR, TO_IX, num_iterations=2, go_on=run)

    assert len(run.losses) == 5
    assert run.losses[3] == pytest.approx(0.999 * run.losses[2] + 0.003)


def test_the_notebooks_own_names_are_put_back_even_after_a_stop():
    model = small_model(stop_at=0)

    trained(model)

    assert model.__globals__["smooth"] is smooth
    assert model.__globals__["initialize_parameters"] is initialize_parameters


@pytest.fixture
def lines(monkeypatch):
    """What the line of progress says, as a person sees it renewed."""
    import IPython.display

    seen = []
    monkeypatch.setattr(lesson, "someone_watches", lambda: True)
    shown = type("Shown", (), {"update": lambda self, data, raw: seen.append(*data.values())})
    monkeypatch.setattr(IPython.display, "display", lambda *data, **how: shown())
    return seen


@pytest.mark.parametrize("iterations", [7, 2 * lesson.REPORT_EVERY])
def test_the_progress_of_a_run_and_of_one_that_goes_on_ends_full(lines, iterations):
    run = trained(small_model(), iterations)
    assert lines[-1].startswith(f"{'█' * 30} {iterations:,} of {iterations:,}, loss ")

    trained(small_model(), 100, go_on=run)
    both = f"{iterations + 100:,}"
    assert lines[-1].startswith(f"{'█' * 30} {both} of {both}, loss ")


def test_a_quiet_run_prints_nothing_of_the_models_but_that_it_was_stopped(capsys):
    model = small_model(stop_at=4)
    model.__globals__["smooth"] = lambda loss, cur_loss: print("loud") or loss

    run = trained(model, quiet=True)

    assert len(run.losses) == 4
    assert capsys.readouterr().out.strip().startswith("Stopped after 4 iterations.")


def test_probabilities_and_states_of_a_name_are_those_of_the_model():
    parameters = initialize_parameters(4, 3, 3)
    drawn = [1, 2, 0]

    p, a = lesson.probabilities(drawn, parameters), lesson.states("ab", parameters, TO_IX)

    loss, _ = rnn_forward([None, 1, 2], drawn, np.zeros((4, 1)), parameters)
    assert p.shape == (3, 3)
    assert -np.log(p[range(3), drawn]).sum() == pytest.approx(loss)
    assert a.shape == (2, 4)  # a row a letter, from a zero state
    assert a[0] == pytest.approx(np.tanh(parameters["Wax"][:, TO_IX["a"]]))


def test_a_run_notes_names_and_leaves_the_random_numbers_as_they_were(monkeypatch):
    monkeypatch.setattr(lesson, "NAME_EVERY", 4)
    trained(small_model())
    expected = np.random.rand()  # nothing is invented without a `sample`
    model = small_model()
    model.__globals__["sample"] = lambda *_: np.random.seed(5) or [1, 2, 0]

    run = trained(model)

    assert run.names == [(0, "Ab"), (4, "Ab"), (8, "Ab")]
    assert np.random.rand() == expected
