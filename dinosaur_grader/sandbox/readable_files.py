"""What of this machine's files a sandbox shows for reading: what the interpreter and its
libraries load, and nothing that is the instructor's.

A course may lie anywhere, also below a folder that has to be shown (under the prefix of
a Python that was built for it, say). Its private folders are then covered, or the start
is refused.
"""

from __future__ import annotations

import functools
import glob
import os
import re
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from dinosaur_grader.home import PACKAGE
from dinosaur_grader.results import Level
from dinosaur_grader.sandbox.kit_folder import Interpreter, IsolationUnavailable

SYSTEM = "/usr"
LOADERS = ("/lib/ld-*.so*", "/lib64/ld*.so*")
EXTRAS = ("/usr/share/zoneinfo", "/etc/ld.so.cache")
"""The time zones of Python's zoneinfo, and where the loader looks libraries up."""
HIDDEN = (PACKAGE.name,)
"""The folder that an installed wheel lays among the packages: whole, with the kit that is
packed into it."""
PRIVATE = "private folders"
FIX = "Move the course out of it, or grade with a Python whose folders it doesn't lie in."


def interpreter(python: Interpreter) -> list[str]:
    """Return what an interpreter reads, but for the packages: the program, its standard
    library, and the folders of the C libraries that this process has loaded."""
    paths = [python.program, *standard_library(python), *_library_folders()]
    for root in python.roots:
        if root != SYSTEM:  # its libraries lie beside its modules
            paths.append(os.path.join(root, "lib"))
    return [path for path in dict.fromkeys([*paths, *EXTRAS]) if os.path.exists(path)]


def standard_library(python: Interpreter) -> list[str]:
    """Return the folders of the standard library."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return [
        path
        for root in python.roots
        for lib in ("lib", "lib64")
        if os.path.isdir(path := os.path.join(root, lib, name))
    ]


def loaders() -> list[str]:
    """Return where programs look for the loader of their libraries, by the names of the
    folders and not of what links to them."""
    found = [path for pattern in LOADERS for path in glob.glob(pattern)]
    return [
        os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
        for path in found
    ]


@functools.cache
def _library_folders() -> tuple[str, ...]:
    """Return the system's folders from which this process has loaded libraries: those of
    Python's own modules and of packages are others."""
    loaded = re.findall(
        r"(/\S+/)[^/\n]+\.so[.\d]*$", Path("/proc/self/maps").read_text(), re.MULTILINE
    )
    folders = {os.path.realpath(folder) for folder in loaded}
    system = [folder for folder in folders if re.match(r"/(usr/)?lib[^/]*(/|$)", folder)]
    return tuple(sorted(folder for folder in system if "/python" not in folder))


def secrets(python: Interpreter, folders: Iterable[Path]) -> list[str]:
    """Return all that is never shown: an installed grader, and the folders that an
    instructor keeps."""
    # with it lie all right answers, and what hidden questions are made of
    installed = [
        os.path.join(packages, name) for packages in python.packages for name in HIDDEN
    ]
    named = [*filter(os.path.isdir, installed), *map(str, folders)]
    return sorted({os.path.realpath(path) for path in named if os.path.exists(path)})


def outermost(paths: Iterable[str]) -> list[str]:
    """Leave out those that lie in another one of them."""
    known = list(paths)
    return [path for path in known if not any(below(path, other) for other in known)]


def places(path: Path) -> list[str]:
    """Return where a child might find `path`: under its own name, and among the packages as
    they are laid at strict."""
    real = os.path.realpath(path)
    found = [str(path), real]
    for i, name in enumerate(("purelib", "platlib")):
        packages = os.path.realpath(sysconfig.get_path(name))
        if below(real, packages):
            found.append(f"/packages/{i}{real[len(packages) :]}")
    return list(dict.fromkeys(found))


def below(path: str, folder: str) -> bool:
    """Check whether `path` lies in `folder`, at any depth."""
    return path.startswith(folder.rstrip("/") + "/")


def in_shown(folder: str, hidden: Iterable[str], level: Level) -> list[str]:
    """Return those of `hidden` that lie in `folder`, which is shown. Raises
    IsolationUnavailable where one of them is that folder."""
    real = os.path.realpath(folder)
    for path in hidden:
        if path == real:
            why = f"{path} has to be shown to a notebook and is kept from it"
            raise IsolationUnavailable(level, PRIVATE, why, FIX)
    # Only now without the inner ones: a course that holds the environment hides the
    # packages from nobody, and the installed grader in them has to be hidden by itself.
    return outermost(path for path in hidden if below(path, real))


def parts(folder: str, hidden: Iterable[str], level: Level) -> list[str]:
    """Return what there is in `folder` but for `hidden`: itself, or its entries where it
    holds a hidden one. Raises IsolationUnavailable as `in_shown` does."""
    inside = in_shown(folder, hidden, level)
    if not inside:
        return [folder]
    real = os.path.realpath(folder)
    entries = [os.path.join(real, name) for name in sorted(os.listdir(real))]
    return [
        part
        for entry in entries
        if entry not in inside
        for part in parts(entry, [path for path in inside if below(path, entry)], level)
    ]
