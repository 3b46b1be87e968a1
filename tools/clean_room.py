"""`make clean-room`: the commands of the README and of docs/install.md in a minimal
Debian that nobody prepared, and what comes of them.

    make clean-room SUITE=trixie AS=user COLUMN=pip RUN="make demo; make test-quick"

mmdebstrap makes the Debian, bubblewrap the room: each command is one `bwrap`, so that
nothing of it is left when it ends, and the next one begins in the folder where it
ended. Exit code 0: every command ended as the page says, and none showed a traceback.
1: one didn't. 2: a setting is wrong, or this machine can't make a room.
"""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools import readme_commands as readme
from tools.readme_commands import Command

CHECKOUT = Path(__file__).resolve().parents[1]
PUBLIC_COPY = re.compile(r"https://\S+/dinosaur-island(?:\.git)?(?=\s|$)")
STAND_IN = "/srv/dinosaur-island"
USER, UID = "teacher", 1000
PATHS = {"root": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
PATHS[USER] = "/usr/local/bin:/usr/bin:/bin"
# settings and what they may be; None: anything
SETTINGS: dict[str, tuple[str, ...] | None] = {
    "SUITE": None,
    "AS": ("root", "user"),
    "COLUMN": ("make", "pip", "uv"),
    "WORKFLOW": None,
    "RUN": None,
    "WITHOUT": ("", "bubblewrap"),
    "OFFLINE_AGAIN": ("", "yes"),
    "WHERE": None,
    "UMASK": ("022", "002", "027", "077"),
    "ENV": None,
}
WEEK = 7 * 24 * 3600
MIRROR = "http://deb.debian.org/debian"
# what of the host says how packages are fetched: apt's settings, and variables
APT = re.compile(
    r"Acquire::(Check-Valid-Until|Check-Date|Retries|ForceIPv[46]|https?::(Proxy|CaInfo|Timeout)\b)"
)
FETCHING = re.compile(
    r"SSL_CERT_FILE|SSL_CERT_DIR|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|PIP_CERT|PIP_INDEX_URL|PIP_DEFAULT_TIMEOUT"
    r"|UV_INDEX\w*|UV_DEFAULT_INDEX|NODE_EXTRA_CA_CERTS|(?:http|https|ftp|all|no)_proxy",
    re.IGNORECASE,
)
CERTIFICATES = Path("/usr/local/share/ca-certificates")
TRACEBACK = "Traceback (most recent call last)"
TESTS = re.compile(r"make test\b|make test-|\bpytest\b")  # they show tracebacks of their own
SUMMARY = re.compile(r"=+ (.*\b(?:passed|failed|error|skipped)\b.*) =+")


class NoRoom(RuntimeError):
    """No room can be made: a setting is wrong, or this machine can't; the message says
    which."""


def settings(words: list[str], environment: dict[str, str]) -> dict[str, str]:
    """Read the settings from the environment, as make passes them on, and from words
    NAME=value. Raises NoRoom."""
    values = {name: allowed[0] if allowed else "" for name, allowed in SETTINGS.items()}
    values["SUITE"] = "trixie"
    values |= {name: environment[name] for name in SETTINGS if environment.get(name)}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or name not in SETTINGS:
            raise NoRoom(f"{word!r} is not a setting; there are: {', '.join(SETTINGS)}")
        values[name] = value
    for name, allowed in SETTINGS.items():
        if allowed and values[name] not in allowed:
            there = ", ".join(filter(None, allowed))
            raise NoRoom(f"{name}={values[name]} can't be; there are: {there}")
    if values["WITHOUT"] and values["AS"] == "root":
        raise NoRoom(
            "WITHOUT=bubblewrap goes with AS=user only: root's `make demo` installs it"
        )
    if not all("=" in word for word in shlex.split(values["ENV"])):
        raise NoRoom("ENV takes NAME=value, separated by spaces")
    if not re.fullmatch("[a-z]+", values["SUITE"]):
        raise NoRoom("SUITE is the name of a Debian, such as trixie")
    if values["WHERE"].startswith("/") or ".." in Path(values["WHERE"]).parts:
        raise NoRoom("WHERE is a folder below the user's home")
    return values


@dataclass(frozen=True)
class Plan:
    """The pages' commands in the order in which they run."""

    prerequisites: list[Command]
    clone: list[Command]
    then: list[Command]


def plan(text: str, chosen: dict[str, str]) -> Plan:
    """Take from the pages' text what runs in this room. With RUN or without it, what root
    has to do for an ordinary user comes first."""
    own = chosen["WORKFLOW"]
    rows = _hosted(own) if own else readme.column(text, chosen["COLUMN"])
    if chosen["RUN"]:
        for_root = [each for each in rows if each.as_root and chosen["AS"] == "user"]
        rows = for_root + readme.chosen(text, chosen["RUN"])
    if chosen["WITHOUT"]:
        rows = [each for each in rows if not each.as_root]
    # all that differs from what the page says: a path in the room for an address
    clone = [
        dataclasses.replace(each, text=PUBLIC_COPY.sub(f"file://{STAND_IN}", each.text))
        for each in readme.clone(text)
    ]
    return Plan(readme.prerequisites(text), clone, rows)


def _hosted(job: str) -> list[Command]:
    """Read the `run:` lines of a job of the hosted workflow."""
    python = CHECKOUT / ".venv" / "bin" / "python"  # reading YAML takes a package
    if not python.exists():
        raise NoRoom("WORKFLOW takes this checkout's .venv: make setup")
    command = [python, "-m", "tests.workflow", job]
    listed = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True)
    if listed.returncode:
        raise NoRoom(f"WORKFLOW={job} can't be: {listed.stderr.strip().splitlines()[-1]}")
    lines = [line.split("\t", 1) for line in listed.stdout.splitlines()]
    return [Command(command, as_root=who == "root") for who, command in lines]


# The Debian


def cache() -> Path:
    """Make the folder with the Debian of this week, and the packages that rooms share."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    folder = Path(home) / "dinosaur-island" / "clean-room"
    # closed: parts of it belong to the room's user, whose number may be somebody's here
    folder.mkdir(0o700, parents=True, exist_ok=True)
    return folder


def mirror(sources: Path = Path("/etc/apt")) -> str:
    """Find the address of the host's Debian mirror; Debian's own where it has none."""
    files = [sources / "sources.list", *sorted((sources / "sources.list.d").glob("*"))]
    for path in filter(Path.is_file, files):
        text = path.read_text(encoding="utf-8", errors="replace")
        address = r"^(?:URIs:|deb(?: \[.*?\])?)\s+(https?://\S+/debian/?)(?=\s|$)"
        if found := re.search(address, text, re.M):
            return found[1].rstrip("/")
    return MIRROR


def passed_on() -> dict[str, str]:
    """Take the host's variables that say how to fetch packages."""
    return {name: value for name, value in os.environ.items() if FETCHING.fullmatch(name)}


def apt_settings() -> str:
    """Take the host's settings that say how apt fetches packages."""
    if not shutil.which("apt-config"):
        return ""
    dump = subprocess.run(["apt-config", "dump", "Acquire"], capture_output=True, text=True)
    return "".join(f"{line}\n" for line in dump.stdout.splitlines() if APT.match(line))


@contextlib.contextmanager
def _locked(path: Path, wait: bool = True) -> Iterator[bool]:
    """Hold a lock; without waiting, say whether it is held."""
    with open(path, "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            held = True
        except BlockingIOError:
            held = False
        yield held


def _archive(suite: str) -> Path:
    """Make the minimal Debian, where it is not there or over a week old."""
    path = cache() / f"{suite}.tar"
    with _locked(path.with_suffix(".lock")):
        if path.exists() and time.time() - path.stat().st_mtime < WEEK:
            return path
        _tell(f"making a minimal Debian {suite} from {mirror()}")
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o711)  # apt fetches as a user of its own
            settings, new = Path(folder) / "apt.conf", Path(folder) / "root.tar"
            settings.write_text(apt_settings(), encoding="utf-8")
            words = ["mmdebstrap", "--quiet", "--variant=minbase", "--mode=root"]
            words += [f"--aptopt={settings}", suite, str(new), f"deb {mirror()} {suite} main"]
            if subprocess.run(words, env={**os.environ, "TMPDIR": folder}).returncode:
                raise NoRoom(f"mmdebstrap could not make a Debian {suite}; above is why")
            shutil.move(new, path.with_suffix(".new"))
        os.replace(path.with_suffix(".new"), path)
    return path


def debian(suite: str, root: Path) -> None:
    """Unpack the minimal Debian into `root`, with what it needs of the host to fetch
    packages. Raises NoRoom."""
    root.mkdir(mode=0o755)
    untar = ["tar", "-xpf", str(_archive(suite)), "--numeric-owner", "-C", str(root)]
    subprocess.run(untar, check=True)
    (root / "etc/resolv.conf").unlink(missing_ok=True)
    (root / "etc/hosts").write_text("127.0.0.1 localhost clean-room\n::1 localhost\n")
    (root / "etc/apt/apt.conf.d/99clean-room").write_text(apt_settings())
    named = [Path(value) for value in passed_on().values() if value.startswith("/")]
    files = [Path("/etc/resolv.conf"), Path("/etc/pip.conf"), *CERTIFICATES.rglob("*.crt")]
    for path in filter(Path.is_file, files + named):
        if not path.is_relative_to("/etc/ssl/certs"):  # which ca-certificates fills
            (root / path.relative_to("/")).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, root / path.relative_to("/"))


# The room


@dataclass
class Done:
    """How a command ended; no code where it was not run."""

    command: Command
    user: str
    mark: str = ""
    code: int | None = None
    seconds: float = 0.0
    output: str = ""

    @property
    def remark(self) -> str:
        """Say what is wrong with it; nothing where it ended as the page says."""
        if self.code is None:
            return "not run"
        if self.code != self.command.code:
            return f"should be {self.command.code}"
        if TRACEBACK in self.output and not TESTS.search(self.command.text):
            return "showed a traceback"
        return ""

    def row(self) -> str:
        """Write it as a line of the table at the end."""
        code = "-" if self.code is None else self.code
        summary = (SUMMARY.findall(self.output) or [""])[-1]
        words = [self.command.text, self.mark, self.remark, summary]
        said = "; ".join(filter(None, words))
        return f"  {self.user:<8} {code:>4} {self.seconds:>9.1f}  {said}"


@dataclass
class Room:
    """A Debian in a folder, and the commands that were typed in it."""

    root: Path
    chosen: dict[str, str]
    binds: list[str]
    done: list[Done] = dataclasses.field(default_factory=list)
    paths: dict[str, str] = dataclasses.field(default_factory=PATHS.copy)

    @property
    def owner(self) -> str:
        """Name who clones and grades."""
        return USER if self.chosen["AS"] == "user" else "root"

    @property
    def home(self) -> str:
        """Name the folder in which the pages' lines are typed."""
        home = f"/home/{USER}" if self.owner == USER else "/root"
        return str(Path(home) / self.chosen["WHERE"])

    def environment(self, user: str) -> dict[str, str]:
        """Make what a fresh login of this user has, and what fetching needs."""
        made = {
            "HOME": "/root" if user == "root" else f"/home/{user}",
            "LANG": "C.UTF-8",
            "LOGNAME": user,
            "PATH": self.paths[user],
            "PIP_CACHE_DIR": "/var/cache/clean-room/pip",
            "SHELL": "/bin/bash",
            "TERM": "dumb",
            "USER": user,
            "UV_CACHE_DIR": "/var/cache/clean-room/uv",
            "UV_LINK_MODE": "copy",  # the cache is another file system
            **passed_on(),
        }
        if user == self.owner:
            made |= {"CI": "true"} if self.chosen["WORKFLOW"] else {}
            made |= dict(word.split("=", 1) for word in shlex.split(self.chosen["ENV"]))
        return made

    def type(self, command: Command, user: str, folder: str, mark: str = "") -> str:
        """Type a command, show what it prints, and return the folder where it ended. The
        PATH that it exported is the next one's. After one that went wrong the others are
        only listed."""
        done = Done(command, user, mark)
        failed = any(each.remark for each in self.done)
        self.done.append(done)
        if failed:
            return folder
        print(f"\n{'#' if user == 'root' else '$'} {command.text}  {mark}", flush=True)
        began = time.monotonic()
        read, write = os.pipe()
        umask = self.chosen["UMASK"] if user == self.owner else "022"
        words = shlex.join(["eval", command.text])
        script = f'umask {umask}; {words} </dev/null {write}>&-; e=$?; printf "%s\\n" "$PATH" "$PWD" >&{write}; exit $e'
        with subprocess.Popen(
            self.bwrap(user, folder, ["bash", "--noprofile", "--norc", "-c", script], mark),
            env=self.environment(user),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=[write],
            text=True,
            errors="replace",
        ) as process:
            os.close(write)
            try:
                for line in process.stdout or ():
                    done.output += line
                    seen = line.rstrip("\n").rsplit("\r", 1)[-1]  # what was written over last
                    print(f"{time.monotonic() - began:7.1f}  {seen}", flush=True)
            except BaseException:  # this is stopped
                process.kill()
                raise
        done.code, done.seconds = process.returncode, time.monotonic() - began
        with open(read, encoding="utf-8") as ended:
            said = ended.read().splitlines()
        if not said:  # it ended its own shell
            return folder
        self.paths[user], there = said
        return there

    def bwrap(self, user: str, folder: str, words: list[str], offline: str = "") -> list[str]:
        """Make the command that runs these words in the room, as root or as its user."""
        command = ["bwrap", "--die-with-parent", "--unshare-pid", "--unshare-ipc"]
        command += ["--unshare-uts", "--hostname", "clean-room", "--cap-add", "ALL"]
        command += ["--unshare-net"] if offline else []
        command += ["--bind", str(self.root), "/", "--dev", "/dev", "--proc", "/proc"]
        command += ["--ro-bind", "/sys", "/sys", *self.binds, "--chdir", "/"]
        # bubblewrap's own is root's alone
        command += ["--perms", "1777", "--tmpfs", "/dev/shm"]
        who = ["setpriv", "--reuid", user, "--regid", user, "--init-groups"]
        # only the user may pass through a closed home, and setpriv leaves root behind first
        there = ["bash", "-c", 'cd "$0" && exec "$@"', folder, *words]
        return [*command, "--", *(who if user != "root" else []), *there]


@contextlib.contextmanager
def furnished(chosen: dict[str, str]) -> Iterator[Room]:
    """Make a room with a repository to clone, its user, and the caches of packages that
    rooms share; it is removed at the end."""
    uid = UID if chosen["AS"] == "user" else 0
    with contextlib.ExitStack() as stack:
        root = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="clean-room-")), "root"
        )
        debian(chosen["SUITE"], root)
        room = Room(root, chosen, [])
        if uid:
            add = ["useradd", "--create-home", "--shell", "/bin/bash", "--uid", str(uid), USER]
            subprocess.run(["chroot", str(root), *add], check=True, env={"PATH": PATHS["root"]})
        folder = Path(f"{root}{room.home}")
        folder.mkdir(parents=True, exist_ok=True)
        copy = Path(f"{root}{STAND_IN}")
        _git("init", "--quiet", "--bare", "--initial-branch=main", str(copy))
        _git("push", "--quiet", "--no-verify", str(copy), "HEAD:refs/heads/main")
        own = Path(*folder.parts[: len(root.parts) + 2])  # below it all is the user's
        for path in (own, *own.rglob("*"), copy, *copy.rglob("*")):
            os.chown(path, uid, uid)
        shared = {
            f"/var/cache/clean-room/{name}": cache() / chosen["AS"] / name
            for name in ("pip", "uv")
        }
        archives = cache() / f"apt-{chosen['SUITE']}"
        if stack.enter_context(_locked(archives.with_suffix(".lock"), wait=False)):
            # apt would stop at another room's lock; so that one fetches its own
            shared["/var/cache/apt/archives"] = archives
            (archives / "partial").mkdir(parents=True, exist_ok=True)
        for inside, outside in shared.items():
            outside.mkdir(parents=True, exist_ok=True)
            if outside != archives:
                os.chown(outside, uid, uid)
            (root / inside[1:]).mkdir(parents=True, exist_ok=True)
            room.binds += ["--bind", str(outside), inside]
        yield room


def _git(*words: str) -> str:
    # root reads somebody else's checkout
    command = ["git", "-c", "safe.directory=*", "-C", str(CHECKOUT), *words]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise NoRoom(f"git {words[0]} failed: {done.stderr.strip()}")
    return done.stdout


def play(steps: Plan, room: Room) -> None:
    """Type the plan: root's part, the clone, the rows of the column, and, where that is
    asked for, those of the user once more without a network."""
    for command in steps.prerequisites:
        room.type(command, "root", "/root")
    folder = room.home
    for command in steps.clone:
        folder = room.type(command, room.owner, folder)
    clone = folder
    for command in steps.then:
        if command.as_root:
            room.type(command, "root", clone)
        else:
            folder = room.type(command, room.owner, folder)
    if room.chosen["OFFLINE_AGAIN"]:
        folder = clone
        for command in steps.then:
            if not command.as_root:
                folder = room.type(command, room.owner, folder, "offline")


def _tell(line: str) -> None:
    print(f"clean-room: {line}", flush=True)


def _stop(number: int, frame: object) -> None:
    # the tidying up is not stopped; print may be in the middle of a line
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    os.write(2, b"\nclean-room: stopped; the room is being removed\n")
    raise SystemExit(128 + number)


def main(words: list[str]) -> int:
    """Make a room, type the pages' commands in it, and say what came of them."""
    try:
        chosen = settings(words, dict(os.environ))
        if sys.platform != "linux" or os.geteuid():
            raise NoRoom("a clean room takes Linux and root")
        for name in ("mmdebstrap", "bwrap", "git", "setpriv"):
            if not shutil.which(name):
                raise NoRoom(f"{name} is missing: apt-get install mmdebstrap bubblewrap git")
        steps = plan(readme.pages(lambda page: _git("show", f"HEAD:{page}")), chosen)
        if _git("status", "--porcelain", "--untracked-files=no").strip():
            _tell("the checkout has changes that are not committed; they are not in the room")
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _stop)
        with furnished(chosen) as room:
            play(steps, room)
        print(
            "\n  as       code   seconds  command",
            *map(Done.row, room.done),
            sep="\n",
            flush=True,
        )
    except (NoRoom, readme.NotThere, subprocess.CalledProcessError) as error:
        print(f"clean-room: {error}", file=sys.stderr)
        return 2
    fine = not any(each.remark for each in room.done)
    _tell("every command ended as the page says" if fine else "FAILED: a command did not")
    return 0 if fine else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
