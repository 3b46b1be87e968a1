"""The command line that starts a sandbox's server at each level: who it runs as, what
it sees, what it is told."""

from __future__ import annotations

import base64
import json
import os
import shutil
from dataclasses import asdict
from pathlib import Path

from dinosaur_grader.inside.limits import Limits
from dinosaur_grader.results.level import Level
from dinosaur_grader.sandbox import kit_folder, readable_files, root_access, syscall_filter
from dinosaur_grader.sandbox.kit_folder import UNPRIVILEGED, Interpreter, IsolationUnavailable

BOOT = (
    "import sys; sys.path[:0] = {path!r}; sys.path.append(''); "
    "from dinosaur_grader.inside.worker import main; main({fd}, {settings!r})"
)
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",  # with more, NumPy's import needs more tasks than a child may have
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "Agg",
    "PYTHONHASHSEED": "0",  # the order of a set of texts is the same in every batch
}
NAMESPACES = [
    *("--unshare-user", "--unshare-pid", "--unshare-net"),
    *("--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"),
    # in a user namespace of its own a child would have capabilities again; without
    # --cap-drop root keeps its own
    *("--disable-userns", "--die-with-parent", "--new-session", "--cap-drop", "ALL"),
    *("--uid", "65534", "--gid", "65534", "--clearenv"),
]


def command(
    level: Level,
    python: Interpreter,
    kit: Path,
    scratch: Path,
    fd: int,
    limits: Limits,
    secret: tuple[Path, ...] = (),
    rehearsed: bool = True,
) -> list[str]:
    """Make the whole command at `level`; `fd` is the control socket for the server,
    `secret` what is never shown. Only a server that is `rehearsed` loads what children may
    need before they do. Raises IsolationUnavailable."""
    hidden = readable_files.secrets(python, secret)
    inner_kit, inner_scratch, packages = str(kit), str(scratch), list(python.packages)
    seen = [
        *python.roots,
        *python.packages,
        str(kit),
        *([] if level == "strict" else [str(scratch)]),
    ]
    before = _drop_root(level)
    if before:
        before = [*root_access.words(level, seen), *before]
    if level == "strict":
        inner_kit, inner_scratch = "/kit", "/tmp"
        packages = [f"/packages/{i}" for i in range(len(packages))]
        before = [*before, *_bubblewrap(_program(), python, kit, limits, hidden)]
    settings = {
        "level": level,
        "kit": inner_kit,
        "scratch": inner_scratch,
        "limits": asdict(limits),
        "rehearsed": rehearsed,
    }
    # without a layer nothing is shown or hidden, and other systems have no /proc to ask
    seen_inside = readable(level, python, packages, hidden) if level != "none" else []
    settings["readable"] = [inner_kit, *seen_inside]
    settings["listable"] = packages  # importlib.metadata looks for entry points there
    if level != "none":
        # compiled here: in a sandbox no library can be found, for want of ldconfig
        settings["program"] = base64.b64encode(_filter(level)).decode()
    boot = BOOT.format(path=[inner_kit, *packages], fd=fd, settings=json.dumps(settings))
    # no site, so no .pth file and no sitecustomize runs before the server does
    return [*before, python.program, "-s", "-S", "-P", "-B", "-c", boot]


def _filter(level: Level) -> bytes:
    try:
        return syscall_filter.program()
    except syscall_filter.FilterUnavailable as error:
        fix = "Install it: `make system` as root, or `apt-get install libseccomp2`."
        raise IsolationUnavailable(level, "seccomp", str(error), fix) from error


def environment(scratch: str) -> dict[str, str]:
    """Return all that a server finds in its environment. It has no secret and nothing of
    the grader's own."""
    return {
        **ENVIRONMENT,
        "HOME": scratch,
        "TMPDIR": scratch,
        "IPYTHONDIR": scratch,
        "MPLCONFIGDIR": scratch,
    }


def readable(
    level: Level, python: Interpreter, packages: list[str], hidden: list[str]
) -> list[str]:
    """Return what a child may read besides the kit: interpreter, libraries, packages, and
    of none what is `hidden`."""
    shown = [*readable_files.interpreter(python), "/dev/urandom"]
    if level != "process":  # at strict bubblewrap covers it
        return [*shown, *packages]
    _imports_stand(python, hidden)
    return [
        part
        for path in (*shown, *packages)
        for part in readable_files.parts(path, hidden, level)
    ]


def _imports_stand(python: Interpreter, hidden: list[str]) -> None:
    """Refuse a course in a folder that Python imports from: Python lists it, with all names
    in it. An installed grader's files may be known by name."""
    for folder in (*readable_files.standard_library(python), *python.packages):
        for path in readable_files.in_shown(folder, hidden, "process"):
            if os.path.basename(path) not in readable_files.HIDDEN:
                why = f"{path} lies in {folder}, which Python lists"
                raise IsolationUnavailable(
                    "process", readable_files.PRIVATE, why, readable_files.FIX
                )


def _drop_root(level: Level) -> list[str]:
    if os.getuid() != 0 or level == "none":
        return []
    if not shutil.which("setpriv"):
        raise IsolationUnavailable(
            level, "setpriv", "the program is not there", "Install util-linux."
        )
    # bubblewrap alone doesn't do it: as root, with --uid 65534, /etc/shadow is still read,
    # and RLIMIT_NPROC doesn't bind
    user = str(UNPRIVILEGED)
    become = [f"--reuid={user}", f"--regid={user}", "--clear-groups"]
    return ["setpriv", *become, "--no-new-privs", "--"]


def _program() -> str:
    if program := shutil.which("bwrap"):
        return program
    fix = "Install it: `make system` as root, or `apt-get install bubblewrap`."
    raise IsolationUnavailable("strict", "bubblewrap", "the program bwrap is not there", fix)


def _bubblewrap(
    bwrap: str, python: Interpreter, kit: Path, limits: Limits, hidden: list[str]
) -> list[str]:
    arguments = [bwrap, *NAMESPACES]
    for path in ("/lib", "/lib32", "/lib64"):
        if os.path.islink(path):
            arguments += ["--symlink", os.readlink(path), path]
    shown = [
        (path, path)
        for path in (*readable_files.interpreter(python), *readable_files.loaders())
    ]
    shown += [(path, f"/packages/{i}") for i, path in enumerate(python.packages)]
    for path, place in [*_outermost(shown), (str(kit), "/kit")]:
        arguments += ["--ro-bind", path, place]
    for path, place in shown:
        arguments += _cover(path, place, hidden, kit)
    # its devices stay: bubblewrap would make them useless
    arguments += ["--dev", "/dev", "--remount-ro", "/dev"]
    # the only cap on a disk that needs no rights (attack disk)
    arguments += ["--size", str(limits.disk_bytes), "--tmpfs", "/tmp"]
    for name, value in environment("/tmp").items():
        arguments += ["--setenv", name, value]
    # no --proc: NumPy runs without it, and it tells of all processes
    return [*arguments, "--chdir", "/tmp", "--remount-ro", "/", "--"]


def _outermost(shown: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Leave out what is shown within another one already."""
    places = {place for _, place in shown}
    return [
        (path, place)
        for path, place in shown
        if not any(readable_files.below(place, other) for other in places)
    ]


def _cover(path: str, place: str, hidden: list[str], kit: Path) -> list[str]:
    """Lay an empty folder, or an empty file, over what is hidden in `path`, which is
    shown at `place`."""
    words = []
    for secret in readable_files.in_shown(path, hidden, "strict"):
        inside = place + secret[len(os.path.realpath(path)) :]
        if os.path.isdir(secret):
            # read-only: what one child wrote there the next one could read
            words += ["--tmpfs", inside, "--remount-ro", inside]
        else:
            words += ["--ro-bind", str(kit / kit_folder.ENGINE / "__init__.py"), inside]
    return words
