"""The hostile gallery's folders and notebooks, as far as staging takes them."""

import os
import signal
import socket

import nbformat
import pytest

from grader.judging.stage import stage, written_id
from grader.results import Submission
from tests.gallery import proving_ground
from tests.gallery.hostile import files, network, notebooks, resources, write
from tests.grader import small

ASSIGNMENT = small.assignment()
BLANK = nbformat.from_dict(small.RELEASE)
ATTACKS = [*files.ATTACKS, *notebooks.ATTACKS, *resources.ATTACKS, *network.ATTACKS]


def _state(staged) -> str:
    return "graded" if isinstance(staged, Submission) else staged.state


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_a_hostile_folder_ends_in_its_state_with_the_assignment_s_own_tests(tmp_path, attack):
    folder = write(attack, tmp_path, BLANK)

    staged = stage(folder, ASSIGNMENT)
    assert _state(staged) in attack.states
    assert staged.student_id == written_id(attack.student)
    assert all(note.isprintable() for note in staged.notes)
    assert isinstance(staged, Submission) or staged.reason
    if isinstance(staged, Submission):
        tests = [
            (cell.grade_id, cell.source, cell.points)
            for cell in staged.cells
            if cell.kind == "test"
        ]
        assert sorted(tests) == sorted(
            (test.id, test.source, test.points) for test in ASSIGNMENT.tests
        )


def test_the_names_of_all_attacks_differ():
    names = [attack.name for attack in ATTACKS]

    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "attack", [*resources.ATTACKS, *network.ATTACKS], ids=lambda attack: attack.name
)
def test_the_cells_of_an_attack_are_python_that_can_start(attack):
    for source in (attack.first, *attack.cells.values(), attack.last):
        compile(source, attack.name, "exec")


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
    with monkeypatch.context() as patch, pytest.raises(OSError, match="no such user"):
        patch.setattr(proving_ground.subprocess, "Popen", _refuse)
        proving_ground.ProvingGround().__enter__()
    assert not proving_ground.FOLDER.exists()
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
