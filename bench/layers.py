"""Which layers of isolation stop which attack: `python -m bench.layers`, a quarter of an
hour.

Each attack on the machine is tried with every layer on, with each layer left out, with
each one alone, and with none. Attacks aim at the proving ground only and do no harm
where they get through; without a layer they still run as a user without rights.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field

from bench.harm.attacking import ATTACKS, LAYERS, Range, sandbox
from tests.gallery.hostile import Attack


@dataclass
class Found:
    """What came of the attacks: what each one reached, by the layers that were on."""

    hits: dict[frozenset[str], dict[str, str]] = field(default_factory=dict)

    def held(self, attack: str, layers: Iterable[str]) -> bool:
        return not self.hits[frozenset(layers)][attack]

    def alone(self, attack: str) -> tuple[str, ...]:
        """The layers that stop it with no other one on."""
        return tuple(layer for layer in LAYERS if self.held(attack, [layer]))

    def needed(self, attack: str) -> tuple[str, ...]:
        """The layers without which it gets through the others."""
        return tuple(layer for layer in LAYERS if not self.held(attack, set(LAYERS) - {layer}))


def settings() -> list[frozenset[str]]:
    """All layers, all but one, one alone, none."""
    every = frozenset(LAYERS)
    but_one = [every - {layer} for layer in LAYERS]
    return [every, *but_one, *(frozenset({layer}) for layer in LAYERS), frozenset()]


def measure(attacks: Iterable[Attack] = ATTACKS) -> Found:
    """Try every attack with every setting of the layers."""
    found = Found()
    for layers in settings():
        with Range() as ground, sandbox(layers) as opened:
            found.hits[layers] = {attack.name: ground.hit(opened, attack) for attack in attacks}
        through = sum(map(bool, found.hits[layers].values()))
        print(
            f"{through:3} through with {', '.join(sorted(layers)) or 'none'}", file=sys.stderr
        )
    return found


ONE_IS_ENOUGH = {
    "fork-bomb|daemon": (
        "only seccomp refuses a fork; limits allow 64 tasks in all, and bubblewrap ends those"
        " that are left with their sandbox"
    ),
    "socket-pair|socket-syscall|io-uring": (
        "a socket by itself harms nobody: whom it could reach is what bubblewrap's network and"
        " Landlock bound, as the rows above show"
    ),
    "threads|memory-cell|descriptors": (
        "the kernel has no second cap that needs no rights; what was taken ends with the"
        " process, which the clock ends"
    ),
    "catches-all": (
        "it sleeps and swallows every interruption, so only the clock outside is left"
    ),
    "big-file": "at strict 64 MiB of disk bound it in any case",
    "disk": "file systems have no other cap without rights",
    "file-times|lock-file|sync|inotify|newer-twins|shared-futex|machine-load|pipe-count"
    "|others-time": ("no namespace and no rule of Landlock covers these calls"),
}
"""Attacks that one layer alone stops, and why that is so."""


def why_one(attack: str) -> str:
    """Why one layer is enough for it, or nothing."""
    return next(
        (why for names, why in ONE_IS_ENOUGH.items() if re.fullmatch(names, attack)), ""
    )


def table(found: Found) -> str:
    """The table: attacks that the same layers stop share a row."""
    rows: dict[tuple[str, ...], list[str]] = {}
    harmless = []
    for attack in found.hits[frozenset()]:
        if found.held(attack, ()):
            harmless.append(attack)
        else:
            rows.setdefault((*found.alone(attack), why_one(attack)), []).append(attack)
    lines = [f"| attacks | {' | '.join(LAYERS)} |", f"| --- |{' :-: |' * len(LAYERS)}"]
    for (*stopping, _), attacks in rows.items():
        marks = ("●" if layer in stopping else "" for layer in LAYERS)
        lines.append(f"| {', '.join(attacks)} | {' | '.join(marks)} |")
    lines += ["", "Stopped by one layer, and why:", ""]
    lines += [
        f"- {', '.join(attacks)}: {why or 'NOBODY SAID WHY'}."
        for (*stopping, why), attacks in rows.items()
        if len(stopping) < 2
    ]
    lines += ["", f"Harmless with no layer at all: {', '.join(harmless)}."]
    return "\n".join(lines)


def problems(found: Found) -> list[str]:
    """What must not be: an attack that gets through, or one that a single layer stops
    for no reason that is given; a reason that nothing needs."""
    said = []
    for attack, hit in found.hits[frozenset(LAYERS)].items():
        if hit:
            said.append(f"{attack} got through all layers: {hit}")
        one = not found.held(attack, ()) and len(found.alone(attack)) < 2
        if one and not why_one(attack):
            said.append(f"{attack} is stopped by {found.alone(attack) or 'no layer alone'}")
        if not one and why_one(attack):
            said.append(f"{attack} has a reason and needs none")
        if len(found.alone(attack)) > 1 and found.needed(attack):
            said.append(f"{attack} gets through without {found.needed(attack)}")
    return said


def main(names: list[str]) -> int:
    """Print the table, of all attacks or of these, and 1 where something must not be."""
    with contextlib.suppress(PermissionError):
        os.nice(-10)  # a busy machine is no reason for an attack to take long
    found = measure([one for one in ATTACKS if not names or one.name in names])
    print(table(found))
    wrong = problems(found)
    print("\n".join(wrong), file=sys.stderr)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
