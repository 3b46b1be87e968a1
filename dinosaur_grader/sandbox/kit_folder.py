"""The folder that a sandbox sees (official `utils/` and `data/`, the folder that runs
inside), and whose Python runs.

The checkout itself is never shown: it holds the reference answers, and it may lie where
no other user can read.
"""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import stat
import sys
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path

from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.home import CHECKS, KIT, PACKAGE, released
from dinosaur_grader.results import Level
from dinosaur_grader.sandbox import temp_folders

ENGINE = PACKAGE.name
OURS = ("utils", ENGINE)
"""The folders that the engine itself shows."""
QUESTIONS = "utils/questions"
_HALF = "*.pyc.*"
"""A module that is being compiled. What is compiled already no server has to compile."""
UNPRIVILEGED = 65534
"""The user and group that root's sandboxes run as: nobody."""


class IsolationUnavailable(Refused, RuntimeError):
    """The asked level isn't available here. The message names the layer, how to get it,
    and the flag that accepts less."""

    def __init__(self, level: Level, layer: str, why: str, fix: str):
        less = {"strict": "process", "process": "none"}.get(level)
        accept = f" Or accept less: --isolation {less}" if less else ""
        why = why.rstrip(".")  # a program's own last line may end in one
        super().__init__(
            f"isolation {level!r} is not available here: {layer}: {why}. {fix}{accept}"
        )
        self.level, self.layer, self.why, self.fix = level, layer, why, fix


@dataclass(frozen=True)
class Interpreter:
    """The Python that runs inside: its program, the folders that it needs, and the
    environment's packages."""

    program: str
    roots: tuple[str, ...]
    packages: tuple[str, ...]


@functools.cache
def kit(beside: Path | None = None) -> Path:
    """Make a folder of this process with what a sandbox shows; readable by all, removed at
    exit.

    `beside` is a release: its files, but for the notebooks, stand for the kit's data,
    and its published questions for the kit's. All else of `utils` is the engine's.
    """
    home = temp_folders.make("kit")
    _at_exit(home)
    folder = home / "kit"
    folder.mkdir()
    own = () if beside is None else (os.path.basename(QUESTIONS),)
    not_ours = shutil.ignore_patterns(CHECKS.name, _HALF, *own)
    shutil.copytree(KIT / "utils", folder / "utils", ignore=not_ours)
    # one copy is enough: a file costs a twentieth of a millisecond
    (folder / "utils" / CHECKS.name).symlink_to(Path("..", ENGINE, CHECKS.name))
    if beside is None:
        shutil.copytree(KIT / "data", folder / "data")
    else:
        _as_released(beside, folder)
    (folder / ENGINE).mkdir()
    (folder / ENGINE / "__init__.py").touch()
    for room in (PACKAGE / "inside", CHECKS):
        shutil.copytree(room, folder / ENGINE / room.name, ignore=shutil.ignore_patterns(_HALF))
    # under a umask of 077 the sandbox's user could read none of it
    _open_to_read(folder)
    return folder


def _at_exit(home: Path) -> None:
    """Remove the folder when this process ends: in pool workers, which have
    multiprocessing loaded, atexit doesn't run."""
    if forked := sys.modules.get("multiprocessing.util"):
        forked.Finalize(None, temp_folders.remove, (home,), exitpriority=0)
    else:
        atexit.register(temp_folders.remove, home)


def _as_released(beside: Path, folder: Path) -> None:
    for name, path in released(beside).items():
        hidden = any(part.startswith(".") for part in name.split("/"))
        # code of a release is not taken: what runs beside the notebook is the engine's own
        ours = name.startswith(tuple(f"{each}/" for each in OURS)) or name in OURS
        if hidden or path.suffix == ".ipynb" or (ours and not name.startswith(f"{QUESTIONS}/")):
            continue
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / name)


def _open_to_read(folder: Path) -> None:
    for place, _, names in os.walk(folder):
        os.chmod(place, 0o755)
        for name in names:
            os.chmod(os.path.join(place, name), 0o644)


def interpreter(level: Level) -> Interpreter:
    """Choose the Python for a sandbox, this one where the sandbox's user can read it, else
    the system's of the same version.

    Raises IsolationUnavailable naming the closed folder and how to fix it.
    """
    packages = tuple(dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib")))
    here = Interpreter(
        os.path.realpath(sys.executable), (os.path.realpath(sys.base_prefix),), packages
    )
    # there it runs as this user, who can read it
    if level == "none":
        return here
    _readable_packages(level, packages)
    if os.getuid() == 0:
        # closed folders above these are laid open first: `bubblewrap.laid_open`
        return here
    other = "Set TMPDIR to a folder that every user may enter."
    _demand_open(level, "temporary folder", tempfile.gettempdir(), other)
    for path in packages:
        _demand_open(level, "environment", path, _MEND)
    system = f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    closed = closed_part(here.program) or closed_part(sys.base_prefix)
    if closed and os.access(system, os.X_OK) and not closed_part(system):
        return Interpreter(os.path.realpath(system), ("/usr",), packages)
    for path in (here.program, sys.base_prefix):
        _demand_open(level, "interpreter", path, _MEND)
    return here


def _readable_packages(level: Level, packages: tuple[str, ...]) -> None:
    """Refuse packages that their owner alone can read: what was installed under a umask of
    077, wherever it lies."""
    if os.getuid() != 0:
        return
    for folder in packages:
        # the top alone: a umask makes all alike, and there are fifty thousand files below
        for entry in os.scandir(folder):
            if not _open_to_all(entry.stat().st_mode):
                why = (
                    f"the sandbox's user can't read {entry.path}, whose mode says so "
                    "(a umask of 077 makes such files)"
                )
                raise IsolationUnavailable(
                    level, "environment", why, f"`make setup`, or `chmod -R a+rX {folder}`."
                )


_MEND = (
    "Make the environment in a folder that every user may read, from an interpreter that every user may run: "
    "`/usr/bin/python3 -m venv FOLDER`, then install there again."
)


def _demand_open(level: Level, layer: str, path: str, fix: str) -> None:
    if closed := closed_part(path):
        why = f"the sandbox's user can't read {path}, for {closed} is closed to it"
        raise IsolationUnavailable(level, layer, why, fix)


def closed_part(path: str) -> str:
    """Find the first part of `path` that the sandbox's user can't pass or read; empty where
    there is none."""
    target = Path(os.path.realpath(path))
    for part in [*reversed(target.parents), target]:
        if not _passable(part):
            return str(part)
    return ""


def _passable(part: Path) -> bool:
    if os.getuid() != 0:
        return os.access(part, os.X_OK if part.is_dir() else os.R_OK)
    return _open_to_all(part.stat().st_mode)


def _open_to_all(mode: int) -> bool:
    """Check whether a file may be read, or a folder entered, by every user."""
    return bool(mode & (stat.S_IXOTH if stat.S_ISDIR(mode) else stat.S_IROTH))
