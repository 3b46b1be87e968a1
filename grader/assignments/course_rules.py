"""`course.toml`, beside the course's seed: what a course decided about marks after the
questions were asked.

`excused."clip.hidden.tiny" = "all points: rounding on old machines"` gives a question's
points to everybody, `excused.ada."clip.hidden.tiny"` to one student.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

FILE = "course.toml"
GIVES = "all points: "
"""How an excuse begins; the reason follows."""


class RulesError(ValueError):
    """The file is not as it should be; the message says where and what to do."""


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in `course.toml`. `excused` maps a question to why, or a student to
    such a mapping."""

    excused: dict[str, str | dict[str, str]] = {}

    def of(self, student: str) -> dict[str, str]:
        """The questions that this student is excused from, each with the reason."""
        own = self.excused.get(student, {})
        everybody = {key: why for key, why in self.excused.items() if isinstance(why, str)}
        return everybody | (own if isinstance(own, dict) else {})

    def version(self, kit: str) -> str:
        """The version that marks carry: the kit's, or a hash over it and these
        rules."""
        if not self.excused:
            return kit
        text = msgspec.json.encode(self.excused, order="deterministic")
        return hashlib.sha256(kit.encode() + text).hexdigest()

    def questions(self) -> set[str]:
        """All questions that anybody is excused from."""
        found = {key for key, why in self.excused.items() if isinstance(why, str)}
        return found.union(*(own for own in self.excused.values() if isinstance(own, dict)))


def beside(seed: Path) -> Rules:
    """The rules of the course whose seed this is; none where it has no `course.toml`.
    Raises `RulesError`."""
    path = seed.absolute().parent / FILE
    try:
        rules = msgspec.toml.decode(path.read_bytes(), type=Rules)
    except FileNotFoundError:
        return Rules()
    except (OSError, msgspec.DecodeError, ValueError) as error:
        raise RulesError(f"{path} can't be used: {error}") from error
    for question in sorted(rules.questions()):
        for why in _reasons(rules, question):
            if not why.startswith(GIVES) or not why.removeprefix(GIVES).strip():
                raise RulesError(
                    f'{path}: the excuse of {question} is {why!r}; write "{GIVES}" and then the reason.'
                )
    return rules


def _reasons(rules: Rules, question: str) -> Iterable[str]:
    for why in rules.excused.values():
        own = why if isinstance(why, dict) else rules.excused
        reason = own.get(question)
        if isinstance(reason, str):
            yield reason


def unknown(rules: Rules, known: Iterable[str]) -> list[str]:
    """A sentence for each excused question that this assignment does not ask, with the
    one that was probably meant."""
    known, said = list(known), []
    for question in sorted(rules.questions() - set(known)):
        near = difflib.get_close_matches(question, known, 1, 0.6)
        meant = f" Did you mean {near[0]}?" if near else ""
        said.append(f"{FILE} excuses {question}, which is not asked here.{meant}")
    return said
