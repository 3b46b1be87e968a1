"""Lines of code of folders: `python -m tools.size FOLDER ...`. Blank lines, comments
and docstrings are not counted."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable
from pathlib import Path


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


def size(folders: Iterable[Path]) -> int:
    """Count those of the files that lie in these folders themselves, not below."""
    files = (path for folder in folders for path in folder.glob("*.py"))
    return sum(lines(path.read_text(encoding="utf-8")) for path in files)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(f"{size([Path(name)]):7,}  {name}")
    print(f"{size(map(Path, sys.argv[1:])):7,}")
