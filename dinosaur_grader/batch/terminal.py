"""What is told to a person at a terminal. Whatever it quotes, nothing hidden of it gets
there."""

from __future__ import annotations

import sys

from dinosaur_grader.printable import clean


def say(text: str) -> None:
    """Tell a person something that is no result."""
    print(clean(text), file=sys.stderr, flush=True)


def show(text: str) -> None:
    """Print a result."""
    print(clean(text))
