"""What any row has that is about a student's work of an assignment."""

from __future__ import annotations

import msgspec


class Row(msgspec.Struct, frozen=True):
    """Whose work it is about, and of which assignment."""

    assignment: str
    student: str


class ToldRow(Row, frozen=True, kw_only=True):
    """A row of work that the system may call `late`, None where it does not say, and by
    how many seconds, 0 where it does not say that."""

    late: bool | None = None
    late_seconds: float = 0.0

    @property
    def told(self) -> float | None:
        """The seconds by which the system called it late; None where it did not."""
        return self.late_seconds if self.late else None
