"""Going through the motions once, in a server that makes many children: what is loaded,
compiled and specialised here, no child has to do."""

from __future__ import annotations

import importlib
import pkgutil

import numpy as np

import utils
from dinosaur_grader.checks.calls import Call, Spy, perform
from dinosaur_grader.inside.kernel import Kernel
from dinosaur_grader.inside.outcomes import outcome_form
from dinosaur_grader.inside.wire import (
    HEADER,
    Answered,
    Ask,
    call_form,
    decode_request,
    encode,
    to_call,
)

REHEARSAL = """
import random
from pathlib import Path
import numpy as np
from utils import *
from utils import corpus
data = corpus.read_text(Path(corpus.__file__))  # not every assignment has names
corpus.which_corpus(data)
chars = sorted(set(data))
print(len(data), {char: ix for ix, char in enumerate(chars)})
parameters = initialize_parameters(4, 3, 3)
for seed in range(8):
    np.random.seed(seed)
    state, p = rnn_step_forward(parameters, np.zeros((4, 1)), np.zeros((3, 1)))
    np.random.choice(range(3), p=p.ravel())
    loss, cache = rnn_forward([None, 1], [1, 0], np.zeros((4, 1)), parameters)
    gradients, a = rnn_backward([None, 1], [1, 0], parameters, cache)
    update_parameters(parameters, gradients, 0.01)
    loss = smooth(get_initial_loss(3, 2), loss)
def asked(data, step):
    for name in data * 20:
        loss, gradients, state = step(name, np.zeros((2, 1)))
    print(loss)
    return {"gradients": gradients, "state": state}
def broken():
    raise ValueError("a rehearsal")
"""
"""What a right notebook calls, on made-up numbers: no student's source, no question and
no answer."""


def warm_up(kernel: Kernel) -> None:
    """Load what notebooks import, and IPython, and run what a right one calls. Leaves
    the namespace as it was."""
    for found in pkgutil.iter_modules(utils.__path__, "utils."):
        if not found.ispkg:
            importlib.import_module(found.name)
    kernel.shell  # noqa: B018  made here, every child inherits it
    before = set(kernel.namespace)
    if error := kernel.run(REHEARSAL):
        raise error
    spy = Spy(
        ("name", "state"),
        ((1.5, {"db": np.zeros((2, 1))}, np.zeros((2, 1))),),
        record=("name",),
    )
    for call in [
        Call("asked", (["a", "b"],), stand_ins={"step": spy}),
        Call("asked", (["a"],)),
        Call("broken"),
    ] * 3:
        request = decode_request(encode(Ask(0, call_form(call), 1.0))[HEADER.size :])
        assert isinstance(request, Ask)
        sent = to_call(request.call)
        encode(Answered(0, outcome_form(perform(sent, kernel.namespace), sent.positional)))
    # no notebook is to find them: a name that it never bound has to be an error
    for name in set(kernel.namespace) - before:
        del kernel.namespace[name]
