"""Writes what the notebook's own checks know: `python -m grader.workshop.publish`
(`--check` only compares).

`utils/checks/probes.json` holds the public probes, `utils/checks/words/faults.json`
what is known to go wrong with them, `utils/checks/training_log.json` the first reports
of the long run.
"""

from __future__ import annotations

import functools
import hashlib
import json
import sys

import numpy as np

from grader.assignments.probes import drafted_public
from grader.assignments.reference import reference
from grader.workshop.expected_outputs import CLASSIC_LOG
from utils.checks import Probe, training_log
from utils.checks.calls import Call, perform
from utils.checks.observing import close, model_log
from utils.checks.published import FAULTS_FILE, FILE, RECIPES, freeze, freeze_call
from utils.corpus import data_file, read_text


@functools.cache
def _drafted() -> tuple[tuple[Probe, str], ...]:
    """The public probes, each with the id of the one whose call it shares, or
    nothing."""
    drafted = drafted_public()
    first = {id(probe.call): probe.id for probe in reversed(drafted)}
    return tuple((p, "" if first[id(p.call)] == p.id else first[id(p.call)]) for p in drafted)


def text() -> str:
    """The probes' text, made anew: one probe a line, so that a change reads well in a
    diff."""
    lines = ",\n".join(json.dumps(_row(*each), ensure_ascii=False) for each in _drafted())
    return '{"probes": [\n' + lines + "\n]}\n"


def faults_text() -> str:
    """The text of the known faults, made anew: one fault a line, by the probe that sees
    it."""
    parts = [
        f"{json.dumps(probe.id)}: [\n" + ",\n".join(_fault_lines(probe)) + "\n]"
        for probe, like in _drafted()
        if not like
    ]
    return '{"faults": {\n' + ",\n".join(parts) + "\n}}\n"


def _fault_lines(probe: Probe) -> list[str]:
    rows = (
        {"name": f.name, "hint": f.hint, **_delta(probe.expected, f.observations)}
        for f in probe.faults
    )
    return [json.dumps(row, ensure_ascii=False) for row in rows]


def _short(value: object) -> object:
    """Floats to ten digits: far below the judge's tolerance, half the file."""
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return np.array([float(f"{x:.10g}") for x in value.ravel()]).reshape(value.shape)
    if isinstance(value, float):
        return float(f"{value:.10g}")
    if isinstance(value, dict):
        return {k: _short(v) for k, v in value.items()}
    return [_short(v) for v in value] if isinstance(value, list) else value


def _delta(expected: dict, observations: dict) -> dict:
    """What a fault changes: the observations that differ from the right ones, and those
    that are lacking."""
    changed = {
        k: v for k, v in observations.items() if k not in expected or not close(expected[k], v)
    }
    lacking = [k for k in expected if k not in observations]
    return {"changed": freeze(_short(changed)), "lacking": lacking}


def _row(probe: Probe, like: str) -> dict:
    return {
        **{
            k: getattr(probe, k)
            for k in ("id", "function", "cell", "points", "title", "observe", "gate", "only")
        },
        "about": list(probe.about),
        **({"like": like} if like else _filling(probe)),
    }


def _filling(probe: Probe) -> dict:
    recipe = probe.id.replace(".", "_")
    return {
        "call": {"recipe": recipe} if recipe in RECIPES else freeze_call(probe.call),
        "expected": freeze(_short(probe.expected)),
        "others": [freeze(_short(other)) for other in probe.others],
    }


CLASSIC_LOWER_SHA256 = "8f559199fe891d4c1708c9a9b2992298b95e1e961b5664163eabdf5c56ca63e1"  # of the text in lower case


def log_text() -> str:
    """The training log's file: the kit's own log from the reference, the classic one as
    the classic text prints it."""
    data = read_text(data_file("dinos.txt"))
    symbols = sorted(set(data))
    call = Call(
        "model",
        (data, dict(enumerate(symbols)), {symbol: ix for ix, symbol in enumerate(symbols)}),
        {"num_iterations": training_log.ITERATIONS},
    )
    own = {"corpus": "the kit's own names", "sha256": hashlib.sha256(data.encode()).hexdigest()}
    own |= model_log(perform(call, dict(reference())))
    reports = [row for row in CLASSIC_LOG if row[0] < training_log.ITERATIONS]
    classic = {
        "corpus": "the classic names",
        "sha256": CLASSIC_LOWER_SHA256,
        "iterations": [row[0] for row in reports],
        "losses": [float(row[1]) for row in reports],
        "names": [name for row in reports for name in row[2].split()],
    }
    for log in (own, classic):
        log["names"] = [name.lower() for name in log["names"]]
    return json.dumps({"logs": [own, classic]}, indent=1, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    """Write the files, or with `--check` say whether they are up to date (exit code 1
    if not)."""
    stale = 0
    for file, fresh in (
        (FILE, text()),
        (FAULTS_FILE, faults_text()),
        (training_log.FILE, log_text()),
    ):
        if "--check" not in arguments:
            file.write_text(fresh, encoding="utf-8")
            print(f"wrote {file} ({len(fresh):,} characters)")
        elif not file.is_file() or file.read_text(encoding="utf-8") != fresh:
            stale = 1
            print(f"{file.name} differs: run python -m grader.workshop.publish")
        else:
            print(f"{file.name} is up to date")
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
