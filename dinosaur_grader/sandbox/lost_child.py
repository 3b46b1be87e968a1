"""Why a child was lost, in a word that decides what it costs and a sentence for
people."""

from __future__ import annotations

import os
import signal

from dinosaur_grader.inside.limits import Limits
from dinosaur_grader.sandbox.server import Ended


class ChildLost(Exception):
    """A child is gone. `kind`: `timeout`, `memory`, `died`, `violation` (it broke the
    protocol) or `infrastructure`.

    `killed` says that somebody outside ended it: the kernel, out of memory, or a
    person. No student can do that.
    """

    def __init__(self, kind: str, reason: str, killed: bool = False):
        super().__init__(f"{kind}: {reason}")
        self.kind, self.reason, self.killed = kind, reason, killed


def cause(ended: Ended, by_itself: bool, limits: Limits) -> ChildLost:
    """Why a child closed its pipe: from its wait status, where it ended `by_itself`."""
    if not by_itself:
        return ChildLost("died", "the process closed its pipe")
    if not os.WIFSIGNALED(ended.status):
        code = os.waitstatus_to_exitcode(ended.status)
        return ChildLost("died", f"the process ended itself with code {code}")
    number = os.WTERMSIG(ended.status)
    if number in (signal.SIGVTALRM, signal.SIGXCPU) or ended.cpu >= limits.cpu_seconds:
        return ChildLost("timeout", "its processor time was used up")
    if number == signal.SIGXFSZ:
        return ChildLost("died", "its files were too large or too many")
    if number == signal.SIGKILL:
        return ChildLost(
            "memory",
            "the system ended the process, most likely for want of memory",
            killed=True,
        )
    return ChildLost("died", f"the process was ended by {signal.Signals(number).name}")
