"""How a notebook opens: the links that open it elsewhere, and a first cell that brings
the kit where it isn't, by a script in the kit's zip whose sha256 it knows.

A course sets `[tool.dinosaur-island]` in pyproject.toml once and runs `make notebooks`;
docs/instructor/publishing.md tells how. Until then the placeholder stands there: a name that
nobody can register on GitHub, so no link leads to a stranger.

A script writes `{{badges}}` in a text cell, `{{link NAME}}` where another notebook of the
kit is to be opened, and `# {{first cell}}` as the whole of a code cell.
"""

from __future__ import annotations

import base64
import fnmatch
import hashlib
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from nbformat import NotebookNode

from dinosaur_grader.assignments import locations, rubric
from dinosaur_grader.home import CHECKS, KIT

TEMPLATES = Path(__file__).parent / "templates"
BADGES, FIRST_CELL = "{{badges}}", "# {{first cell}}"
PLACEHOLDER = "YOUR_COURSE"
GRADED = locations.chosen("", None)
"""The lesson of which the kit's `utils` have the questions."""
LINK = re.compile(r"\{\{link (\w+)\}\}")


@dataclass(frozen=True)
class Addresses:
    """`repository` is owner/name on GitHub, `kit` the zip's address; `hub` and `site`
    are empty where there is none."""

    repository: str
    branch: str
    kit: str
    hub: str = ""
    site: str = ""

    @property
    def known(self) -> bool:
        """Whether the course has set them."""
        return PLACEHOLDER not in self.repository + self.kit


def settings(root: Path) -> dict[str, Any]:
    """Read the kit's own table in `root`'s pyproject.toml."""
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["tool"]["dinosaur-island"]


def addresses(root: Path = KIT) -> Addresses:
    """Read the addresses in `root`'s pyproject.toml.

    Raises ValueError where one isn't https.
    """
    written = {name: value for name, value in settings(root).items() if name != "notebooks"}
    for name in ("kit", "hub", "site"):
        address = written.get(name, "")
        if address and not address.startswith("https://"):
            raise ValueError(f"pyproject.toml: {name} = {address!r} has to begin with https://")
    return Addresses(**written)


class Notebook(NamedTuple):
    """A notebook of the kit: the patterns of its files in `data/`, the rooms in `utils`
    that not all notebooks need, and a file there that no other package named utils has,
    nor another notebook's copy."""

    data: tuple[str, ...]
    rooms: tuple[str, ...]
    proof: str


def _notebooks() -> dict[str, Notebook]:
    """Collect the kit's notebooks, the graded one first: those with a rubric say
    themselves what of `data/` they read, the others in pyproject.toml."""
    rows, found = settings(KIT)["notebooks"], {}
    graded = locations.names(None)
    for name in (GRADED, *sorted(rows.keys() - {GRADED})):
        rooms, data = tuple(rows[name]["rooms"]), rows[name].get("data", ())
        if name in graded:
            rooms += ("checks", "questions")
            data = rubric.settings(KIT / "source" / f"{name}.py").files
        data = tuple(each.removeprefix("data/") for each in data)
        found[name] = Notebook(data, rooms, rows[name]["proof"])
    return found


NOTEBOOKS = _notebooks()
ZIP = "dinosaur-island-kit.zip"
FETCHED = """io.BytesIO(
            urllib.request.urlopen("KIT-ADDRESS", timeout=60).read(50_000_000)
        )"""
UNWANTED = ("__pycache__", "*.pyc", ".*", "py.typed")
COLLAPSED = {"jupyter": {"source_hidden": True}, "cellView": "form"}


def parts(name: str, root: Path) -> dict[str, Path]:
    """Find the `utils` and `data` of a release folder: each file's name, as seen from
    the notebook, and where it lies.

    Of `utils` that is everything but the other notebooks' rooms, and the folders of
    questions by which several notebooks share the kit's own.
    """
    shared = tuple(f"utils/questions/{each}/" for each in NOTEBOOKS)
    others = {room for each in NOTEBOOKS.values() for room in each.rooms}
    others -= {*NOTEBOOKS[name].rooms}
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
        if found[inside].is_file() and not unwanted(inside) and not inside.startswith(shared)
    }


def unwanted(inside: str) -> bool:
    """Check whether a file is no part of a release: a cache, a hidden file."""
    return any(
        fnmatch.fnmatch(part, pattern) for part in inside.split("/") for pattern in UNWANTED
    )


def contents(name: str, folder: Path) -> str:
    """Return the sha256 over the names and sha256s of those parts. The notebook is none
    of them, so it can hold this hash."""
    lines = (
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {inside}\n"
        for inside, path in parts(name, folder).items()
    )
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def script(name: str, folder: Path) -> str:
    """Make the script that unpacks the assignment `name`'s own `utils` and `data` beside a
    lone notebook; both are in `folder`. The kit's zip holds it."""
    return _filled(
        "unpack.py", {"KIT-CONTENTS": contents(name, folder), "ASSIGNMENT-NAME": name}
    )


def first_cell(name: str, folder: Path, kit: str) -> str:
    """Make the first code cell of the assignment `name` for the `utils` and `data` in
    `folder`. `kit` is an address; where it is the placeholder, nothing is fetched."""
    there = PLACEHOLDER not in kit
    values = {
        "FETCHED": FETCHED.replace("KIT-ADDRESS", kit) if there else f'Path("{ZIP}")',
        "FROM": "uploaded here or fetched" if there else "uploaded here",
        "SCRIPT-HASH": hashlib.sha256(script(name, folder).encode()).hexdigest(),
        "ASSIGNMENT-NAME": name,
        "PROOF-FILE": NOTEBOOKS[name].proof,
    }
    return _filled("first_cell.txt", values).rstrip("\n")


def _filled(template: str, values: dict[str, str]) -> str:
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    for word, value in values.items():
        text = text.replace(word, value)
    return text


def open_up(notebook: NotebookNode, name: str, root: Path, folder: Path) -> None:
    """Put badges and first cell into `notebook`, in place; the first cell brings the
    `utils` and `data` of `folder`."""
    known = addresses(root)
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


def badges(known: Addresses, name: str, root: Path) -> tuple[str, dict]:
    """Return the links as Markdown, and their pictures as the cell's attachments, so that
    none is fetched from anywhere. There are none before the course has set its address."""
    if not known.known:
        return "", {}
    ways = links(known, name)
    text = " ".join(
        f"[![{words}](attachment:{badge}.png)]({address})"
        for badge, (words, address) in ways.items()
    )
    files = {f"{badge}.png": root / "docs" / "badges" / f"{badge}.png" for badge in ways}
    pictures = {
        name: {"image/png": base64.b64encode(path.read_bytes()).decode("ascii")}
        for name, path in files.items()
    }
    return text, pictures


def link(known: Addresses, name: str) -> str:
    """Make a link to another notebook of the kit, as Markdown.

    It leads to the folder beside this one: JupyterLab, Notebook 7, VS Code and the
    browser site follow it where the kit's folder is what they show. Colab shows one
    file, so for Colab there is an address of its own, once the course has set it.
    """
    beside = f"[{name}.ipynb](../{name}/{name}.ipynb)"
    if not known.known:
        return f"{beside} (in Colab: *File*, *Upload notebook*)"
    return f"{beside} ([in Colab]({links(known, name)['colab'][1]}))"


def links(addresses: Addresses, assignment: str) -> dict[str, tuple[str, str]]:
    """List the ways to open an assignment's notebook elsewhere: badge name to its words
    and its address."""
    path = f"release/{assignment}/{assignment}.ipynb"
    repository, branch = addresses.repository, addresses.branch
    colab = f"https://colab.research.google.com/github/{repository}/blob/{branch}/{path}"
    binder = f"https://mybinder.org/v2/gh/{repository}/{branch}?labpath={quote(path, safe='')}"
    found = {"colab": ("Open in Colab", colab), "binder": ("Open on Binder", binder)}
    if addresses.hub:
        # nbgitpuller copies the repository into the student's home and opens it there
        git = quote(f"https://github.com/{repository}", safe="")
        opened = quote(f"lab/tree/{repository.split('/')[1]}/{path}", safe="")
        pull = f"{addresses.hub.rstrip('/')}/hub/user-redirect/git-pull"
        hub = f"{pull}?repo={git}&branch={branch}&urlpath={opened}"
        found["hub"] = ("Open on your hub", hub)
    if addresses.site:
        found["site"] = ("Open in the browser", addresses.site)
    return found
