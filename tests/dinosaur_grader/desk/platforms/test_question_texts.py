"""What every platform shows of a hand-in."""

from __future__ import annotations

import msgspec
import pytest

from dinosaur_grader.desk import platforms

pytestmark = pytest.mark.slow


def files(name, marked):
    return platforms.module(name).files(marked, pages=False)


@pytest.mark.parametrize("name", platforms.FORMATS)
def test_how_long_a_notebook_took_is_in_no_file_of_a_platform(blank, name):
    """A child that was asked something secret can choose how long it takes."""
    slow = msgspec.structs.replace(blank.result, seconds={"walk": 12.3, "judge": 4.5})
    other = msgspec.structs.replace(blank, result=slow)
    assert files(name, other) == files(name, blank)
