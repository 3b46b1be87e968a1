"""What runs inside the sandbox: a warm server that forks a child on request, and the
child that computes.

The server holds no student's source and no probe. It imports of this repository only
the official `utils` and the few files that a child needs. Each child gets its two pipes
from the grader, puts its layers on, says `Ready`, and answers.
"""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import socket
import sys
import threading
from typing import NoReturn

import msgspec

from dinosaur_grader.checks.calls import Failure, Outcome
from dinosaur_grader.inside import layers, wire
from dinosaur_grader.inside.kernel import Kernel
from dinosaur_grader.inside.layers import Ruleset, Settings
from dinosaur_grader.inside.outcomes import outcome_form
from dinosaur_grader.inside.run_cells import ALARMS, Notebook

REQUESTS, ANSWERS = 3, 4
ASIDE = 200  # above every descriptor that the server has
MAX_FILES = 1000
"""Files that a child may make before the sandbox is renewed after it: many more than an
honest one, and ten bits of what the next one can tell from its own files' numbers."""
MAX_AT_ONCE = 10_000
"""Files that may be there at once. An empty one is no byte of the disk, but over a
kilobyte of the kernel's memory; bubblewrap can't bound their number."""
LOOK_SECONDS = 0.01


def main(control_fd: int, text: str) -> None:
    """Be the server: warm up, then serve until the grader hangs up."""
    settings = msgspec.json.decode(text, type=Settings)
    control = socket.socket(fileno=control_fd)
    ruleset: Ruleset = ""
    if settings.level != "none":
        # children are of the same user, and could look into its memory
        # (attack read-parent-memory)
        layers.set_dumpable(False)
        ruleset = layers.prepare(settings)
    # at strict bubblewrap does it, at none no layer is promised
    if settings.level == "process":
        layers.die_with_parent()
    kernel = Kernel()
    if settings.warmed_up:
        from dinosaur_grader.inside.warm_up import warm_up

        warm_up(kernel)
    if settings.requires:
        from dinosaur_grader.inside.warm_up import load

        load(settings.requires)
    # what the grader said to the server is no business of a notebook (attack seed-hunt)
    sys.argv = ["notebook"]
    os.environ.clear()
    os.environ["MPLBACKEND"] = "Agg"
    control.sendall(b"\n")
    Forker(control, settings, kernel, ruleset).serve()


class Forker:
    """Forks children, tells how each ended, kills on request."""

    def __init__(
        self, control: socket.socket, settings: Settings, kernel: Kernel, ruleset: Ruleset
    ):
        self.control, self.settings, self.kernel, self.ruleset = (
            control,
            settings,
            kernel,
            ruleset,
        )
        self.children: dict[int, int] = {}  # process id -> the grader's number for the child
        self.crowded: set[int] = set()  # those killed for the number of their files
        # what the kernel numbers in a row where nobody else is: tasks, and new files
        self.alone = settings.level == "strict"
        self.next_task = _spent_task() + 1 if self.alone else 0
        self.last_file = _spent_file(settings.scratch) if self.alone else 0
        self.wake, wake_end = os.pipe()
        os.set_blocking(wake_end, False)
        signal.set_wakeup_fd(wake_end, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def serve(self) -> None:
        """Obey one line at a time, until the other end is closed."""
        ends: list[socket.socket | int] = [self.control, self.wake]
        while True:
            watched = self.alone and self.children
            ready, _, _ = select.select(ends, [], [], LOOK_SECONDS if watched else None)
            if watched:
                self._count_files()
            if self.wake in ready:
                os.read(self.wake, 4096)
                self._reap()
            if self.control in ready and not self._obey():
                return

    def _count_files(self) -> None:
        """Kill the children where the files in the folder of all are too many."""
        # one call, however many there are: an empty one is a kilobyte of the kernel's
        # memory, and no byte of the disk (attack empty-files)
        found = os.statvfs(self.settings.scratch)
        if found.f_files - found.f_ffree > MAX_AT_ONCE:
            self.crowded |= self.children.keys()
            for number in self.children.values():
                self._kill(number)

    def _obey(self) -> bool:
        data, fds, _, _ = socket.recv_fds(self.control, 4096, 2)
        for line in data.splitlines():
            order, number = line.split()
            if order == b"fork":
                self._fork(int(number), *fds)
            else:
                self._kill(int(number))
        return bool(data)

    def _fork(self, number: int, requests: int, answers: int) -> None:
        pid = os.fork()
        if pid == 0:
            self._be_child(number, requests, answers)
        os.close(requests)
        os.close(answers)
        self.children[pid] = number
        self.next_task += 1

    def _kill(self, number: int) -> None:
        for pid, child in self.children.items():
            if child == number:
                os.kill(pid, signal.SIGKILL)

    def _reap(self) -> None:
        while self.children:
            pid, status, usage = os.wait4(-1, os.WNOHANG)
            if not pid:
                return
            number = self.children.pop(pid)
            if pid in self.crowded:  # SIGKILL would say that it was nobody's fault
                self.crowded.remove(pid)
                status = signal.SIGXFSZ
            clean = remove(self._home(number)) and self._left_no_count()
            ended = wire.Ended(number, status, usage.ru_utime + usage.ru_stime, clean)
            self.control.sendall(msgspec.json.encode(ended) + b"\n")

    def _left_no_count(self) -> bool:
        """Check whether the next child can't read this one's words in what the kernel
        counts: each thread that a child starts moves the next process id by one, each file
        that it makes the number of the next file. Looked at when none is running."""
        if not self.alone or self.children:
            return True
        task, file = _spent_task(), _spent_file(self.settings.scratch)
        no_threads = task == self.next_task
        few_files = 0 <= file - self.last_file <= MAX_FILES
        self.next_task, self.last_file = task + 1, file
        return no_threads and few_files

    def _home(self, number: int) -> str:
        return os.path.join(self.settings.scratch, f"child-{number}")

    def _be_child(self, number: int, requests: int, answers: int) -> NoReturn:
        try:
            # these are the server's: a child's own signals would wake it
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            home, limits = self._home(number), self.settings.limits
            failed = _put_layers_on(home, requests, answers, self.settings, self.ruleset)
            _write(wire.encode(wire.Ready(0, failed)))
            if not failed:
                notebook = Notebook(self.kernel, home, limits.wall_factor, limits.grace)
                _converse(notebook, limits.message_bytes)
        finally:
            # whatever was raised, a child never goes back into the loop of the server
            os._exit(0)


def _put_layers_on(
    home: str, requests: int, answers: int, settings: Settings, ruleset: Ruleset
) -> str:
    """Leave the server behind: own session, descriptors, folder, environment, layers.
    Says what failed, or nothing."""
    if settings.level != "none":
        layers.die_with_parent()
    # else a signal to its group would reach the server (attack signal-group)
    os.setsid()
    _only_pipes(requests, answers)
    os.mkdir(home, 0o700)
    for name in os.listdir(settings.kit):
        # a notebook finds beside it what its release has, and that has no grader
        if name != "dinosaur_grader":
            os.symlink(os.path.join(settings.kit, name), os.path.join(home, name))
    os.chdir(home)
    os.environ.update(HOME=home, TMPDIR=home, MPLCONFIGDIR=home)
    try:
        if settings.level != "none":
            layers.enter(home, settings, ruleset)
    except layers.LayerFailed as failed:
        return str(failed)
    return ""


def _only_pipes(requests: int, answers: int) -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for target in (0, 1, 2):
        os.dup2(null, target)
    # first out of the way: either may have the number that the other is to get
    os.dup2(requests, ASIDE)
    os.dup2(answers, ASIDE + 1)
    os.closerange(REQUESTS, ASIDE)
    os.dup2(ASIDE, REQUESTS)
    os.dup2(ASIDE + 1, ANSWERS)
    # with the rest goes the control socket, by which children are made and killed
    os.closerange(ANSWERS + 1, os.sysconf("SC_OPEN_MAX"))


def _converse(notebook: Notebook, cap: int) -> None:
    """Answer one request after another, until the grader closes its end."""
    while (body := _read_frame()) is not None:
        request = wire.decode_request(body)
        if isinstance(request, wire.Ask):
            frame = _answer(request.number, *notebook.ask(request, exchange), cap)
        elif isinstance(request, wire.RunCell):
            frame = wire.encode(notebook.run_cell(request))
        elif isinstance(request, wire.Compute):
            frame = wire.encode(notebook.compute(request))
        else:
            raise wire.DecodeError("a reply that nobody asked for")
        _write(frame)


def exchange(lent_call: wire.LentCall) -> wire.LentResult:
    """Ask the grader back, in the middle of a question.

    The alarm rings when the reply is read whole: in the midst of it, it would leave the
    rest in the pipe, as the answer to the next thing asked.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, ALARMS)
    try:
        _write(wire.encode(lent_call))
        body = _read_frame()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ALARMS)
    lent_result = wire.decode_request(body) if body else None
    if not isinstance(lent_result, wire.LentResult):
        raise wire.DecodeError("no reply came")
    return lent_result


def _answer(number: int, outcome: Outcome, sent: tuple[object, ...], cap: int) -> bytes:
    try:
        frame = wire.encode(wire.answered(number, outcome_form(outcome, sent)))
        if len(frame) - wire.HEADER.size <= cap:
            return frame
        failure = Failure("violation", "", "the answer is too large")
    except Exception as error:  # noqa: BLE001  a value that can't be sent costs this question only
        failure = Failure("violation", type(error).__name__, str(error)[:200])
    return wire.encode(wire.answered(number, outcome_form(Outcome(failure=failure))))


def _read_frame() -> bytes | None:
    head = _read(wire.HEADER.size)
    return _read(wire.HEADER.unpack(head)[0]) if head else None


def _read(size: int) -> bytes:
    parts = []
    while size:
        part = os.read(REQUESTS, min(size, 1 << 20))
        if not part:
            return b""
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _write(frame: bytes) -> None:
    view = memoryview(frame)
    while view:
        view = view[os.write(ANSWERS, view) :]


def _spent_file(folder: str) -> int:
    """Return the number that the file system had next for a file: spent on one that is gone
    at once."""
    path = os.path.join(folder, "number")
    number = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        return os.fstat(number).st_ino
    finally:
        os.close(number)
        os.unlink(path)


def _spent_task() -> int:
    """Return the id that the kernel had next for a process or a thread: spent on a thread
    that ends at once."""
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()
    return thread.native_id or 0


def remove(folder: str, depth: int = 8, entries: int = 500) -> bool:
    """Remove a child's folder; False where it is so deep or full that the whole sandbox
    had better be renewed. A million files are not even listed: the grader would take the
    server for lost meanwhile."""
    waiting = [(folder, 0)]
    while waiting:
        here, level = waiting.pop()
        with contextlib.suppress(OSError), os.scandir(here) as found:
            for entry in found:
                entries -= 1
                if entries < 0 or level > depth:
                    return False
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((entry.path, level + 1))
    shutil.rmtree(folder, ignore_errors=True)
    return not os.path.lexists(folder)
