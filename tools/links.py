"""The links that git keeps. It makes text files of them where a system has none; nothing
of the kit is imported here, since without them `utils` can't be."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LINKS = ("utils/checks", "solutions/*/utils", "solutions/*/data")
NO_LINK = (
    "is no link here: `git config core.symlinks true`, "
    "then `git checkout -- utils/checks solutions`"
)


def find_text_for_link(root: Path = ROOT) -> str:
    """Name the first link that is a text file in this clone, and say what to do; empty
    where there is none."""
    found = (path for pattern in LINKS for path in sorted(root.glob(pattern)))
    texts = (path.relative_to(root).as_posix() for path in found if path.is_file())
    return next((f"{name} {NO_LINK}" for name in texts), "")
