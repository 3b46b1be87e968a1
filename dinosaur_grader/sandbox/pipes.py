"""The grader's two pipe ends of one child: frames out, frames in, each with a deadline
and a cap."""

from __future__ import annotations

import os
import select
import time

from dinosaur_grader.inside.wire import HEADER

MAX_PIECES = 20_000
"""Waits and reads for one frame: more than twice what the largest takes, a page at a time."""


class PipeBroken(Exception):
    """The line can't be used any more: `timeout`, `violation`, `closed` by the other
    end, or `cut` in a frame."""

    def __init__(self, kind: str, reason: str = ""):
        super().__init__(f"{kind}: {reason}")
        self.kind, self.reason = kind, reason


class Line:
    """Sends and receives frames; `cap` bounds both, in bytes of the message without its
    length."""

    def __init__(self, out: int, into: int, cap: int):
        self.out, self.into, self.cap = out, into, cap
        # a child may stop reading or writing at any byte: each wait has a clock (`_wait`)
        os.set_blocking(out, False)
        os.set_blocking(into, False)

    def send(self, frame: bytes, seconds: float) -> None:
        """Send a frame. Bytes that came unasked are a violation. Raises PipeBroken."""
        size = len(frame) - HEADER.size
        if size > self.cap:
            # what is so large in it is the student's: a cell's text, or what a child
            # asked back with
            raise PipeBroken("violation", f"a request of {size} bytes is over the cap")
        # else they would pass for the answer to what is sent now (attack write-early)
        if _wait(self.into, select.POLLIN, 0):
            if os.read(self.into, 1):
                raise PipeBroken("violation", "bytes came before a question")
            raise PipeBroken("closed")
        deadline = time.monotonic() + seconds
        view = memoryview(frame)
        while view:
            try:
                view = view[os.write(self.out, view) :]
            except BlockingIOError:
                if not _wait(self.out, select.POLLOUT, deadline - time.monotonic()):
                    raise PipeBroken("timeout", "it took no request in time") from None
            except BrokenPipeError:
                raise PipeBroken("closed") from None

    def receive(self, seconds: float) -> bytes:
        """Receive the next frame without its length. Raises PipeBroken."""
        deadline = time.monotonic() + seconds
        (size,) = HEADER.unpack(self._read(HEADER.size, deadline))
        # before a byte of it is taken: the length is the child's word (attack write-giant)
        if size > self.cap:
            raise PipeBroken("violation", f"an answer of {size} bytes is over the cap")
        return self._read(size, deadline)

    def _read(self, size, deadline):
        got, pieces = bytearray(), 0
        while len(got) < size:
            # each wakes us: a byte at a time, 16 MB took 17 s (attack write-by-bytes)
            if (pieces := pieces + 1) > MAX_PIECES:
                raise PipeBroken("violation", "an answer came in too many pieces")
            try:
                part = os.read(self.into, min(size - len(got), 1 << 20))
            except BlockingIOError:
                if not _wait(self.into, select.POLLIN, deadline - time.monotonic()):
                    raise PipeBroken("timeout", "no answer in time") from None
                continue
            if not part:
                raise (
                    PipeBroken("cut", "an answer was cut off") if got else PipeBroken("closed")
                )
            got += part
        return bytes(got)

    def close(self) -> None:
        """Close both ends."""
        os.close(self.out)
        os.close(self.into)


def _wait(fd: int, event: int, seconds: float) -> bool:
    poll = select.poll()
    poll.register(fd, event)
    return bool(poll.poll(max(0.0, seconds) * 1000))
