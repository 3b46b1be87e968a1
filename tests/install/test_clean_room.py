"""The clean room: which settings it takes, what it runs, and that a real room leaves
nothing behind."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.docs.test_readme_commands import PAGE, texts
from tools.clean_room import plan, readme_commands, rooms
from tools.clean_room import settings as room_settings
from tools.clean_room.readme_commands import Command
from tools.clean_room.session import Done, seconds

# Settings


def made(*words, **environment):
    return room_settings.settings(list(words), environment)


def test_settings_come_from_the_environment_and_words_go_before_it():
    chosen = made("AS=user", AS="root", SUITE="forky", UNRELATED="x")
    assert (chosen.as_, chosen.suite, chosen.column) == ("user", "forky", "make")


@pytest.mark.parametrize(
    "words, reason",
    [
        (["SUTIE=forky"], "is not a setting"),
        (["AS=nobody"], "there are: root, user"),
        (["WITHOUT=bubblewrap"], "AS=user only"),
        (["SUITE=../x"], "name of a Debian"),
        (["WHERE=/srv"], "below the user's home"),
        (["WHERE=../x"], "below the user's home"),
        (["ENV=CI"], "NAME=value"),
    ],
)
def test_a_wrong_setting_is_refused_with_what_is_right(words, reason):
    with pytest.raises(room_settings.Wrong, match=reason):
        made(*words)


def test_a_wrong_setting_ends_with_2_and_a_sentence():
    done = subprocess.run(
        [sys.executable, "-m", "tools.clean_room", "AS=nobody"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "clean-room: AS=nobody can't be; there are: root, user\n"


def test_the_environment_is_made_new_but_for_what_fetching_needs(monkeypatch):
    monkeypatch.setenv("SECRET", "x")
    monkeypatch.setenv("https_proxy", "http://proxy.example.org")
    monkeypatch.setenv("UV_INDEX_URL", "https://example.org/simple")
    environment = made("AS=user", "LANG_=C", "ENV=CI=true A='b c'").environment(
        room_settings.USER
    )
    assert environment["https_proxy"] == "http://proxy.example.org"
    assert environment["UV_INDEX_URL"] == "https://example.org/simple"
    assert (environment["LANG"], environment["CI"], environment["A"]) == ("C", "true", "b c")
    assert "SECRET" not in environment and "sbin" not in environment["PATH"]


def test_home_can_be_unset():
    assert "HOME" not in made("HOME_=no").environment("root")
    assert made("HOME_=no", "AS=user").environment("root")["HOME"] == "/root"


# The plan, and the host


def test_root_s_part_goes_before_chosen_commands_only_for_an_ordinary_user():
    assert texts(plan.plan(PAGE, made("RUN=make test", "AS=user")).then) == [
        "make system",
        "make test",
    ]
    assert texts(plan.plan(PAGE, made("RUN=make test")).then) == ["make test"]


def test_without_bubblewrap_nothing_of_root_s_part_runs():
    steps = plan.plan(PAGE, made("AS=user", "WITHOUT=bubblewrap"))
    assert texts(steps.prerequisites + steps.then) == [
        "apt-get update",
        "apt-get install git",
        "make demo",
    ]


def test_the_mirror_is_the_host_s_own_where_it_has_debian_s(tmp_path):
    assert rooms.mirror(tmp_path) == rooms.MIRROR
    folder = tmp_path / "sources.list.d"
    folder.mkdir()
    (folder / "a.sources").write_text("Types: deb\nURIs: file:/srv/x\n")
    (folder / "b.sources").write_text("Types: deb\nURIs: https://mirror.example.org/debian/ \n")
    assert rooms.mirror(tmp_path) == "https://mirror.example.org/debian"
    (tmp_path / "sources.list").write_text(
        "deb [arch=amd64] http://other.example.org/debian trixie main\n"
    )
    assert rooms.mirror(tmp_path) == "http://other.example.org/debian"


def test_a_command_is_fine_with_the_code_that_the_readme_says_and_without_a_traceback():
    command = Command("x", code=1)
    assert Done(command, "root", code=1).fine
    assert not Done(command, "root", code=0).fine
    assert not Done(command, "root", code=None).fine
    assert not Done(command, "root", code=1, traceback=True).fine


def test_processor_time_is_read_from_the_shell():
    assert seconds("0m1.500s 2m0.250s") == 121.75


# Real rooms


def real(test):
    """A test that makes a room."""
    may = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a clean room")
    can = pytest.mark.skipif(
        not shutil.which("mmdebstrap"),
        reason="mmdebstrap, which makes clean rooms, is not here",
    )
    return may(can(test))


class Checkout:
    """A repository with this one's scripts and tools and a README of a test's own, and a folder
    for what rooms leave."""

    def __init__(self, folder: Path):
        self.folder, self.rooms = folder / "checkout", folder / "rooms"
        self.rooms.mkdir()
        for name in ("scripts", "tools"):
            shutil.copytree(
                ROOT / name,
                self.folder / name,
                ignore=shutil.ignore_patterns("__pycache__"),
            )

    def readme(self, root: list[str], *rows: str) -> None:
        """Commit a README with these lines for root, and these rows of the column `with
        make`."""
        here = readme_commands.clone((ROOT / "README.md").read_text(encoding="utf-8"))
        blocks = [("bash root", root), ("bash", texts(here))]
        text = "".join("\n".join((f"```{label}", *lines, "```\n")) for label, lines in blocks)
        table = "\n".join(("| what | with make |", "| --- | --- |", *rows))
        (self.folder / "README.md").write_text(f"{text}\n{table}\n")
        author = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        for words in (["init", "-q"], ["add", "."], [*author, "commit", "-q", "-m", "x"]):
            subprocess.run(["git", *words], cwd=self.folder, check=True)

    def start(self, *words: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "tools.clean_room", *words]
        out = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        return subprocess.Popen(
            command, cwd=self.folder, env={**os.environ, "TMPDIR": str(self.rooms)}, **out
        )

    def run(self, *words: str) -> tuple[int, str]:
        with self.start(*words) as process:
            output = process.stdout.read()
        return process.returncode, output

    def left(self) -> list[str]:
        """What rooms left behind: folders, mounts anywhere on this machine, and
        processes."""
        mounts = Path("/proc/self/mountinfo").read_text().splitlines()
        return [
            *map(str, self.rooms.iterdir()),
            *(line for line in mounts + processes() if str(self.rooms) in line),
        ]


def processes() -> list[str]:
    orders = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it has ended
            orders.append(path.read_bytes().decode(errors="replace"))
    return orders


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path)


def until(process: subprocess.Popen, words: str) -> None:
    """Read what the room prints up to this line."""
    for line in process.stdout:
        if words in line:
            return
    pytest.fail(f"the room never printed {words!r}")


@real
@pytest.mark.slow
def test_an_ordinary_user_s_room_has_what_the_readme_names_and_nothing_of_the_host(checkout):
    root = readme_commands.prerequisites((ROOT / "README.md").read_text(encoding="utf-8"))
    checkout.readme(
        texts(root),
        "| (as root) | `test $(id -u) = 0`, `test -d .git` |",
        "| moves on | `cd scripts`, `test -e setup.sh` |",
        "| its user | `test $(id -un) = teacher`, `test ! -w /etc`, `test -z ${SECRET-}`, `test $CI = true` |",
        "| its folders | `pwd`, `ls /home /mnt /work` (ends with 2) |",
        "| its network | `ls /sys/class/net` |",
        "| its Python | `python3 -m venv /tmp/made`, `unshare --user true`, `umask` |",
    )
    words = (
        "AS=user",
        "WHERE=Übung 1/dinosaur island",
        "OFFLINE_AGAIN=yes",
        "ENV=CI=true",
        "UMASK=027",
    )
    code, output = checkout.run(*words)

    assert code == 0, output
    assert "/home/teacher/Übung 1/dinosaur island/dinosaur-island/scripts" in output
    assert "0027" in output
    assert output.split("ls /sys/class/net   (offline)")[1].split()[1] == "lo"
    assert checkout.left() == []


@real
@pytest.mark.slow
def test_after_a_command_that_fails_the_others_are_named_and_not_run(checkout):
    checkout.readme(
        ["echo $((20 + 1))", "sh -c 'exit 7'", "echo $((20 + 2))"], "| a | `make demo` |"
    )
    code, output = checkout.run("CACHE=no")

    assert code == 1
    assert " 21\n" in output and " 22\n" not in output
    assert "sh -c 'exit 7'; should be 0\n" in output
    assert "make demo; not run\n" in output
    assert checkout.left() == []


@real
@pytest.mark.slow
def test_a_traceback_fails_though_the_command_ends_with_0(checkout):
    checkout.readme(["echo 'Traceback (most recent call last):'"], "| a | `make demo` |")
    code, output = checkout.run("CACHE=no")
    assert code == 1
    assert "; showed a traceback\n" in output


@real
@pytest.mark.slow
@pytest.mark.parametrize("without", ["", "userns"])
def test_root_in_the_room_finds_nothing_of_the_host(checkout, monkeypatch, without):
    monkeypatch.setenv("SECRET", "sesame")
    (checkout.folder / "sesame").write_text("x")
    looks = [
        "cat /proc/[0-9]*/environ",
        "env",
        "ls -A /home /root /mnt /media /tmp",
        "find / -xdev -name 'sesa*'",
    ]
    checkout.readme(looks, "| a | `make demo` |")
    _, output = checkout.run("CACHE=no", f"WITHOUT={without}")
    assert "sesame" not in output
    assert [line.split()[1] for line in output.split("\n  as ")[1].splitlines()[1:5]] == [
        "0"
    ] * 4


@real
@pytest.mark.slow
@pytest.mark.parametrize("without, answer", [("", "allowed"), ("userns", "refused")])
def test_user_namespaces_are_refused_only_where_that_is_asked_for(checkout, without, answer):
    checkout.readme(
        ["unshare --user true && echo allo''wed || echo ref''used"], "| a | `make demo` |"
    )
    assert f" {answer}\n" in checkout.run("CACHE=no", f"WITHOUT={without}")[1]


@real
@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_room_that_is_stopped_in_the_middle_leaves_nothing_behind(checkout, number):
    checkout.readme(["setsid sleep 600 & echo sta''rted; sleep 600"], "| a | `make demo` |")
    with checkout.start("CACHE=no") as process:
        until(process, " started")
        assert len(checkout.left()) > 1
        process.send_signal(number)
        assert process.wait(60) == 128 + number
    assert checkout.left() == []


@real
@pytest.mark.slow
def test_a_room_that_is_stopped_while_its_debian_is_made_leaves_nothing_behind(
    checkout, monkeypatch
):
    monkeypatch.setenv("XDG_CACHE_HOME", str(checkout.folder / "cache"))
    checkout.readme(["true"], "| a | `make demo` |")
    with checkout.start() as process:
        until(process, "making a minimal Debian")
        time.sleep(3)
        process.terminate()
        assert process.wait(60) == 128 + signal.SIGTERM
    assert checkout.left() == []
    assert not list(checkout.folder.rglob("*.tar"))


@real
@pytest.mark.slow
def test_of_a_room_that_was_killed_only_the_folder_is_left_and_the_next_room_removes_it(
    checkout,
):
    checkout.readme(["echo sta''rted; sleep 10"], "| a | `make demo` |")
    with checkout.start("CACHE=no") as process:
        until(process, " started")
        process.kill()
    for _ in range(100):  # the kernel ends the room's processes
        if len(checkout.left()) == 1:
            break
        time.sleep(0.1)
    assert checkout.left() == [str(path) for path in checkout.rooms.iterdir()]
    checkout.readme(["false"], "| a | `make demo` |")
    checkout.run("CACHE=no")
    assert checkout.left() == []
