"""The clean room: which settings it takes, what it runs, and that a real room leaves
nothing behind."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.docs.test_readme_commands import PAGE, texts
from tests.install.rooms import NEEDS_A_ROOM
from tests.waiting import HANGS
from tools import clean_room, readme_commands
from tools.clean_room import TRACEBACK, Done, Room
from tools.readme_commands import Command


def made(*words, **environment):
    return clean_room.settings(list(words), environment)


@pytest.mark.parametrize(
    "words, reason",
    [
        (["SUTIE=forky"], "is not a setting"),
        (["AS=nobody"], "there are: root, user"),
        (["WITHOUT=bubblewrap"], "AS=user only"),
        (["SUITE=../x"], "name of a Debian"),
        (["WHERE=../x"], "below the user's home"),
    ],
)
def test_a_wrong_setting_is_refused_with_what_is_right(words, reason, capsys):
    assert clean_room.main(words) == 2
    assert reason in capsys.readouterr().err


def test_the_environment_is_made_new_but_for_what_fetching_needs(monkeypatch):
    monkeypatch.setenv("SECRET", "x")
    monkeypatch.setenv("https_proxy", "http://proxy.example.org")
    monkeypatch.setenv("UV_INDEX_URL", "https://example.org/simple")
    room = Room(Path("/x"), made("AS=user", "ENV=CI=true A='b c' LANG=C"), [])
    environment = room.environment(clean_room.USER)
    assert environment["https_proxy"] == "http://proxy.example.org"
    assert environment["UV_INDEX_URL"] == "https://example.org/simple"
    assert (environment["LANG"], environment["CI"], environment["A"]) == ("C", "true", "b c")
    assert "SECRET" not in environment and "sbin" not in environment["PATH"]
    assert "CI" not in room.environment("root")


@pytest.mark.parametrize(
    "words, then",
    [
        (["RUN=make test", "AS=user"], ["make system", "make test"]),
        (["RUN=make test"], ["make test"]),
        (["AS=user", "WITHOUT=bubblewrap"], ["make demo"]),
    ],
)
def test_root_s_part_goes_first_for_an_ordinary_user_who_has_bubblewrap(words, then):
    assert texts(clean_room.plan(PAGE, made(*words)).then) == then


@pytest.mark.parametrize(
    "text, code, output, remark",
    [
        ("x", 1, "", ""),
        ("x", 0, "", "should be 1"),
        ("x", None, "", "not run"),
        ("x", 1, TRACEBACK, "showed a traceback"),
        ("make test", 1, TRACEBACK, ""),
    ],
)
def test_a_command_is_fine_with_the_page_s_code_and_without_a_traceback(
    text, code, output, remark
):
    done = Done(Command(text, code=1), "root", code=code, output=output)
    assert done.remark == remark and remark in done.row()


# Real rooms


class Checkout:
    """A repository with this one's tools and pages of a test's own, and a folder for
    what rooms leave."""

    def __init__(self, folder: Path):
        self.folder, self.rooms = folder / "checkout", folder / "rooms"
        self.rooms.mkdir()
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "tools", self.folder / "tools", ignore=ignore)

    def start(self, *root: str):
        """Commit pages with these lines for root and a last row, and make a room of
        them."""
        here = readme_commands.clone(PAGE)
        blocks = [("bash root", root), ("bash", texts(here))]
        text = "".join("\n".join((f"```{label}", *lines, "```\n")) for label, lines in blocks)
        table = "| what | with make |\n| --- | --- |\n| last | `true` |"
        for page, own in zip(readme_commands.PAGES, (text, table), strict=True):
            (self.folder / page).parent.mkdir(exist_ok=True)
            (self.folder / page).write_text(f"{own}\n")
        author = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        for git in (["init", "-q"], ["add", "."], [*author, "commit", "-q", "-m", "x"]):
            subprocess.run(["git", *git], cwd=self.folder, check=True)
        return subprocess.Popen(
            [sys.executable, "-m", "tools.clean_room"],
            cwd=self.folder,
            env={**os.environ, "TMPDIR": str(self.rooms), "SECRET": "sesame"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def left(self) -> list[str]:
        """What rooms left behind: folders, mounts, processes."""
        lines = Path("/proc/self/mountinfo").read_text().splitlines()
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):  # it has ended
                lines.append(path.read_bytes().decode(errors="replace"))
        left = map(str, self.rooms.iterdir())
        return [*left, *(line for line in lines if str(self.rooms) in line)]


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path)


def in_a_real_room(test):
    for mark in (*NEEDS_A_ROOM, pytest.mark.slow):
        test = mark(test)
    return test


@in_a_real_room
def test_it_has_nothing_of_the_host_and_stops_at_a_command_that_fails(checkout):
    (checkout.folder / "sesame").write_text("x")
    looks = ["cat /proc/[0-9]*/environ; env", "find / -xdev -name 'sesa*'"]
    lines = [
        "cd /tmp; export PATH=/opt/own:$PATH",
        "echo $((20 + 1)) ${PATH%%:*} $PWD",
        *("exit 7", "echo $((20 + 2))"),
    ]
    with checkout.start(*looks, *lines) as process:
        output = process.stdout.read()
    assert process.returncode == 1 and "sesame" not in output
    assert " 21 /opt/own /root\n" in output and " 22\n" not in output
    assert "exit 7; should be 0\n" in output and "true; not run\n" in output
    assert checkout.left() == []


@in_a_real_room
def test_one_that_is_stopped_in_the_middle_leaves_nothing_behind(checkout):
    with checkout.start("setsid sleep 3600 & echo sta''rted; sleep 3600") as process:
        assert any(" started" in line for line in process.stdout)
        assert len(checkout.left()) > 1
        process.send_signal(signal.SIGTERM)
        assert process.wait(HANGS) == 128 + signal.SIGTERM
    assert checkout.left() == []
