"""The probes of one course: the public ones, and hidden ones drawn from its secret
seed. Trusted side only."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.assignments import faults
from grader.assignments.dinosaur_island.probes import clip, model, optimize, sample
from grader.assignments.reference import FUNCTIONS as REFERENCES
from grader.assignments.reference import Globals, namespace_of, reference, source
from utils.checks import FUNCTIONS, Fault, Probe, public_probes
from utils.checks.asking import quietly
from utils.checks.calls import Call, Lent, Outcome, perform
from utils.checks.observing import OBSERVERS, close

PRACTICE_SEED = hashlib.sha256(b"dinosaur island: the published practice seed").digest()
_ROOMS = {"clip": clip, "sample": sample, "optimize": optimize, "model": model}
NUDGE = 1e-14  # relative: as far as another machine's rounding may be; the classic list of `sample` parts late with it


@functools.lru_cache(maxsize=8)
def probes(seed: bytes) -> tuple[Probe, ...]:
    """All probes of a course, filled in: function by function, public ones first.

    The same seed gives the same probes; NumPy's global random state is left as it was.
    """
    drawn = {
        function: fill(_ROOMS[function].hidden(_generator(seed, function)))
        for function in FUNCTIONS
    }
    return tuple(
        probe
        for function in FUNCTIONS
        for probe in (
            *(p for p in public_probes() if p.function == function and p.only != "notebook"),
            *drawn[function],
        )
    )


def drafted_public() -> tuple[Probe, ...]:
    """The public probes made anew, as `utils/checks/probes.json` should hold them."""
    return tuple(probe for function in FUNCTIONS for probe in fill(_ROOMS[function].public()))


def _generator(seed: bytes, function: str) -> np.random.Generator:
    digest = hashlib.sha256(
        b"dinosaur-island probes\0" + function.encode() + b"\0" + seed
    ).digest()
    return np.random.default_rng(np.random.SeedSequence(list(digest)))


def fill(drafts: Sequence[Probe]) -> list[Probe]:
    """The drafts with what right answers and known faults give. Calls that several
    drafts share are made once."""
    outcomes: dict[tuple[int, str], Outcome] = {}

    def outcome(call: Call, key: str, namespace: Callable[[], Globals]) -> Outcome:
        if (id(call), key) not in outcomes:
            outcomes[id(call), key] = perform(replace(call, files={}), namespace(), reference())
        return outcomes[id(call), key]

    with quietly():
        return [_filled(draft, outcome) for draft in drafts]


def _filled(
    draft: Probe, outcome: Callable[[Call, str, Callable[[], Globals]], Outcome]
) -> Probe:
    observe = OBSERVERS[draft.observe]
    right = outcome(draft.call, "", _right)
    if right.failure is not None:
        raise RuntimeError(f"the reference fails on {draft.id}: {right.failure}")
    expected = observe(right)
    others = [
        observe(outcome(draft.call, "own " + " ".join(own), functools.partial(_alone, own)))
        for own in _spied(draft.call)
    ]
    table, nudged = [], _nudged(draft.call)
    for edit in faults.edits(draft.function):
        seen = observe(outcome(draft.call, edit.name, edit.namespace))
        if draft.observe == "sample_prefix" and not close(
            seen, observe(perform(nudged, edit.namespace(), reference()))
        ):
            continue  # rounding decides what this fault gives, so it can't be told by it on another machine
        if not close(expected, seen) and _telling(seen):
            table.append(Fault(edit.name, edit.hint, seen))
    return replace(draft, expected=expected, others=tuple(others), faults=tuple(table))


def _nudged(call: Call) -> Call:
    """The same question to `sample` with parameters that differ by what another
    machine's rounding might."""
    if call.function != "sample":
        return call
    parameters, *rest = call.positional
    near = {name: array * (1 + NUDGE) for name, array in parameters.items()}
    return replace(call, positional=(near, *rest))


def _telling(seen: dict[str, Any]) -> bool:
    """Whether these observations speak of one fault: an error alone, a log alone or a
    single index come out of many."""
    if "losses" in seen and "calls" not in seen:
        return False
    if "failure" in seen and "X" not in seen:
        return False
    return len(seen.get("indices", range(3))) != 1 or seen["indices"] != [0]


@functools.cache
def _right() -> Globals:
    return namespace_of(*(source(function) for function in REFERENCES))


def _spied(call: Call) -> list[tuple[str, ...]]:
    """Which spied functions a right answer may do without: any of them, and all."""
    names = [name for name, what in call.stand_ins.items() if not isinstance(what, Lent)]
    return [(name,) for name in names] + ([tuple(names)] if len(names) > 1 else [])


@functools.cache
def _alone(own: tuple[str, ...]) -> Globals:
    """Globals in which `model` has its own copies of these functions, out of the reach
    of a spy."""
    texts = {function: source(function) for function in REFERENCES}
    for name in own:
        texts["own " + name] = texts[name].replace(f"def {name}(", f"def own_{name}(")
        texts["model"] = texts["model"].replace(f" {name}(", f" own_{name}(")
    return namespace_of(*(text for key, text in texts.items()))
