"""What every door packs: never a seed that a notebook could read."""

from __future__ import annotations

import pytest

from dinosaur_grader.desk.platforms import bundle
from dinosaur_grader.exit_codes import Refused
from tests.dinosaur_grader.desk.platforms import doors

pytestmark = [pytest.mark.isolation, pytest.mark.slow]


def test_with_a_seed_no_door_is_made_without_layers_and_none_goes_to_github(tmp_path):
    with pytest.raises(Refused, match="--practice"):
        bundle.build("gradescope", doors.order(isolation="none"), tmp_path / "gradescope.zip")
    with pytest.raises(Refused, match="--practice"):
        bundle.build("classroom", doors.order(), tmp_path / "classroom")
