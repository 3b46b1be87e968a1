"""Files of ours, each written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


def replace(path: Path, data: bytes) -> None:
    """Write a file whole or not at all. A killed run may leave a file that ends in
    `.new`; the next run takes it away."""
    replace_by(path, [data])


def replace_by(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file of these parts, whole or not at all, with one in memory at a
    time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    # a file of its own: what lies there may be a link that somebody brought
    with open(draft, "xb") as file:
        file.writelines(parts)
    os.replace(draft, path)
