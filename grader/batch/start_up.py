"""What a process of our own does so that it starts and runs quickly; never done in
somebody else's process."""

from __future__ import annotations

import gc
import sys


def import_less() -> None:
    """Leave out what nbformat would load and nobody uses.

    jsonschema asks rfc3987_syntax, where it is installed, about addresses with letters
    of all languages. That package builds its grammars when it is imported, which takes
    a second, and no notebook's schema has such an address.
    """
    sys.modules.setdefault("rfc3987_syntax", None)


def load_first() -> None:
    """Look for no garbage until `keep_what_is_loaded`: modules make none."""
    gc.disable()


def keep_what_is_loaded() -> None:
    """Never look through the modules for garbage again: there are many, and they all
    stay."""
    gc.freeze()
    gc.enable()
