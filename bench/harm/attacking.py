"""Sandboxes with layers left out, and attacks tried in them, for `bench.layers`.

No setting of the grader leaves a layer out: it is done here, by putting other code in
the place of the grader's, in this process.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import signal
import struct
import time
from collections.abc import Iterable, Iterator
from unittest import mock

import psutil

from dinosaur_grader.checks.calls import Call
from dinosaur_grader.inside.layers import Limits
from dinosaur_grader.sandbox import bubblewrap, server, syscall_filter
from dinosaur_grader.sandbox.sandbox import Child, ChildLost, Sandbox
from tests.gallery.hostile import Attack, files, network, reading, resources, talking
from tests.gallery.proving_ground import HARM, ProvingGround

LAYERS = ("bubblewrap", "Landlock", "seccomp", "limits", "alarm", "clock", "closed server")
ATTACKS = (
    *(attack for attack in files.ATTACKS if attack.make is None),
    *network.ATTACKS,
    *reading.ATTACKS,
    *resources.ATTACKS,
    *talking.ATTACKS,
)
SECONDS = 1.0
TOO_LONG = 8.0
"""Seconds of wall time after which an attack counts as one that nothing ended."""
LIMITS = Limits(cpu_seconds=1, wall_factor=2.0, grace=0.5)
BEFORE = "from dinosaur_grader.inside.worker"
INSIDE = {
    "Landlock": "import dinosaur_grader.inside.layers as l; l._enter_landlock = lambda *_: None; ",
    "limits": "import dinosaur_grader.inside.layers as l; l.limit_resources = lambda *_: None; ",
    "closed server": "import dinosaur_grader.inside.layers as l; l.set_dumpable = lambda *_: None; ",
    "alarm": "import dinosaur_grader.inside.run_cells as c; c.Alarm.__enter__ = lambda self: self; ",
}
"""What a server is told before it begins, so that its children lack the layer."""
ALLOW_ALL = struct.pack("=HBBI", 0x06, 0, 0, 0x7FFF_0000)
"""A program for seccomp of one instruction: allow."""
PR_SET_CHILD_SUBREAPER = 36
USER = 64_734
"""Of nobody else: where a namespace is left out, tasks are counted by the user."""
ENDLESS = re.compile("endless-.*|sleep|catches-all|ignores-signals|stops-itself|hangs-at-exit")
"""Attacks that would go on for ever: the others end by themselves."""
HEARD_ONLY = ("udp",)
"""In a network of its own a message can be sent, and reaches nobody: the listener tells."""
FIND = "globals().get('found', [])"


@contextlib.contextmanager
def sandbox(layers: Iterable[str]) -> Iterator[Sandbox]:
    """A sandbox that has these layers only."""
    missing = set(LAYERS) - set(layers)
    told = "".join(words for name, words in INSIDE.items() if name in missing)
    with contextlib.ExitStack() as patches:
        boot = bubblewrap.BOOT.replace(BEFORE, told + BEFORE)
        patches.enter_context(mock.patch.object(bubblewrap, "BOOT", boot))
        if "seccomp" in missing:
            allow = mock.patch.object(syscall_filter, "program", lambda: ALLOW_ALL)
            patches.enter_context(allow)
        if "clock" in missing:
            late = mock.patch.object(Child, "_wall", lambda self, seconds: TOO_LONG)
            patches.enter_context(late)
        for module in (bubblewrap, server):
            patches.enter_context(mock.patch.object(module, "UNPRIVILEGED", USER))
        level = "process" if "bubblewrap" in missing else "strict"
        yield patches.enter_context(Sandbox(level, LIMITS))


class Range:
    """The proving ground, made again after each hit."""

    def __enter__(self) -> Range:
        _adopt_orphans(True)
        self.ground = ProvingGround(USER).__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.ground.__exit__()
        _adopt_orphans(False)

    def hit(self, sandbox: Sandbox, attack: Attack) -> str:
        """What the attack reached in this sandbox; empty where it was held."""
        with sandbox.child():
            pass  # so that the sandbox's server is among the processes before
        before = _processes()
        said = _run(sandbox, _aimed(attack, self.ground.sentinel.pid))
        time.sleep(0.05)  # what the kernel sends for an attack arrives after it
        hits = [*said, *self.ground.harm(), *_ended(_processes() - before, before)]
        if hits:
            self.__exit__()
            self.__enter__()
        return "; ".join(hits)


def _aimed(attack: Attack, sentinel: int) -> Attack:
    """The attack, with the sentinel's process id known to it: an attacker could try
    them all."""
    read = 'int(open(os.path.join(GROUND, "sentinel.pid")).read())'
    return Attack(
        attack.name, attack.why, attack.first.replace(read, str(sentinel)), attack.cells
    )


def _run(sandbox: Sandbox, attack: Attack) -> list[str]:
    """What the attack says that it did, and whether nothing ended it in time."""
    started, said = time.monotonic(), []
    try:
        with sandbox.child() as child:
            if attack.first:
                said.append(child.run_cell(attack.first, SECONDS).message)
                if child.run_cell(FIND, SECONDS).result_text not in ("[]", ""):
                    said.append(f"{HARM}: read what it should not")
            else:
                child.run_cell(attack.cells["clip"], SECONDS)
                outcome = child.ask(Call("clip", ({}, 5)), SECONDS)
                said.append(outcome.failure.message if outcome.failure else "")
    except ChildLost as loss:
        late = loss.kind == "timeout" and time.monotonic() - started >= TOO_LONG
        if late and ENDLESS.fullmatch(attack.name):
            return ["nothing ended it"]
    if attack.name in HEARD_ONLY:
        return []
    return [words.replace("\n", " ") for words in said if HARM in words][:1]


def _processes() -> set[int]:
    """Those that this process has started, at any depth, orphans too."""
    return {
        process.pid
        for process in psutil.Process().children(recursive=True)
        if _running(process)
    }


def _running(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _ended(left: set[int], before: set[int]) -> list[str]:
    """Whether processes of an attack outlived it; they are ended here. Orphans are
    waited for: until then they count as tasks of their user."""
    for pid in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    time.sleep(0.05)
    for child in psutil.Process().children():
        if child.pid not in before:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(child.pid, 0 if child.pid in left else os.WNOHANG)
    return [f"{len(left)} processes outlived it"] if left else []


def _adopt_orphans(on: bool) -> None:
    """Be the parent of processes that lose theirs, so that they are found."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, int(on), 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")
