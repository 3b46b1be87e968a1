"""The levels of isolation: one type, checked once, where a person's word comes in."""

from __future__ import annotations

from typing import Literal, get_args

Level = Literal["strict", "process", "none"]
LEVELS: tuple[Level, ...] = get_args(Level)


def level(word: str) -> Level:
    """Take a word for a level. Raises ValueError, which names the choices."""
    for known in LEVELS:
        if word == known:
            return known
    raise ValueError(f"a level is one of {', '.join(LEVELS)}, not {word!r}")
