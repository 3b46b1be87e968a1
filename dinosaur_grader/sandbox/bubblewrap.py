"""The command line that starts a sandbox's server at each level: who it runs as, what
it sees, what it is told."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import msgspec

from dinosaur_grader.inside.layers import Limits, Settings
from dinosaur_grader.results import Level
from dinosaur_grader.sandbox import kit_folder, readable_files, syscall_filter
from dinosaur_grader.sandbox.kit_folder import (
    UNPRIVILEGED,
    Interpreter,
    IsolationUnavailable,
    closed_part,
)

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
STAGE = "/mnt"
CLOSED_FIX = "Put the clone and its environment into a folder that every user may enter, and run `make setup` there."
# Bound to a stage first: what is laid over a closed folder hides all paths in it.
SCRIPT = f"""
umask 022
mount -t tmpfs -o mode=755 tmpfs {STAGE} || exit 1
closed=$1; shift
number=0
for path in "$@"; do
  [ "$path" = -- ] && break
  number=$((number + 1))
  if [ -d "$path" ]; then mkdir {STAGE}/$number; else : >{STAGE}/$number; fi
  mount --rbind "$path" {STAGE}/$number || exit 1
done
printf '%s' "$closed" | while IFS= read -r folder; do
  mount -t tmpfs -o mode=755 tmpfs "$folder" || exit 1
done || exit 1
number=0
while [ "$1" != -- ]; do
  number=$((number + 1))
  if [ -d {STAGE}/$number ]; then mkdir -p "$1"; else mkdir -p "${{1%/*}}" && : >"$1"; fi
  mount --rbind {STAGE}/$number "$1" || exit 1
  shift
done
shift
umount -l {STAGE}
exec "$@"
"""


def command(
    level: Level,
    python: Interpreter,
    kit: Path,
    scratch: Path,
    fd: int,
    limits: Limits,
    secret: tuple[Path, ...] = (),
    warmed_up: bool = True,
    requires: tuple[str, ...] = (),
) -> list[str]:
    """Make the whole command at `level`; `fd` is the control socket for the server,
    `secret` what is never shown. Only a server that is `warmed_up` loads what children may
    need before they do; each loads what is in `requires`. Raises IsolationUnavailable."""
    hidden = readable_files.secrets(python, secret)
    inner_kit, inner_scratch, packages = str(kit), str(scratch), list(python.packages)
    before = _drop_root(level)
    if before:
        own = [] if level == "strict" else [inner_scratch]
        before = [*laid_open(level, [*python.roots, *packages, inner_kit, *own]), *before]
    if level == "strict":
        inner_kit, inner_scratch = "/kit", "/tmp"
        packages = [f"/packages/{i}" for i in range(len(packages))]
        before += _bubblewrap(_program(), python, kit, limits, hidden)
    # without a layer nothing is shown or hidden, and other systems have no /proc to ask
    seen_inside = readable(level, python, packages, hidden) if level != "none" else []
    settings = Settings(
        level=level,
        kit=inner_kit,
        scratch=inner_scratch,
        readable=[inner_kit, *seen_inside],
        listable=packages,  # importlib.metadata looks for entry points there
        limits=_beside_others(limits) if level == "process" else limits,
        # compiled here: in a sandbox no library can be found, for want of ldconfig
        program=_filter(level) if level != "none" else b"",
        warmed_up=warmed_up,
        requires=requires,
    )
    told = msgspec.json.encode(settings).decode()
    boot = BOOT.format(path=[inner_kit, *packages], fd=fd, settings=told)
    # no site, so no .pth file and no sitecustomize runs before the server does
    return [*before, python.program, "-s", "-S", "-P", "-B", "-c", boot]


def _beside_others(limits: Limits) -> Limits:
    """Return the limits with room for the tasks that the children's user has already: the
    kernel counts all of a user's. At strict the user is the sandbox's own."""
    user = os.getuid() or UNPRIVILEGED
    return replace(limits, processes=limits.processes + tasks_of(user))


def tasks_of(user: int) -> int:
    """Count a user's tasks, in all programs (Linux)."""
    count = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError):  # it has ended
            said = status.read_text(encoding="utf-8", errors="replace")
            fields = dict(line.split(":", 1) for line in said.splitlines())
            if int(fields["Uid"].split()[0]) == user:
                count += int(fields["Threads"])
    return count


def _filter(level: Level) -> bytes:
    try:
        return syscall_filter.program()
    except syscall_filter.FilterUnavailable as error:
        fix = "Install it: `make system` as root, or `apt-get install libseccomp2`."
        raise IsolationUnavailable(level, "seccomp", str(error), fix) from error


def environment(scratch: str) -> dict[str, str]:
    """Return all that a server finds in its environment. It has no secret and nothing of
    the grader's own."""
    folders = ("HOME", "TMPDIR", "IPYTHONDIR", "MPLCONFIGDIR")
    return ENVIRONMENT | dict.fromkeys(folders, scratch)


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
    outermost = readable_files.outermost(place for _, place in shown)
    for path, place in [*shown, (str(kit), "/kit")]:
        if place in (*outermost, "/kit"):
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


def laid_open(level: Level, paths: Iterable[str]) -> list[str]:
    """Make the beginning of a command, before root is given up, for a view of the files in
    which those of `paths` that only root can reach are open to the sandbox's user; empty
    where none is closed.

    An environment under root's home is the common case: `git clone` puts it there. In a
    mount namespace of the sandbox's own, an empty, open folder is laid over each closed
    one, and in it, under the same path, only what the sandbox needs. The files themselves
    are not touched, and nothing else of the closed folder shows.

    All is done by programs that end in `exec`, so that the process that the grader started
    is the sandbox itself: with another process between them, killing the one did not end
    the other. (A supervisor that has given up its capabilities may not signal a child of
    another user, and the parent-death signal is a signal like any other.)

    Raises IsolationUnavailable where a path itself, not a folder above it, is closed:
    then its own mode says no.
    """
    real = list(dict.fromkeys(os.path.realpath(path) for path in paths))
    closed = {path: part for path in real if os.getuid() == 0 and (part := closed_part(path))}
    if not closed:
        return []
    for path, part in closed.items():
        if part in ("/", path):
            fix = f"Its mode closes it: `chmod -R a+rX {part}`." if part == path else CLOSED_FIX
            raise IsolationUnavailable(
                level, "environment", f"the sandbox's user can't read {path}", fix
            )
    if not shutil.which("unshare"):
        raise IsolationUnavailable(
            level, "unshare", "the program is not there", "Install util-linux."
        )
    covers = readable_files.outermost(sorted(set(closed.values())))
    hidden = [
        path for path in real if any(readable_files.below(path, cover) for cover in covers)
    ]
    lines = "".join(f"{cover}\n" for cover in covers)
    own_mounts = ["unshare", "--mount", "--propagation", "private"]
    return [*own_mounts, "sh", "-c", SCRIPT, "lay-open", lines, *hidden, "--"]
