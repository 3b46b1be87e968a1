"""Gradescope's zip in a Debian that nobody prepared: its setup script, with packages from
the net, and a hand-in. The image of a container is installed by the same script."""

from __future__ import annotations

import json
import shutil

import pytest

from dinosaur_grader.desk.platforms import bundle
from tests.dinosaur_grader.desk.platforms import doors
from tests.dinosaurs import ASSIGNMENT, NAME
from tests.install.rooms import IN_A_ROOM, ran
from tools import clean_room

pytestmark = IN_A_ROOM
IN_THE_ROOM = """
set -e
mount -t proc proc {root}/proc
mount --rbind /dev {root}/dev
mount -t tmpfs -o mode=1777 tmpfs {root}/tmp
chroot {root} bash /autograder/source/setup.sh
chroot {root} bash /autograder/source/run_autograder
"""


@pytest.mark.parametrize("suite", ["trixie", "bookworm"])
def test_the_zip_installs_and_gives_all_points(suite, tmp_path):
    root = tmp_path / "root"
    clean_room.debian(suite, root)
    bundle.build("gradescope", doors.order(isolation="process"), tmp_path / "gradescope.zip")
    doors.unzipped(tmp_path / "gradescope.zip", root / "autograder" / "source")
    (root / "autograder" / "submission").mkdir()
    shutil.copy(ASSIGNMENT.solved_path, root / "autograder" / "submission" / f"{NAME}.ipynb")

    code, said = ran(IN_THE_ROOM.format(root=root))

    assert code == 0, said[-3000:]
    results = json.loads((root / "autograder/results/results.json").read_text())
    assert results["score"] == 100, results["output"]
    assert results["extra_data"]["isolation"] == "process"
    kept = [path.stat().st_mode & 0o077 for path in (root / "opt/dinosaur/kept").iterdir()]
    assert kept and not any(kept)
