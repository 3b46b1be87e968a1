"""What a process of our own does so that it starts and runs quickly; never done in
somebody else's process."""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import sys
from typing import NoReturn


def import_less() -> None:
    """Leave out what nbformat and msgspec would load and nobody uses.

    jsonschema asks rfc3987_syntax, where it is installed, about addresses with letters
    of all languages. That package builds its grammars when it is imported, which takes
    a second, and no notebook's schema has such an address.
    """
    sys.modules.setdefault("rfc3987_syntax", None)
    if "typing_extensions" not in sys.modules:  # msgspec does without, and others need it
        sys.modules["typing_extensions"] = None
        with contextlib.suppress(ModuleNotFoundError):  # what is missing, the verb says
            import msgspec  # noqa: F401
        del sys.modules["typing_extensions"]


def load_first() -> None:
    """Look for no garbage until `keep_what_is_loaded`: modules make none."""
    gc.disable()


def keep_what_is_loaded() -> None:
    """Never look through the modules for garbage again: there are many, and they all
    stay."""
    gc.freeze()
    gc.enable()


def leave(code: int) -> NoReturn:
    """End this process at once: what is to be cleared away is, and nothing is taken
    apart module by module."""
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
