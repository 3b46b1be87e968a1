"""How large the project is: `python -m tools.size`, or `python -m tools.size FOLDER ...`
for the lines of code of single folders. Blank lines, comments and docstrings are not
counted as code.

`--check` compares with the ceilings in `tools/size.toml`, which only fall; `--ceilings`
prints what they could be by now.
"""

from __future__ import annotations

import ast
import io
import json
import re
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

import grimp

from dinosaur_grader.assignments.assignment import MARK_LINE

PACKAGE, CHECKS = "dinosaur_grader", "dinosaur_grader/checks"
MARKS = [f"{PACKAGE}/{room}" for room in MARK_LINE]
CEILINGS = Path("tools/size.toml")
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


def measure() -> dict[str, float]:
    """Measure what has a ceiling, from the checkout's own folder: lines of code by room,
    decisions a function as ruff counts them, circles of imports, files in git."""
    rooms = [
        path for path in sorted(Path(PACKAGE).iterdir()) if (path / "__init__.py").is_file()
    ]
    found: dict[str, float] = {"lines.faces": size([Path(PACKAGE)])}
    found |= {f"lines.{room.name}": sum(map(lines, below(str(room)))) for room in rooms}
    decisions = _count_decisions()
    above = sum(number > TEN for number in decisions)
    found["decisions.mean"] = round(sum(decisions) / len(decisions), 2)
    found["decisions.percent_above_ten"] = round(100 * above / len(decisions), 2)
    found["imports.circles"] = _count_circles()
    return found | {"git.files": len(_git("ls-files").splitlines())}


TEN = 10


def _count_decisions() -> list[int]:
    """Count the ways through each function, 1 where nothing is decided."""
    rule = ("--select", "C901", "--config", "lint.mccabe.max-complexity=0")
    command = ("ruff", "check", PACKAGE, *rule, "--ignore-noqa", "--output-format", "json")
    ruff = [sys.executable, "-m", *command]
    said = subprocess.run(ruff, capture_output=True, text=True).stdout
    return [int(re.findall(r"\((\d+) > 0\)", one["message"])[0]) for one in json.loads(said)]


def _count_circles() -> int:
    """Count the groups of modules that import one another, by whatever way."""
    graph = grimp.build_graph(PACKAGE, exclude_type_checking_imports=True)
    above = {module: graph.find_upstream_modules(module) for module in graph.modules}
    circles = {
        frozenset((module, *(other for other in above[module] if module in above[other])))
        for module in above
    }
    return sum(len(circle) > 1 for circle in circles)


def _git(*words: str) -> str:
    """Return what git says, nothing where it fails."""
    return subprocess.run(("git", *words), capture_output=True, text=True).stdout


def read_ceilings(text: str) -> dict[str, float]:
    """Read ceilings by their names, as `lines.batch`."""
    return {
        f"{part}.{name}": number
        for part, numbers in tomllib.loads(text).items()
        for name, number in numbers.items()
    }


def read_earlier_ceilings() -> dict[str, float]:
    """Read the ceilings of the commit before; none where there is no such commit."""
    return read_ceilings(_git("show", f"HEAD^:{CEILINGS}"))


def find_larger(found: Mapping[str, float], ceilings: Mapping[str, float]) -> list[str]:
    """Say which numbers are above their ceilings."""
    return [
        f"{name}: {number:g}, and the ceiling is {ceilings[name]:g}"
        for name, number in found.items()
        if number > ceilings.get(name, number)
    ]


def show_ceilings(found: Mapping[str, float]) -> None:
    """Print what was measured as ceilings are written."""
    last = ""
    for name, number in found.items():
        part, _, own = name.partition(".")
        print(*(f"[{part}]",) * (part != last), f"{own} = {number:g}", sep="\n")
        last = part


def show() -> None:
    """Print what the house is measured by, from the checkout's own folder."""
    package, tests, marks = below(PACKAGE), below("tests"), below(*MARKS)
    checks = below(CHECKS)
    engine = sum(map(lines, package)) - sum(map(lines, checks))
    said = sum(map(comments, marks)) * 100 / sum(map(lines, marks))
    print(f"{engine:7,}  lines of code of the engine, {len(package) - len(checks)} files")
    print(
        f"{sum(map(lines, checks)):7,}  of the judge that students get, too, {len(checks)} files"
    )
    print(f"{sum(map(lines, tests)):7,}  lines of code of the tests, {len(tests)} files")
    print(f"{said:7.1f}  comments to 100 lines of code of the mark line")
    print(f"{len(_git('ls-files').splitlines()):7,}  files in git")


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        larger = find_larger(measure(), read_ceilings(CEILINGS.read_text(encoding="utf-8")))
        sys.exit("\n".join(larger) or None)
    if sys.argv[1:] == ["--ceilings"]:
        sys.exit(show_ceilings(measure()))
    for name in sys.argv[1:]:
        print(f"{size([Path(name)]):7,}  {name}")
    if sys.argv[1:]:
        print(f"{size(map(Path, sys.argv[1:])):7,}")
    else:
        show()
