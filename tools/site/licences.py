"""Whether what goes into a published site may be handed on: each wheel says its licence,
and only known free ones pass. The site gets the list.

Sources: the core metadata fields `License-Expression` (PEP 639), `License` and the
licence classifiers.
"""

from __future__ import annotations

import re
import zipfile
from email.message import Message
from email.parser import BytesParser
from pathlib import Path

LIST = "LICENCES.txt"
KEPT_BACK = "NOT-TO-PUBLISH.txt"
"""A folder with this file in it is for tests: something in it may not be handed on."""
FREE = re.compile(
    r"\b(MIT|MIT-CMU|BSD|BSD-[23]-Clause|0BSD|Apache|Apache-2\.0|ISC|[Zz]lib|CC0-1\.0|HPND|PSF"
    r"|PSF-2\.0|Python Software Foundation|Mozilla Public License|MPL-2\.0|matplotlib)\b"
)
JOINED = re.compile(r"\s+(?:AND|OR)\s+")
CORE = (
    "Pyodide {version}: Mozilla Public License 2.0; source: https://github.com/pyodide/pyodide",
    "Python's standard library in it: Python Software Foundation License",
)


class NotFree(RuntimeError):
    """A wheel whose licence is not one of the known free ones; the message names it."""


def licence(wheel: Path) -> str:
    """The licence that a wheel names. Raises NotFree where that is none, or none that
    is known to allow handing it on."""
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
        home = next((n for n in names if n.endswith(".dist-info/METADATA")), None)
        if home is None:
            raise NotFree(f"{wheel.name} has no metadata, so no licence is known.")
        metadata = BytesParser().parsebytes(packed.read(home))
        own = [n for n in names if re.search(r"\.dist-info/(licenses/)?LICENSE[^/]*$", n)]
        text = packed.read(own[0])[:2000].decode("utf-8", "replace") if own else ""
    said = _said(metadata) or (_first_line(text) if FREE.search(text) else "")
    if not said or not _free(said):
        raise NotFree(
            f"{wheel.name} is under {said or 'no licence that it names'}, which is not known "
            "to allow handing it on."
        )
    return said


def _said(metadata: Message) -> str:
    """What the metadata says, in one line: the expression, else classifiers, else the
    field with the free text."""
    if expression := metadata.get("License-Expression"):
        return expression.strip()
    classified = [
        each.rpartition("::")[2].strip()
        for each in metadata.get_all("Classifier", [])
        if each.startswith("License ::")
    ]
    return ", ".join(classified) or _first_line(metadata.get("License", ""))


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def _free(said: str) -> bool:
    """Whether each part of an expression, or the one text, is a known free licence."""
    parts = JOINED.split(said) if JOINED.search(said) else said.split(", ")
    return all(FREE.search(part) for part in parts)


def listed(folder: Path, version: str) -> str:
    """The text that says under which licence each wheel in `folder` is. Raises
    NotFree."""
    rows = [f"{wheel.name}: {licence(wheel)}" for wheel in sorted(folder.glob("*.whl"))]
    return "\n".join([*(line.format(version=version) for line in CORE), *rows]) + "\n"
