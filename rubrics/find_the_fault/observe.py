"""Whether an input proves that the function of a case is wrong, judged where no student's
code runs: the faulty function and the right one of the lesson are called with it.

No question of this assignment is published, so no notebook's folder has a copy of this.
"""

from __future__ import annotations

import contextlib
import functools
import io
import json

from dinosaur_grader.assignments.assignment import private
from dinosaur_grader.checks.calls import Outcome
from dinosaur_grader.checks.in_notebook import quietly
from dinosaur_grader.checks.observers import entry
from utils.cases import fair, keys, page, proofs
from utils.cases.sealed import unseal

# read now, not while a hand-in is judged, whose clock runs
RIGHT = private("dinosaur_island", None).answers.functions


@functools.cache
def _opened(number: int) -> page.Case:
    """A case as it opens to who has solved the lesson."""
    row = json.loads(page.CASES.read_text(encoding="utf-8"))[number - 1]
    case = page.Case(number, row["function"], dict(RIGHT))
    case.open(unseal(row["sealed"], keys.key(case.exercise, RIGHT[case.exercise], number)))
    return case


def _proof(number: int, outcome: Outcome) -> str:
    """Say "proven" where the second part of what came back is a fair input on which the two
    functions differ; where they don't, "same", or "named, same" behind the fault's letter."""
    letter, given = entry(outcome.value, 0), entry(outcome.value, 1)
    if not isinstance(given, dict):
        return ""
    with quietly({}):
        case = _opened(number)
        right = case.mine[case.exercise]
        arguments, wrong = fair.bound(case.exercise, case.function, ((), given))
        if wrong or fair.objection(case.exercise, arguments):
            return ""
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                both = proofs.results(case.exercise, case.function, right, ((), given))
        except Exception:  # noqa: BLE001  what a student made up may stop the right one, too
            return ""
        if proofs.differs(*both):
            return "proven"
    return "named, same" if case.is_fault(letter) else "same"


proof_1, proof_2, proof_3, proof_4, proof_5, proof_6 = (
    functools.partial(_proof, number) for number in range(1, 7)
)
