"""How Sphinx builds these pages (`make docs`).

The pages are plain Markdown. What a site needs besides, the menu and addresses of files
that are not part of it, is added while they are read.
"""

import os.path
import re
import tomllib
from pathlib import Path

DOCS = Path(__file__).parent
PYPROJECT = tomllib.loads((DOCS.parent / "pyproject.toml").read_text(encoding="utf-8"))
COURSE = PYPROJECT["tool"]["dinosaur-island"]
LINK = re.compile(r"\]\((?!\w+:|#)([^)#]+)")
READER = re.compile(r"^\| \*\*(.+)\*\* \| (.+) \|$", re.M)

project = "Dinosaur Island"
release = PYPROJECT["project"]["version"]
extensions = ["myst_parser"]
myst_heading_anchors = 3  # of headings, as GitHub makes them
exclude_patterns = ["conf.py"]
html_theme = "furo"
html_title = project
html_copy_source = False
html_use_index = False
html_show_copyright = False


def menu(index: str) -> str:
    """Make the menu: a hidden table of contents of what the index lists for each reader,
    below one of what it lists for all."""
    parts = [("", READER.sub("", index)), *READER.findall(index)]
    made = []
    for reader, listed in parts:
        pages = [link for link in LINK.findall(listed) if not link.startswith("..")]
        caption = [f":caption: {reader}"] if reader else []
        made += ["", "```{toctree}", ":hidden:", *caption, "", *pages, "```", ""]
    return "\n".join(made)


def prepare(app, page: str, source: list[str]) -> None:
    """Add the menu to the index, and lead links that leave docs/ to the repository."""
    folder = (DOCS / page).parent

    def address(link: re.Match) -> str:
        place = os.path.relpath(folder / link[1], DOCS.parent)
        if place.split(os.sep)[0] == DOCS.name:
            return link[0]
        return f"](https://github.com/{COURSE['repository']}/blob/{COURSE['branch']}/{place}"

    if page == "index":
        source[0] += menu(source[0])
    source[0] = LINK.sub(address, source[0])


def setup(app) -> None:
    app.connect("source-read", prepare)
