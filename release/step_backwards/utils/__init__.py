"""What a student's notebook imports: `from utils import *` gives the names in `__all__`
and no others.

Two rooms belong to one notebook each: `checks` to the graded one, `sonnets` to the
second. A notebook's download has only its own.
"""

from __future__ import annotations

from importlib.util import find_spec

from .corpus import load_names
from .rnn import (
    initialize_parameters,
    rnn_backward,
    rnn_forward,
    rnn_step_backward,
    rnn_step_forward,
    update_parameters,
)
from .text import get_initial_loss, get_sample, print_sample, smooth, softmax, vocabulary

__all__ = [
    "check",
    "get_initial_loss",
    "get_sample",
    "initialize_parameters",
    "load_names",
    "print_sample",
    "rnn_backward",
    "rnn_forward",
    "rnn_step_backward",
    "rnn_step_forward",
    "smooth",
    "softmax",
    "update_parameters",
    "vocabulary",
]

if find_spec(f"{__name__}.checks"):
    from .checks import check
else:
    __all__.remove("check")
