"""One function of a student's page: its points, why some were lost, the student's own
lines, and what a person said."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.checks.panel import grouped, in_html, picture
from dinosaur_grader.checks.probe import what_opens
from dinosaur_grader.checks.words.differences import Differs
from dinosaur_grader.printable import clean
from dinosaur_grader.records import own_lines
from dinosaur_grader.records.assert_messages import find_message
from dinosaur_grader.records.final_marks import FinalMark, hand_words, points
from dinosaur_grader.records.regrade_requests import Answer, code
from dinosaur_grader.results import (
    MAX_CODE,
    WITH_SCORE,
    CellMark,
    Difference,
    ProbeVerdict,
    Result,
)

IN_LINE = "in your line `"
"""How a detail names the line at which a function stopped."""
WAITS = "not yet marked"
AGAIN = ", asked again with other numbers"
MAX_COLUMNS = 16
"""Entries of a row that a phone has room for."""

Answers = Sequence[Answer]
"""What was answered to one student, oldest first."""


@dataclass(frozen=True)
class GradedWork:
    """What a page is made of: a result, the mark that stands, and what was answered, None
    where nobody could look a code up."""

    result: Result
    assignment: Assignment
    final: FinalMark
    answers: Answers | None

    @property
    def scored(self) -> bool:
        """Whether there is a mark that counts."""
        return self.result.state in WITH_SCORE and not self.final.excused

    @property
    def most(self) -> float:
        """The points that there are."""
        return sum(mark.max_score for mark in self.result.marks)


@dataclass(frozen=True)
class Part:
    """One graded function of a page."""

    work: GradedWork
    function: str
    place: int

    @functools.cached_property
    def marks(self) -> list[CellMark]:
        """The marks of the function's test cells."""
        return [mark for mark in self.work.result.marks if mark.function == self.function]

    @property
    def manual(self) -> bool:
        """Whether a person marks it."""
        return any(self.work.final.cells[mark.cell].manual for mark in self.marks)

    @property
    def waits(self) -> bool:
        """Whether a person has yet to mark it."""
        return any(self.work.final.cells[mark.cell].waits for mark in self.marks)

    @property
    def most(self) -> float:
        """The points that there are."""
        return sum(mark.max_score for mark in self.marks)

    @property
    def score(self) -> float | None:
        """The points that count; None where there is no mark."""
        if not self.work.scored:
            return None
        return sum(self.work.final.cells[mark.cell].score or 0.0 for mark in self.marks)

    @property
    def lost(self) -> float:
        """The points that mending it can bring. Those that a person gave stay."""
        if self.score is None or self.manual:
            return 0.0
        cells = self.work.final.cells
        open_ = [mark for mark in self.marks if cells[mark.cell].hand is None]
        return sum(max(0.0, m.max_score - (cells[m.cell].score or 0.0)) for m in open_)

    @functools.cached_property
    def faults(self) -> list[list[ProbeVerdict]]:
        """What failed, by its reason."""
        return faults(self.marks)

    @functools.cached_property
    def hidden(self) -> frozenset[str]:
        """The questions that are asked only during grading."""
        return _hidden(self.marks)

    @functools.cached_property
    def places(self) -> tuple[str, str]:
        """Say where questions are asked: in the notebook, or hidden until then."""
        again = any(verdict.again for mark in self.marks for verdict in mark.verdicts)
        return f"In your notebook{AGAIN if again else ''}", "Only during grading"

    @property
    def hint(self) -> Markup:
        """What is said of the first fault. Words about an error speak of a line: it is
        named before them."""
        if not self.faults:
            return Markup()
        first = self.faults[0][0]
        if first.detail and not first.hint:
            return _words(f"{first.title}: {first.detail}")
        named = first.detail if IN_LINE in first.detail and "`" not in first.hint else ""
        return _words(f"{named} {reason(first)}".strip())

    @functools.cached_property
    def text(self) -> str:
        """The student's text of the function's cells."""
        return (self.work.result.code or {}).get(self.function, "")

    @functools.cached_property
    def code(self) -> own_lines.Code:
        """The student's own lines."""
        failed = (verdict for group in self.faults for verdict in group)
        said = own_lines.quoted(text for v in failed for text in (v.hint, v.detail))
        given = own_lines.given(self.work.assignment, self.function)
        return own_lines.own(self.text, given, said)

    @property
    def unwritten(self) -> bool:
        """Whether all that stands there is the release's."""
        return bool(self.lost) and bool(self.text) and not self.code.written

    def cost(self) -> str:
        """Say how many points are lost there, and to what where it is one thing."""
        if self.unwritten or not self.faults:
            return f"It is worth {_counted(self.lost)}."
        if len(self.faults) > 1:
            return f"{_counted(self.lost)} are lost there."
        what = "That one line" if self.code.at_fault == 1 else "This"
        return f"{what} costs {_counted(self.lost)}."

    @property
    def shown(self) -> str:
        """The points that count, as they are shown."""
        return WAITS if self.waits else points(self.score)

    @property
    def share(self) -> float:
        """How full its bar is, in percent."""
        share = 100 * (self.score or 0.0) / self.most if self.most else 0.0
        return round(min(100.0, max(0.0, share)), 1)

    @property
    def cut(self) -> bool:
        """Whether what is shown is only a beginning."""
        return len(self.text) > MAX_CODE if self.prose else self.code.cut

    @property
    def is_right(self) -> bool:
        """Whether nothing is left to do."""
        return self.score is not None and not (self.lost or self.manual or self.faults)

    @property
    def is_line(self) -> bool:
        """Whether a line says all: it is right, and nobody commented on it."""
        answered = any(one["answer"] for one in self.passed)
        said = any(one["by_hand"] or one["said"] for one in self.checks)
        return self.is_right and not (self.comment or answered or said)

    @functools.cached_property
    def checks(self) -> list[dict[str, object]]:
        """Its test cells, described."""
        return [self.check(mark) for mark in self.marks]

    @functools.cached_property
    def passed(self) -> list[dict[str, str]]:
        """The questions that were passed, described."""
        return [self.question(v) for mark in self.marks for v in mark.verdicts if v.passed]

    @functools.cached_property
    def comment(self) -> str:
        """Join what a person wrote under its cells."""
        solutions = self.work.assignment.solutions.items()
        own = {grade_id for grade_id, name in solutions if name == self.function}
        comments = self.work.final.comments
        commented = {*own, *(mark.cell for mark in self.marks)} & set(comments)
        return "\n".join(comments.get(name, "") for name in sorted(commented))

    @functools.cached_property
    def prose(self) -> Markup:
        """Draw a text that a person marks; nothing where the cell holds code."""
        by_hand = self.work.assignment.by_hand
        texts = (cell.grade_id for cell in by_hand if cell.kind == "markdown")
        if self.function not in texts:
            return Markup()
        # most assignments have none: a page needs no parser of Markdown
        from dinosaur_grader.records.prose import page

        return Markup(page(self.text[:MAX_CODE]))

    def check(self, mark: CellMark) -> dict[str, object]:
        """Describe one test cell: its points, and what a person or we say of it."""
        final = self.work.final.cells[mark.cell]
        return dict(
            title="Marked by hand" if final.manual else self.places[_is_hidden(mark)],
            score=WAITS if final.waits else points(final.score),
            waits=final.waits,
            most=points(mark.max_score),
            by_hand=hand_words(final),
            said="" if final.manual or self.unwritten else self.said(mark),
        )

    def said(self, mark: CellMark) -> str:
        """Say of a cell why it has other points than its verdicts show: what opens it, or what
        its author wrote for whom the test fails, where students may read it."""
        if mark.verdicts:
            passed = [one for one in mark.verdicts if one.passed and one.points]
            if not passed or mark.score:
                return ""
            # a gate that was passed is one whose right answer is published
            asked = [one for own in self.marks for one in own.verdicts]
            gates = [one.title for one in asked if one.gate and not one.passed]
            earned = sum(one.points for one in passed)
            return clean(what_opens(earned, [one.title for one in passed], gates))
        full = mark.score is None or mark.score >= mark.max_score
        if full:
            return ""
        return (
            find_message(mark, self.work.assignment) or "The cell did not earn all its points."
        )

    def fault(self, group: Sequence[ProbeVerdict]) -> dict[str, object]:
        """Describe what failed for one reason: what it means, what came of the first
        question or the first that can be drawn, and all questions."""
        first = next((verdict for verdict in group if verdict.differs), group[0])
        drawn = first.differs
        questions = [self.question(verdict) for verdict in group]
        details = [first.detail]
        for verdict, question in zip(group, questions, strict=True):
            # the same error comes of one question after the other
            new = verdict.detail not in details
            details.append(verdict.detail)
            question["detail"] = _words(verdict.detail) if new else Markup()
        asked = [[], []]
        for verdict, question in zip(group, questions, strict=True):
            asked[verdict.probe in self.hidden].append(question)
        return dict(
            hint=_words(reason(first)),
            first=first.title,
            detail=_words(first.detail),
            picture=_drawn(drawn) if drawn else Markup(),
            # a long row scrolls in its box
            wide=bool(drawn) and max(drawn.shape, default=0) > MAX_COLUMNS,
            lost=lost(group),
            lists=[each for each in zip(self.places, asked, strict=True) if each[1]],
            answered=[one for one in questions if one["answer"]],
            coded=self.work.answers is not None,
        )

    def question(self, verdict: ProbeVerdict) -> dict[str, str]:
        """Describe one question: what was asked, its points; the code by which a student
        asks for another look, and the last answer about it."""
        one, name, answer = self.work.result, "", ""
        if self.work.answers is not None and not verdict.passed:
            name = code(one.student_id, one.assignment, verdict.probe, one.digest)
        for said in self.work.answers or ():
            if said.question == verdict.probe:
                earlier = said.attempt != one.digest
                answer = f"{'About an earlier hand-in. ' if earlier else ''}{said.said}"
        return dict(
            title=verdict.title or verdict.message,
            points=_counted(_costs([verdict])),
            code=name,
            answer=answer,
        )


def faults(marks: Sequence[CellMark]) -> list[list[ProbeVerdict]]:
    """Group the failed verdicts of a function as the notebook's panel does; first what a
    student can try there."""
    groups = grouped([verdict for mark in marks for verdict in mark.verdicts])
    hidden = _hidden(marks)
    # of hidden questions alone no more may be said than that they are not right
    return sorted(groups, key=lambda group: all(v.probe in hidden for v in group))


def reason(verdict: ProbeVerdict) -> str:
    """Return what is said of why a question was not passed."""
    # an older kit's verdicts have the message alone
    return verdict.hint or ("" if verdict.title else verdict.message)


def lost(group: Sequence[ProbeVerdict]) -> str:
    """Say how many questions and points are lost: `2 questions, 7 points`."""
    count = "1 question" if len(group) == 1 else f"{len(group)} questions"
    return f"{count}, {_counted(_costs(group))}"


def _hidden(marks: Sequence[CellMark]) -> frozenset[str]:
    return frozenset(v.probe for mark in marks if _is_hidden(mark) for v in mark.verdicts)


def _is_hidden(mark: CellMark) -> bool:
    return any(not verdict.public for verdict in mark.verdicts) or "hidden" in mark.cell


def _costs(group: Sequence[ProbeVerdict]) -> float:
    return sum(verdict.max_points - verdict.points for verdict in group)


def _counted(score: float) -> str:
    return "1 point" if score == 1 else f"{points(score)} points"


def _words(said: str) -> Markup:
    """Show what stands between backquotes as code; all of it is escaped."""
    return Markup(in_html(clean(said)))


def _drawn(differs: Difference) -> Markup:
    right = tuple(entry == "1" for entry in differs.right)
    return Markup(picture(Differs(clean(differs.name), differs.shape, right)))


def urgency(part: Part) -> tuple[bool, bool, float]:
    """Sort what lost points first, and of that what is worth most; what is not begun yet
    comes after that, in the notebook's order."""
    return not part.lost, part.unwritten, 0.0 if part.unwritten else -part.lost
