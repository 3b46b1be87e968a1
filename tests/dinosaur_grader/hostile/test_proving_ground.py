"""The proving ground tells what was hit, and there is one at a time on a network."""

import os
import signal
import socket

import pytest

from tests.gallery import proving_ground


def test_an_untouched_proving_ground_reports_no_harm():
    with proving_ground.ProvingGround() as ground:
        assert ground.harm() == []


def test_a_second_proving_ground_waits_for_its_turn_and_touches_nothing(monkeypatch):
    with proving_ground.ProvingGround() as ground:
        monkeypatch.setattr(proving_ground, "TURN", 0)
        with pytest.raises(OSError, match="in use"):
            proving_ground.ProvingGround().__enter__()
        assert ground.harm() == []


def test_one_that_could_not_be_made_gives_its_turn_back(monkeypatch):
    half = proving_ground.ProvingGround()  # kept, or its sockets would close by themselves
    with monkeypatch.context() as patch, pytest.raises(OSError, match="no such user"):
        patch.setattr(proving_ground.subprocess, "Popen", _refuse)
        half.__enter__()
    assert [each.fileno() for each in half.sockets.values()] == [-1] * len(half.sockets)
    with proving_ground.ProvingGround() as ground:
        assert ground.harm() == []


def _refuse(*_, **__):
    raise OSError("no such user")


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
        hit(ground)
        assert ground.harm() == [told]
