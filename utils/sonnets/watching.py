"""Long steps that somebody waits for: one thread for the matrix products, a bar with the
time that is left, and a stop that keeps what was done."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType

from ..lesson import someone_watches

__all__ = ["Bar", "Stop", "in_a_browser", "one_thread", "stoppable"]

WIDTH = 30  # signs of a bar


def in_a_browser() -> bool:
    """Whether Python runs in a web page, where NumPy is slow and stopping loses what
    was learned since the step began."""
    return sys.platform == "emscripten"


def one_thread() -> contextlib.AbstractContextManager:
    """A context in which the library behind NumPy's products uses one thread.

    The products here are small: several threads wait for each other longer than they
    compute, on a busy machine many times as long. Without the package threadpoolctl
    nothing is limited; a browser has one thread anyhow.
    """
    try:
        from threadpoolctl import threadpool_limits
    except ImportError:
        return contextlib.nullcontext()
    return threadpool_limits(limits=1, user_api="blas")


@dataclass
class Stop:
    """`asked` becomes true once somebody presses the stop button, or Ctrl-C."""

    asked: bool = False


@contextlib.contextmanager
def stoppable() -> Iterator[Stop]:
    """Note the wish to stop instead of breaking off in the middle of an update.

    The loop inside looks at `asked` when an update is complete. A second press breaks
    off at once, with KeyboardInterrupt, as it does outside the main thread.
    """
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def note(number: int, frame: FrameType | None) -> None:
        if stop.asked:
            signal.default_int_handler(number, frame)
        stop.asked = True

    before = signal.signal(signal.SIGINT, note)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler if before is None else before)


class Bar:
    """A line that is renewed while `total` pieces of work are done, `done` of them
    before it began.

    `show(text)` puts the line in the place of the one before. If none is given, a
    notebook shows it to the person who sits there, and nobody else sees it.
    """

    def __init__(
        self,
        total: int,
        unit: str,
        done: int = 0,
        show: Callable[[str], object] | None = None,
    ) -> None:
        self.total, self.unit, self.done, self.before = total, unit, done, done
        self.show = show or _shown()
        self.began = time.monotonic()
        self.show(self.text())

    def report(self, done: int, note: str = "") -> None:
        """Say that `done` pieces are done now; `note` stands at the line's end."""
        self.done = done
        self.show(self.text() + (f", {note}" if note else ""))

    def text(self) -> str:
        """The line as it is now."""
        filled = WIDTH * self.done // self.total
        bar = "█" * filled + "░" * (WIDTH - filled)
        return f"{bar} {self.done} of {self.total} {self.unit}{self._left()}"

    def _left(self) -> str:
        here = self.done - self.before
        if not here:
            return ""
        spent = time.monotonic() - self.began
        if self.done == self.total:
            return f" in {_seconds(spent)}"
        return f", about {_seconds(spent / here * (self.total - self.done))} left"


def _seconds(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} minutes"


def _shown() -> Callable[[str], None]:
    """A function that shows a line in the notebook, or does nothing where nobody
    watches."""
    if not someone_watches():
        return lambda text: None
    from IPython.display import display

    line = display({"text/plain": ""}, raw=True, display_id=True)
    return lambda text: line.update({"text/plain": text}, raw=True)
