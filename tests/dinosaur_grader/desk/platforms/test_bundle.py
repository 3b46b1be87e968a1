"""What every door packs: never a seed that a notebook could read."""

from __future__ import annotations

import pytest

from dinosaur_grader.desk.platforms import classroom, gradescope
from dinosaur_grader.exit_codes import Refused
from tests.dinosaur_grader.desk.platforms import doors

pytestmark = [pytest.mark.isolation, pytest.mark.slow]


def test_with_a_seed_no_door_is_made_without_layers_and_none_goes_to_github(tmp_path):
    with pytest.raises(Refused, match="--practice"):
        gradescope.build(doors.order(isolation="none"), tmp_path / "gradescope.zip")
    with pytest.raises(Refused, match="--practice"):
        classroom.build(doors.order(), tmp_path / "classroom")
