"""What tests and proofs in a bare Debian need."""

import os
import shutil
import subprocess

import pytest

from tools import clean_room

NEEDS_A_ROOM = [
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a clean room"),
    pytest.mark.skipif(
        not shutil.which("mmdebstrap"),
        reason="mmdebstrap, which makes clean rooms, is not here",
    ),
]
IN_A_ROOM = [pytest.mark.proof, *NEEDS_A_ROOM]


def ran(script: str) -> tuple[int, str]:
    """Run a script in namespaces of its own, which take its mounts and processes along."""
    spaces = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    done = subprocess.run(
        [*spaces, "--propagation", "private", "bash", "-c", script],
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", **clean_room.passed_on()},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode, done.stdout
