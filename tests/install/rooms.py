"""What a proof in a bare Debian needs."""

import os
import shutil

import pytest

IN_A_ROOM = [
    pytest.mark.proof,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a clean room"),
    pytest.mark.skipif(
        not shutil.which("mmdebstrap"),
        reason="mmdebstrap, which makes clean rooms, is not here",
    ),
]
