"""What a student may read of a test cell that stopped at one of its own `assert`s."""

from __future__ import annotations

import ast

from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.checks.cell_source import parsed
from dinosaur_grader.judging.marking import MAX_TEXT
from dinosaur_grader.printable import clean
from dinosaur_grader.results import CellMark

FAILED = "AssertionError: "
UNKNOWN = "…"
"""What stands for a value in a message: only the author's own words are shown."""


def find_message(mark: CellMark, work: Assignment) -> str:
    """Find the message of the `assert` at which a test cell stopped, in the author's text;
    empty where there is none, or where it stands in a hidden test that shows none."""
    # The error came from a process that has run hidden tests, and might say anything of
    # them. So it only chooses among the messages that stand in the cell.
    tests = work.solved if work.rubric.table.show_hidden_messages else ()
    texts = [cell.source for cell in tests if cell.grade_id == mark.cell]
    texts += [test.visible for test in work.tests if test.id == mark.cell]
    for parts in (parts for text in texts for parts in _list_messages(text)):
        if _fits(parts, mark.message):
            return clean(UNKNOWN.join(parts))
    return ""


def _list_messages(text: str) -> list[list[str]]:
    """List the messages of a cell's `assert`s, each as the texts between its values."""
    try:
        nodes = list(ast.walk(parsed(text)))
    except SyntaxError:  # a cell for IPython
        return []
    messages = [node.msg for node in nodes if isinstance(node, ast.Assert)]
    return [parts for message in messages if any(parts := _split_at_values(message))]


def _split_at_values(message: ast.expr | None) -> list[str]:
    if isinstance(message, ast.Constant) and isinstance(message.value, str):
        return [message.value]
    parts = [""]
    for piece in message.values if isinstance(message, ast.JoinedStr) else ():
        if isinstance(piece, ast.Constant):
            parts[-1] += str(piece.value)
        else:
            parts.append("")
    return parts


def _fits(parts: list[str], said: str) -> bool:
    """Check whether an error's text, which may be cut, is the message with some values."""
    if len(parts) == 1:
        return said == clean(f"{FAILED}{parts[0]}"[:MAX_TEXT])
    first, last = clean(f"{FAILED}{parts[0]}"), clean(parts[-1])
    return said.startswith(first) and (said.endswith(last) or len(said) >= MAX_TEXT)
