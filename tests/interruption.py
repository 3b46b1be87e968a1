"""A run can be interrupted wherever it was started: in a terminal, in the background of
a script, where Ctrl-C's signal is ignored, or by whoever ends the job. It prints
pytest's summary of what ran, and leaves no process behind."""

from __future__ import annotations

import contextlib
import os
import signal

import psutil
import pytest

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interruption:
    """The pytest plug-in: each of the signals is Ctrl-C, for a process of pytest-xdist's
    too, which so clears its fixtures away."""

    def __init__(self):
        self.family: list[psutil.Process] = []

    def pytest_configure(self) -> None:
        for each in SIGNALS:
            # nohup asks that a closed terminal ends nothing
            if each != signal.SIGHUP or signal.getsignal(each) != signal.SIG_IGN:
                signal.signal(each, self.interrupt)

    def interrupt(self, *_: object) -> None:
        """Note what runs below this process now: whose parent is gone is not found later."""
        self.family = psutil.Process(os.getpid()).children(recursive=True)
        raise KeyboardInterrupt

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """End what pytest-xdist's own processes, killed in the middle of a test, have
        left."""
        for process in self.family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
