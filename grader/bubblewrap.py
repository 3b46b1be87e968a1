"""The command line that starts a sandbox's server at each level: who it runs as, what it sees, what it is told."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict
from pathlib import Path

from grader.isolation import Limits
from grader.kit import UNPRIVILEGED, Interpreter, IsolationUnavailable, closed_part

BOOT = (
    "import sys; sys.path[:0] = {path!r}; sys.path.append(''); from grader.worker import main; main({fd}, {settings!r})"
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
LAID_OPEN = "/mnt"
NAMESPACES = [
    *("--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"),
    *("--disable-userns", "--die-with-parent", "--new-session", "--cap-drop", "ALL"),
    *("--uid", "65534", "--gid", "65534", "--clearenv"),
]


def command(level: str, python: Interpreter, kit: Path, scratch: Path, fd: int, limits: Limits) -> list[str]:
    """The whole command at `level`; `fd` is the control socket for the server. Raises IsolationUnavailable."""
    inner_kit, inner_scratch, packages = str(kit), str(scratch), list(python.packages)
    before = _drop_root(level)
    if level == "strict":
        inner_kit, inner_scratch = "/kit", "/tmp"
        packages = [f"/packages/{i}" for i in range(len(packages))]
        bwrap, opened = _program(), _opened([*python.roots, *python.packages, str(kit)])
        before = [*_lay_open(bwrap, opened), *before, *_bubblewrap(bwrap, python, kit, limits, opened)]
    settings = {"level": level, "kit": inner_kit, "scratch": inner_scratch, "limits": asdict(limits)}
    settings["readable"] = [inner_kit, *readable(level, python, packages)]
    settings["listable"] = packages  # importlib.metadata looks for entry points there
    boot = BOOT.format(path=[inner_kit, *packages], fd=fd, settings=json.dumps(settings))
    return [*before, python.program, "-s", "-S", "-P", "-B", "-c", boot]


def environment(scratch: str) -> dict[str, str]:
    """All that a server finds in its environment. It has no secret and nothing of the grader's own."""
    return {**ENVIRONMENT, "HOME": scratch, "TMPDIR": scratch, "IPYTHONDIR": scratch, "MPLCONFIGDIR": scratch}


def readable(level: str, python: Interpreter, packages: list[str]) -> list[str]:
    """What a child may read besides the kit: system libraries, interpreter, packages (without an installed grader)."""
    system = [path for path in ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/dev/urandom") if os.path.exists(path)]
    if level != "strict":  # there bubblewrap hides it
        packages = [path for folder in packages for path in _without_grader(folder)]
    return [*dict.fromkeys([*system, *python.roots]), *packages]


def _without_grader(packages: str) -> list[str]:
    hidden = _installed(packages)
    if not hidden:
        return [packages]
    return [os.path.join(packages, name) for name in sorted(os.listdir(packages)) if name not in hidden]


def _installed(packages: str) -> list[str]:
    return [name for name in ("grader", "utils") if os.path.isdir(os.path.join(packages, name))]


def _drop_root(level: str) -> list[str]:
    if os.getuid() != 0 or level == "none":
        return []
    if not shutil.which("setpriv"):
        raise IsolationUnavailable(level, "setpriv", "the program is not there", "Install util-linux.")
    user = str(UNPRIVILEGED)
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--no-new-privs", "--"]


def _program() -> str:
    if program := shutil.which("bwrap"):
        return program
    mend = "Install it: `make system` as root, or `apt-get install bubblewrap`."
    raise IsolationUnavailable("strict", "bubblewrap", "the program bwrap is not there", mend)


def _opened(folders: list[str]) -> dict[str, str]:
    """Folders that only root can reach (an environment under /root, say) -> the place where they are laid open."""
    closed = [path for path in folders if os.getuid() == 0 and closed_part(path)]
    return {path: f"{LAID_OPEN}/{i}" for i, path in enumerate(closed)}


def _lay_open(bwrap: str, opened: dict[str, str]) -> list[str]:
    """While it is still root: a view of the files in which closed folders have a second, open place."""
    if not opened:
        return []
    binds = [word for path, place in opened.items() for word in ("--ro-bind", path, place)]
    view = ["--bind", "/", "/", "--dev-bind", "/dev", "/dev", "--tmpfs", LAID_OPEN, *binds]
    return [bwrap, *view, "--cap-add", "ALL", "--die-with-parent", "--"]


def _bubblewrap(bwrap: str, python: Interpreter, kit: Path, limits: Limits, opened: dict[str, str]) -> list[str]:
    arguments = [bwrap, *NAMESPACES, "--ro-bind", "/usr", "/usr"]
    for path in ("/bin", "/lib", "/lib32", "/lib64"):
        arguments += _as_on_host(path)
    for root in python.roots:
        if root != "/usr" and not root.startswith("/usr/"):
            arguments += ["--ro-bind", opened.get(root, root), root]
    arguments += ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"]
    arguments += ["--ro-bind", opened.get(str(kit), str(kit)), "/kit"]
    for i, packages in enumerate(python.packages):
        place = f"/packages/{i}"
        arguments += ["--ro-bind", opened.get(packages, packages), place, *_hide_grader(packages, place)]
    arguments += ["--dev", "/dev", "--size", str(limits.disk_bytes), "--tmpfs", "/tmp"]
    for name, value in environment("/tmp").items():
        arguments += ["--setenv", name, value]
    return [*arguments, "--chdir", "/tmp", "--remount-ro", "/", "--"]


def _as_on_host(path: str) -> list[str]:
    if os.path.islink(path):
        return ["--symlink", os.readlink(path), path]
    return ["--ro-bind", path, path] if os.path.isdir(path) else []


def _hide_grader(packages: str, inside: str) -> list[str]:
    """An installed wheel has the answers among the packages: lay empty folders over them."""
    names = _installed(packages)
    return [word for name in names for word in ("--tmpfs", f"{inside}/{name}", "--remount-ro", f"{inside}/{name}")]
