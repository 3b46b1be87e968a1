"""How a notebook opens: the links that open it elsewhere, and a first cell that brings
the kit where it isn't.

A twin writes `{{badges}}` in a text cell, `{{link NAME}}` where another notebook of the
kit is to be opened, and `# {{first cell}}` as the whole of a code cell.
"""

from __future__ import annotations

import base64
import fnmatch
import hashlib
import re
from pathlib import Path
from typing import NamedTuple

from nbformat import NotebookNode

from dinosaur_grader.assignments.locations import RUBRIC
from dinosaur_grader.assignments.tables import assignment as table
from dinosaur_grader.home import CHECKS, KIT
from dinosaur_grader.workshop import public_links

TEMPLATE = Path(__file__).parent / "templates" / "first_cell.py"
BADGES, FIRST_CELL = "{{badges}}", "# {{first cell}}"
LINK = re.compile(r"\{\{link (\w+)\}\}")


class Notebook(NamedTuple):
    """A notebook of the kit: the patterns of its files in `data/`, the rooms in `utils`
    that only it needs, and a file there that no other package named utils has, nor
    another notebook's copy."""

    data: tuple[str, ...]
    rooms: tuple[str, ...]
    proof: str


def _notebooks() -> dict[str, Notebook]:
    """The kit's notebooks: those with a rubric, then those that pyproject.toml lists."""
    paths = (KIT / "rubrics").glob(f"*/{RUBRIC}")
    tables = {path.parent.name: table(path) for path in paths}
    found = {}
    for name, of_rubric in sorted(tables.items()):
        data = tuple(each.removeprefix("data/") for each in of_rubric.files)
        found[name] = Notebook(data, ("checks", "questions"), "questions/probes.json")
    for name, row in public_links.settings(KIT)["notebooks"].items():
        found[name] = Notebook(tuple(row["data"]), tuple(row["rooms"]), row["proof"])
    return found


NOTEBOOKS = _notebooks()
UNWANTED = ("__pycache__", "*.pyc", ".*", "py.typed")
COLLAPSED = {"jupyter": {"source_hidden": True}, "cellView": "form"}


def parts(name: str, root: Path) -> dict[str, Path]:
    """The `utils` and `data` of a release folder: each file's name, as seen from the
    notebook, and where it lies.

    Of `utils` that is everything but the other notebooks' rooms.
    """
    others = {room for other, each in NOTEBOOKS.items() if other != name for room in each.rooms}
    utils = root / "utils"
    found = {f"utils/{path.relative_to(utils).as_posix()}": path for path in utils.rglob("*")}
    if (utils / CHECKS.name).is_symlink():  # in a checkout; a release has a copy
        for path in CHECKS.rglob("*"):
            found[f"utils/{path.relative_to(CHECKS.parent).as_posix()}"] = path
    found = {name: path for name, path in found.items() if name.split("/")[1] not in others}
    for pattern in NOTEBOOKS[name].data:
        found |= {f"data/{path.name}": path for path in (root / "data").glob(pattern)}
    return {
        inside: found[inside]
        for inside in sorted(found)
        if found[inside].is_file() and not unwanted(inside)
    }


def unwanted(inside: str) -> bool:
    """Whether a file is not a part of a release: a cache, a hidden file."""
    return any(
        fnmatch.fnmatch(part, pattern) for part in inside.split("/") for pattern in UNWANTED
    )


def contents(name: str, folder: Path) -> str:
    """The sha256 over the names and sha256s of those parts. The notebook is none of
    them, so it can hold it."""
    sums = {
        inside: hashlib.sha256(path.read_bytes()).hexdigest()
        for inside, path in parts(name, folder).items()
    }
    return hashlib.sha256(
        "".join(f"{sums[inside]}  {inside}\n" for inside in sums).encode()
    ).hexdigest()


def first_cell(name: str, folder: Path, kit: str) -> str:
    """The first code cell of the assignment `name` for the `utils` and `data` in
    `folder`; `kit` is an address."""
    text = TEMPLATE.read_text(encoding="utf-8").rstrip("\n")
    for word, value in {
        "KIT-ADDRESS": kit,
        "KIT-CONTENTS": contents(name, folder),
        "ASSIGNMENT-NAME": name,
        "PROOF-FILE": NOTEBOOKS[name].proof,
    }.items():
        text = text.replace(word, value)
    return text


def open_up(notebook: NotebookNode, name: str, root: Path, folder: Path) -> None:
    """Put badges and first cell into `notebook`, in place; the first cell brings the
    `utils` and `data` of `folder`."""
    known = public_links.read(root)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = LINK.sub(lambda found: link(known, found.group(1)), cell.source)
        if cell.source == FIRST_CELL:
            cell.source = first_cell(name, folder, known.kit)
            cell.metadata |= COLLAPSED
        elif BADGES in cell.source:
            text, pictures = badges(known, name, root)
            cell.source = cell.source.replace(f"{BADGES}\n\n", f"{text}\n\n" if text else "")
            if pictures:
                cell.attachments = pictures


def badges(known: public_links.Addresses, name: str, root: Path) -> tuple[str, dict]:
    """The links as Markdown, and their pictures as the cell's attachments, so that none
    is fetched from anywhere; nothing before the course has set its address."""
    if not known.known:
        return "", {}
    links = public_links.links(known, name)
    text = " ".join(
        f"[![{words}](attachment:{badge}.png)]({address})"
        for badge, (words, address) in links.items()
    )
    pictures = {
        f"{badge}.png": {"image/png": _base64(root / "docs" / "badges" / f"{badge}.png")}
        for badge in links
    }
    return text, pictures


def link(known: public_links.Addresses, name: str) -> str:
    """A link to another notebook of the kit, as Markdown.

    It leads to the folder beside this one: JupyterLab, Notebook 7, VS Code and the
    browser site follow it where the kit's folder is what they show. Colab shows one
    file, so for Colab there is an address of its own, once the course has set it.
    """
    beside = f"[{name}.ipynb](../{name}/{name}.ipynb)"
    if not known.known:
        return f"{beside} (in Colab: *File*, *Upload notebook*)"
    return f"{beside} ([in Colab]({public_links.links(known, name)['colab'][1]}))"


def _base64(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode("ascii")
