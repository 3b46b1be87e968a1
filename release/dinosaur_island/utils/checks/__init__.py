"""The public probes and the judge: what `check(clip)` asks, and what it makes of the
answer. The questions themselves lie in `utils/questions`, made from a rubric."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .probe import (
        Fault,
        Probe,
        Verdict,
        agree,
        failed,
        judge,
        passes,
        score,
        shows,
    )
    from .published import public_probes

__all__ = [
    "Fault",
    "Probe",
    "Verdict",
    "agree",
    "check",
    "failed",
    "judge",
    "pack",
    "passes",
    "public_probes",
    "score",
    "shows",
]


def check(function) -> float:
    """Ask your function the public questions, print what passed and what did not, and
    return the points.

    Works on the graded functions and classes of the notebook, and on a variable by its
    name, `check("colour")`. A wrong answer is not an error: it
    comes with a hint. The points are those of the cell; some more questions, which
    nobody sees before, are asked when the notebook is graded.
    """
    from .in_notebook import (
        check_in_notebook,  # what only the notebook needs, away from the judge
    )

    return check_in_notebook(function)


def pack(name: str):
    """Save the notebook where that can be done from here, check it afresh, and give the
    one file to hand in, `name` with the ending `.ipynb`.

    Shown is what is still missing, in the words of `check`. It is not a mark.
    """
    from .packing import pack_notebook

    return pack_notebook(name)


def __getattr__(name: str) -> Any:
    """Load a name of `__all__` from its module when somebody asks for it. A notebook
    that is graded asks nothing itself."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = "published" if name == "public_probes" else "probe"
    return getattr(importlib.import_module(f".{home}", __name__), name)
