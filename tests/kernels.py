"""OpenBLAS's kernels, one for each kind of processor: each sums in an order of its own.

Which one a process has is settled when it imports NumPy, so each is asked for in a child;
in this process the processor's own stays.
"""

from __future__ import annotations

import functools
import os
import subprocess
import sys

import pytest

NAMES = ("Prescott", "Sandybridge", "Haswell", "SkylakeX")
"""One without AVX, with it, with FMA, with AVX-512."""
CHILD = (
    "import numpy, threadpoolctl\n"
    "print(*(each.get('architecture') for each in threadpoolctl.threadpool_info()))"
)


def environment(kernel: str) -> dict[str, str]:
    """Make the environment of a child that has this kernel, and one thread."""
    return os.environ | {"OPENBLAS_CORETYPE": kernel, "OPENBLAS_NUM_THREADS": "1"}


@functools.cache
def known(names: tuple[str, ...] = NAMES) -> dict[str, str]:
    """Find the kernels that this processor can be told to use: the one that NumPy really
    loaded, and a name by which it does.

    A name that OpenBLAS doesn't know gives the processor's own kernel; one whose
    instructions the processor hasn't got ends the child by a signal.
    """
    found = {}
    for name in names:
        ran = subprocess.run(
            [sys.executable, "-c", CHILD],
            env=environment(name),
            capture_output=True,
            text=True,
        )
        if ran.returncode >= 0:
            assert ran.returncode == 0, ran.stderr
            found[ran.stdout.strip()] = name
    return found


def several(names: tuple[str, ...] = NAMES) -> tuple[str, ...]:
    """List names for kernels that differ; skips the test where there is only one."""
    found = tuple(known(names).values())
    if len(found) < 2:
        pytest.skip("this processor can be told to use no other of OpenBLAS's kernels")
    return found
