"""The public probes and the judge: what `check(clip)` asks, and what it makes of the
answer."""

from .probe import (
    CELLS,
    FUNCTIONS,
    OBSERVERS,
    Fault,
    Probe,
    Verdict,
    agree,
    check,
    gate_is_open,
    judge,
    public_probes,
    score,
)

__all__ = [
    "CELLS",
    "FUNCTIONS",
    "OBSERVERS",
    "Fault",
    "Probe",
    "Verdict",
    "agree",
    "check",
    "gate_is_open",
    "judge",
    "public_probes",
    "score",
]
