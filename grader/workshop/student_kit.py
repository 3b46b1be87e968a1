"""`python -m grader.workshop.student_kit [--to FILE]`: the zip that a student
downloads, from `release/` and nothing else.

    dinosaur-island-kit/START.html           one page: how to begin, on any machine
                        requirements.txt     what to install
                        dinosaur_island/     the release, as it is
                        shakespeare/         the same

The same release gives the same bytes: names in order, one date, one set of permissions.
"""

from __future__ import annotations

import argparse
import io
import sys
import zipfile
from pathlib import Path

from markdown_it import MarkdownIt

from grader.printable.pages import template
from grader.workshop import addresses, first_cell
from grader.workshop.leaks import ROOT as CHECKOUT
from grader.workshop.leaks import answers, leaks
from grader.workshop.notebooks import requirements

NAME = "dinosaur-island-kit"
INSTALLED = not (CHECKOUT / "release").is_dir()
# a wheel has its own copy of what the zip is made of
ROOT = Path(__file__).parent.parent if INSTALLED else CHECKOUT
WHERE = (Path() if INSTALLED else ROOT) / "build" / f"{NAME}.zip"
TEMPLATES = Path(__file__).parent / "templates"
DATE = (1980, 1, 1, 0, 0, 0)  # a zip's first day
READABLE = 0o100644 << 16
NO_LINKS = "If your course gave you a link for it, follow that link."


class Unfit(RuntimeError):
    """The release must not be handed out; the message lists why."""


def start_page(root: Path = ROOT) -> str:
    """The one-page start as HTML that loads nothing; `docs/start.md` in a frame, with
    the course's links in it."""
    text = (root / "docs" / "start.md").read_text(encoding="utf-8")
    body = MarkdownIt("js-default").render(text.replace(NO_LINKS, _links(addresses.read(root))))
    return template(TEMPLATES / "start.html").render(body=body)


def _links(known: addresses.Addresses) -> str:
    """The ways that need nothing installed, as a list; a sentence where the course has
    not set its addresses."""
    if not known.known:
        return NO_LINKS
    found = addresses.links(known, "dinosaur_island")
    return "\n".join(f"- [{words}]({address})" for words, address in found.values())


def _release(root: Path) -> Path:
    return root / ("release" if (root / "release").is_dir() else "_release")


def members(root: Path = ROOT) -> dict[str, bytes]:
    """What the zip holds: each file's name below the kit's folder, in order, and its
    bytes.

    Raises FileNotFoundError where a release is not there.
    """
    found = {
        "START.html": start_page(root).encode(),
        "requirements.txt": requirements(root).encode(),
    }
    for name in first_cell.DATA:
        folder = _release(root) / name
        if not (folder / f"{name}.ipynb").is_file():
            raise FileNotFoundError(
                f"there is no {folder}/{name}.ipynb: `make notebooks` writes it"
            )
        for path in folder.rglob("*"):
            inside = path.relative_to(folder).as_posix()
            if path.is_file() and not first_cell.unwanted(inside):
                found[f"{name}/{inside}"] = path.read_bytes()
    return {name: found[name] for name in sorted(found)}


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip of `files` under the kit's folder; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as kit:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"{NAME}/{name}", DATE)
            # of Unix, wherever it is made
            entry.create_system, entry.external_attr = (
                3,
                READABLE,
            )
            entry.compress_type = zipfile.ZIP_DEFLATED
            kit.writestr(entry, content)
    return out.getvalue()


def make(to: Path = WHERE, root: Path = ROOT) -> list[str]:
    """Write the kit zip to `to`; the names in it. Raises Unfit, and writes nothing,
    where something would leak."""
    files = members(root)
    secret, release = answers(root), _release(root)
    found = [
        leak
        for name in first_cell.DATA
        for leak in leaks(release / name, secret)
        if not first_cell.unwanted(leak.path)
    ]
    if found:
        raise Unfit("\n".join(["the kit would give away:", *map(str, found)]))
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_bytes(zipped(files))
    return list(files)


def main(arguments: list[str] | None = None) -> int:
    """Write the zip; 0 when it is written, 1 where it must not be."""
    parser = argparse.ArgumentParser(
        prog="python -m grader.workshop.student_kit", description=__doc__.split("\n")[0]
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
    print(
        f"kit:        {options.to} ({len(names)} files, {options.to.stat().st_size / 1e6:.1f} MB)"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
