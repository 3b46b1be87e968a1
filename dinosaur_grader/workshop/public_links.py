"""Where a course keeps its public copy of the kit, and the links that are made of it.

A course sets `[tool.dinosaur-island]` in pyproject.toml once and runs `make notebooks`;
docs/publishing.md tells how. Until then the placeholder stands there: a name that
nobody can register on GitHub, so no link leads to a stranger.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from dinosaur_grader.home import KIT

ROOT = KIT
PLACEHOLDER = "YOUR_COURSE"


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
    """The kit's own table in `root`'s pyproject.toml."""
    table = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    return table["dinosaur-island"]


def read(root: Path = ROOT) -> Addresses:
    """The addresses in `root`'s pyproject.toml.

    Raises ValueError where one isn't https or the repository is not an owner/name.
    """
    table = settings(root)
    addresses = Addresses(**{name: table[name] for name in table if name != "notebooks"})
    where = "pyproject.toml, [tool.dinosaur-island]"
    for name in ("kit", "hub", "site"):
        address = getattr(addresses, name)
        if address and not address.startswith("https://"):
            raise ValueError(f"{where}: {name} = {address!r} has to begin with https://")
    if addresses.repository.count("/") != 1:
        raise ValueError(f"{where}: repository = {addresses.repository!r} is not an owner/name")
    return addresses


def links(addresses: Addresses, assignment: str) -> dict[str, tuple[str, str]]:
    """The ways to open an assignment's notebook elsewhere: badge name to its words and
    its address."""
    path = f"release/{assignment}/{assignment}.ipynb"
    where = f"{addresses.repository}/{addresses.branch}"
    found = {
        "colab": (
            "Open in Colab",
            f"https://colab.research.google.com/github/{addresses.repository}/blob/{addresses.branch}/{path}",
        ),
        "binder": (
            "Open on Binder",
            f"https://mybinder.org/v2/gh/{where}?labpath={quote(path, safe='')}",
        ),
    }
    if addresses.hub:
        found["hub"] = ("Open on your hub", _pulled(addresses, path))
    if addresses.site:
        found["site"] = ("Open in the browser", addresses.site)
    return found


def _pulled(addresses: Addresses, path: str) -> str:
    """A link of nbgitpuller: the hub copies the repository into the student's home and
    opens the notebook there."""
    folder = addresses.repository.split("/")[1]
    repository = quote(f"https://github.com/{addresses.repository}", safe="")
    opened = quote(f"lab/tree/{folder}/{path}", safe="")
    hub = addresses.hub.rstrip("/")
    return f"{hub}/hub/user-redirect/git-pull?repo={repository}&branch={addresses.branch}&urlpath={opened}"
