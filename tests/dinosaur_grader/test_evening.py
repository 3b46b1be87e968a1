"""The whole evening by the documented commands, from the systems' zips to their upload
files and back, checked by id.

Here a class of 30, with every kind of trouble; in the proof, as in `python -m
bench.evening`, one of 2,000.
"""

import pytest

from bench.evening import Evening

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("students", [30, pytest.param(2000, marks=pytest.mark.proof)])
def test_nobody_is_lost_and_nobody_is_mixed_up(tmp_path, students):
    evening = Evening(tmp_path, students, "none")

    assert evening.run() == []
    assert evening.peak > 1
    assert [p.name for p in tmp_path.parent.glob("evil*")] == []
