"""The part of a Pyodide distribution that the site needs: cut out of a folder, and
checked to be complete.

Pyodide's full release is some 400 MB of packages; the notebooks use a dozen. What is
cut out keeps Pyodide's own lock file, shortened to those packages, so that nothing in
it can lead to a file that is not there.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path

from tools.site import licences

LOCK = "pyodide-lock.json"
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
KERNEL_IMPORTS = ("micropip", "ipython")
NOTEBOOKS_IMPORT = ("numpy", "matplotlib")
LEFT_OUT = ("jedi", "parso", "prompt-toolkit", "prompt_toolkit", "wcwidth", "fonttools", "pytz")
"""What the packages ask for and nothing here uses: a second way to complete names, IPython's
terminal, fonts inside of PDF files, time zones."""


class PyodideIncomplete(RuntimeError):
    """A folder that is not a Pyodide distribution with all that the site needs; the
    message names what is missing."""


def cut_out(folder: Path, to: Path, for_tests: bool = False) -> None:
    """Copy the needed part of the Pyodide distribution in `folder` to the new folder
    `to`, with a list of the licences.

    Raises PyodideIncomplete where a file is missing, or is not the one that the lock
    file promises; `licences.NotFree` where something may not be handed on, which a site
    for tests never is.
    """
    if (folder / licences.KEPT_BACK).exists() and not for_tests:
        raise licences.NotFree(
            f"{folder} is for tests ({licences.KEPT_BACK}): not all in it may be handed on. {_MEND}"
        )
    lock = _lock(folder)
    wanted = needed(lock["packages"])
    files = [*CORE, *(package["file_name"] for package in wanted.values())]
    if missing := [name for name in files if not (folder / name).is_file()]:
        raise PyodideIncomplete(f"{folder} lacks {', '.join(missing)}. {_MEND}")
    changed = [
        each["file_name"]
        for each in wanted.values()
        if sha256(folder / each["file_name"]) != each["sha256"]
    ]
    if changed:
        raise PyodideIncomplete(
            f"{folder} holds other bytes than its lock file promises: {', '.join(changed)}. {_MEND}"
        )
    to.mkdir(parents=True)
    for name in files:
        shutil.copyfile(folder / name, to / name)
    (to / LOCK).write_text(json.dumps(lock | {"packages": wanted}), encoding="utf-8")
    version = lock.get("info", {}).get("version", "")
    (to / licences.LIST).write_text(licences.listed(to, version), encoding="utf-8")


_MEND = (
    "Unpack Pyodide's full release (pyodide-<version>.tar.bz2 on its release page) "
    "and give the folder with the lock."
)


def needed(
    packages: dict[str, dict], names: tuple[str, ...] = (*KERNEL_IMPORTS, *NOTEBOOKS_IMPORT)
) -> dict[str, dict]:
    """The entries of the lock's `packages` for `names` and everything that they depend
    on but `LEFT_OUT`, by the lock's own keys."""
    known = {_plain(key): key for key in packages}
    found, waiting = {}, list(names)
    while waiting:
        name = _plain(waiting.pop())
        if name not in known:
            raise PyodideIncomplete(f"the lock file knows no package {name}. {_MEND}")
        key = known[name]
        if key not in found:
            found[key] = packages[key]
            depends = (each for each in packages[key]["depends"] if each not in LEFT_OUT)
            found[key] = packages[key] | {"depends": sorted(depends)}
            waiting += found[key]["depends"]
    return dict(sorted(found.items()))


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _lock(folder: Path) -> dict:
    path = folder / LOCK
    if not path.is_file():
        raise PyodideIncomplete(f"{folder} holds no {LOCK}. {_MEND}")
    return json.loads(path.read_text(encoding="utf-8"))


def sha256(path: Path) -> str:
    """The hexadecimal SHA-256 of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
