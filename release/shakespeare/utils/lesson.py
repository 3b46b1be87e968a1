"""What the lesson's own cells use: trying an unfinished function, and the long training
run.

Nothing here is needed by a graded function, and nothing here knows an answer.
"""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from . import drawings, findings, plots
from .rnn import rnn_forward
from .svg import Drawing
from .text import get_initial_loss, get_sample, smooth

REPORT_EVERY = 250
NAME_EVERY = 2000  # as often as the lesson's model prints names


class Stopped(KeyboardInterrupt):
    """A cell that somebody stopped. A notebook shows its one sentence, without a
    traceback, and runs none of the cells that wait."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


@contextlib.contextmanager
def attempt(what: str) -> Iterator[None]:
    """Run a cell that needs the function `what`; where that isn't finished yet, say so
    and let the notebook go on. Raises Stopped where somebody stops the cell."""
    names = sys._getframe(2).f_globals  # the cell's own: contextlib's frame is between
    given = names.get(what)
    said = _unread(what, names) or _as_given_out(what, given)
    if said and what in names:
        # an unfinished clip gives its input back, and what is printed would look like a result
        names[what] = _stop
    try:
        yield
    except KeyboardInterrupt as stopped:
        raise Stopped(f"You stopped this cell{_where(stopped, names)}.") from None
    except Exception as error:  # noqa: BLE001  unfinished code may raise anything; the message is the point
        print(said or _unfinished(what, given, error, names))
    finally:
        if names.get(what) is _stop:
            names[what] = given


def _stop(*_: object, **__: object) -> None:
    raise NotImplementedError


def _unfinished(what: str, needed: object, error: Exception, names: dict) -> str:
    """What to say of a cell that needs `what` and stopped with this error."""
    from .checks.cell_source import own_line  # a kit without checks has no function to try

    trained = needed.losses if isinstance(needed, Run) else needed
    if not trained and not _is_graded(what):
        return f"Nothing has been trained yet. Run the cell that makes `{what}` first, then this one."
    return (
        f"{what} can't do this yet. {type(error).__name__}: {error}\n"
        f"  it happened in your line: {own_line(error, names)}"
    )


def _where(stopped: KeyboardInterrupt, names: dict) -> str:
    """Where the notebook's own code was when somebody stopped it."""
    from .checks.cell_source import where_stopped

    return where_stopped(stopped, names)


def _unread(name: str, namespace: dict) -> str:
    """What Python could not read of the newest cell that defines a graded function,
    empty where it read all."""
    from .checks.in_notebook import not_run

    return not_run(name, namespace) if _is_graded(name) else ""


def _is_graded(name: str) -> bool:
    """Whether this notebook grades a function of that name."""
    from .checks.published import own

    return name in own().words


def _as_given_out(name: str, function: object) -> str:
    """What to say of a graded function in which nothing was written yet, empty for any
    other."""
    from .checks.in_notebook import source_of
    from .checks.published import own

    words = own().words.get(name)
    reading = words and words.reading(name, source_of(function))
    unwritten = reading.slips[0].hint if reading and reading.untouched else ""
    return f"{unwritten} Run this cell again afterwards." if unwritten else ""


@dataclass
class Run:
    """A training run, finished or stopped: its parameters as they are now, each
    iteration's smoothed loss (nats).

    `names` are pairs of an iteration and a name that was invented there.
    """

    parameters: dict | None = None
    losses: list[float] = field(default_factory=list)
    names: list[tuple[int, str]] = field(default_factory=list)
    wanted: int = 0

    def __repr__(self) -> str:
        if not self.losses:
            return "A run that has not begun."
        state = "finished" if len(self.losses) >= self.wanted else "stopped"
        return f"A run, {state} after {len(self.losses):,} iterations: smoothed loss {self.losses[-1]:.6f}."

    def draw(self, number: int | None = None) -> plots.Picture | plots.Coming:
        """Draw the losses, with the names that were invented on the way."""
        return plots.show(findings.losses, self.losses, reports=self.names, number=number)


def train(
    model: Callable,
    data: str,
    ix_to_char: dict[int, str],
    char_to_ix: dict[str, int],
    num_iterations: int,
    go_on: Run | None = None,
    quiet: bool = False,
    **keywords: object,
) -> Run:
    """Call your `model` and watch it: progress with loss and a fresh name, and the
    parameters even where you stop it. `quiet` leaves out what your function prints.

    While it runs, the names `initialize_parameters` and `smooth` that your function
    uses lead through this one, which notes the dictionary of parameters (it is updated
    in place) and each loss; where a model smooths by itself, they come from what
    its `optimize` returns. Press the stop button (or Ctrl-C) at any time: the run that
    comes back is usable as it is, and `go_on=run` goes on from there.
    """
    run = go_on or Run()
    begun = len(run.losses)
    run.wanted = begun + num_iterations
    names = model.__globals__
    before = {name: names[name] for name in ("initialize_parameters", "smooth")}
    raw: list[float] = []
    if "optimize" in names:
        before["optimize"] = names["optimize"]

    def invent(seed: int) -> str:
        return _fresh_name(names, run, ix_to_char, char_to_ix, seed)

    follow = _following(run, before, _reporter(run, invent), invent)
    names.update(initialize_parameters=_noting(run, before), smooth=follow)
    if "optimize" in before:
        names["optimize"] = _listening(raw, before["optimize"])
    printed = contextlib.redirect_stdout(io.StringIO()) if quiet else contextlib.nullcontext()
    try:
        with printed:
            model(data, ix_to_char, char_to_ix, num_iterations=num_iterations, **keywords)
    except KeyboardInterrupt as stopped:
        after = f"\nStopped after {len(run.losses):,} iterations{_where(stopped, names)}."
        print(f"{after} What was learned so far is kept.")
    finally:
        names.update(before)
    if len(run.losses) == begun:  # the model smooths by itself
        loss = run.losses[-1] if begun else get_initial_loss(len(char_to_ix), 7)
        for cur_loss in raw:
            loss = smooth(loss, cur_loss)
            run.losses.append(loss)
    return run


def _listening(raw: list[float], optimize: Callable) -> Callable:
    def step(*given: object, **keywords: object) -> object:
        result = optimize(*given, **keywords)
        raw.append(result[0])
        return result

    return step


def _noting(run: Run, before: dict) -> Callable:
    def initialize_parameters(n_a: int, n_x: int, n_y: int) -> dict[str, np.ndarray]:
        drawn = before["initialize_parameters"](n_a, n_x, n_y)
        run.parameters = run.parameters or drawn
        return run.parameters

    return initialize_parameters


def _following(run: Run, before: dict, report: Callable, invent: Callable) -> Callable:
    def smooth(loss: float, cur_loss: float) -> float:
        loss = run.losses[-1] if run.losses else loss
        run.losses.append(before["smooth"](loss, cur_loss))
        if len(run.losses) % NAME_EVERY == 1:
            run.names.append((len(run.losses) - 1, invent(0)))
        if len(run.losses) % REPORT_EVERY == 0 or len(run.losses) == run.wanted:
            report()
        return run.losses[-1]

    return smooth


def _fresh_name(
    names: dict, run: Run, ix_to_char: dict[int, str], char_to_ix: dict[str, int], seed: int
) -> str:
    """A name by the student's own `sample`, empty where there is none; NumPy's random
    state stays as it was."""
    if "sample" not in names:
        return ""
    state = np.random.get_state()
    try:
        return get_sample(names["sample"](run.parameters, char_to_ix, seed), ix_to_char).strip()
    finally:
        np.random.set_state(state)


def _reporter(run: Run, invent: Callable) -> Callable:
    """Show a line that is renewed on the way, where a person watches; do nothing where
    a program runs the notebook."""
    if not someone_watches():
        return lambda: None
    from IPython.display import display

    line = display({"text/plain": "Training begins."}, raw=True, display_id=True)

    def report() -> None:
        done = int(30 * len(run.losses) / run.wanted)
        bar = "█" * done + "░" * (30 - done)
        text = f"{bar} {len(run.losses):,} of {run.wanted:,}, loss {run.losses[-1]:.3f}, {invent(len(run.losses))}"
        line.update({"text/plain": text}, raw=True)

    return report


def someone_watches() -> bool:
    """Whether a person sits at this notebook: only then does the front end answer
    questions (stdin). In a browser somebody always does."""
    if "IPython" not in sys.modules:
        return False
    shell = sys.modules["IPython"].get_ipython()
    if sys.platform == "emscripten":
        return shell is not None
    return bool(getattr(getattr(shell, "kernel", None), "_allow_stdin", False))


def probabilities(indices: Sequence[int], parameters: dict[str, np.ndarray]) -> np.ndarray:
    """The model's own probabilities (T, n_y) at each step of a name that was drawn
    already: its T `indices`."""
    X = [None, *indices[:-1]]
    a_prev = np.zeros_like(parameters["b"])  # (n_a, 1)
    _, (y, _, _) = rnn_forward(X, indices, a_prev, parameters)
    return np.asarray(y)[:, :, 0]  # (T, n_y)


def draw_steps(
    indices: Sequence[int],
    parameters: dict[str, np.ndarray],
    ix_to_char: dict[int, str],
    number: int | None = None,
) -> Drawing:
    """Draw how the model came to a name that was drawn already: at each step the
    probabilities of all symbols, and the one that was drawn."""
    rows = probabilities(indices, parameters)
    return drawings.sampling(rows, indices, ix_to_char, number=number)


def states(
    name: str, parameters: dict[str, np.ndarray], char_to_ix: dict[str, int]
) -> np.ndarray:
    """The hidden states (T, n_a) after each of the T letters of `name`, read from a
    zero state."""
    X = [char_to_ix[char] for char in name]
    _, (_, a, _) = rnn_forward(X, X, np.zeros_like(parameters["b"]), parameters)
    return np.asarray(a)[: len(X), :, 0]  # (T, n_a)
