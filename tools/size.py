"""How large the project is: `python -m tools.size`, or `python -m tools.size FOLDER ...`
for the lines of code of single folders. Blank lines, comments and docstrings are not
counted as code."""

from __future__ import annotations

import ast
import io
import subprocess
import sys
import tokenize
from collections.abc import Iterable
from pathlib import Path

from dinosaur_grader.assignments.assignment import MARK_LINE

PACKAGE, CHECKS = "dinosaur_grader", "dinosaur_grader/checks"
MARKS = [f"{PACKAGE}/{room}" for room in MARK_LINE]
FOR_TOOLS = ("# noqa", "# type:", "# fmt:")


def lines(text: str) -> int:
    """Count the lines of code of one file."""
    told = {
        number
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    return sum(
        bool(line.strip()) and not line.lstrip().startswith("#") and number not in told
        for number, line in enumerate(text.splitlines(), 1)
    )


def comments(text: str) -> int:
    """Count the comments of one file that are for people."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    found = [token.string for token in tokens if token.type == tokenize.COMMENT]
    return sum(not comment.startswith(FOR_TOOLS) for comment in found)


def size(folders: Iterable[Path]) -> int:
    """Count the lines of the files that lie in these folders themselves, not below."""
    files = (path for folder in folders for path in folder.glob("*.py"))
    return sum(lines(path.read_text(encoding="utf-8")) for path in files)


def below(*rooms: str) -> list[str]:
    """Read all Python files below these rooms."""
    return [
        path.read_text(encoding="utf-8") for room in rooms for path in Path(room).rglob("*.py")
    ]


def show() -> None:
    """Print what the house is measured by, from the checkout's own folder."""
    package, tests, marks = below(PACKAGE), below("tests"), below(*MARKS)
    checks = below(CHECKS)
    engine = sum(map(lines, package)) - sum(map(lines, checks))
    said = sum(map(comments, marks)) * 100 / sum(map(lines, marks))
    tracked = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=True)
    print(f"{engine:7,}  lines of code of the engine, {len(package) - len(checks)} files")
    print(
        f"{sum(map(lines, checks)):7,}  of the judge that students get, too, {len(checks)} files"
    )
    print(f"{sum(map(lines, tests)):7,}  lines of code of the tests, {len(tests)} files")
    print(f"{said:7.1f}  comments to 100 lines of code of the mark line")
    print(f"{len(tracked.stdout.splitlines()):7,}  files in git")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(f"{size([Path(name)]):7,}  {name}")
    if sys.argv[1:]:
        print(f"{size(map(Path, sys.argv[1:])):7,}")
    else:
        show()
