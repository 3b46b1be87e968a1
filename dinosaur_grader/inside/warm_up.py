"""Going through the motions once, in a server that makes many children: what is loaded,
compiled and specialised here, no child has to do.

What an assignment requires is imported and never used: a library that has been used may
hold locks and threads, which no child inherits.
"""

from __future__ import annotations

import importlib
import pkgutil
import threading

import utils
from dinosaur_grader.checks.calls import Call, Spy
from dinosaur_grader.checks.perform import perform
from dinosaur_grader.inside import layers, wire
from dinosaur_grader.inside.kernel import Kernel
from dinosaur_grader.inside.outcomes import outcome_form

REHEARSAL = """
import encodings.utf_8_sig, random  # the first is how `utils` reads a text
from pathlib import Path
import numpy as np
from utils import *
np.random.seed(0)  # NumPy loads this part when it is first asked for
def asked(numbers):
    for number in numbers * 20:
        total, array = lent(number, np.zeros((2, 1)))
    print(total)
    return {"array": array}
"""
"""Imports and a function of no assignment's: no student's source, no question and no
answer."""


def load(modules: tuple[str, ...]) -> None:
    """Import what an assignment requires. Ends the process, with a word, where a module
    can't be imported, or starts threads: a child would wait for them for ever."""
    for module in modules:
        try:
            importlib.import_module(module)
        except Exception as error:
            raise SystemExit(
                f"{layers.REFUSED}{module} can't be imported: {error!r:.200}"
            ) from error
        for thread in threading.enumerate():
            if thread is not threading.main_thread():
                thread.join(1)  # matplotlib's ends by itself
        if layers.has_threads():
            raise SystemExit(
                f"{layers.REFUSED}{module} starts threads when it is imported, and a process that is "
                "forked afterwards waits for them for ever. Take it out of `requires`"
            )


def warm_up(kernel: Kernel) -> None:
    """Load what notebooks import, and IPython, and answer a question. Leaves the namespace
    as it was."""
    for found in pkgutil.iter_modules(utils.__path__, "utils."):
        if not found.ispkg:
            importlib.import_module(found.name)
    kernel.shell  # noqa: B018  made here, every child inherits it
    before = set(kernel.namespace)
    if error := kernel.run(REHEARSAL):
        raise error
    array = kernel.namespace["np"].zeros((2, 1))
    spy = Spy(("number", "array"), ((1.5, array),), record=("number",))
    # the second one raises: nobody lends it anything
    for call in [Call("asked", ([1, 2],), stand_ins={"lent": spy}), Call("asked", ([1],))] * 3:
        asked = wire.encode(wire.Ask(0, wire.call_form(call), 1.0))
        request = wire.decode_request(asked[wire.HEADER.size :])
        assert isinstance(request, wire.Ask)
        sent = wire.to_call(request.call)
        outcome = perform(sent, kernel.namespace)
        wire.encode(wire.answered(0, outcome_form(outcome, sent.positional)))
    # no notebook is to find them: a name that it never bound has to be an error
    for name in set(kernel.namespace) - before:
        del kernel.namespace[name]
