"""Why a mutant that gets every point is no mistake: groups of mutants with a reason in
writing, from `reasons.toml` beside this module."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.proofs.mutation import Mutant

TABLE = Path(__file__).with_name("reasons.toml")


@dataclass(frozen=True)
class Group:
    """Mutants that are no mistake for one reason. `change` is a pattern that a
    mutant's whole change matches; `function`, `answers` and `operators` narrow it down.
    With `differs`, what they do is not what the right answer does, and is accepted. `kind`
    is the table of their operators."""

    reason: str
    change: str = ".*"
    function: str = ""
    answers: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    differs: bool = False
    kind: str = "operators"

    def has(self, mutant: Mutant, differs: bool) -> bool:
        """Whether the group speaks of this survivor."""
        return (
            self.differs == differs
            and self.kind == mutant.kind
            and self.function in ("", mutant.function)
            and (not self.answers or mutant.answer in self.answers)
            and (not self.operators or mutant.operator in self.operators)
            and re.fullmatch(self.change, mutant.change) is not None
        )


@functools.cache
def groups() -> tuple[Group, ...]:
    """All groups, in the table's order."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["groups"]
    return tuple(Group(**{key: _fixed(value) for key, value in row.items()}) for row in rows)


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def group_of(mutant: Mutant, differs: bool) -> Group | None:
    """The first group that a survivor belongs to, or None for a hole."""
    return next((group for group in groups() if group.has(mutant, differs)), None)
