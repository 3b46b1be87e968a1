"""`make clean-room`: the README's own commands in a minimal Debian that nobody prepared, and what comes of them.

    make clean-room SUITE=trixie AS=user COLUMN=pip RUN="make demo; make test-quick"

Every setting is a variable of the environment, as make passes them on, or a word NAME=value behind the command. Exit code 0: every
command ended as the README says and none showed a traceback; 1: one didn't; 2: no room can be made, or a wrong setting.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from scripts import clean_room_root as rooms
from scripts import readme_commands as readme
from scripts.clean_room_session import Done, Session
from scripts.readme_commands import Command

CHECKOUT = Path(__file__).resolve().parent.parent
USER, UID = "teacher", 1000
BUNDLE = "/srv/dinosaur-island.bundle"
PUBLIC_COPY = re.compile(r"https://\S+/dinosaur-island(?:\.git)?(?=\s|$)")
PATHS = {
    "root": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "user": "/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games",  # as /etc/profile of Debian has it
}
CHOICES = {
    "AS": ("root", "user"),
    "WITHOUT": ("", "bubblewrap", "userns"),
    "COLUMN": ("make", "pip", "uv"),
    "UMASK": ("022", "002", "027", "077"),
    "HOME_": ("yes", "no"),
    "CACHE": ("yes", "no"),
    "KEEP": ("no", "yes"),
    "SHARED": ("no", "yes"),
    "OFFLINE_AGAIN": ("no", "yes"),
}
FREE = {"SUITE": "trixie", "WHERE": "", "LANG_": "C.UTF-8", "RUN": "", "ENV": ""}


class Wrong(ValueError):
    """A setting that can't be; the message says what can."""


@dataclass(frozen=True)
class Settings:
    """What this room is to be like; the names are those of the variables, in small letters."""

    suite: str
    as_: str
    without: str
    column: str
    umask: str
    home_: str
    cache: str
    keep: str
    shared: str
    offline_again: str
    where: str
    lang_: str
    run: str
    env: str

    @property
    def user(self) -> str:
        return USER if self.as_ == "user" else "root"

    @property
    def home(self) -> str:
        return f"/home/{USER}" if self.as_ == "user" else "/root"

    def environment(self, user: str) -> dict[str, str]:
        """What a fresh login of this user has, and what fetching needs."""
        made = {
            "HOME": "/root" if user == "root" else f"/home/{USER}",
            "LANG": self.lang_,
            "LOGNAME": user,
            "PATH": PATHS["root" if user == "root" else "user"],
            "SHELL": "/bin/bash",
            "TERM": "dumb",
            "USER": user,
            **rooms.passed_on(),
        }
        if self.cache == "yes":
            made |= {"PIP_CACHE_DIR": "/var/cache/clean-room/pip", "UV_CACHE_DIR": "/var/cache/clean-room/uv"}
            made |= {"UV_LINK_MODE": "copy"}  # the cache is another file system there
        if user == self.user:
            made |= dict(word.split("=", 1) for word in shlex.split(self.env))
            if self.home_ == "no":
                del made["HOME"]
        return made


def settings(words: list[str], environment: dict[str, str]) -> Settings:
    """The settings of the command line and the environment, checked."""
    given = {name: environment[name] for name in (*CHOICES, *FREE) if environment.get(name)}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or name not in {*CHOICES, *FREE}:
            raise Wrong(f"{word!r} is no setting; there are: {', '.join((*CHOICES, *FREE))}")
        given[name] = value
    values = {name: allowed[0] for name, allowed in CHOICES.items()} | FREE | given
    for name, allowed in CHOICES.items():
        if values[name] not in allowed:
            raise Wrong(f"{name}={values[name]} can't be; there are: {', '.join(filter(None, allowed))}")
    if values["WITHOUT"] == "bubblewrap" and values["AS"] == "root":
        raise Wrong("WITHOUT=bubblewrap goes with AS=user only: root's `make demo` would install it")
    if not all("=" in word for word in shlex.split(values["ENV"])):
        raise Wrong(f"ENV={values['ENV']} can't be; it takes NAME=value, separated by spaces")
    if not re.fullmatch(r"[a-z]+", values["SUITE"]):
        raise Wrong(f"SUITE={values['SUITE']} can't be; it is the name of a Debian, such as trixie")
    if values["WHERE"].startswith("/") or ".." in Path(values["WHERE"]).parts:
        raise Wrong("WHERE is a folder below the user's home")
    return Settings(**{("as_" if name == "AS" else name.lower()): value for name, value in values.items()})


@dataclass(frozen=True)
class Plan:
    """The README's commands in the order in which they run; `row` marks whose shell each is typed in."""

    prerequisites: list[Command]
    clone: list[Command]
    then: list[Command]


def plan(text: str, chosen: Settings) -> Plan:
    """What is taken from the README for this room."""
    rows = readme.column(text, chosen.column)
    if chosen.run:
        for_root = [command for command in rows if command.as_root and chosen.as_ == "user"]
        rows = for_root + readme.chosen(text, chosen.run)
    if chosen.without == "bubblewrap":
        rows = [command for command in rows if not command.as_root]
    return Plan(readme.prerequisites(text), readme.clone(text), rows)


def substituted(command: Command) -> Command:
    """The only change to what the README says: the address of the public copy, which doesn't exist, becomes the bundle's."""
    return dataclasses.replace(command, text=PUBLIC_COPY.sub(BUNDLE, command.text))


def tell(line: str) -> None:
    print(f"clean-room: {line}", flush=True)


def demand() -> None:
    """Say in one sentence why this machine can make no room, if so."""
    if sys.platform != "linux" or os.geteuid():
        raise rooms.NoRoom("a clean room takes Linux and root")
    if missing := [name for name in ("mmdebstrap", "unshare", "git", "tar", "mount") if not shutil.which(name)]:
        raise rooms.NoRoom(f"{missing[0]} is missing: apt-get install mmdebstrap git util-linux, as root")


class Room:
    """A root folder, and the shells that are started in it."""

    def __init__(self, chosen: Settings, root: Path, binds: dict[str, str]):
        self.chosen, self.root, self.binds = chosen, root, binds
        self.done: list[Done] = []

    def session(self, user: str, folder: str, **more) -> Session:
        order = {
            "root": str(self.root),
            "binds": self.binds,
            "chroot": self.chosen.without == "userns",
            "user": user,
            "umask": int(self.chosen.umask if user == self.chosen.user else "022", 8),
            "folder": folder,
            "environment": self.chosen.environment(user),
            "offline": False,
            **more,
        }
        return Session(order)

    def run(self, session: Session, commands: list[Command], mark: str = "") -> None:
        """Run the commands one after the other; after one that failed the others are only listed."""
        for command in commands:
            if any(not done.fine for done in self.done):
                self.done.append(Done(command, session.user, mark, code=None))
            else:
                self.done.append(session.run(command, mark))


def furnished(chosen: Settings, folder: Path, stack: contextlib.ExitStack) -> Room:
    """The root folder with the bundle, the user, and the folder in which the README's first line is typed."""
    root = rooms.unpacked(chosen.suite, folder, tell)
    rooms.bundle(CHECKOUT, root / BUNDLE.lstrip("/"))
    binds = {}
    if chosen.cache == "yes":
        uid = UID if chosen.as_ == "user" else 0
        binds = rooms.packages_cache(chosen.suite, chosen.as_, uid, stack, tell)
        for inside in binds:
            (root / inside.lstrip("/")).mkdir(parents=True, exist_ok=True)
    uid = UID if chosen.as_ == "user" else 0
    if uid:
        add = ["useradd", "--create-home", "--shell", "/bin/bash", "--uid", str(UID), USER]
        subprocess.run(["chroot", str(root), *add], check=True, env={"PATH": PATHS["root"]})
    place = Path(f"{root}{chosen.home}")
    for part in (*Path(chosen.where).parts,):
        place = place / part
        place.mkdir()
        os.chown(place, uid, uid)
    if chosen.shared == "yes":
        shutil.copytree(CHECKOUT.parent / "shared", place / "shared")
    return Room(chosen, root, binds)


def play(chosen: Settings, steps: Plan, room: Room) -> None:
    """Run the plan: root's part, the clone, the rows of the column, and once more without a network."""
    with contextlib.ExitStack() as stack:
        root = stack.enter_context(room.session("root", "/root"))
        room.run(root, steps.prerequisites)
        place = str(Path(chosen.home) / chosen.where)
        shell = stack.enter_context(room.session(chosen.user, place))
        room.run(shell, [substituted(command) for command in steps.clone])
        clone = shell.folder
        for command in steps.then:
            if command.as_root and chosen.as_ == "user":
                with room.session("root", clone) as other:
                    room.run(other, [command])
            else:
                room.run(shell, [command])
    if chosen.offline_again == "yes":
        with room.session(chosen.user, clone, offline=True) as shell:
            room.run(shell, [command for command in steps.then if not command.as_root], "offline")


def report(done: list[Done]) -> bool:
    """The table at the end; whether every command ended as it should."""
    print("\n  as       code   seconds   cpu s  command")
    for one in done:
        numbers = f"{'-':>4} {'-':>9} {'-':>7}" if one.code is None else f"{one.code:>4} {one.seconds:>9.1f} {one.cpu:>7.1f}"
        print(f"  {one.user:<8} {numbers}  {one.command.text}{f' ({one.mark})' if one.mark else ''}{one.remark}")
    sys.stdout.flush()
    return all(one.fine for one in done)


def stop(number: int, frame) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the tidying up is not stopped
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise SystemExit(128 + number)


def main(words: list[str]) -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        chosen = settings(words, dict(os.environ))
        steps = plan((CHECKOUT / "README.md").read_text(encoding="utf-8"), chosen)
        demand()
        if rooms.git(CHECKOUT, "status", "--porcelain", "--untracked-files=no").strip():
            tell("the checkout has changes that are not committed; they are not in the room")
        with contextlib.ExitStack() as stack, rooms.own_folder(chosen.keep == "yes") as folder:
            room = furnished(chosen, folder, stack)
            tell(f"Debian {chosen.suite}, as {chosen.as_}; {PUBLIC_COPY.pattern} in `git clone` stands for {BUNDLE}")
            play(chosen, steps, room)
            fine = report(room.done)
            if chosen.keep == "yes":
                tell(f"the root is kept: chroot {shlex.quote(str(room.root))}; then rm -r {shlex.quote(str(folder))}")
    except (Wrong, readme.NotThere, rooms.NoRoom) as error:
        print(f"clean-room: {error}", file=sys.stderr)
        return 2
    tell("every command ended as the README says" if fine else "FAILED: a command did not end as the README says")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
