"""What `check` shows of a function: one panel, with what is not right yet first and one
sentence for one fault.

As HTML it is plain enough for a screen reader. Its head is white on a colour of its
own, which can be read on a light and on a dark page; all else takes the colours of the
page. Where there is no HTML the same words come as text.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from .probe import Verdict
from .words.differences import Differs

TICK, CROSS, CIRCLE, DOT = "✓", "✗", "○", "·"
WIDTH = 88
UNFINISHED = "unfinished"
"""The fault of a function whose steps are not all written yet."""
_Verdict = TypeVar("_Verdict", bound=Any)  # the judge's, or the one that is recorded of it


@dataclass(frozen=True)
class Look:
    """How a head looks: the sign that it begins with, and white on `colour`."""

    sign: str
    colour: str

    @property
    def style(self) -> str:
        """The colours as CSS."""
        return f"background:{self.colour};color:#fff"


RIGHT, WRONG, BLANK = Look(TICK, "#1a7f37"), Look(CROSS, "#b3261e"), Look(CIRCLE, "#57606a")
_ON = "opacity:.35"
_BOX = "border-radius:6px;overflow:hidden;max-width:60em;line-height:1.5"
_SPACE = "margin:0 0 .6em"  # pages have margins of their own, each other ones
_HEAD = "display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 2em;padding:.4em 1em"


@dataclass(frozen=True)
class Panel:
    """The verdicts on one function, with what else there is to say: `before` stands
    above them, `after` below. Of an `untouched` function nothing was asked."""

    function: str
    verdicts: tuple[Verdict, ...]
    points: float
    full: float
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    untouched: bool = False

    def __repr__(self) -> str:
        lines = [line for said in self.before for line in _wrapped(said, "")]
        lines.append(self.head)
        for group in grouped(self.verdicts):
            lines += _group_lines(group)
        lines += [f"{TICK} {v.message}" for v in self.verdicts if v.passed]
        lines += [line for said in self.after for line in _wrapped(said, "  ")]
        return "\n".join([*lines, self.sum])

    def _repr_html_(self) -> str:
        groups = grouped(self.verdicts)
        passed = [v for v in self.verdicts if v.passed]
        parts = [paragraph(in_html(said)) for said in self.before]
        parts += [_group_html(group) for group in groups]
        if passed:
            items = "".join(f"<li>{in_html(v.title)}</li>" for v in passed)
            asked = f"{TICK} {_questions(len(passed))} right"
            parts.append(_folded("What was asked" if self.right else asked, items))
        parts += [paragraph(in_html(said)) for said in self.after]
        return boxed(f"check of {self.function}", self.look, (self.head, self.sum), parts)

    @property
    def right(self) -> bool:
        """Whether every question was answered as it should be, by the newest version."""
        return bool(self.verdicts) and all(v.passed for v in self.verdicts) and not self.before

    @property
    def look(self) -> Look:
        """The look of its head. What was not finished is not wrong."""
        if self.right:
            return RIGHT
        unfinished = {verdict.fault for verdict in self.verdicts} == {UNFINISHED}
        return BLANK if unfinished or self.untouched else WRONG

    @property
    def head(self) -> str:
        """How many questions are right, with a friendly word where all are."""
        if self.look is BLANK:
            return f"{BLANK.sign} Not {'written' if self.untouched else 'finished'} yet"
        if not self.verdicts:
            return f"{WRONG.sign} Not checked"
        passed = sum(verdict.passed for verdict in self.verdicts)
        count = f"{self.look.sign} {passed} of {len(self.verdicts)} right"
        flaw = any(said.startswith(CROSS) for said in self.after)
        return f"{count}. Well done!" if self.right and not flaw else count

    @property
    def sum(self) -> str:
        """The function with its points, in one sentence."""
        return f"{self.function}: {self.points:g} of {self.full:g} points here."


def boxed(label: str, look: Look, head: Sequence[str], parts: Sequence[str]) -> str:
    """Make a box with the texts of `head` side by side in their colour, and below them
    `parts`, which are HTML."""
    words = "".join(f"<strong>{in_html(said)}</strong>" for said in head)
    body = f'<div style="padding:.6em 1em 0">{"".join(parts)}</div>' if parts else ""
    return (
        f'<section aria-label="{html.escape(label)}" '
        f'style="border:2px solid {look.colour};{_BOX}">'
        f'<div style="{look.style};{_HEAD}">{words}</div>{body}</section>'
    )


def grouped(verdicts: Sequence[_Verdict]) -> list[list[_Verdict]]:
    """Group the failed verdicts that share a hint, in the order in which they were
    asked. The page that a student gets back begins with the first group, too."""
    groups: dict[str, list[_Verdict]] = {}
    for verdict in verdicts:
        if not verdict.passed:
            # an older kit's verdicts have the message alone
            said = verdict.hint or verdict.detail or verdict.message
            groups.setdefault(said, []).append(verdict)
    return list(groups.values())


def _group_lines(group: list[Verdict]) -> list[str]:
    first = group[0]
    lines = _wrapped(f"{CROSS} {first.title}: {first.detail}".rstrip(": "), "  ")
    lines += _wrapped(f"  {first.hint}", "  ") if first.hint else []
    if len(group) > 1:
        others = "; ".join(v.title for v in group[1:])
        lines += _wrapped(f"  {_more(len(group) - 1)}: {others}.", "  ")
    return lines


def _group_html(group: list[Verdict]) -> str:
    first = group[0]
    detail = f": {in_html(first.detail)}" if first.detail else ""
    parts = [paragraph(f"{CROSS} <strong>{in_html(first.title)}</strong>{detail}")]
    if first.hint:
        parts.append(paragraph(in_html(first.hint)))
    if first.differs and not all(first.differs.right):
        parts.append(picture(first.differs))
    if len(group) > 1:
        items = "".join(
            f"<li>{in_html(v.title)}{': ' + in_html(v.detail) if v.detail else ''}</li>"
            for v in group[1:]
        )
        parts.append(_folded(_more(len(group) - 1), items))
    return "".join(parts)


def paragraph(content: str) -> str:
    """Make a paragraph of HTML."""
    return f'<p style="{_SPACE}">{content}</p>'


def _folded(summary: str, items: str) -> str:
    return f'<details style="{_SPACE}"><summary>{summary}</summary><ul>{items}</ul></details>'


def picture(differs: Differs) -> str:
    """Draw each entry as a cell, with those that are off marked. It is said in words,
    too, for those who can't see it."""
    columns = differs.shape[1] if len(differs.shape) == 2 else len(differs.right)
    off = differs.right.count(False)
    said = f"{off} of {len(differs.right)} entries of {differs.name} differ"
    rows = [
        differs.right[start : start + columns]
        for start in range(0, len(differs.right), columns)
    ]
    cells = "".join("<tr>" + "".join(_cell(right) for right in row) + "</tr>" for row in rows)
    return (
        f'{paragraph(in_html(said) + ":")}<table role="img" aria-label="{html.escape(said)}" '
        f'style="border-collapse:collapse;{_SPACE}">{cells}</table>'
    )


def _cell(right: bool) -> str:
    style = f"{_ON if right else WRONG.style};border:1px solid currentColor;width:1.2em;text-align:center;padding:0"
    return f'<td aria-hidden="true" style="{style}">{DOT if right else CROSS}</td>'


def in_html(said: str) -> str:
    """Escape a text, and show what stands between backquotes as code."""
    parts = html.escape(said).split("`")
    odd = len(parts) % 2 == 0  # a backquote too many is shown as it is
    if odd:
        return html.escape(said)
    return "".join(
        f"<code>{part}</code>" if place % 2 else part for place, part in enumerate(parts)
    )


def _wrapped(said: str, indent: str) -> list[str]:
    return textwrap.wrap(
        said,
        WIDTH,
        subsequent_indent=indent + "  " if indent else "",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _more(count: int) -> str:
    return (
        "1 more question fails in the same way"
        if count == 1
        else f"{count} more questions fail in the same way"
    )


def _questions(count: int) -> str:
    return "1 question" if count == 1 else f"{count} questions"
