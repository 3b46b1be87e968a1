"""A clean room's root folder: a minimal Debian, kept as an archive, and the little of
the host that fetching needs."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

WEEK = 7 * 24 * 3600
MIRROR = "http://deb.debian.org/debian"
FETCHING = re.compile(
    r"Acquire::(Check-Valid-Until|Check-Date|Retries|ForceIPv[46]|https?::(Proxy|CaInfo|Timeout)\b)"
)
PASSED_ON = re.compile(
    r"SSL_CERT_FILE|SSL_CERT_DIR|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|PIP_CERT|PIP_INDEX_URL|PIP_DEFAULT_TIMEOUT"
    r"|UV_INDEX\w*|UV_DEFAULT_INDEX|NODE_EXTRA_CA_CERTS|(?:http|https|ftp|all|no)_proxy",
    re.IGNORECASE,
)
LOCAL_CERTIFICATES = Path("/usr/local/share/ca-certificates")
MADE_BY_THE_PACKAGE = Path("/etc/ssl/certs")  # ca-certificates fills it, with the local ones
SPACES = [
    "setpriv",
    "--pdeathsig",
    "KILL",
    "unshare",
    "--mount",
    "--pid",
    "--ipc",
    "--uts",
    "--fork",
    "--kill-child",
]
SPACES += ["--propagation", "private"]
PREFIX = "dinosaur-island-clean-room-"


class NoRoom(RuntimeError):
    """This machine can't make the room; the message says why in one sentence."""


def cache_folder() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    folder = Path(home) / "dinosaur-island" / "clean-room"
    folder.mkdir(parents=True, exist_ok=True)
    # parts of it belong to the room's user, whose number may be somebody else's here
    folder.chmod(0o700)
    return folder


def passed_on() -> dict[str, str]:
    """The host's variables that say how to fetch packages."""
    return {
        name: value for name, value in sorted(os.environ.items()) if PASSED_ON.fullmatch(name)
    }


def mirror(sources: Path = Path("/etc/apt")) -> str:
    """The address of the host's Debian mirror, or Debian's own where the host has
    none."""
    files = [sources / "sources.list", *sorted((sources / "sources.list.d").glob("*"))]
    for path in files:
        text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
        if found := re.search(
            r"^(?:URIs:|deb(?: \[.*?\])?)\s+(https?://\S+/debian/?)(?=\s|$)", text, re.M
        ):
            return found[1].rstrip("/")
    return MIRROR


def apt_settings() -> str:
    """The host's apt settings that concern fetching, as a configuration file."""
    if not shutil.which("apt-config"):
        return ""
    dump = subprocess.run(
        ["apt-config", "dump", "Acquire"], capture_output=True, text=True, check=True
    ).stdout
    return "".join(f"{line}\n" for line in dump.splitlines() if FETCHING.match(line))


def archive(suite: str, tell) -> Path:
    """The minimal Debian of this suite, made again where it is over a week old."""
    path = cache_folder() / f"{suite}.tar"
    with locked(path.with_suffix(".lock")):
        if path.exists() and time.time() - path.stat().st_mtime < WEEK:
            tell(
                f"the minimal Debian {suite} is {(time.time() - path.stat().st_mtime) / 3600:.0f} hours old"
            )
            return path
        tell(f"making a minimal Debian {suite} from {mirror()}")
        with tempfile.TemporaryDirectory(prefix=PREFIX) as folder:
            settings, new = Path(folder) / "apt.conf", Path(folder) / "root.tar"
            settings.write_text(apt_settings(), encoding="utf-8")
            os.chmod(folder, 0o711)  # apt fetches as a user of its own
            order = [
                "mmdebstrap",
                "--quiet",
                "--variant=minbase",
                "--mode=root",
                f"--aptopt={settings}",
                suite,
            ]
            code, words = ran(
                [*order, str(new), f"deb {mirror()} {suite} main"],
                {**os.environ, "TMPDIR": folder},
            )
            if code:
                tell(words.strip())
                raise NoRoom(
                    f"mmdebstrap could not make a Debian {suite} from {mirror()}; above is what it said"
                )
            shutil.move(new, path.with_suffix(".new"))
        os.replace(path.with_suffix(".new"), path)
    return path


def ran(command: list[str], environment: dict[str, str]) -> tuple[int, str]:
    """Run a program in namespaces of its own, so that nothing of it is left when this
    is stopped."""
    both = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(
        [*SPACES, "--mount-proc", *command], env=environment, text=True, **both
    ) as process:
        try:
            words = process.communicate()[0]
        finally:
            end(process)
    return process.returncode, words


def end(process: subprocess.Popen) -> None:
    """End a process that was started with SPACES. Once it has returned none of its
    processes is left, and no mount."""
    if process.poll() is None:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        for child in children or [process.pid]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)
    process.wait()


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    with open(path, "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def unpacked(suite: str, room: Path, tell) -> Path:
    """The root folder in the room's own folder, with what it needs of the host to fetch
    packages."""
    root = room / "root"
    root.mkdir(mode=0o755)
    untar = [
        "tar",
        "-x",
        "-p",
        "--numeric-owner",
        "-f",
        str(archive(suite, tell)),
        "-C",
        str(root),
    ]
    if (done := subprocess.run(untar, capture_output=True, text=True)).returncode:
        raise NoRoom(
            f"the Debian could not be unpacked in {room}: {done.stderr.strip()[-300:]}"
        )
    write(root / "etc/hostname", "clean-room\n")
    write(root / "etc/hosts", "127.0.0.1 localhost clean-room\n::1 localhost ip6-localhost\n")
    (root / "etc/resolv.conf").unlink(missing_ok=True)
    for name in ("/etc/resolv.conf", "/etc/pip.conf"):
        taken(Path(name), root)
    write(root / "etc/apt/apt.conf.d/99mmdebstrap", apt_settings())
    for path in sorted(LOCAL_CERTIFICATES.rglob("*.crt")):
        taken(path, root)
    for value in passed_on().values():
        path = Path(value)
        if (
            path.is_absolute()
            and path.is_file()
            and not path.is_relative_to(MADE_BY_THE_PACKAGE)
        ):
            taken(path, root)
    return root


def taken(path: Path, root: Path) -> None:
    """Copy a file of the host to the same place in the room."""
    if path.is_file():
        write(root / path.relative_to("/"), path.read_bytes())


def write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    path.chmod(0o644)


def public_copy(checkout: Path, to: Path, uid: int) -> None:
    """A repository with the checkout's HEAD as its branch `main`, like the one that a
    course puts on the net."""
    git(checkout, "init", "--quiet", "--bare", "--initial-branch=main", str(to))
    git(checkout, "push", "--quiet", "--no-verify", str(to), "HEAD:refs/heads/main")
    for path in (to, *to.rglob("*")):
        os.chown(path, uid, uid)  # git reads only what belongs to whom it works for


def git(folder: Path | str, *words: str) -> str:
    # root reads somebody else's checkout
    trusted = [
        "git",
        "-c",
        "safe.directory=*",
        "-C",
        str(folder),
    ]
    done = subprocess.run([*trusted, *words], capture_output=True, text=True)
    if done.returncode:
        raise NoRoom(f"git {words[0]} failed in {folder}: {done.stderr.strip()}")
    return done.stdout


def packages_cache(
    suite: str, user: str, uid: int, stack: contextlib.ExitStack, tell
) -> dict[str, str]:
    """Folders that rooms share, so that the second room fetches nothing twice: inside
    -> on the host."""
    binds = {}
    for name in ("pip", "uv"):
        outside = cache_folder() / user / name
        outside.mkdir(parents=True, exist_ok=True)
        os.chown(outside, uid, uid)
        binds[f"/var/cache/clean-room/{name}"] = str(outside)
    archives = cache_folder() / f"apt-{suite}"
    (archives / "partial").mkdir(parents=True, exist_ok=True)
    lock = stack.enter_context((cache_folder() / f"apt-{suite}.lock").open("w"))
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        binds["/var/cache/apt/archives"] = str(archives)
    except BlockingIOError:  # apt would stop at its own lock
        tell("another room uses the cache of Debian's packages, so this one fetches its own")
    return binds


@contextlib.contextmanager
def own_folder(keep: bool) -> Iterator[Path]:
    """A new folder, removed at the end; the folders of rooms that were killed go
    first."""
    for old in Path(tempfile.gettempdir()).glob(f"{PREFIX}room-*"):
        with contextlib.suppress(OSError), open(old / "lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(old)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{'kept' if keep else 'room'}-"))
    try:
        with open(folder / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder
    finally:
        if not keep:
            shutil.rmtree(folder)
