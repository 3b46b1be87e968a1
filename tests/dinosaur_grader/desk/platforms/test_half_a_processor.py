"""Gradescope's script with what Gradescope gives: half a processor and 768 MB, held by
control groups."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dinosaur_grader.desk.platforms import gradescope
from tests.dinosaur_grader.desk.platforms import doors, everywhere
from tests.dinosaur_grader.desk.platforms.test_doors import HANGS, RIGHT, notebook

GROUPS = Path("/sys/fs/cgroup")
MEMORY, PROCESSOR = GROUPS / "memory", GROUPS / "cpu"
MEGABYTES, SHARE = 768, 0.5
PERIOD = 100_000  # microseconds
ENDLESS = {
    "hangs": HANGS["clip"],
    "prints": "def clip(gradients, maxValue):\n    while True:\n        print('x' * 10**6)\n",
    "takes memory": "def clip(gradients, maxValue):\n    taken = []\n    while True:\n"
    "        taken.append(bytearray(10**7))\n",
}
pytestmark = [
    pytest.mark.proof,
    pytest.mark.isolation,
    pytest.mark.skipif(
        not os.access(MEMORY / "cgroup.procs", os.W_OK),
        reason="no control groups that this user may make",
    ),
]


@pytest.fixture
def held():
    """This process, and all that it starts, in a small machine."""
    made = MEMORY / "half-a-processor", PROCESSOR / "half-a-processor"
    for group in made:
        group.mkdir(exist_ok=True)
    (made[0] / "memory.limit_in_bytes").write_text(str(MEGABYTES * 2**20))
    (made[1] / "cpu.cfs_period_us").write_text(str(PERIOD))
    (made[1] / "cpu.cfs_quota_us").write_text(str(int(SHARE * PERIOD)))
    for group in made:
        (group / "cgroup.procs").write_text(str(os.getpid()))
    yield
    for group in made:
        (group.parent / "cgroup.procs").write_text(str(os.getpid()))
        group.rmdir()


def test_right_answers_and_endless_ones_fit(tmp_path, held):
    everywhere.opened(tmp_path)
    gradescope.build(doors.order(), tmp_path / "gradescope.zip")
    doors.unzipped(tmp_path / "gradescope.zip", tmp_path / "source")
    home = doors.installed(tmp_path / "source", tmp_path / "home", "setup.sh")
    assert doors.gradescope(home, tmp_path / "right", notebook(RIGHT))["score"] == 100
    for name, clip in ENDLESS.items():
        said = doors.gradescope(home, tmp_path / name, notebook({**RIGHT, "clip": clip}))
        assert said["score"] == 80, name
        assert "Every question was asked" in said["output"], name
