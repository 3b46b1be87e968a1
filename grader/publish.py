"""Writes `utils/probes.json`, the public probes: `python -m grader.publish` (`--check` only compares)."""

from __future__ import annotations

import json
import sys

from utils.checks import Probe
from utils.published import FILE, RECIPES, freeze, freeze_call

from .probes import drafted_public


def text() -> str:
    """The file's text, made anew: one probe a line, so that a change reads well in a diff."""
    lines = ",\n".join(json.dumps(_row(probe), ensure_ascii=False) for probe in drafted_public())
    return '{"probes": [\n' + lines + "\n]}\n"


def _row(probe: Probe) -> dict:
    recipe = probe.observe if probe.observe in RECIPES else {"sample.classic": "sample_classic"}.get(probe.id)
    return {
        **{k: getattr(probe, k) for k in ("id", "function", "cell", "points", "title", "observe", "gate", "only")},
        "about": list(probe.about),
        "call": {"recipe": recipe} if recipe else freeze_call(probe.call),
        "expected": freeze(probe.expected),
        "others": [freeze(other) for other in probe.others],
        "faults": [{"name": f.name, "hint": f.hint, "observations": freeze(f.observations)} for f in probe.faults],
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
