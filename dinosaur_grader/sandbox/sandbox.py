"""A place for strangers' code: a warm server at one of three levels, and children that
run a notebook in it.

The grader keeps the clock, the sizes and the order; a child can only compute and answer
with plain data. Whatever breaks that ends the child and raises `ChildLost`; the next
child is a fresh one.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import msgspec

from dinosaur_grader.checks.calls import Call, Failure, Lent, Outcome
from dinosaur_grader.inside import wire
from dinosaur_grader.inside.layers import Limits
from dinosaur_grader.inside.outcomes import received
from dinosaur_grader.results import level as checked
from dinosaur_grader.sandbox import readable_files
from dinosaur_grader.sandbox.kit_folder import IsolationUnavailable
from dinosaur_grader.sandbox.pipes import Line, PipeBroken
from dinosaur_grader.sandbox.server import ChildLost, Server, ServerLost, cause

log = logging.getLogger(__name__)

__all__ = ["Child", "ChildLost", "IsolationUnavailable", "Limits", "Sandbox"]

SETTLE_SECONDS = 20.0
# on a busy machine the server tells of an end after more than one second, and a child that
# the kernel had ended was called a violation
CLOSED_SECONDS = 3.0
LENT_SECONDS = 10.0
"""What the other side's lending may prolong one question by, in all."""
Lend = Callable[[wire.LentCall], wire.LentResult]
"""Answers a child that asks back for a right function."""
ANSWER = wire.Answered | wire.LentCall
NOTHING: Mapping[str, str] = MappingProxyType({})
PEEK_SECONDS = 5.0
PEEK = """
import os
seen = []
for place in {!r}:
    try:
        seen += os.listdir(place) if os.path.isdir(place) else open(place, "rb").read(1)
    except OSError:
        pass
print(seen)
"""
"""A try at reading what is secret: the names or the first byte that came."""


class Sandbox:
    """One warm server; `child()` forks from it. A context manager, for one thread.
    `beside` is the folder of a release, whose files its children find beside the
    notebook (the kit's own where left out). `secret` are folders and files that no child
    may read, wherever they lie. One that is not `warmed_up` starts in half the time, and
    each of its children takes longer. The modules that are `requires` are imported once,
    before any child.

    Raises IsolationUnavailable on entering where the level isn't available, or where a
    child can read something secret.
    """

    def __init__(
        self,
        level: str = "strict",
        limits: Limits | None = None,
        beside: Path | None = None,
        secret: tuple[Path, ...] = (),
        warmed_up: bool = True,
        requires: tuple[str, ...] = (),
    ):
        self.level, self.limits, self.beside = checked(level), limits or Limits(), beside
        self.secret, self.warmed_up, self.requires = secret, warmed_up, requires
        self.server: Server | None = None
        self.retired: list[Server] = []
        """Servers that fork no more, and whose children still live."""
        self.made = 0

    def __enter__(self) -> Sandbox:
        self.server = self._new_server()
        try:
            # a layer that can't be put on shows here, not in the middle of a class
            with self.child() as child:
                self._prove_secret(child)
        except ChildLost as lost:
            self.discard()
            fix = "No student's code ran yet. See that this machine has memory and processes to spare."
            level, layer = self.level, "a child process"
            raise IsolationUnavailable(level, layer, lost.reason, fix) from lost
        except BaseException:
            self.discard()
            raise
        return self

    def __exit__(self, *_) -> None:
        self.discard()

    def discard(self) -> None:
        """End all servers with all their children; the next child gets a new one."""
        for server in (self.server, *self.retired):
            if server:
                server.close()
        self.server, self.retired = None, []

    def child(self) -> Child:
        """Fork a fresh child, a context manager that ends it. Raises
        ChildLost("infrastructure") or IsolationUnavailable."""
        try:
            return self._fork()
        except ChildLost as lost:
            # it has run nothing yet, so another child or the machine is to blame
            log.info("a new server, for a child was lost at its start: %s", lost)
            self._retire()
            return self._fork()

    def _fork(self) -> Child:
        self.made += 1
        try:
            self.server = self.server or self._new_server()
            out, into = self.server.fork(self.made)
        # the level was available when the sandbox was entered
        except (IsolationUnavailable, ServerLost) as lost:
            if self.server:  # it is gone, and its children with it; those of others live on
                self.server.children.clear()
            self._retire()
            raise ChildLost("infrastructure", str(lost)) from lost
        return Child(
            self, self.made, Line(out, into, self.limits.message_bytes)
        ).wait_until_ready()

    def _retire(self) -> None:
        """Fork no more from this server. It ends with the last of its children: what one of
        them left costs no other one its answers."""
        if self.server:
            self.retired.append(self.server)
            self.server = None
        self._close_empty()

    def _close_empty(self) -> None:
        for server in [each for each in self.retired if not each.children]:
            self.retired.remove(server)
            server.close()

    def ended(self, child: Child, ended: wire.Ended | None) -> None:
        """Hear how a child ended, None where its server didn't tell."""
        server = child.server
        server.children.discard(child.number)
        if ended is None:
            # nothing is known of what is in it, and all its children go with it
            server.children.clear()
        if server is self.server and not (ended and ended.clean):
            # files or counts that are left would tell the next child of this one
            self._retire()
        self._close_empty()

    def _new_server(self):
        return Server(
            self.level, self.limits, self.beside, self.secret, self.warmed_up, self.requires
        )

    def _prove_secret(self, child):
        if self.level == "none" or not self.secret:
            return
        places = [place for path in self.secret for place in readable_files.places(path)]
        report = child.run_cell(PEEK.format(places), PEEK_SECONDS)
        # tried, not concluded: whatever this machine's layers are, none of it may be read
        if report.output != "[]\n":
            why = f"a notebook can read {', '.join(map(str, self.secret))}, or the try failed"
            raise IsolationUnavailable(
                self.level, readable_files.PRIVATE, why, readable_files.FIX
            )


class Child:
    """One forked child: a notebook's namespace that lasts until the child ends.

    `cpu_seconds` is known once it has ended.
    """

    def __init__(self, sandbox: Sandbox, number: int, line: Line):
        self.sandbox, self.number, self.line = sandbox, number, line
        self.server = sandbox.server
        self.asked = 0
        self.cpu_seconds = 0.0
        self.alive = True

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_) -> None:
        self.end()

    def wait_until_ready(self) -> Child:
        """Wait for the child's first words. Raises IsolationUnavailable where one of
        its layers failed."""
        ready = self.receive(SETTLE_SECONDS, wire.Ready)
        if ready.failed:
            self.end()
            layer, _, why = ready.failed.partition(": ")
            fix = "This kernel or container lacks it or forbids it."
            raise IsolationUnavailable(self.sandbox.level, layer, why, fix)
        return self

    def run_cell(
        self, source: str, seconds: float, keep: Mapping[str, str] = NOTHING
    ) -> wire.CellReport:
        """Run a cell with `seconds` of processor time, after the functions in `keep`, by
        test cell, were kept as they are there. An error in it is in the report. Raises
        ChildLost."""
        self.asked += 1
        self.send(wire.RunCell(self.asked, source, seconds, dict(keep)), seconds)
        return self.receive(self._wall(seconds), wire.CellReport)

    def ask(
        self,
        call: Call,
        seconds: float,
        lend: Lend | None = None,
        kept: Mapping[str, str] = NOTHING,
    ) -> Outcome:
        """Put a question; `lend` answers what the child asks back, where the call lends
        a right function. The functions in `kept` are the notebook's own, as they were
        kept at the test cell of this id. Raises ChildLost.

        An answer that is well framed but no plain data is an outcome with the failure
        `violation`; the child lives on.
        """
        self.asked += 1
        message = wire.Ask(self.asked, wire.call_form(call), seconds, dict(kept))
        self.send(message, seconds)
        deadline = time.monotonic() + self._wall(seconds)
        # a child that ignores its signals and asks back for ever was
        # prolonged each time
        latest = deadline + LENT_SECONDS
        try:
            answer = self.receive(self._wall(seconds), ANSWER)
            while isinstance(answer, wire.LentCall):
                deadline = min(latest, deadline + self._lent(answer, call, lend, seconds))
                answer = self.receive(deadline - time.monotonic(), ANSWER)
            return received(call, answer.outcome)
        except wire.DecodeError as error:
            return Outcome(failure=Failure("violation", message=str(error)))

    def _lent(self, lent_call: wire.LentCall, call: Call, lend: Lend | None, seconds) -> float:
        """Lend what the child asks for; how many seconds it took on this side."""
        started = time.monotonic()
        if lend is None or not isinstance(call.stand_ins.get(lent_call.function), Lent):
            raise self._lost(PipeBroken("violation", "it asked for what is not lent"))
        try:
            lent_result = msgspec.structs.replace(lend(lent_call), number=self.asked)
        except RecursionError as error:
            # nested so deeply that it could be read, and can't be passed on
            raise wire.DecodeError(f"it asked back with too much: {error}") from error
        self.send(lent_result, seconds)
        return time.monotonic() - started

    def compute(self, lent_call: wire.LentCall, seconds: float) -> wire.LentResult:
        """Have the right function of a `LentCall` called in this child, which has run no
        student's code. Raises ChildLost."""
        self.asked += 1
        self.send(wire.Compute(self.asked, lent_call, seconds), seconds)
        return self.receive(self._wall(seconds), wire.LentResult)

    def _wall(self, seconds):
        return seconds * self.sandbox.limits.wall_factor + 2 * self.sandbox.limits.grace

    def send(self, message, seconds):
        """Send a message. Raises ChildLost where the child is gone."""
        if not self.alive:
            raise ChildLost("died", "this child has ended")
        try:
            self.line.send(wire.encode(message), self._wall(seconds))
        except PipeBroken as broken:
            raise self._lost(broken) from broken

    def receive(self, seconds, expected):
        """Wait for the reply to the last message. Raises ChildLost where none comes, and
        DecodeError where an answer is not readable."""
        try:
            message = wire.decode_reply(self.line.receive(seconds))
        except PipeBroken as broken:
            raise self._lost(broken) from broken
        except wire.DecodeError as error:
            # the frame was whole, so the pipe is in order: it costs this question only
            if expected == ANSWER:
                raise
            raise self._lost(PipeBroken("violation", str(error))) from error
        # an answer may have been written before its question came (attack write-early)
        if not isinstance(message, expected) or message.number != self.asked:
            raise self._lost(PipeBroken("violation", "an answer to another question"))
        return message

    def _lost(self, broken: PipeBroken) -> ChildLost:
        gone, mine = broken.kind in ("closed", "cut"), not self.server.closed
        by_itself = gone and mine and bool(self.server.wait_for(self.number, CLOSED_SECONDS))
        ended = self.end()
        # it was there when its time was over or its message was wrong, whatever the server says
        if not gone:
            return ChildLost(broken.kind, broken.reason)
        if ended is None:
            return ChildLost("infrastructure", "the sandbox's server is lost")
        loss = cause(ended, by_itself, self.sandbox.limits)
        if broken.kind == "cut" and loss.kind == "died":
            # the student's own doing, not a kill or a budget
            return ChildLost("violation", broken.reason)
        return loss

    def end(self) -> wire.Ended | None:
        """End the child, and note its `cpu_seconds`."""
        if not self.alive:
            return None
        self.alive = False
        self.line.close()
        if self.server.closed:
            return None  # it went with its server
        try:
            self.server.kill(self.number)
            ended = self.server.wait_for(self.number)
        except ServerLost:
            ended = None
        self.sandbox.ended(self, ended)
        self.cpu_seconds = ended.cpu if ended else 0.0
        return ended
