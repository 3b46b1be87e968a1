"""What the page "Find the fault" uses: your own functions, six cases, and their
judge."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np

import utils

from . import keys, proofs
from .sealed import unseal

__all__ = ["Case", "closed", "gradients", "my_functions", "open_case"]

GRADED = ("clip", "sample", "optimize", "model")
LESSON = "dinosaur_island.ipynb"
CASES = Path(__file__).with_name("cases.json")
WHERE = (
    f"Your {LESSON} was not found. Put it beside this notebook (in Colab: upload it "
    "under Files) and run this cell again."
)


def my_functions(path=None):
    """Your functions from your notebook, by name: those that can be defined.

    It is looked for at `path`, else beside this notebook, else in the kit's folder.
    """
    places = [Path(path)] if path else [Path(LESSON), Path("..") / "dinosaur_island" / LESSON]
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        print(WHERE)
        return {}
    cells = json.loads(found.read_text(encoding="utf-8"))["cells"]
    texts = {name: "".join(cell["source"]) for cell in cells if (name := _graded(cell))}
    namespace = _imports()
    for name, text in texts.items():
        try:
            exec(text, namespace)  # noqa: S102  the student's own cells
        except Exception as error:  # noqa: BLE001  and unfinished ones may raise anything
            print(f"The cell with {name} stops with {type(error).__name__}: {error}")
    mine = {name: namespace[name] for name in GRADED if callable(namespace.get(name))}
    print(f"Read from {found.as_posix()}: {', '.join(mine) or 'none of the four functions'}.")
    return mine


def _graded(cell):
    name = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id")
    return name if name in GRADED else None


def _imports():
    """What the lesson's notebook has before its exercises."""
    names = {name: getattr(utils, name) for name in utils.__all__}
    return {"__name__": "__main__", "np": np, "random": random, **names}


def gradients(entries):
    """Five arrays as `clip` takes them, each a column (n, 1) of the same n `entries`."""
    return {name: np.array(entries, dtype=float)[:, None] for name in proofs.FIVE}


def open_case(number, mine):
    """Show a case, 1 to 6: the code of a function that is wrong, and what may be wrong
    with it. It opens where your own function of that exercise is right."""
    rows = json.loads(CASES.read_text(encoding="utf-8"))
    row = rows[number - 1]
    name = row["function"]
    case = Case(number, name, mine)
    if name not in mine:
        print(f"Case {number} opens with your {name}, which isn't written yet.")
        return case
    try:
        opened = unseal(row["sealed"], keys.key(name, mine[name], number))
    except Exception as error:  # noqa: BLE001  an unfinished function may raise anything
        print(f"Your {name} stops with {type(error).__name__}: {error}")
        opened = None
    if opened is None:
        print(f"Case {number} stays shut: your {name} isn't right yet. Try its check first.")
        return case
    case.open(opened)
    return case


class Case:
    """One faulty function. `function` calls it, `name` takes your choice, `prove` your
    input; a case is closed when both are right."""

    def __init__(self, number, exercise, mine):
        self.number, self.exercise, self.mine = number, exercise, mine
        self.function, self.named, self.proven, self._inside = None, False, False, None

    def __repr__(self):
        done = [word for word in ("named", "proven") if getattr(self, word)]
        state = " and ".join(done) or ("open" if self._inside else "shut")
        return f"Case {self.number}, {self.exercise}: {state}"

    def open(self, inside):
        """Show the code and the sentences of an unsealed case."""
        namespace = _imports() | self.mine
        exec(inside["code"], namespace)  # noqa: S102  the kit's own text
        self._inside, self.function = inside, namespace[self.exercise]
        print(f"Case {self.number}. This {self.exercise} runs, and it is wrong:\n")
        print(inside["code"] + "\n")
        for letter, sentence in inside["sentences"].items():
            print(f"{letter}. {sentence}")

    def name(self, letter):
        """Choose the sentence that names the fault: "A", "B", "C" or "D"."""
        if self._shut():
            return
        letter = str(letter).strip().upper()
        if letter not in self._inside["sentences"]:
            print(f"Choose one of {', '.join(self._inside['sentences'])}.")
            return
        self.named = letter == self._inside["right"]
        print("Named: that is the fault." if self.named else self._inside["no"][letter])
        self._tell()

    def prove(self, *arguments, **named):
        """Give an input, as you would to the function: the faulty one and your own are
        called with copies of it."""
        if self._shut():
            return
        values = (arguments, named)
        own = self.mine[self.exercise]
        against = proofs.objection(self.exercise, self.function, values)
        if against:
            print(f"Not a fair question. {against}")
            return
        try:
            difference = proofs.differs(self.exercise, self.function, own, values)
        except Exception as error:  # noqa: BLE001  a student's function may raise anything
            print(f"Your own {self.exercise} stops there with {type(error).__name__}: {error}")
            return
        self.proven = bool(difference)
        print(f"Proven. {difference}" if difference else "No proof: both give the same here.")
        self._tell()

    def _shut(self):
        if not self._inside:
            print(f"Case {self.number} isn't open yet.")
        return not self._inside

    def _tell(self):
        if self.named and self.proven:
            print(f"Case {self.number} is closed. {self._inside['why']}")


def closed(*cases):
    """Say how many of these cases are closed."""
    done = [case for case in cases if case.named and case.proven]
    left = [case for case in cases if case not in done]
    print(f"{len(done)} of {len(cases)} cases are closed.", *left, sep="\n")
