"""The measure of effort: on a busy machine it says the same."""

import os
import subprocess
import sys

import pytest

from tests.effort import unit, units


@pytest.fixture(params=["quiet", "busy"])
def machine(request):
    """As it is, and with two more processes a core that never rest."""
    busy = 2 * (os.cpu_count() or 1) if request.param == "busy" else 0
    processes = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(busy)
    ]
    yield
    for process in processes:
        process.kill()
        process.wait()


def test_a_unit_is_a_unit_and_five_are_five(machine):
    assert 0.6 < units(unit) < 1.6
    assert 3 < units(lambda: [unit() for _ in range(5)]) < 8
