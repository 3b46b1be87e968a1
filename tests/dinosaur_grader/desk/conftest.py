"""What several tests of the desk start from."""

from __future__ import annotations

import shutil

import pytest

from tests.dinosaur_grader.desk import upgrade


@pytest.fixture(scope="session")
def works(tmp_path_factory):
    """Ada's notebook as it may be: `blank` 0 points, `some` 80, `all` 100."""
    home, solved = tmp_path_factory.mktemp("works"), upgrade.solved()
    wrong = solved | {"clip": "def clip(gradients, maxValue):\n    return None"}
    found = {}
    for name, cells in (("blank", {}), ("some", wrong), ("all", solved)):
        upgrade.hand_in(home, name, cells)
        found[name] = upgrade.notebook(home, name).read_bytes()
    return found


@pytest.fixture(scope="session")
def graded_class(tmp_path_factory):
    """The class of `upgrade`, graded once; who changes something takes a copy."""
    home = tmp_path_factory.mktemp("graded-class")
    upgrade.hand_in_class(home)
    with pytest.MonkeyPatch.context() as patched:
        upgrade.serial(patched)
        assert upgrade.grade(home) == 1  # Dora's file is not a notebook
    return home


@pytest.fixture
def home(graded_class, tmp_path, monkeypatch):
    """A copy of it, graded on in this process."""
    shutil.copytree(graded_class, tmp_path / "home")
    upgrade.serial(monkeypatch)
    return tmp_path / "home"
