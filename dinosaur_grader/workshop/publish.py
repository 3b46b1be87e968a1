"""Writes what a notebook's own checks know of a rubric: a folder `utils/questions`.

`probes.json` holds the public questions, `words/faults.json` what is known to go wrong
with them, `observe.py` is the rubric's own, and a rubric with a `publish.py` adds files
by `files(rubric)`. What such a module makes by `elsewhere(rubric)` are files of the kit
outside of this folder, by their path.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from dinosaur_grader.assignments.probes import drafted_public
from dinosaur_grader.assignments.rubric import OBSERVE, Rubric
from dinosaur_grader.assignments.rubric_tables import HIDDEN
from dinosaur_grader.checks import Probe
from dinosaur_grader.checks.observers import VALUE, Observer
from dinosaur_grader.checks.published import FAULTS, PROBES, freeze, freeze_call

FOLDER = "utils/questions"
MORE = "publish"
"""The module of a rubric that makes further files."""
_INIT = (
    '"""The public questions of this notebook: made from its rubric, not written by hand."""\n'
)


def files(rubric: Rubric) -> dict[str, str]:
    """Make the folder's files again from the right answers of today: name -> text."""
    made = written(rubric, drafted_public(rubric))
    if (rubric.folder / f"{MORE}.py").is_file():
        made |= rubric.module(MORE).files(rubric)
    return made


def of_the_kit(rubric: Rubric) -> dict[str, str]:
    """Make all that comes of a rubric of the kit: path in the kit -> text."""
    made = {f"{FOLDER}/{name}": text for name, text in files(rubric).items()}
    if (rubric.folder / f"{MORE}.py").is_file():
        made |= rubric.module(MORE).elsewhere(rubric)
    return made


def written(rubric: Rubric, drafted: Sequence[Probe]) -> dict[str, str]:
    """Turn these probes into the files that `utils.checks.published` reads: name ->
    text."""
    first = {probe.call: probe.id for probe in reversed(drafted)}
    probes = [(p, "" if first[p.call] == p.id else first[p.call]) for p in drafted]
    made = {
        "__init__.py": _INIT,
        PROBES: _probes(rubric, probes),
        FAULTS: _faults(rubric, [probe for probe, like in probes if not like]),
    }
    if rubric.special and drafted:  # without a question nothing is looked at in a notebook
        text = (rubric.folder / f"{OBSERVE}.py").read_text(encoding="utf-8")
        made[f"{OBSERVE}.py"] = text.replace("dinosaur_grader.checks", "utils.checks")
    return made


def write(made: Mapping[str, str], folder: Path) -> None:
    """Write those files into `folder`; what else is there stays."""
    for name, text in made.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _probes(rubric: Rubric, probes: list[tuple[Probe, str]]) -> str:
    short = _short_names(probes)
    return _in_lines(
        functions=[
            {
                "name": name,
                "returns": list(rubric.returns(name)),
                "hidden": rubric.points.get(f"{name}_{HIDDEN}", 0.0),
            }
            for name in rubric.functions
        ],
        files=list(rubric.answers.files),
        observers={
            short[probe.observe.name]: json.loads(probe.observe.name)
            for probe, _ in probes
            if probe.observe.name != VALUE.name
        },
        probes=[_row(rubric, probe, like, short) for probe, like in probes],
    )


def _faults(rubric: Rubric, probes: list[Probe]) -> str:
    """Encode what is known to go wrong, by function, and by the probe that sees it."""
    return _in_lines(
        functions={function: rubric.words_table(function) for function in rubric.functions},
        slow=[probe.id for probe in probes if probe.slow],
        faults={
            probe.id: [
                {
                    "name": f.name,
                    "hint": f.hint,
                    **_delta(probe.observe, probe.expected, f.observations),
                }
                for f in probe.faults
            ]
            for probe in probes
        },
    )


def _in_lines(**parts: list | dict) -> str:
    """Encode the parts as JSON with an entry a line, so that a change reads well in a
    diff."""
    whole = ",\n".join(f"{_json(name)}: {_entries(part)}" for name, part in parts.items())
    return f"{{{whole}}}\n"


def _entries(part: list | dict) -> str:
    if isinstance(part, list):
        return "[\n" + ",\n".join(map(_json, part)) + "\n]"
    rows = ((key, _entries(e) if isinstance(e, list) else _json(e)) for key, e in part.items())
    return "{\n" + ",\n".join(f"{_json(key)}: {entry}" for key, entry in rows) + "\n}"


_json = functools.partial(json.dumps, ensure_ascii=False)


def _short(value: object) -> object:
    """Round floats to ten digits: far below the judge's tolerance, half the file."""
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return np.array([float(f"{x:.10g}") for x in value.ravel()]).reshape(value.shape)
    if isinstance(value, float):
        return float(f"{value:.10g}")
    if isinstance(value, dict):
        return {k: _short(v) for k, v in value.items()}
    return [_short(v) for v in value] if isinstance(value, list) else value


def _delta(observe: Observer, expected: dict, observations: dict) -> dict:
    """Return what a fault changes: the observations that differ from the right ones,
    and those that are lacking."""
    changed = {
        k: v
        for k, v in observations.items()
        if k not in expected or not observe.same({k: expected[k]}, {k: v})
    }
    lacking = [k for k in expected if k not in observations]
    return {"changed": freeze(_short(changed)), "lacking": lacking}


def _short_names(probes: list[tuple[Probe, str]]) -> dict[str, str]:
    """Name the observers by their functions, in the order in which they are used."""
    short: dict[str, str] = {VALUE.name: VALUE.name}
    for probe, _ in probes:
        if (name := probe.observe.name) not in short:
            number = sum(each.startswith(f"{probe.function} ") for each in short.values()) + 1
            short[name] = f"{probe.function} {number}"
    return short


def _row(rubric: Rubric, probe: Probe, like: str, short: Mapping[str, str]) -> dict:
    return {
        **{k: getattr(probe, k) for k in ("id", "function", "cell", "points", "title")},
        "observe": short[probe.observe.name],
        "gate": probe.gate,
        "only": probe.only,
        "about": list(probe.about),
        **({} if probe.public else {"public": False}),
        **({"like": like} if like else _filling(rubric, probe)),
    }


def _filling(rubric: Rubric, probe: Probe) -> dict:
    drawn_here = probe.id in getattr(rubric.special, "CALLS", {})
    return {
        "call": {"recipe": probe.id} if drawn_here else freeze_call(probe.call),
        "expected": freeze(_short(probe.expected)),
        "others": [freeze(_short(other)) for other in probe.others],
    }
