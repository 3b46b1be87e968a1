"""`make clean-room`: the README's own commands in a minimal Debian that nobody
prepared, and what comes of them.

    make clean-room SUITE=trixie AS=user COLUMN=pip RUN="make demo; make test-quick"

Exit code 0: every command ended as the README says, and none showed a traceback. 1: one
didn't. 2: a setting is wrong, or this machine can't make a room. The settings are those
of `settings.py`.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tools.clean_room import readme_commands as readme
from tools.clean_room import rooms
from tools.clean_room.readme_commands import Command
from tools.clean_room.session import Done, Session, started
from tools.clean_room.settings import PATHS, UID, USER, Settings, Wrong, settings

CHECKOUT = Path(__file__).resolve().parents[2]
PUBLIC_COPY = re.compile(r"https://\S+/dinosaur-island(?:\.git)?(?=\s|$)")
STAND_IN = "/srv/dinosaur-island"


@dataclass(frozen=True)
class Plan:
    """The README's commands in the order in which they run; `row` marks whose shell
    each is typed in."""

    prerequisites: list[Command]
    clone: list[Command]
    then: list[Command]


def plan(text: str, chosen: Settings) -> Plan:
    """What is taken from the README for this room."""
    rows = hosted(chosen.workflow) if chosen.workflow else readme.column(text, chosen.column)
    if chosen.run:
        for_root = [command for command in rows if command.as_root and chosen.as_ == "user"]
        rows = for_root + readme.chosen(text, chosen.run)
    if chosen.without == "bubblewrap":
        rows = [command for command in rows if not command.as_root]
    return Plan(readme.prerequisites(text), readme.clone(text), rows)


def hosted(job: str) -> list[Command]:
    """The `run:` lines of a job of the hosted workflow, in place of the README's; those
    with sudo are root's."""
    python = CHECKOUT / ".venv" / "bin" / "python"  # reading YAML takes a package
    if not python.exists():
        raise rooms.NoRoom("WORKFLOW takes this checkout's .venv: make setup")
    listed = subprocess.run(
        [python, "-m", "tests.workflow", job], cwd=CHECKOUT, capture_output=True, text=True
    )
    if listed.returncode:
        raise Wrong(f"WORKFLOW={job} can't be: {listed.stderr.strip().splitlines()[-1]}")
    lines = [line.split("\t", 1) for line in listed.stdout.splitlines()]
    return [Command(command, as_root=who == "root") for who, command in lines]


def substituted(command: Command) -> Command:
    """The only change to what the README says: for the address of a public copy stands
    a path in the room."""
    return dataclasses.replace(
        command, text=PUBLIC_COPY.sub(f"file://{STAND_IN}", command.text)
    )


def tell(line: str) -> None:
    print(f"clean-room: {line}", flush=True)


def demand() -> None:
    """Say in one sentence why this machine can make no room, if so."""
    if sys.platform != "linux" or os.geteuid():
        raise rooms.NoRoom("a clean room takes Linux and root")
    if missing := [
        name
        for name in ("mmdebstrap", "unshare", "git", "tar", "mount")
        if not shutil.which(name)
    ]:
        raise rooms.NoRoom(
            f"{missing[0]} is missing: apt-get install mmdebstrap git util-linux, as root"
        )


class Room:
    """A root folder, and the shells that are started in it."""

    def __init__(self, chosen: Settings, root: Path, binds: dict[str, str]):
        self.chosen, self.root, self.binds = chosen, root, binds
        self.done: list[Done] = []

    def order(self, user: str, folder: str, **more) -> dict:
        """What `inside.py` is to do for this user."""
        return {
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

    def run(self, session: Session, commands: list[Command], mark: str = "") -> None:
        """Run the commands one after the other; after one that failed the others are
        only listed."""
        for command in commands:
            if any(not done.fine for done in self.done):
                self.done.append(Done(command, session.user, mark, code=None))
            else:
                self.done.append(session.run(command, mark))


def furnished(chosen: Settings, folder: Path, stack: contextlib.ExitStack) -> Room:
    """The root folder with a repository to clone, the user, and the folder in which the
    README's lines are typed."""
    root = rooms.unpacked(chosen.suite, folder, tell)
    uid = UID if chosen.as_ == "user" else 0
    rooms.public_copy(CHECKOUT, Path(f"{root}{STAND_IN}"), uid)
    binds = {}
    if chosen.cache == "yes":
        binds = rooms.packages_cache(chosen.suite, chosen.as_, uid, stack, tell)
        for inside in binds:
            (root / inside.lstrip("/")).mkdir(parents=True, exist_ok=True)
    if uid:
        add = ["useradd", "--create-home", "--shell", "/bin/bash", "--uid", str(UID), USER]
        subprocess.run(["chroot", str(root), *add], check=True, env={"PATH": PATHS["root"]})
    place = Path(f"{root}{chosen.home}")
    for part in Path(chosen.where).parts:
        place = place / part
        place.mkdir()
        os.chown(place, uid, uid)
    if chosen.shared == "yes":
        if not (CHECKOUT.parent / "shared").is_dir():
            raise rooms.NoRoom(
                f"SHARED=yes takes a folder {CHECKOUT.parent / 'shared'}, which is not there"
            )
        shutil.copytree(CHECKOUT.parent / "shared", place / "shared")
    return Room(chosen, root, binds)


def play(chosen: Settings, steps: Plan, room: Room) -> None:
    """Run the plan: root's part, the clone, the rows of the column, and once more
    without a network."""
    with contextlib.ExitStack() as stack:
        root = stack.enter_context(Session(room.order("root", "/root")))
        room.run(root, steps.prerequisites)
        place = str(Path(chosen.home) / chosen.where)
        shell = stack.enter_context(Session(room.order(chosen.user, place)))
        room.run(shell, [substituted(command) for command in steps.clone])
        clone = shell.folder
        for command in steps.then:
            if command.as_root and chosen.as_ == "user":
                with Session(room.order("root", clone)) as other:
                    room.run(other, [command])
            else:
                room.run(shell, [command])
    if chosen.offline_again == "yes":
        with Session(room.order(chosen.user, clone, offline=True)) as shell:
            room.run(
                shell, [command for command in steps.then if not command.as_root], "offline"
            )


def entered(chosen: Settings) -> int:
    """A shell of this user in a room that was kept."""
    demand()
    root = Path(chosen.enter) / "root"
    if not (root / "etc/passwd").is_file():
        raise Wrong(
            f"ENTER={chosen.enter} can't be; it takes the folder of a room that was made with KEEP=yes"
        )
    signal.signal(signal.SIGINT, lambda number, frame: None)  # it is for what runs in the shell
    room = Room(dataclasses.replace(chosen, cache="no"), root, {})
    return started(room.order(chosen.user, chosen.home, command=["bash", "--norc"])).wait()


def report(done: list[Done]) -> bool:
    """The table at the end; whether every command ended as it should."""
    print("\n  as       code   seconds   cpu s  command")
    for one in done:
        ran = one.code is not None
        numbers = (
            f"{one.code:>4} {one.seconds:>9.1f} {one.cpu:>7.1f}"
            if ran
            else f"{'-':>4} {'-':>9} {'-':>7}"
        )
        print(
            f"  {one.user:<8} {numbers}  {one.command.text}{f' ({one.mark})' if one.mark else ''}{one.remark}"
        )
    sys.stdout.flush()
    return all(one.fine for one in done)


def stop(number: int, frame) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the tidying up is not stopped
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # print may be in the middle of a line
    os.write(2, b"\nclean-room: stopped; the room is being removed\n")
    raise SystemExit(128 + number)


def main(words: list[str]) -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        chosen = settings(words, dict(os.environ))
        if chosen.enter:
            return entered(chosen)
        demand()
        steps = plan(rooms.git(CHECKOUT, "show", "HEAD:README.md"), chosen)
        if rooms.git(CHECKOUT, "status", "--porcelain", "--untracked-files=no").strip():
            tell("the checkout has changes that are not committed; they are not in the room")
        with contextlib.ExitStack() as stack, rooms.own_folder(chosen.keep == "yes") as folder:
            room = furnished(chosen, folder, stack)
            for command in steps.clone:
                if (typed := substituted(command)) != command:
                    tell(
                        f"`{command.text}` is typed as `{typed.text}`, and nothing else is changed"
                    )
            play(chosen, steps, room)
            fine = report(room.done)
            if chosen.keep == "yes":
                tell(
                    f"the room is kept: make clean-room AS={chosen.as_} ENTER={folder}, and at last rm -r {folder}"
                )
    except (Wrong, readme.NotThere, rooms.NoRoom) as error:
        print(f"clean-room: {error}", file=sys.stderr)
        return 2
    tell(
        "every command ended as the README says"
        if fine
        else "FAILED: a command did not end as the README says"
    )
    return 0 if fine else 1
