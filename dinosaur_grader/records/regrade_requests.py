"""A student asks for a verdict to be looked at again: the code that names it, and what
the lecturer answered.

The code stands on the student's page beside the verdict. It is a hash of who, which
assignment, which question and which hand-in, in ten letters and digits that can be read
aloud; whoever has no such page can't make one, since the hand-in's own sha256 is in it,
and it says nothing by itself. It is not of the kit's version: it still names the verdict
when the class was graded again.

The table of answers is only ever added to; of several answers to one question the last
one counts. `forget` alone takes rows out.
"""

from __future__ import annotations

import hashlib
import unicodedata
from typing import TYPE_CHECKING

from dinosaur_grader.records.final_marks import points
from dinosaur_grader.store.row import Row

if TYPE_CHECKING:
    from sqlalchemy import Connection

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
# of 32 letters, 50 bits: two of 20,000 verdicts are alike once in 5 million classes
LENGTH = 10
TYPED = str.maketrans("OIL", "011", "-.,;:()' \t\n\u2010\u2011\u2012\u2013\u2212")
"""What people type for what they read."""
MAX_WHY = 2_000  # characters of a reason


class Answer(Row, frozen=True):
    """What the lecturer answered about one question of one hand-in. `now` is what the
    question counts by the answer, None where it stands; `before` is what it counted until
    then. `attempt` is the hand-in's sha256, `version` the kit's that had
    marked it, `on` the day, as `2026-09-01`."""

    code: str
    question: str
    cell: str
    attempt: str
    why: str
    on: str
    most: float
    before: float
    now: float | None = None
    version: str = ""

    @property
    def said(self) -> str:
        """The answer for the student, in two sentences."""
        if self.now is None:
            first = f"Reviewed: the verdict stands, at {points(self.before)} of {points(self.most)} points."
        else:
            first = (
                f"Reviewed and changed: {points(self.now)} of {points(self.most)} points "
                f"instead of {points(self.before)}."
            )
        return f"{first} {self.why}"


def code(student: str, assignment: str, question: str, attempt: str) -> str:
    """Make the code that names a verdict, as `7K3QX-M2PD9`."""
    parts = (student, assignment, question, attempt)
    text = b"\0".join(part.encode("utf-8", "surrogatepass") for part in parts)
    number = int.from_bytes(hashlib.sha256(b"appeal\0" + text).digest(), "big")
    letters = "".join(LETTERS[number >> (5 * place) & 31] for place in range(LENGTH))
    return f"{letters[: LENGTH // 2]}-{letters[LENGTH // 2 :]}"


def typed(text: str) -> str:
    """Bring a code as somebody typed it into the form of `code`. The text is empty
    where it is none."""
    if len(text) > 5 * LENGTH:
        return ""
    letters = unicodedata.normalize("NFKC", text).upper().translate(TYPED)
    if len(letters) != LENGTH or set(letters) - set(LETTERS):
        return ""
    return f"{letters[: LENGTH // 2]}-{letters[LENGTH // 2 :]}"


def read(connection: Connection, assignment: str) -> dict[str, list[Answer]]:
    """Read the answers about an assignment, by student, oldest first."""
    # a page of one hand-in alone is drawn without a database
    from dinosaur_grader.store import rows
    from dinosaur_grader.store.schema import ANSWERS

    found: dict[str, list[Answer]] = {}
    for answer in rows.read(connection, ANSWERS, Answer, assignment):
        found.setdefault(answer.student, []).append(answer)
    return found
