"""Trying one edit after the other, the likeliest first, until one makes all right."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from ...probe import NOT_ASKED, Probe, Verdict, agree, renamed
from ..advice import NO_ERROR
from ..errors import BLANK, NAME
from ..reading import Text
from ..reading.flow import UNUSED
from ..reading.none_left import FAULT as UNFINISHED
from ..reading.path import behind
from ..reading.reader import Reading
from . import expressions, statements
from .edit import ONE_EDIT, Edit, Scope, Source, Splice

MAX_TRIED, MAX_STUCK = 500, 8
"""Edits that are tried of one function, and those among them that may not come back. They
are counted and not timed, so that no machine's speed decides what is said."""
PLAIN, UNASKED = ("missing", NAME, BLANK, "syntax"), ("helper", NOT_ASKED)
"""Faults that say all there is to say, and those of questions that were not asked."""
MAX_TEXT, MAX_NODES = 6_000, 1_500
MAX_LISTED, MAX_SIZE = 5_000, 2**19
"""Edits that are listed, and their characters. Of 2,800 answers the longest has 1,500, in
67,000."""
SCATTERED = 977
"""A seed that nobody means."""
MAX_LINE = 60
"""Characters of a line that are quoted."""
OUTSIDE = {"open", "os", "sys", "shutil", "pathlib", "Path", "subprocess", "socket", "exec",
           "eval", "input", "exit", "quit", "globals"}  # fmt: skip
"""Names by which a text reaches beyond its own values: what an edit of it might do there is
not for us to try."""


def edits(source: Source, first: frozenset[int] = frozenset()) -> list[Edit]:
    """List the edits of all functions, the likeliest first. Where the lines are known that
    led to an error, those of other lines come last."""
    scopes = [Scope(source, function) for function in source.functions]
    kinds = (statements.edits, expressions.edits)
    found = _few(edit for scope in scopes for kind in kinds for edit in kind(scope))
    found += _everywhere(found, source.text)
    return sorted(found, key=lambda edit: (bool(first) and edit.line not in first, edit.rank))


def _few(edits: Iterable[Edit]) -> list[Edit]:
    """Take edits as long as they are few and short: of 1,400 texts in a list there are two
    million, in 1.3 GB (attack many-edits)."""
    found, size = list[Edit](), 0
    for edit in edits:
        size += len(edit.old) + sum(len(splice.text) for splice in edit.splices)
        if len(found) >= MAX_LISTED or size > MAX_SIZE:
            break
        found.append(edit)
    return found


def _everywhere(found: list[Edit], text: str) -> Iterator[Edit]:
    """Yield one edit for each that can be made alike in several places. Two equal numbers
    may mean two things: the 1 of `range(1, n)` and that of `shape[1]`."""
    alike: dict[tuple[str, str, str, str], list[Edit]] = {}
    for edit in found:
        if edit.old and len(edit.splices) == 1:
            start, _, new = edit.splices[0]
            near = text[max(start - MAX_LINE, 0) : start] if edit.old[-1:].isdigit() else ""
            role = re.findall(r"\w*\W*$", near)[0]
            alike.setdefault((edit.change, edit.old, new, role), []).append(edit)
    for same in alike.values():
        splices = tuple(dict.fromkeys(edit.splices[0] for edit in same))
        if len(splices) > 1:
            rank, line, change, _, old = same[0]
            yield Edit(rank + 1, line, f"{change}, wherever it stands", splices, old)


Right = Callable[[str, Sequence[Probe]], bool | None]
"""Whether a text's function answers all these questions as it should; None where it did not
come back."""


def explained(
    verdicts: Sequence[Verdict], probes: Sequence[Probe], reading: Reading | None, right: Right
) -> list[Verdict]:
    """Let the failed verdicts on a function say where its mistake is, where known faults
    and its text don't explain them all and one edit makes them all right."""
    given = list(verdicts)
    if reading is None or not _wants_more(given, probes, reading):
        return given
    asked = {v.probe: v.passed for v in given if v.fault not in UNASKED}
    questions = [probe for probe in probes if probe.id in asked]
    if all(asked.values()):
        return given
    # what most edits fail comes first, and what takes long comes last
    questions.sort(key=lambda probe: (probe.slow, asked[probe.id]))
    lines = (v.line for v in given if not v.passed)
    hint = right_edit(reading.text, lambda text: right(text, questions), next(lines, ""))
    if not hint:
        return given
    return [v if v.passed else _told(v, hint) for v in given]


def _told(verdict: Verdict, hint: str) -> Verdict:
    # which error was due is what came, and no advice
    due = {"detail": verdict.hint} if verdict.fault == NO_ERROR else {}
    return renamed(replace(verdict, candidates={}, **due), ONE_EDIT, hint)


def _wants_more(verdicts: list[Verdict], probes: Sequence[Probe], reading: Reading) -> bool:
    """Check whether something failed that neither a known fault, nor what the text shows for
    sure, nor a plain word explains, of a function whose steps are all written."""
    shown = {slip.fault for slip in reading.slips if slip.sure}
    known = {probe.id: {*shown, *(fault.name for fault in probe.faults)} for probe in probes}
    failed = [v for v in agree(verdicts, probes) if not v.passed and v.fault not in UNASKED]
    plain = any(v.fault in PLAIN for v in failed)
    more = any(v.fault not in known[v.probe] for v in failed)
    # no small edit makes an answer of what takes no part in it
    unfinished = {s.fault for s in (*reading.slips, *reading.asides)} & {UNFINISHED, UNUSED}
    return more and not plain and not unfinished


def right_edit(text: Text, right: Callable[[str], bool | None], raised: str = "") -> str:
    """Say which edit makes all right, where one does; empty where none does. `right` tells
    it of an edited text; `raised` is the line that raised an error, if one did."""
    for edit, found in tries(text, right, raised):
        if found:
            return said(Source(text), edit)
    return ""


def tries(
    text: Text, right: Callable[[str], bool | None], raised: str = ""
) -> Iterator[tuple[Edit, bool | None]]:
    """Try the edits of a text, the likeliest first, and yield each with what `right` says."""
    if text.node is None or len(text.source) > MAX_TEXT:
        return
    source = Source(text)
    nodes = [*ast.walk(source.tree)]
    if len(nodes) > MAX_NODES or OUTSIDE & {getattr(n, "id", "") for n in nodes}:
        return
    # a function that is defined again has lost what an earlier call left in it
    if right(source.text):
        return
    first = _on_the_way(source, text, raised) if raised else frozenset()
    stuck, tried, scattered = 0, {source.text}, _scatter_draws(source, text.function)
    for edit in edits(source, first):
        if len(tried) > MAX_TRIED or stuck >= MAX_STUCK:
            return
        new = source.edited(edit.splices)
        if new not in tried:
            tried.add(new)
            found = right(source.edited((*edit.splices, *scattered)))
            yield edit, found
            stuck += found is None


def _scatter_draws(source: Source, function: str) -> tuple[Splice, ...]:
    """Let a function begin with random numbers of its own: where a seed is missing, a line
    that is moved may only have hidden it."""
    node = next(n for n in reversed(source.functions) if n.name == function)
    first = node.body[0]
    if first.lineno == node.lineno:
        return ()
    start = source.starts[first.lineno]
    indent = source.lines[first.lineno - 1][: first.col_offset]
    return (Splice(start, start, f"{indent}__import__('numpy').random.seed({SCATTERED})\n"),)


def _on_the_way(source: Source, text: Text, line: str) -> frozenset[int]:
    """Return the lines that led to an error in this one: the function's own, and all lines of
    the other functions, which it may call."""
    way = Text(source.text, text.function, text.calls)
    found = behind(way, line)
    others = [f for f in source.functions if way.node and f.lineno != way.node.lineno]
    more = {n for f in others for n in range(f.lineno, (f.end_lineno or f.lineno) + 1)}
    return frozenset(found | more) if found else frozenset()


def said(source: Source, edit: Edit) -> str:
    """Say which line to change, and what kind of change it is."""
    line = source.quote(edit.line, MAX_LINE)
    change = edit.change[:1].upper() + edit.change[1:]
    return f"Look at your line `{line}`. {change}, and every check here passes."
