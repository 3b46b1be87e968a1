"""Each layer is on: proved by trying what it forbids, and missed where it is taken
away."""

import os
import struct

import pyseccomp
import pytest

from dinosaur_grader.sandbox import self_test, syscall_filter
from dinosaur_grader.sandbox.sandbox import IsolationUnavailable, Sandbox
from dinosaur_grader.sandbox.self_test import TRIES, Layer, demand
from tests.dinosaur_grader.sandboxes import opened, opened_child

pytestmark = pytest.mark.isolation
LEVELS = ("strict", "process")


@pytest.fixture(scope="module", params=LEVELS)
def layers(request):
    """What was seen of each layer at each level that this machine can have."""
    try:
        return self_test.prove(request.param)
    except IsolationUnavailable as error:
        pytest.skip(str(error))


def test_every_layer_holds(layers):
    assert [(layer.name, layer.why) for layer in layers if not layer.holds] == []


def test_every_layer_that_is_tried_is_told(layers):
    assert {one.layer for one in TRIES} <= {layer.name for layer in layers}


def test_level_none_promises_nothing_but_a_process_of_its_own():
    assert [layer.name for layer in self_test.prove("none")] == ["a process of its own"]


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("1 + 1", "the try was not refused"),
        ("no_such_name", "NameError: name 'no_such_name' is not defined"),
    ],
)
def test_a_try_that_is_not_refused_or_for_another_reason_proves_nothing(source, why):
    with opened_child("none") as child:
        layer = self_test.attempt(child, self_test.Try("a layer", source, fix="a fix"))
    assert (layer.holds, layer.why, layer.fix) == (False, why, "a fix")


ALLOW_ALL = struct.pack("=HBBI", 0x06, 0, 0, 0x7FFF_0000)
"""A program for seccomp of one instruction: allow."""
NEW_RULES = {
    "no times of files",
    "no time of a file outside",
    "no lock of a file outside",
    "no lock of a part of it",
    "no call that is on no list",
}


def test_where_seccomp_lets_all_through_each_of_its_newer_rules_is_told_as_missing(monkeypatch):
    """A time, a lock, a call that is on no list: the tries see the rule itself."""
    monkeypatch.setattr(syscall_filter, "program", lambda: ALLOW_ALL)
    try:
        missed = {layer.name for layer in self_test.prove("process") if not layer.holds}
    except IsolationUnavailable as error:
        pytest.skip(str(error))

    assert NEW_RULES - missed == set()


def test_a_layer_that_does_not_hold_stops_the_level_and_is_named(monkeypatch):
    monkeypatch.setattr(
        self_test,
        "prove",
        lambda level: [Layer("no fork", False, "the try was not refused", "A fix.")],
    )
    with pytest.raises(
        IsolationUnavailable, match=r"no fork.*not refused.*A fix.*--isolation process"
    ):
        demand("strict")


def test_a_missing_libseccomp_is_named_with_its_package(monkeypatch):
    def no_library():
        raise RuntimeError("Unable to find libseccomp")

    monkeypatch.setattr(syscall_filter, "_compiled", [])
    monkeypatch.setattr(syscall_filter, "_rules", no_library)
    with pytest.raises(
        IsolationUnavailable,
        match=r"seccomp: Unable to find libseccomp.*apt-get install libseccomp2",
    ):
        Sandbox("process").__enter__()
    monkeypatch.undo()
    assert syscall_filter.program()


def test_a_child_that_dies_before_its_first_words_is_a_level_that_cannot_be_had(monkeypatch):
    monkeypatch.setattr(syscall_filter, "program", lambda: bytes(7))  # no whole instruction
    with pytest.raises(IsolationUnavailable, match="seccomp"):
        Sandbox("process").__enter__()


@pytest.fixture(scope="module", params=LEVELS)
def sandbox(request):
    """A sandbox at each level that this machine can have."""
    with opened(request.param, warmed_up=False) as it:
        yield it


@pytest.mark.skipif(os.getuid() != 0, reason="only root has something to give up")
def test_root_is_given_up(sandbox):
    with sandbox.child() as child:
        report = child.run_cell(
            "import os\n{*os.getresuid(), *os.getresgid(), *os.getgroups()}", 2
        )
    assert report.result_text == "{65534}"


def test_a_child_cannot_outlive_its_server_by_asking_the_kernel(sandbox):
    with sandbox.child() as child:
        assert (
            child.run_cell(
                "import ctypes\nctypes.CDLL(None).prctl(1, 0, 0, 0, 0)", 2
            ).result_text
            == "-1"
        )


def test_the_server_cannot_be_looked_into(sandbox):
    with sandbox.child() as child:
        report = child.run_cell("import os\nopen(f'/proc/{os.getppid()}/environ')", 2)
    assert report.type in ("PermissionError", "FileNotFoundError")


# only bubblewrap caps the disk as a whole
@pytest.mark.parametrize("sandbox", ["strict"], indirect=True)
def test_the_disk_is_bounded_at_strict(sandbox):
    source = "for i in range(10):\n    with open(str(i), 'wb') as f: f.write(bytes(15 * 2**20))"
    with sandbox.child() as child:
        report = child.run_cell(source, 5)
    assert (report.type, "space" in report.message) == ("OSError", True)


TIMES = {
    "utimensat": "os.utime({path!r})",
    "utime": "call(libc.syscall({number}, {path!r}.encode(), None))",
    "utimes": "call(libc.syscall({number}, {path!r}.encode(), None))",
    "futimesat": "call(libc.syscall({number}, -100, {path!r}.encode(), None))",
}
RAW = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def call(result):
    if result == -1: raise OSError(ctypes.get_errno(), 'refused')
open('own', 'w').close()
"""


@pytest.mark.parametrize("name", TIMES)
@pytest.mark.parametrize("path", ["/dev/null", "own"])
def test_no_time_of_a_file_can_be_set(sandbox, name, path):
    """On a file that two children can see, a time carries eight bytes from one to the
    other."""
    number = pyseccomp.resolve_syscall(pyseccomp.system_arch(), name)
    if number < 0:
        pytest.skip(f"this processor has no call {name}")
    with sandbox.child() as child:
        child.run_cell(RAW, 2)
        assert (
            child.run_cell(TIMES[name].format(path=path, number=number), 2).type
            == "PermissionError"
        )


@pytest.mark.parametrize("sandbox", ["strict"], indirect=True)
def test_what_bubblewrap_made_of_dev_is_read_only(sandbox):
    with sandbox.child() as child:
        made = child.run_cell("import os\nos.mkdir('/dev/shm/x')", 2)
    assert (made.type, "Read-only" in made.message) == ("OSError", True)


MAKES = """
import os
made = []
for place in {places!r}:
    try:
        os.close(os.open(os.path.join(place, "word"), os.O_CREAT | os.O_WRONLY))
        made.append(place)
    except OSError:
        pass
made
"""
PLACES = [
    *("/", "/tmp", "/dev", "/dev/shm", "/packages/0", "/kit", "/kit/utils"),
    *("/usr", "/usr/lib", "/etc", "/run", "/var/tmp", "utils", "data", "..", "."),
]


def test_a_file_can_be_made_in_the_own_folder_and_nowhere_else(sandbox):
    with sandbox.child() as child:
        assert child.run_cell(MAKES.format(places=PLACES), 2).result_text == "['.']"
