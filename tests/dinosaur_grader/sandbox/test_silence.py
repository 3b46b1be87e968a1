"""Silence between children: one child changes all it can (`silence.py`), and the next
child of its sandbox, and a child of another sandbox, see no difference but what `OPEN`
lists with its width.

A snapshot is taken three times: before, after a quiet child, after a loud one. What
counts on by itself has to count on by as much after the loud child as after the quiet
one.
"""

import base64
import json
import os
import re
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import pytest

from dinosaur_grader.sandbox import kit_folder, readable_files, syscall_filter
from tests.dinosaur_grader.sandbox import silence
from tests.dinosaur_grader.sandboxes import opened

pytestmark = [pytest.mark.isolation, pytest.mark.slow]
LEVELS = ("strict", "process")
SECONDS, PIECE = 30, 60_000
PLACES = """
/ /tmp /dev /dev/null /dev/shm /dev/shm/word /dev/pts /dev/mqueue /usr /usr/lib /etc /home /root /run /sys
/var/tmp /proc /proc/locks /proc/keys /proc/loadavg /proc/meminfo /proc/stat /proc/sysvipc/shm /proc/sys/kernel/hostname
/proc/self /proc/self/stat /proc/self/mountinfo /proc/self/limits /proc/self/oom_score_adj /proc/self/comm
""".split()  # noqa: SIM905  reads better than thirty quotes
ALLOW_ALL = struct.pack("=HBBI", 0x06, 0, 0, 0x7FFF_0000)
"""A program for seccomp of one instruction: allow."""


@dataclass(frozen=True)
class Open:
    """What a child still sees of those before it: the names in a snapshot, how many bits
    one child can put there, and why that can't be closed."""

    names: str
    bits: int
    why: str


MACHINE = 64
"""The width of what the whole machine moves, so that no bound can be tested here."""
CORES = (os.cpu_count() or 1).bit_length()
OPEN = {
    "strict": (
        Open("(process|thread) id|own folder", 0, "counts children since the sandbox began"),
        Open(
            "number of (a new (file|folder)|~.*)", 10, "counts files; renewed after a thousand"
        ),
        Open("number of descriptor [34]", MACHINE, "pipes are the grader's to make"),
        Open("core", CORES, "the core on which the kernel ran the grader"),
        Open("access time of (shown )?/(usr|etc|lib|packages).*", MACHINE, "kept read-only"),
    ),
    "process": (
        Open("(process|thread) id|link /proc/self", MACHINE, "the machine's"),
        Open("own folder", 0, "counts the children since the sandbox began"),
        Open("(number|device) of (a new (file|folder)|~.*)", MACHINE, "the machine's"),
        Open("(number|device) of (/proc.*|/run|descriptor .)", MACHINE, "the machine's"),
        Open("core", CORES, "the core on which the kernel ran the grader"),
        Open("access time of .*", MACHINE, "the kernel notes the first look of a day"),
        Open("status of /(|tmp|var/tmp|(proc|dev).*|run|home|root|etc|sys)", MACHINE, "`stat`"),
    ),
}


def trees(level):
    """All folders that a child may list."""
    python = kit_folder.interpreter(level)
    packages, kit = [*python.packages], str(kit_folder.kit(None))
    if level == "strict":
        packages, kit = [f"/packages/{i}" for i in range(len(packages))], "/kit"
    return [kit, *readable_files.interpreter(python), *packages]


def looked_at(level):
    """The folders whose every file is looked at: of the packages, which are one mount and
    one rule, those of one."""
    return [f"{one}/numpy" if "packages" in one else one for one in trees(level)]


def said(child, source):
    report = child.run_cell(source, SECONDS)
    assert report.ok, (report.type, report.message, report.line)
    return report


def unread(level):
    """Files that no process has open or mapped, by their paths here and in a child."""
    packages, shown = kit_folder.interpreter(level).packages, trees(level)
    place = "/packages/0" if level == "strict" else str(packages[0])
    assert place in shown
    found = sorted(Path(packages[0], "numpy").rglob("*.pyi"))[:UNREAD]
    return {path: place + str(path)[len(str(packages[0])) :] for path in found}


def forget(level):
    """Let the kernel drop what it keeps of those files in memory."""
    for path in unread(level):
        with open(path, "rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def snapshot(sandbox, looked=(), kept=False):
    """What a fresh child sees; where nothing is `kept` in memory of the files that
    nobody reads, they are forgotten before."""
    own = "[*sys.modules, 'zlib', 'mmap']"
    if not kept:
        forget(sandbox.level)
    with sandbox.child() as child:
        said(child, silence.PREPARE)
        said(child, f"TREES, PLACES, OWN = {list(looked)!r}, {PLACES!r}, {own}")
        said(child, f"UNREAD = {[*unread(sandbox.level).values()]!r}")
        size = int(said(child, silence.SNAPSHOT).result_text)
        pieces = [
            said(child, f"print(TOLD[{i} : {i + PIECE}], end='')").output
            for i in range(0, size, PIECE)
        ]
    return json.loads(zlib.decompress(base64.b64decode("".join(pieces))))


def be_loud(child, level, more=""):
    """Let a child change all it can; it lives on."""
    inside = trees(level)[0]
    names = {
        "PLACES": [*PLACES, "/dev/urandom", inside, f"{inside}/utils", "..", "own", "."],
        "OURS": ["own"],
        "READ": [f"{inside}/{OLD}"],
        "UNREAD": [*unread(level).values()],
        "CHANGES": list(silence.CHANGES),
    }
    forget(level)
    said(child, silence.PREPARE)
    said(child, "\n".join(f"{name} = {value!r}" for name, value in names.items()))
    said(child, more + silence.LOUD)


UNREAD = 20
"""How many files, a bit each for those that are in memory."""
OLD = "data/README.md"
"""A file that nobody has looked at for long, so that a look would be noted."""


@pytest.fixture(scope="module", params=LEVELS)
def level(request):
    return request.param


@pytest.fixture(scope="module")
def heard(level):
    """What is seen before, after a quiet child and after a loud one, in their sandbox;
    and in another one while they still run."""
    old = kit_folder.kit(None) / OLD
    os.utime(old, (10**9, old.stat().st_mtime))
    looked = looked_at(level)
    with opened(level) as sandbox, opened(level) as another:
        same, other = [snapshot(sandbox, looked)], [snapshot(another, looked)]
        with sandbox.child() as quiet:
            said(quiet, "1 + 1")
            other.append(snapshot(another, looked))
        same.append(snapshot(sandbox, looked))
        with sandbox.child() as loud:
            be_loud(loud, level)
            other.append(snapshot(another, looked, kept=True))
        same.append(snapshot(sandbox, looked, kept=True))
    return same, other


def differing(snapshots):
    """The names in the snapshots that say something else after the loud child, with what
    they said."""
    _, before, after = snapshots
    return {
        name: [each.get(name) for each in snapshots]
        for name in before.keys() | after.keys()
        if before.get(name) != after.get(name)
    }


def wide(values):
    """How many bits the loud child moved a counter by, more than the quiet one did."""
    if not all(type(value) is int for value in values):
        return 1
    first, second, third = values
    return abs((third - second) - (second - first)).bit_length()


def unlisted(snapshots, level):
    """What differs and is not in the list, or more than it says there."""

    def listed(name, values):
        return any(re.fullmatch(o.names, name) and wide(values) <= o.bits for o in OPEN[level])

    return {n: values for n, values in differing(snapshots).items() if not listed(n, values)}


def test_no_other_child_sees_a_difference_but_what_is_listed(heard, level):
    """The next one of the sandbox, and one in another sandbox while the loud one runs."""
    for snapshots in heard:
        assert unlisted(snapshots, level) == {}


def test_a_snapshot_holds_all_that_can_be_seen(heard):
    names = heard[0][-1]
    assert len(names) > 10_000
    missing = [name for name, value in names.items() if str(value).startswith("NameError")]
    assert missing == []
    assert {"process id", "limit 7", "whole lock", "System V memory", "keyring"} <= names.keys()


def test_a_child_after_which_the_sandbox_is_renewed_changes_nothing_else():
    with opened("strict") as sandbox:
        first, server = snapshot(sandbox), sandbox.server
        with sandbox.child() as loud:
            be_loud(loud, "strict", silence.RENEWING)
        second = snapshot(sandbox)
        assert sandbox.server is not server
    new = "|".join([*(one.names for one in OPEN["strict"]), NEW])
    differs = {name for name in first if _timeless(first[name]) != _timeless(second[name])}
    assert [name for name in differs if not re.fullmatch(new, name)] == []


NEW = "device of .*|access time of .*|addresses"
"""What any sandbox has of its own: its mounts' numbers and times, where its memory lies."""


def _timeless(seen):
    """Without the times of a status: those of the mounts are when the sandbox began."""
    return seen[:6] if isinstance(seen, list) and len(seen) == 8 else seen


def test_a_lock_and_what_is_in_memory_are_heard_where_seccomp_is_left_out(monkeypatch):
    monkeypatch.setattr(syscall_filter, "program", lambda: ALLOW_ALL)
    with opened("strict") as sandbox, opened("strict") as another:
        seen = [snapshot(another), snapshot(another)]
        with sandbox.child() as loud:
            be_loud(loud, "strict")
            seen.append(snapshot(another, kept=True))
    heard = unlisted(seen, "strict")
    assert {"whole lock", "lock of byte 7", "lock of byte 9"} & heard.keys()
    assert {f"waits for {path}" for path in unread("strict").values()} & heard.keys()


def test_no_memory_is_shared_by_the_children_of_a_server():
    """Where it is writable and shared, one child's word stands in the next one's."""
    source = "[line for line in open('/proc/self/maps') if line.split()[1][1::2] == 'ws']"
    with opened("none") as sandbox, sandbox.child() as child:
        assert said(child, source).result_text == "[]"
