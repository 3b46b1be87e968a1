"""The command line that starts a sandbox's server at each level: who it runs as, what
it sees, what it is told."""

from __future__ import annotations

import base64
import json
import os
import shutil
from dataclasses import asdict
from pathlib import Path

import grader
import utils
from grader.inside.limits import Limits
from grader.sandbox import lay_open, syscall_filter
from grader.sandbox.shown_folder import UNPRIVILEGED, Interpreter, IsolationUnavailable

BOOT = (
    "import sys; sys.path[:0] = {path!r}; sys.path.append(''); "
    "from grader.inside.worker import main; main({fd}, {settings!r})"
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
HIDDEN = (grader.__name__, utils.__name__)
"""The folders that an installed wheel lays among the packages: whole, with all that is
packed into them."""
NAMESPACES = [
    *(
        "--unshare-user",
        "--unshare-pid",
        "--unshare-net",
        "--unshare-ipc",
        "--unshare-uts",
        "--unshare-cgroup-try",
    ),
    *("--disable-userns", "--die-with-parent", "--new-session", "--cap-drop", "ALL"),
    *("--uid", "65534", "--gid", "65534", "--clearenv"),
]


def command(
    level: str, python: Interpreter, kit: Path, scratch: Path, fd: int, limits: Limits
) -> list[str]:
    """The whole command at `level`; `fd` is the control socket for the server. Raises
    IsolationUnavailable."""
    inner_kit, inner_scratch, packages = str(kit), str(scratch), list(python.packages)
    seen = [
        *python.roots,
        *python.packages,
        str(kit),
        *([] if level == "strict" else [str(scratch)]),
    ]
    before = _drop_root(level)
    if before:
        before = [*lay_open.words(level, seen), *before]
    if level == "strict":
        inner_kit, inner_scratch = "/kit", "/tmp"
        packages = [f"/packages/{i}" for i in range(len(packages))]
        before = [*before, *_bubblewrap(_program(), python, kit, limits)]
    settings = {
        "level": level,
        "kit": inner_kit,
        "scratch": inner_scratch,
        "limits": asdict(limits),
    }
    settings["readable"] = [inner_kit, *readable(level, python, packages)]
    settings["listable"] = packages  # importlib.metadata looks for entry points there
    if level != "none":
        settings["program"] = base64.b64encode(_filter(level)).decode()
    boot = BOOT.format(path=[inner_kit, *packages], fd=fd, settings=json.dumps(settings))
    return [*before, python.program, "-s", "-S", "-P", "-B", "-c", boot]


def _filter(level: str) -> bytes:
    try:
        return syscall_filter.program()
    except syscall_filter.FilterUnavailable as error:
        mend = "Install it: `make system` as root, or `apt-get install libseccomp2`."
        raise IsolationUnavailable(level, "seccomp", str(error), mend) from error


def environment(scratch: str) -> dict[str, str]:
    """All that a server finds in its environment. It has no secret and nothing of the
    grader's own."""
    return {
        **ENVIRONMENT,
        "HOME": scratch,
        "TMPDIR": scratch,
        "IPYTHONDIR": scratch,
        "MPLCONFIGDIR": scratch,
    }


def readable(level: str, python: Interpreter, packages: list[str]) -> list[str]:
    """What a child may read besides the kit: system libraries, interpreter, packages
    (without an installed grader)."""
    system = [
        path
        for path in ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/dev/urandom")
        if os.path.exists(path)
    ]
    if level != "strict":  # there bubblewrap hides it
        packages = [path for folder in packages for path in _without_grader(folder)]
    return [*dict.fromkeys([*system, *python.roots]), *packages]


def _without_grader(packages: str) -> list[str]:
    hidden = _installed(packages)
    if not hidden:
        return [packages]
    return [
        os.path.join(packages, name)
        for name in sorted(os.listdir(packages))
        if name not in hidden
    ]


def _installed(packages: str) -> list[str]:
    return [name for name in HIDDEN if os.path.isdir(os.path.join(packages, name))]


def _drop_root(level: str) -> list[str]:
    if os.getuid() != 0 or level == "none":
        return []
    if not shutil.which("setpriv"):
        raise IsolationUnavailable(
            level, "setpriv", "the program is not there", "Install util-linux."
        )
    user = str(UNPRIVILEGED)
    return [
        "setpriv",
        f"--reuid={user}",
        f"--regid={user}",
        "--clear-groups",
        "--no-new-privs",
        "--",
    ]


def _program() -> str:
    if program := shutil.which("bwrap"):
        return program
    mend = "Install it: `make system` as root, or `apt-get install bubblewrap`."
    raise IsolationUnavailable("strict", "bubblewrap", "the program bwrap is not there", mend)


def _bubblewrap(bwrap: str, python: Interpreter, kit: Path, limits: Limits) -> list[str]:
    arguments = [bwrap, *NAMESPACES, "--ro-bind", "/usr", "/usr"]
    for path in ("/bin", "/lib", "/lib32", "/lib64"):
        arguments += _as_on_host(path)
    for root in python.roots:
        if root != "/usr" and not root.startswith("/usr/"):
            arguments += ["--ro-bind", root, root]
    arguments += ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"]
    arguments += ["--ro-bind", str(kit), "/kit"]
    for i, packages in enumerate(python.packages):
        place = f"/packages/{i}"
        arguments += ["--ro-bind", packages, place, *_hide_grader(packages, place)]
    # its devices stay: bubblewrap would make them useless
    arguments += [
        "--dev",
        "/dev",
        "--remount-ro",
        "/dev",
    ]
    arguments += ["--size", str(limits.disk_bytes), "--tmpfs", "/tmp"]
    for name, value in environment("/tmp").items():
        arguments += ["--setenv", name, value]
    return [*arguments, "--chdir", "/tmp", "--remount-ro", "/", "--"]


def _as_on_host(path: str) -> list[str]:
    if os.path.islink(path):
        return ["--symlink", os.readlink(path), path]
    return ["--ro-bind", path, path] if os.path.isdir(path) else []


def _hide_grader(packages: str, inside: str) -> list[str]:
    """An installed wheel has the answers among the packages: lay empty folders over
    them."""
    names = _installed(packages)
    return [
        word
        for name in names
        for word in ("--tmpfs", f"{inside}/{name}", "--remount-ro", f"{inside}/{name}")
    ]
