"""`python -P -m dinosaur_grader.workshop.leaks [FOLDER ...]`: finds what must not reach a student
in a release, a kit or a site.

Looked for: text of an answer, a hidden test, an instructor's comment, a script, an
output, a path of the author's machine, and files that belong to graders. An answer's
text is known from the source notebooks: nothing to list by hand. What is gzipped or
zipped is unpacked and looked through as well, also where it lies in another archive;
there, in other people's packages, only answers, hidden tests and graders' files count.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import sys
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from dinosaur_grader.assignments import percent_file
from dinosaur_grader.assignments.right_answers import SOLUTION
from dinosaur_grader.home import KIT

HIDDEN = re.compile(
    r"(BEGIN|END) HIDDEN TESTS|from dinosaur_grader\b|import dinosaur_grader\b|\bmarks\(\""
)
MARKS = re.compile(r"(BEGIN|END) (SOLUTION|MARK SCHEME)")
COMMENT = re.compile(r"(#|<!--)\s*instructors?\b\s*:", re.IGNORECASE)
SCRIPT = re.compile(rf"format_name: percent|{percent_file.MARK.pattern}", re.MULTILINE)
PLACES = re.compile(r"(/home/|/Users/|/root/|/tmp/tmp|[A-Z]:\\+Users\\+)[\w.-]+")
GRADERS_FILES = re.compile(
    r"(gradebook\.db.*|course\.seed|nbgrader_config\.py|.*\.pyc|.*results\.jsonl)$"
)
TEXTS = {".ipynb", ".py", ".md", ".txt", ".json", ".html", ".toml", ".csv", ".js"}
TEXTS |= {".yml", ".yaml"}
SHORTEST = 12
PACKED = {".gz", ".zip", ".whl", ".npz"}
DEEPEST = 3  # archives in one another
KINDS_IN_ARCHIVES = {"an answer", "a hidden test", "a solution's marks"}


class Leak(NamedTuple):
    """One thing found: in which file, of which kind, and the text that gave it away."""

    path: str
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}: {self.kind}: {self.text}"


def answers(root: Path = KIT) -> list[list[str]]:
    """Read the answers in the source notebooks under `root`, and what stands in the
    private cells of percent files there.

    A list of lines each, bare of blanks and comments.

    A line that a stub gives as well (a zero state, say) is not a secret and is left
    out.
    """
    regions, given = [], set()
    for path in sorted((root / "source").glob("*/*.ipynb")):
        for text in _cell_texts(json.loads(path.read_text(encoding="utf-8"))):
            regions += [_lines(region) for region in SOLUTION.findall(text)]
            given.update(_lines(SOLUTION.sub("", text)))
    return [[line for line in region if line not in given] for region in regions] + private(
        root
    )


def private(root: Path = KIT) -> list[list[str]]:
    """Read the lines that only private cells of the percent files under `root` have: a
    lesson's each alone, for one of them gives a question away, others cell by cell."""
    found = []
    for path in sorted((root / "source").glob("*.py")):
        cells = percent_file.read(path)
        shown = {line for cell in cells if not cell.private for line in _lines(cell.text)}
        beside = root / "rubrics" / path.stem
        own = [
            c for other in sorted(beside.glob("*.py")) for c in percent_file.read_if_one(other)
        ]
        if (beside / "observe.py").is_file():  # released as it is
            shown.update(_lines((beside / "observe.py").read_text(encoding="utf-8")))
        found += [[line] for cell in cells if cell.private for line in _lines(cell.text)]
        found += [_lines(cell.text) for cell in own if cell.private]
        found = [[line for line in region if line not in shown] for region in found]
    return found


def leaks(
    folder: Path,
    regions: Iterable[list[str]] | None = None,
    kits: Collection[bytes] = (),
) -> list[Leak]:
    """Find all leaks in `folder`. `regions` are the answers to look for, those of the
    source notebooks if not given. Files with the contents `kits` are the kit's own, in which
    no author's answer stands but by chance."""
    regions = list(answers() if regions is None else regions)
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        wanted = [] if content in kits else regions
        found += _in_file(path.relative_to(folder).as_posix(), content, wanted)
    return found


def place_of(leak: Leak, course: Path) -> str:
    """Say in which line of a course's percent files the first line of a leak stands;
    nothing where it stands in none."""
    first = leak.text.partition(" / ")[0]
    beside = (course / "rubrics").glob("*/*.py")
    for path in (*sorted((course / "source").glob("*.py")), *sorted(beside)):
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            if _lines(line) == [first]:
                return f" ({path.relative_to(course)}, line {number})"
    return ""


def _in_file(
    name: str, content: bytes, regions: list[list[str]], depth: int = 0
) -> Iterator[Leak]:
    """Find the leaks in a file, and in those that are packed in it, which have names
    like `a.zip/b.py`; `depth` archives lie around it."""
    path = Path(name)
    if GRADERS_FILES.match(path.name) and not (depth and path.suffix == ".pyc"):
        yield Leak(name, "a grader's file", path.name)
    if path.suffix in TEXTS:
        text = io.TextIOWrapper(io.BytesIO(content), "utf-8", "replace").read()
        for kind, said in _in_text(name, text, regions):
            if not depth or kind in KINDS_IN_ARCHIVES:
                yield Leak(name, kind, said)
    if depth < DEEPEST and path.suffix in PACKED:
        for inner, packed in _members(name, path.suffix, content):
            yield from _in_file(inner, packed, regions, depth + 1)


def _members(name: str, suffix: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        if suffix == ".gz":
            yield name.removesuffix(".gz"), gzip.decompress(content)
            return
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                if not member.is_dir():
                    yield f"{name}/{member.filename}", archive.read(member)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile):
        return  # named like an archive, and none that anybody could open


def _in_text(name: str, text: str, regions: list[list[str]]) -> Iterator[tuple[str, str]]:
    suffix = Path(name).suffix
    notebook = _notebook(text) if suffix in {".ipynb", ".json"} else None
    if notebook:
        yield from _outputs(notebook)
        text = "\n".join(_cell_texts(notebook))
    for kind, pattern in (
        ("a solution's marks", MARKS),
        ("a hidden test", HIDDEN),
        ("an instructor's comment", COMMENT),
    ):
        yield from ((kind, found.group()) for found in pattern.finditer(text))
    if suffix == ".py":
        yield from (("a script", found.group()) for found in SCRIPT.finditer(text))
    yield from (("a path of the author's", place) for place in _places(text))
    # The helpers in utils share a formula or two with the answers, by design; two lines
    # in a row are not an accident.
    yield from (
        ("an answer", line) for line in _answer_lines(text, regions, 1 if notebook else 2)
    )


def _places(text: str) -> list[str]:
    own = [str(KIT), str(Path.home())]
    own = [place for place in own if len(place) > 1 and f"{place}/" in text]
    return own + [found.group() for found in PLACES.finditer(text)]


def _answer_lines(text: str, regions: list[list[str]], in_a_row: int) -> list[str]:
    lines = _lines(text)
    numbers: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        numbers.setdefault(line, []).append(number)
    found = []
    for region in regions:
        size = min(in_a_row, len(region))
        for start in range(len(region) - size + 1):
            part = region[start : start + size]
            if len("".join(part)) >= SHORTEST and any(
                lines[n : n + size] == part for n in numbers.get(part[0], [])
            ):
                found.append(" / ".join(part))
    return found


def _lines(text: str) -> list[str]:
    """Return the lines of code without indentation, comments behind them and empty
    lines: so a copy is found in any dress."""
    bare = (re.sub(r"\s+", " ", line.split("  #")[0]).strip() for line in text.split("\n"))
    return [line for line in bare if line]


def _notebook(text: str) -> dict | None:
    try:
        value = json.loads(text)
    except ValueError:
        return None
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("content"), dict):  # how a site serves a notebook
        value = value["content"]
    return value if isinstance(value.get("cells"), list) else None


def _cell_texts(notebook: dict) -> list[str]:
    return ["".join(cell["source"]) for cell in notebook["cells"]]


def _outputs(notebook: dict) -> Iterator[tuple[str, str]]:
    for number, cell in enumerate(notebook["cells"]):
        if cell.get("outputs") or cell.get("execution_count") is not None:
            yield "an output", f"cell {number}"


def main(arguments: list[str]) -> int:
    """Look through the folders, `release/` if none is given; 1 where something was
    found."""
    folders = [Path(argument) for argument in arguments] or [KIT / "release"]
    found = [f"{folder}/{leak}" for folder in folders for leak in leaks(folder)]
    print("\n".join(found) or f"no leak in {', '.join(map(str, folders))}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
