"""What several tests of the desk start from."""

from __future__ import annotations

import pytest

from tests.dinosaur_grader.desk import upgrade


@pytest.fixture(scope="session")
def graded_class(tmp_path_factory):
    """The class of `upgrade`, graded once; who changes something takes a copy."""
    home = tmp_path_factory.mktemp("graded-class")
    upgrade.hand_in_class(home)
    with pytest.MonkeyPatch.context() as patched:
        upgrade.serial(patched)
        assert upgrade.grade(home) == 1  # Dora's file is not a notebook
    return home
