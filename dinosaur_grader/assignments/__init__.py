"""Reading an assignment: its notebooks, its rubric, its probes from the course's seed,
its right answers."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dinosaur_grader.assignments.question import Question
    from dinosaur_grader.assignments.question_cells import (
        call,
        classes,
        fault,
        hidden,
        holds,
        public,
        right,
        see,
        variants,
        when,
        words,
        written,
        wrong,
    )

__all__ = [
    "Question",
    "call",
    "classes",
    "fault",
    "hidden",
    "holds",
    "public",
    "right",
    "see",
    "steps",
    "variants",
    "when",
    "words",
    "written",
    "wrong",
]


def __getattr__(name: str) -> Any:
    """Load what questions cells call when one asks for it: right answers alone need
    less."""
    if name in __all__:
        from dinosaur_grader.assignments import question_cells

        return getattr(question_cells, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
