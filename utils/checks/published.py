"""The files of the public probes: probes to JSON and back.

`probes.json` holds calls and the observations that are right, `words/faults.json` those
that a known fault would give, with its hint; neither holds code. The classic fixtures
are too large to ship, so the file names their recipe and the call is drawn here, from a
generator of its own.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path

import numpy as np

from ..corpus import data_file, read_text
from .calls import Call, Lent, Spy

FILE = Path(__file__).with_name("probes.json")
FAULTS_FILE = Path(__file__).parent / "words" / "faults.json"


def freeze(value: object) -> object:
    """Plain data as JSON data. What JSON lacks is written as a dictionary with one key
    that begins with `$`."""
    if isinstance(value, np.ndarray):
        return {"$array": value.tolist(), "shape": list(value.shape)}
    if isinstance(value, tuple):
        return {"$tuple": [freeze(v) for v in value]}
    if isinstance(value, dict):
        return {"$dict": [[k, freeze(v)] for k, v in value.items()]}
    if isinstance(value, list):
        return [freeze(v) for v in value]
    return value


def melt(value: object) -> object:
    """The inverse of `freeze`."""
    if isinstance(value, list):
        return [melt(v) for v in value]
    if not isinstance(value, dict):
        return value
    if "$array" in value:
        return np.array(value["$array"], dtype=float).reshape(value["shape"])
    if "$tuple" in value:
        return tuple(melt(v) for v in value["$tuple"])
    return {k: melt(v) for k, v in value["$dict"]}


def freeze_call(call: Call) -> dict:
    """A call as JSON data; each stand-in is either `lent` or the fields of a spy."""
    stand_ins = {
        name: "lent" if isinstance(what, Lent) else freeze({**vars(what)})
        for name, what in call.stand_ins.items()
    }
    return {
        "positional": freeze(call.positional),
        "keywords": freeze(call.keywords),
        "stand_ins": stand_ins,
        "files": call.files,
    }


def melt_call(function: str, data: dict) -> Call:
    """The inverse of `freeze_call`, or the call of a recipe."""
    if "recipe" in data:
        return RECIPES[data["recipe"]]()
    stand_ins = {
        name: Lent() if what == "lent" else Spy(**melt(what))
        for name, what in data["stand_ins"].items()
    }
    return Call(
        function, melt(data["positional"]), melt(data["keywords"]), stand_ins, data["files"]
    )


@functools.cache
def rows() -> tuple[dict, ...]:
    """The file's probes, each a dictionary, with what is common to several spelled
    out."""
    return tuple(json.loads(FILE.read_text(encoding="utf-8"))["probes"])


@functools.cache
def known_faults() -> dict[str, list[dict]]:
    """The known faults by a probe's id. A probe that is `like` another one has that
    one's."""
    return json.loads(FAULTS_FILE.read_text(encoding="utf-8"))["faults"]


def clip_classic() -> Call:
    """Seed 3, five arrays of ten times randn, limit 10."""
    rng = np.random.RandomState(3)
    sizes = {"dWax": (5, 3), "dWaa": (5, 5), "dWya": (2, 5), "db": (5, 1), "dby": (2, 1)}
    return Call("clip", ({name: rng.randn(*size) * 10 for name, size in sizes.items()}, 10))


def _unit_parameters(rng, n_a, n_x):
    sizes = {
        "Wax": (n_a, n_x),
        "Waa": (n_a, n_a),
        "Wya": (n_x, n_a),
        "b": (n_a, 1),
        "by": (n_x, 1),
    }
    return {name: rng.randn(*size) for name, size in sizes.items()}


def alphabet() -> dict[str, int]:
    """The classic 27 symbols: newline 0, a to z 1 to 26."""
    return {char: ix for ix, char in enumerate("\nabcdefghijklmnopqrstuvwxyz")}


def sample_classic() -> Call:
    """Seed 2, 100 units, weights of unit variance, seed 0."""
    return Call("sample", (_unit_parameters(np.random.RandomState(2), 100, 27), alphabet(), 0))


def optimize_classic() -> Call:
    """Seed 1, 100 units, weights of unit variance, six letters."""
    rng = np.random.RandomState(1)
    a_prev = rng.randn(100, 1)
    parameters = _unit_parameters(rng, 100, 27)
    X, Y = [12, 3, 5, 11, 22, 3], [4, 14, 11, 22, 25, 26]
    return Call("optimize", (X, Y, a_prev, parameters, 0.01), stand_ins={"clip": Lent()})


def model_corpus() -> Call:
    """One iteration on the kit's own names with the classic sizes, the right functions
    lent."""
    data = read_text(data_file("dinos.txt"))
    char_to_ix = alphabet()
    ix_to_char = {ix: char for char, ix in char_to_ix.items()}
    stand_ins = {name: Lent() for name in ("clip", "sample", "optimize")}
    keywords = {"num_iterations": 1, "n_a": 50, "dino_names": 7, "vocab_size": 27}
    return Call(
        "model", (data, ix_to_char, char_to_ix), keywords, stand_ins, {"dinos.txt": data}
    )


RECIPES = {
    "model_corpus": model_corpus,
    "clip_classic": clip_classic,
    "sample_classic": sample_classic,
    "optimize_classic": optimize_classic,
}
