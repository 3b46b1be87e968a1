"""What a process of our own leaves out so that it starts quickly; never done in somebody
else's process."""

from __future__ import annotations

import sys


def import_less() -> None:
    """Leave out a package that nbformat would load and nobody uses.

    jsonschema asks rfc3987_syntax, where it is installed, about addresses with letters
    of all languages. That package builds its grammars when it is imported, which takes
    a second, and no notebook's schema has such an address.
    """
    sys.modules.setdefault("rfc3987_syntax", None)
