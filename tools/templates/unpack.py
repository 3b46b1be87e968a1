"""Unpacks `utils` and `data` of one notebook beside it, where only the notebook is.

The notebook's first cell takes this script out of the kit's zip, compares its sha256 with
the one that it knows, and runs it with the opened zip as `kit`.
"""

import hashlib
import importlib
import shutil
import tempfile
import zipfile
import zlib
from pathlib import Path

CONTENTS = "KIT-CONTENTS"  # the sha256 of all that is taken out
NAME, MOST = "ASSIGNMENT-NAME", 50_000_000  # bytes
FOLDERS = ("data", "utils")


def taken(kit: zipfile.ZipFile) -> dict[str, bytes]:
    """Read what belongs to this notebook: its files' names, as seen from the notebook,
    and their bytes. Raises ValueError where the zip is not the one, or not safe."""
    wanted, size = {}, 0
    for entry in kit.infolist():
        parts = entry.filename.rstrip("/").split("/")
        size += entry.file_size
        packed = entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        if not packed or size > MOST:
            raise ValueError(f"The zip holds {entry.filename!r}, which is not safe")
        if {"", ".", ".."} & set(parts) or set("\\:") & set(entry.filename):
            raise ValueError(f"The zip holds {entry.filename!r}, which is not safe")
        if parts[1:2] == [NAME] and {*parts[2:3]} & {*FOLDERS} and not entry.is_dir():
            wanted["/".join(parts[2:])] = kit.read(entry)
    lines = (f"{hashlib.sha256(wanted[name]).hexdigest()}  {name}\n" for name in sorted(wanted))
    if hashlib.sha256("".join(lines).encode()).hexdigest() != CONTENTS:
        raise ValueError("This zip was not made with this notebook")
    return wanted


def unpack(kit: zipfile.ZipFile, here: Path) -> None:
    """Put the folders beside the notebook, whole or not at all. Raises ValueError where
    one of that name stands there, which is left as it is."""
    for folder in FOLDERS:
        if (here / folder).exists():
            raise ValueError(
                f"Another folder '{folder}' is beside this notebook: move one of them"
            )
    try:
        wanted = taken(kit)
    except (zlib.error, EOFError, RuntimeError) as error:
        raise ValueError(f"The zip is damaged: {error}") from None
    with tempfile.TemporaryDirectory(dir=here) as half_done:
        for name, content in wanted.items():
            path = Path(half_done, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        for folder in FOLDERS:
            shutil.move(Path(half_done, folder), here / folder)
    importlib.invalidate_caches()
    print(f"Only the notebook was here. Now its folders utils and data are too: {here}")


unpack(kit, Path.cwd())  # noqa: F821  the first cell gives it
