"""Machine-made mutants of the right answers: the probes catch every one, or a table
says why it is not a mistake."""

import signal

import pytest

from grader.assignments.probes import PRACTICE_SEED
from tests.dinosaurs import FUNCTIONS, namespace_of, probes, reference, source
from tests.rubrics.mutation import mutants
from utils.checks.asking import ask

pytestmark = pytest.mark.slow

SECONDS = 2  # of processor time, so that on a busy machine none passes for one that hangs; the others take hundredths
_PLACEHOLDER = "a placeholder that the student's line overwrites"
_DEFAULT = (
    "a default that every caller of the assignment may set; the course lets students try others"
)

EQUIVALENT = {
    "clip": {
        "dropped gradients = {": "the arrays were clipped in place, so the dictionary that came in holds them too",
        "arguments 0 and 1 swapped: np.clip(": "max(-limit, entry) is the same as max(entry, -limit)",
    },
    "sample": {
        "sign: -1": "the first idx is any number but that of the newline",
        "one more: 1": "the first idx is any number but that of the newline",
        "zero: 1": "Waa is square, so both its sizes are n_a",
        "call left out: range(vocab_size)": "choice takes a number for the range up to it",
    },
    "optimize": {
        "left side only: [None] * len(X)": _PLACEHOLDER,
        "right side only: [None] * len(X)": _PLACEHOLDER,
        "dropped loss, cache = (None, None)": _PLACEHOLDER,
        "dropped gradients, a = (None,": _PLACEHOLDER,
    },
    "model": {
        "one more: 35000": _DEFAULT,
        "zero: 35000": _DEFAULT,
        "one more: 50": _DEFAULT,
        "zero: 50": _DEFAULT,
        "one more: 7": _DEFAULT,
        "zero: 7": _DEFAULT,
        "one more: 27": _DEFAULT,
        "zero: 27": _DEFAULT,
        "arguments 1 and 2 swapped: initialize_parameters(": "inputs and outputs are the same symbols",
        "keyword learning_rate dropped": "0.01 is the default of optimize",
        "dropped print('\\n')": "an empty line in the log",
        "call left out: print('\\n')": "an empty line in the log",
        "left side only: 'Iteration: %d": "an empty line in the log",
        "dropped curr_loss, gradients = (None, None)": _PLACEHOLDER,
    },
}


class Hung(BaseException):
    """A mutant that does not come back."""


@pytest.fixture
def alarm():
    def ring(*_):
        raise Hung

    before = signal.signal(signal.SIGPROF, ring)
    yield lambda: signal.setitimer(signal.ITIMER_PROF, SECONDS)
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)


def _survives(function, text, alarm, seed=PRACTICE_SEED):
    own = [probe for probe in probes(seed) if probe.function == function]
    others = [source(other) for other in FUNCTIONS if other != function]
    alarm()
    try:
        namespace = namespace_of(*others, text)
        return all(ask([probe], namespace, reference())[0].passed for probe in own)
    except Hung:
        return False
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _explained(function, what):
    if what.startswith("dropped") and (
        " = None:" in what or what.startswith(("dropped '", 'dropped "'))
    ):
        return True  # a placeholder, or the docstring
    return any(what.startswith(known) for known in EQUIVALENT[function])


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_mutant_is_caught_or_explained(function, alarm, seed=PRACTICE_SEED):
    every = dict((text, what) for what, text in mutants(source(function)))

    survivors = {what for text, what in every.items() if _survives(function, text, alarm, seed)}

    assert len(every) > 10
    assert {what for what in survivors if not _explained(function, what)} == set()


@pytest.mark.proof
@pytest.mark.parametrize("seed", [f"mutants {i}".encode() for i in range(10)])
@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_mutant_is_caught_or_explained_with_ten_more_seeds(function, alarm, seed):
    test_every_mutant_is_caught_or_explained(function, alarm, seed)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_line_of_the_table_explains_a_mutant(function):
    every = [what for what, _ in mutants(source(function))]

    assert all(any(what.startswith(known) for what in every) for known in EQUIVALENT[function])
