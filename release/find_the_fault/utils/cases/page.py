"""What the page "Find the fault" uses: your own functions, six cases, and their
judge."""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from . import fair, keys, proofs
from .mine import imports, my_functions, said
from .sealed import unseal

if TYPE_CHECKING:
    from types import FrameType

__all__ = ["Case", "closed", "gradients", "my_functions", "open_case"]

CASES = Path(__file__).with_name("cases.json")
CALLS = {
    "optimize": "It calls your clip, which has to be right as well.",
    "model": "It calls your clip, sample and optimize, which have to be right as well.",
}
PATIENCE = 20.0  # seconds of processor time; the longest question takes one on a slow machine


def gradients(*entries: object) -> dict[str, np.ndarray]:
    """Five arrays as `clip` takes them, each a column (n, 1) of the same n `entries`: a
    list of numbers."""
    return {name: np.array(entries, dtype=float).reshape(-1, 1) for name in keys.FIVE}


def open_case(number: int, mine: dict[str, Callable]) -> Case:
    """Show a case, 1 to 6: the code of a function that is wrong, and what may be wrong
    with it. It opens where your own function of that exercise is right. Raises ValueError
    for a number that no case has."""
    rows = json.loads(CASES.read_text(encoding="utf-8"))
    if number not in range(1, len(rows) + 1) or not isinstance(mine, dict):
        raise ValueError(
            f"open_case takes a number from 1 to {len(rows)} and your functions: page.open_case(1, mine)"
        )
    row = rows[number - 1]
    name = row["function"]
    case = Case(number, name, mine)
    if name not in mine:
        print(
            f"Case {number} opens with your {name}. The cell that reads your functions found none."
        )
        return case
    opened = None
    try:
        with _patience():
            opened = unseal(row["sealed"], keys.key(name, mine[name], number))
    except Exception as error:  # noqa: BLE001  an unfinished function may raise anything
        print(f"Your {name} stops with {said(error)}")
    if opened is None:
        calls = f" {CALLS[name]}" if name in CALLS else ""
        print(
            f"Case {number} stays shut: your {name} isn't right yet.{calls} Try its check first."
        )
        return case
    case.open(opened)
    case.show()
    return case


@contextlib.contextmanager
def _patience() -> Iterator[None]:
    """While this lasts, a student's own function that runs too long stops with
    TimeoutError. Where a debugger traces already, nothing is watched."""
    if sys.gettrace() is not None:
        yield
        return
    ends = time.process_time() + PATIENCE

    def on_line(_frame: object, _event: str, _argument: object) -> Callable:
        if time.process_time() > ends:
            raise TimeoutError("a loop of it does not end")
        return on_line

    def on_call(frame: FrameType, _event: str, _argument: object) -> Callable | None:
        return on_line if frame.f_code.co_filename == "<your notebook>" else None

    sys.settrace(on_call)
    try:
        yield
    finally:
        sys.settrace(None)


class Case:
    """One faulty function. `function` calls it, `name` takes your choice, `prove` your
    input; a case is closed once both were right."""

    def __init__(self, number: int, exercise: str, mine: dict[str, Callable]) -> None:
        self.number, self.exercise, self.mine = number, exercise, mine
        self.function: Callable = self._closed
        self.named = self.proven = False
        self._inside: dict = {}

    def __repr__(self) -> str:
        done = [word for word in ("named", "proven") if getattr(self, word)]
        state = " and ".join(done) or ("open" if self._inside else "shut")
        return f"Case {self.number}, {self.exercise}: {state}"

    @property
    def closed(self) -> bool:
        """Whether it was named and proven."""
        return self.named and self.proven

    def open(self, inside: dict) -> None:
        """Take the code and the sentences of an unsealed case."""
        namespace = imports() | self.mine
        exec(inside["code"], namespace)  # noqa: S102  the kit's own text
        self._inside, self.function = inside, namespace[self.exercise]

    def show(self) -> None:
        """Print the code and the sentences."""
        inside = self._inside
        print(f"Case {self.number}. This {self.exercise} runs, and it is wrong:\n")
        print(inside["code"] + "\n")
        for letter, sentence in inside["sentences"].items():
            print(f"{letter}. {sentence}")

    def judge(self, answer: Callable[[], tuple[str, dict]]) -> None:
        """Judge what your function `answer` returns: the letter, and the input as a
        dictionary of arguments."""
        if self._shut():
            return
        try:
            letter, given = answer()
        except Exception as error:  # noqa: BLE001  a student's function may raise anything
            print(f"Your answer stops with {said(error)}")
            return
        if not isinstance(given, dict) or not all(isinstance(name, str) for name in given):
            print("Return the letter, and the input as a dictionary of arguments by name.")
            return
        self.name(letter)
        self.prove(**given)

    def name(self, letter: str = "") -> None:
        """Choose the sentence that names the fault: "A", "B", "C" or "D"."""
        if self._shut():
            return
        letter = str(letter).strip().upper()
        if letter not in self._inside["sentences"]:
            choices = ", ".join(f'"{each}"' for each in self._inside["sentences"])
            print(f"Choose one of {choices}, in quotation marks.")
            return
        right, before = self.is_fault(letter), self.closed
        self.named = self.named or right
        print("Named: that is the fault." if right else self._inside["no"][letter])
        self._tell(before)

    def is_fault(self, letter: object) -> bool:
        """Check whether the sentence of this letter names the fault."""
        return str(letter).strip().upper() == self._inside["right"]

    def prove(self, *arguments: object, **named: object) -> None:
        """Give an input, as you would to the function: the faulty one and your own are
        called with copies of it."""
        if self._shut():
            return
        values = (arguments, named)
        given, wrong = fair.bound(self.exercise, self.function, values)
        if wrong:
            print(f"Not a question yet. {wrong}")
            return
        if against := fair.objection(self.exercise, given):
            print(f"Not a fair question. {against}")
            return
        try:
            with _patience():
                right, faulty = proofs.results(
                    self.exercise, self.function, self.mine[self.exercise], values
                )
        except Exception as error:  # noqa: BLE001  a student's function may raise anything
            print(f"Your own {self.exercise} stops there with {said(error)}")
            return
        difference, before = proofs.differs(right, faulty), self.closed
        self.proven = self.proven or bool(difference)
        print(
            f"Proven. {difference}"
            if difference
            else f"No proof: both give the same ({proofs.alike(right)})."
        )
        self._tell(before)

    def _closed(self, *_arguments: object, **_named: object) -> None:
        self._shut()

    def _shut(self) -> bool:
        if not self._inside:
            print(f"Case {self.number} isn't open yet: run the cell that opens it again.")
        return not self._inside

    def _tell(self, before: bool) -> None:
        if self.closed and not before:
            print(f"Case {self.number} is closed. {self._inside['why']}")


def closed(*cases: Case) -> None:
    """Say how many of these cases are closed."""
    once = list(dict.fromkeys(cases))
    left = [case for case in once if not case.closed]
    print(f"Closed: {len(once) - len(left)} of {len(once)}.", *left, sep="\n")
