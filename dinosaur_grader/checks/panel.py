"""What `check` shows of a function: one panel, with what is not right yet first and one
sentence for one fault.

As HTML it is plain enough for a screen reader, and takes its colours from the theme
that it stands in. Where there is no HTML the same words come as text.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from .probe import Verdict
from .words.diagnosis import Differs

TICK, CROSS, DOT = "✓", "✗", "·"
WIDTH = 88
_BOX = "border:1px solid currentColor;border-radius:6px;padding:.6em 1em;max-width:60em;line-height:1.5"
_OFF, _ON = "background:#d9534f;color:#fff", "opacity:.35"


@dataclass(frozen=True)
class Panel:
    """The verdicts on one function, with what else there is to say: `before` stands
    above them, `after` below."""

    function: str
    verdicts: tuple[Verdict, ...]
    points: float
    full: float
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    def __repr__(self) -> str:
        lines = [line for said in self.before for line in _wrapped(said, "")]
        for group in grouped(self.verdicts):
            lines += _group_lines(group)
        lines += [f"{TICK} {v.message}" for v in self.verdicts if v.passed]
        lines += [line for said in self.after for line in _wrapped(said, "  ")]
        return "\n".join([*lines, self.sum])

    def _repr_html_(self) -> str:
        groups = grouped(self.verdicts)
        passed = [v for v in self.verdicts if v.passed]
        parts = [f"<p>{in_html(said)}</p>" for said in self.before]
        parts += [_group_html(group) for group in groups]
        if passed:
            items = "".join(f"<li>{in_html(v.title)}</li>" for v in passed)
            count = f"{TICK} {_questions(len(passed))} answered as it should be"
            parts.append(_folded(count, items))
        parts += [f"<p>{in_html(said)}</p>" for said in self.after]
        parts.append(f"<p><strong>{in_html(self.sum)}</strong></p>")
        label = html.escape(f"check of {self.function}")
        return f'<section aria-label="{label}" style="{_BOX}">{"".join(parts)}</section>'

    @property
    def sum(self) -> str:
        """The function with its points, in one sentence."""
        return f"{self.function}: {self.points:g} of {self.full:g} points here."


def grouped(verdicts: Sequence[Verdict]) -> list[list[Verdict]]:
    """Group the failed verdicts that share a hint, in the order in which they were
    asked."""
    groups: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        if not verdict.passed:
            groups.setdefault(verdict.hint or verdict.detail, []).append(verdict)
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
    parts = [f"<p>{CROSS} <strong>{in_html(first.title)}</strong>{detail}</p>"]
    if first.hint:
        parts.append(f"<p>{in_html(first.hint)}</p>")
    if first.differs:
        parts.append(picture(first.differs))
    if len(group) > 1:
        items = "".join(
            f"<li>{in_html(v.title)}{': ' + in_html(v.detail) if v.detail else ''}</li>"
            for v in group[1:]
        )
        parts.append(_folded(_more(len(group) - 1), items))
    return "".join(parts)


def _folded(summary: str, items: str) -> str:
    return f'<details style="margin-bottom:1em"><summary>{summary}</summary><ul>{items}</ul></details>'


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
        f'<p>{in_html(said)}:</p><table role="img" aria-label="{html.escape(said)}" '
        f'style="border-collapse:collapse;margin:0 0 .6em">{cells}</table>'
    )


def _cell(right: bool) -> str:
    look = f"{_ON}" if right else f"{_OFF}"
    style = f"{look};border:1px solid currentColor;width:1.2em;text-align:center;padding:0"
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
