"""The proving ground tells what was hit."""

import os
import signal
import socket

import pytest

from tests.gallery import proving_ground


def _end_sentinel(ground):
    os.kill(int((proving_ground.FOLDER / "sentinel.pid").read_text()), signal.SIGKILL)
    ground.sentinel.wait()


def _spoil_treasure(ground):
    (proving_ground.FOLDER / "treasure.txt").write_text("spoilt")


def _connect(ground):
    socket.create_connection(("127.0.0.1", proving_ground.PORT), timeout=5).close()


def _leave_a_file(ground):
    (proving_ground.FOLDER / "daemon-was-here").touch()


def _ask_for_a_name(ground):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as own:
        own.sendto(b"hello", ("127.0.0.1", proving_ground.PORT))


@pytest.mark.parametrize(
    ("hit", "told"),
    [
        (_end_sentinel, "the sentinel was ended"),
        (_spoil_treasure, "the treasure was changed"),
        (_connect, "a TCP connection came through"),
        (_ask_for_a_name, "a UDP message came through"),
        (_leave_a_file, "daemon-was-here was left behind"),
    ],
)
def test_a_proving_ground_that_was_hit_says_so(hit, told):
    with proving_ground.ProvingGround() as ground:
        assert ground.harm() == []
        hit(ground)
        assert ground.harm() == [told]
