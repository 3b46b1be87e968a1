"""Where this package lies, and the kit that belongs to it: `utils/`, `data/`, `source/`,
`release/` and `rubrics/`."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
CHECKS = PACKAGE / "checks"
"""The judge and its words; a student's `utils/checks` is a copy of it."""
_PACKED = PACKAGE / "_kit"
KIT = _PACKED if _PACKED.is_dir() else PACKAGE.parent
"""A wheel has the kit packed into it; in a checkout it lies beside the package."""
