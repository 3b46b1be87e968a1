"""`python -P -m tools.student_kit [--to FILE]`: the zip that a student
downloads, from `release/` and nothing else.

    dinosaur-island-kit/START.html           one page: how to begin, on any machine
                        requirements.txt     what to install
                        dinosaur_island/     the release, as it is
                        shakespeare/         the same
                        unpack/              what a lone notebook runs to unpack its part

The same commit gives the same bytes: names in order, one set of permissions, one date.
That is the commit's, so that a student's file browser says "3 weeks ago", not "46 years
ago", which is what a zip's first day would be.
"""

from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
import time
import tomllib
import zipfile
from pathlib import Path

from markdown_it import MarkdownIt

from dinosaur_grader.home import KIT
from dinosaur_grader.printable.pages import template
from dinosaur_grader.workshop.leaks import answers, leaks
from tools import first_cell

NAME = "dinosaur-island-kit"
WHERE = KIT / "build" / f"{NAME}.zip"
TEMPLATES = Path(__file__).parent / "templates"
OLDEST = 315_532_800  # a zip's first day, in 1980
READABLE = 0o100644 << 16
NO_LINKS = "If your course gave you a link for it, follow that link."
MOST = "Most points are for questions that are asked only when your work is graded."


class Unfit(RuntimeError):
    """The release must not be handed out; the message lists why."""


def requirements(root: Path) -> str:
    """List what a student installs, with the ranges of pyproject.toml."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["student"]
    head = "# What the notebook needs: pip install -r requirements.txt"
    return "\n".join([head, *wanted, ""])


def start_page(root: Path = KIT) -> str:
    """Render the one-page start as HTML that loads nothing. It is `docs/student/start.md` in a
    frame, with the course's links in it and the points that its questions have."""
    # not above: where a clone has a text file for this link, tools.notebooks says so
    from utils.checks.published import own

    text = (root / "docs" / "student" / "start.md").read_text(encoding="utf-8")
    text = text.replace(NO_LINKS, _links(first_cell.addresses(root)))
    text = text.replace(MOST, *own().asked_later)
    body = MarkdownIt("js-default").render(text)
    return template(TEMPLATES / "start.html").render(body=body)


def _links(known: first_cell.Addresses) -> str:
    """List the ways that need nothing installed. Return a sentence instead where the
    course has not set its addresses."""
    if not known.known:
        return NO_LINKS
    graded = next(iter(first_cell.NOTEBOOKS))
    found = first_cell.links(known, graded)
    return "\n".join(f"- [{words}]({address})" for words, address in found.values())


def members(root: Path = KIT) -> dict[str, bytes]:
    """Collect what the zip holds: each file's name below the kit's folder, in order,
    and its bytes.

    Raises FileNotFoundError where a release is not there.
    """
    found = {
        "START.html": start_page(root).encode(),
        "requirements.txt": requirements(root).encode(),
    }
    for name in first_cell.NOTEBOOKS:
        folder = root / "release" / name
        if not (folder / f"{name}.ipynb").is_file():
            page = f"{folder}/{name}.ipynb"
            raise FileNotFoundError(f"there is no {page}: `make notebooks` writes it")
        found[f"unpack/{name}.py"] = first_cell.script(name, folder).encode()
        for path in folder.rglob("*"):
            inside = path.relative_to(folder).as_posix()
            if path.is_file() and not first_cell.unwanted(inside):
                found[f"{name}/{inside}"] = path.read_bytes()
    return {name: found[name] for name in sorted(found)}


def day(root: Path = KIT) -> tuple[int, int, int, int, int, int]:
    """Return the day that the kit's files get, in UTC: that of SOURCE_DATE_EPOCH where
    it is set, of the commit in a clone of this repository, or else today."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not fixed.isdecimal():
        fixed = _committed(root) if (root / ".git").exists() else ""
    seconds = max(int(fixed), OLDEST) if fixed else None
    year, month, day, *_ = time.gmtime(seconds)
    return (year, month, day, 0, 0, 0)


def _committed(root: Path) -> str:
    """Ask git for the second of the last commit. It is empty where git can't say."""
    command = ["git", "-C", str(root), "log", "-1", "--format=%ct"]
    try:
        said = subprocess.run(command, capture_output=True, text=True).stdout.strip()
    except FileNotFoundError:
        return ""
    return said if said.isdecimal() else ""


def zipped(files: dict[str, bytes], root: Path = KIT) -> bytes:
    """Zip `files` under the kit's folder. The same files of the same day give the same
    bytes."""
    out, date = io.BytesIO(), day(root)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as kit:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"{NAME}/{name}", date)
            entry.create_system = 3  # of Unix, wherever it is made
            entry.external_attr = READABLE
            entry.compress_type = zipfile.ZIP_DEFLATED
            kit.writestr(entry, content)
    return out.getvalue()


def make(to: Path = WHERE, root: Path = KIT) -> list[str]:
    """Write the kit zip to `to` and return the names in it. Raises Unfit, and writes
    nothing, where something would leak."""
    files = members(root)
    secret, release = answers(root), root / "release"
    found = [
        leak
        for name in first_cell.NOTEBOOKS
        for leak in leaks(release / name, secret)
        if not first_cell.unwanted(leak.path)
    ]
    if found:
        raise Unfit("\n".join(["the kit would give away:", *map(str, found)]))
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_bytes(zipped(files, root))
    return list(files)


def main(arguments: list[str] | None = None) -> int:
    """Write the zip; 0 when it is written, 1 where it must not be."""
    parser = argparse.ArgumentParser(
        prog="python -P -m tools.student_kit",
        description=__doc__.split("\n")[0],
    )
    parser.add_argument(
        "--to", type=Path, default=WHERE, help="the zip to write; in build/ if left out"
    )
    options = parser.parse_args(arguments)
    try:
        names = make(options.to)
    except (Unfit, FileNotFoundError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    size = options.to.stat().st_size / 1e6
    print(f"kit:        {options.to} ({len(names)} files, {size:.1f} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
