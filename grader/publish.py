"""Writes `utils/probes.json`, the public probes: `python -m grader.publish` (`--check` only compares)."""

from __future__ import annotations

import json
import sys

import numpy as np

from utils.checks import Probe
from utils.observing import close
from utils.published import FILE, RECIPES, freeze, freeze_call

from .probes import drafted_public


def text() -> str:
    """The file's text, made anew: one probe a line, so that a change reads well in a diff."""
    drafted = drafted_public()
    first = {id(probe.call): probe.id for probe in reversed(drafted)}
    rows = [_row(probe, "" if first[id(probe.call)] == probe.id else first[id(probe.call)]) for probe in drafted]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return '{"probes": [\n' + lines + "\n]}\n"


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
    """What a fault changes: the observations that differ from the right ones, and those that are lacking."""
    changed = {k: v for k, v in observations.items() if k not in expected or not close(expected[k], v)}
    lacking = [k for k in expected if k not in observations]
    return {"changed": freeze(_short(changed)), "lacking": lacking}


def _row(probe: Probe, like: str) -> dict:
    return {
        **{k: getattr(probe, k) for k in ("id", "function", "cell", "points", "title", "observe", "gate", "only")},
        "about": list(probe.about),
        **({"like": like} if like else _filling(probe)),
    }


def _filling(probe: Probe) -> dict:
    recipe = probe.id.replace(".", "_")
    return {
        "call": {"recipe": recipe} if recipe in RECIPES else freeze_call(probe.call),
        "expected": freeze(_short(probe.expected)),
        "others": [freeze(_short(other)) for other in probe.others],
        "faults": [{"name": f.name, "hint": f.hint, **_delta(probe.expected, f.observations)} for f in probe.faults],
    }


def main(arguments: list[str]) -> int:
    """Write the file, or with `--check` say whether it is up to date (exit code 1 if not)."""
    fresh = text()
    if "--check" in arguments:
        same = FILE.is_file() and FILE.read_text(encoding="utf-8") == fresh
        print(f"{FILE.name} is up to date" if same else f"{FILE.name} differs: run python -m grader.publish")
        return 0 if same else 1
    FILE.write_text(fresh, encoding="utf-8")
    print(f"wrote {FILE} ({len(fresh):,} characters)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
