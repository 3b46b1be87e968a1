"""Each layer is on: proved by trying what it forbids, and missed where it is taken away."""

import os

import pytest

from grader import isolation, prove
from grader.isolation import Limits
from grader.prove import TRIES, Layer, demand
from grader.sandbox import IsolationUnavailable, Sandbox

pytestmark = pytest.mark.isolation
LEVELS = ("strict", "process")


@pytest.fixture(scope="module", params=LEVELS)
def layers(request):
    """What was seen of each layer at each level that this machine can have."""
    try:
        return prove.prove(request.param)
    except IsolationUnavailable as error:
        pytest.skip(str(error))


def test_every_layer_holds(layers):
    assert [(layer.name, layer.why) for layer in layers if not layer.holds] == []


def test_every_layer_that_is_tried_is_told(layers):
    assert {one.layer for one in TRIES} <= {layer.name for layer in layers}


def test_level_none_says_that_it_has_no_layers():
    layers = prove.prove("none")
    assert [layer.holds for layer in layers] == [True, False]


def test_a_try_that_is_not_refused_is_told_as_a_layer_that_fails():
    with Sandbox("none", Limits()) as open_air, open_air.child() as child:
        layer = prove._try(child, prove.Try("harmless", "1 + 1", mend="a mend"))
    assert (layer.holds, layer.mend) == (False, "a mend")


def test_a_try_refused_for_another_reason_proves_nothing():
    with Sandbox("none", Limits()) as open_air, open_air.child() as child:
        layer = prove._try(child, prove.Try("misspelt", "no_such_name"))
    assert (layer.holds, layer.why) == (False, "NameError: name 'no_such_name' is not defined")


def test_a_layer_that_does_not_hold_stops_the_level_and_is_named(monkeypatch):
    monkeypatch.setattr(prove, "prove", lambda level: [Layer("no fork", False, "the try was not refused", "A mend.")])
    with pytest.raises(IsolationUnavailable, match=r"no fork.*not refused.*A mend.*--isolation process"):
        demand("strict")


def test_seccomp_knows_every_call_that_has_to_be_refused():
    pyseccomp = pytest.importorskip("pyseccomp")
    arch = pyseccomp.system_arch()
    unknown = [name for name in isolation.DENIED if pyseccomp.resolve_syscall(arch, name) == isolation.UNKNOWN]
    assert {"socket", "fork", "execve", "kill", "tgkill", "ptrace", "bpf", "io_uring_setup"}.isdisjoint(unknown)


@pytest.fixture(scope="module", params=LEVELS)
def sandbox(request):
    """A sandbox at each level that this machine can have."""
    try:
        with Sandbox(request.param) as it:
            yield it
    except IsolationUnavailable as error:
        pytest.skip(str(error))


@pytest.mark.skipif(os.getuid() != 0, reason="only root has something to give up")
def test_root_is_given_up(sandbox):
    with sandbox.child() as child:
        report = child.run_cell("import os\n{*os.getresuid(), *os.getresgid(), *os.getgroups()}", 2)
    assert report.result_text == "{65534}"


def test_the_signal_of_a_descriptor_cannot_be_sent_to_another(sandbox):
    source = "import fcntl, os\nr, w = os.pipe()\nfcntl.fcntl(r, fcntl.F_SETOWN, os.getppid())"
    with sandbox.child() as child:
        assert child.run_cell(source, 2).type == "PermissionError"


def test_a_child_cannot_outlive_its_server_by_asking_the_kernel(sandbox):
    with sandbox.child() as child:
        assert child.run_cell("import ctypes\nctypes.CDLL(None).prctl(1, 0, 0, 0, 0)", 2).result_text == "-1"


def test_the_server_cannot_be_looked_into(sandbox):
    with sandbox.child() as child:
        report = child.run_cell("import os\nopen(f'/proc/{os.getppid()}/environ')", 2)
    assert report.type in ("PermissionError", "FileNotFoundError")


@pytest.mark.parametrize("sandbox", ["strict"], indirect=True)  # only bubblewrap caps the disk as a whole
def test_the_disk_is_bounded_at_strict(sandbox):
    source = "for i in range(10):\n    with open(str(i), 'wb') as f: f.write(bytes(15 * 2**20))"
    with sandbox.child() as child:
        report = child.run_cell(source, 5)
    assert (report.type, "space" in report.message) == ("OSError", True)
