"""The files of the public questions: probes to JSON and back.

`probes.json` holds the functions, the observers, calls and the observations that are
right, `words/faults.json` those that a known fault would give, with its hint, and what
else a verdict says; neither holds code. What data can't say (a special observation, a
call whose fixture is too large to ship) is a function of the assignment's own
`observe.py`.
"""

from __future__ import annotations

import functools
import importlib.util
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

import numpy as np

from .calls import Call, Lent, Spy
from .frames import Frame, made
from .observers import GENERAL, SPIED, VALUE, Observation, Observer
from .probe import Fault, Probe
from .values import (
    KIND_NAMES,
    NAN,
    SETS,
    WRITTEN,
    Drawn,
    Opaque,
    Raised,
    in_order,
    is_wide,
    read_written,
)
from .words import When, Words
from .words.reading import Called, Written

QUESTIONS = Path(__file__).parents[1] / "questions"
"""Where a notebook's folder has the questions of its assignment."""
_DTYPES = {"b": "bool", "i": "int64", "u": "uint64", "c": "complex128"}
_MARKS = {tuple: "$tuple", set: "$set", frozenset: "$frozenset"}
PROBES, FAULTS = "probes.json", "words/faults.json"


@dataclass(frozen=True)
class Published:
    """The public questions of one assignment, in the order in which they are asked.

    `words` are those of its graded functions, in order; `special` is its `observe.py`,
    where it has one. `hidden` are the points of what is asked at grading only, `files` the
    names of what lies beside the notebook.
    """

    words: Mapping[str, Words]
    probes: tuple[Probe, ...]
    special: ModuleType | None = None
    hidden: float = 0.0
    files: tuple[str, ...] = ()

    @property
    def asked_later(self) -> tuple[str, ...]:
        """Say in one sentence how many of all points are for questions that are asked at
        grading only, or nothing where none are."""
        whole = self.hidden + sum(probe.points for probe in self.probes)
        if not self.hidden:
            return ()
        return (
            f"{self.hidden:g} of the {whole:g} points are for questions that are asked only "
            "when your work is graded.",
        )

    @property
    def functions(self) -> tuple[str, ...]:
        """The graded functions, in order."""
        return tuple(self.words)


def freeze(value: object, arrays: bool = True) -> object:
    """Turn plain data into JSON data. What JSON lacks is written as a dictionary with
    one key that begins with `$`. Without `arrays`, arrays stay as they are, for a
    format that has them."""
    if isinstance(value, np.ndarray):
        if not arrays:
            return value
        kind = {} if value.dtype.kind == "f" else {"dtype": _DTYPES[value.dtype.kind]}
        parts = value.ravel().astype(complex).view(float) if value.dtype.kind == "c" else value
        return {"$array": parts.tolist(), "shape": list(value.shape), **kind}
    if isinstance(value, Raised):
        return {"$raised": list(value.names)}
    if isinstance(value, Opaque):
        return {"$opaque": value.kind}
    if isinstance(value, Frame):
        return {"$table": type(value).__name__, "parts": freeze(value.parts, arrays)}
    if isinstance(value, Drawn):
        return {"$drawn": [freeze(v, arrays) for v in value.items], "kind": value.kind}
    if type(value) in _MARKS:
        # a set's order differs from process to process
        items = in_order(value) if isinstance(value, SETS) else value
        return {_MARKS[type(value)]: [freeze(v, arrays) for v in items]}
    if isinstance(value, dict):
        return {"$dict": [[freeze(k, arrays), freeze(v, arrays)] for k, v in value.items()]}
    if type(value) in KIND_NAMES and not (isinstance(value, int) and not is_wide(value)):
        kind = KIND_NAMES[type(value)]
        return {f"${kind}": WRITTEN[kind].write(value)}
    if isinstance(value, list):
        return [freeze(v, arrays) for v in value]
    return value


def melt(value: object) -> object:
    """Turn JSON data back into plain data, as the inverse of `freeze`."""
    if isinstance(value, list):
        return [melt(v) for v in value]
    if not isinstance(value, dict):
        return NAN if isinstance(value, float) and value != value else value
    mark, inner = next(iter(value.items()))
    if mark == "$array":
        dtype = value.get("dtype", "float64")
        parts = np.array(inner, dtype=float if dtype == "complex128" else dtype)
        return parts.reshape(-1).view(dtype).reshape(value["shape"])
    if mark == "$dict":
        return {melt(k): melt(v) for k, v in inner}
    if mark == "$raised":
        return Raised(tuple(inner))
    if mark == "$opaque":
        return Opaque(inner)
    if mark == "$table":
        return made(inner, melt(value["parts"]))
    if mark == "$drawn":
        return Drawn(tuple(map(melt, inner)), value["kind"])
    kind = next((kind for kind, known in _MARKS.items() if known == mark), None)
    return kind(map(melt, inner)) if kind else read_written(mark.removeprefix("$"), inner)


_LENT = ("lent", "lent in reverse")


def freeze_call(call: Call, arrays: bool = True) -> dict:
    """Turn a call into JSON data, arrays as in `freeze`. Each stand-in is one of `_LENT`,
    or the fields of a spy."""
    stand_ins = {
        name: _LENT[what.reverse] if isinstance(what, Lent) else freeze({**vars(what)}, arrays)
        for name, what in call.stand_ins.items()
    }
    return {
        **({"steps": list(call.steps)} if call.steps else {}),
        "positional": freeze(call.positional, arrays),
        "keywords": freeze(call.keywords, arrays),
        "stand_ins": stand_ins,
        "files": call.files,
        **({"draws": True} if call.draws else {}),
        **({"times": call.times} if call.times > 1 else {}),
    }


def melt_call(function: str, data: dict, special: ModuleType | None = None) -> Call:
    """Turn JSON data back into a call, as the inverse of `freeze_call`. Data that name
    a recipe of `special` give the call of that recipe."""
    if "recipe" in data:
        return special.CALLS[data["recipe"]]()
    stand_ins = {
        name: Lent(what == _LENT[True]) if what in _LENT else Spy(**melt(what))
        for name, what in data["stand_ins"].items()
    }
    given = melt(data["positional"]), melt(data["keywords"])
    steps = tuple(data.get("steps", ()))
    drawn, times = data.get("draws", False), data.get("times", 1)
    return Call(function, *given, stand_ins, data["files"], drawn, steps, times)


def observer(name: str, rows: Mapping[str, object], special: ModuleType | None) -> Observer:
    """Make the observer of a rubric's table. Each value is a path, or a table of a
    path `from` with `fits`, `rtol` and `atol` where they are not the usual ones.

    Raises AttributeError, with the name, where a path begins with what neither we nor
    `special` have.
    """
    observations = tuple(
        Observation(each, row)
        if isinstance(row, str)
        else Observation(each, row["from"], **{k: row[k] for k in row if k != "from"})
        for each, row in rows.items()
    )
    # what every rubric has is known; the rest is looked up now, so that a wrong name fails here
    roots = {str(o.steps[0]) for o in observations} - {*GENERAL, *SPIED}
    return Observer(name, observations, {root: getattr(special, root) for root in roots})


def read(folder: Path, special: ModuleType | None = None) -> Published:
    """Read the public questions that lie in `folder`."""
    file = json.loads((folder / PROBES).read_text(encoding="utf-8"))
    known = json.loads((folder / FAULTS).read_text(encoding="utf-8"))
    observers = {VALUE.name: VALUE}
    for short, rows in file["observers"].items():
        observers[short] = observer(json.dumps(rows), rows, special)
    words = {
        row["name"]: words_of(known["functions"].get(row["name"], {}), row["returns"])
        for row in file["functions"]
    }
    rows = {row["id"]: row for row in file["probes"]}
    calls: dict[str, Call] = {}
    probes = []
    for row in rows.values():
        whole = rows[row["like"]] | row if "like" in row else row
        # questions that share a call are one object: it is made, sent and answered once
        at = row.get("like", row["id"])
        if at not in calls:
            calls[at] = melt_call(row["function"], whole["call"], special)
        probe = _probe(whole, calls[at], observers, known["faults"][at], words)
        probes.append(replace(probe, slow=at in known.get("slow", ())))
    # a course keeps the file of its day, which may not say it
    hidden = sum(row.get("hidden", 0.0) for row in file["functions"])
    return Published(words, tuple(probes), special, hidden, tuple(file.get("files", ())))


def words_of(data: dict, kinds: list[str]) -> Words:
    """Gather what is said of one function from the file's data."""
    return Words(
        data.get("returns", "a value"),
        tuple(kinds),
        tuple(When(row["fault"], row["hint"], row["seen"]) for row in data.get("when", [])),
        _each(data.get("advice", {})),
        _each(data.get("advice_of_a_run", {})),
        {name: Called(tuple(row["takes"])) for name, row in data.get("calls", {}).items()},
        data.get("stub", ""),
        tuple(Written(**row) for row in data.get("written", [])),
        tuple((tuple(names.split()), said) for names, said in data.get("order", {}).items()),
        _each(data.get("made_as", {})),
    )


def _each(advice):
    """Give each of several names in one key an entry of its own."""
    return {name: said for names, said in advice.items() for name in names.split()} | advice


def _probe(row, call, observers, known, words):
    names = ("id", "function", "cell", "points", "title", "gate", "only")
    expected = melt(row["expected"])
    return Probe(
        **{name: row[name] for name in names},
        call=call,
        observe=observers[row["observe"]],
        expected=expected,
        about=tuple(row["about"]),
        others=tuple(melt(other) for other in row["others"]),
        faults=tuple(Fault(f["name"], f["hint"], _changed(expected, f)) for f in known),
        public=row.get("public", True),
        words=words[row["function"]],
    )


def _changed(expected, fault):
    """Build a fault's observations. The file holds only what differs from right ones."""
    return {k: v for k, v in expected.items() if k not in fault["lacking"]} | melt(
        fault["changed"]
    )


@functools.cache
def own() -> Published:
    """Read the public questions of the notebook that this copy of `utils` came with. In a
    checkout all notebooks share one, which has those of an optional notebook in a folder
    of its name."""
    here = QUESTIONS / QUESTIONS.parents[1].name  # nbgrader calls the folder as the assignment
    folder, within = (here, f".{here.name}") if (here / PROBES).is_file() else (QUESTIONS, "")
    name = f"{__package__.rpartition('.')[0]}.questions{within}.observe"
    # few assignments look at an outcome in a way of their own
    special = importlib.import_module(name) if importlib.util.find_spec(name) else None
    return read(folder, special)


def public_probes() -> tuple[Probe, ...]:
    """Return the public probes, in the order in which they are asked."""
    return own().probes
