"""The same-process cheats once more at level `process`: without bubblewrap no trick is
worth a point either."""

import nbformat
import pytest

from grader.assignments import assignment as assignments
from grader.batch.grade import Options, grade
from grader.records.outputs import write
from grader.sandbox.sandbox import IsolationUnavailable, Sandbox
from tests.gallery import hostile
from tests.gallery.hostile import cheats
from tests.gallery.proving_ground import ProvingGround
from tests.grader.test_hostile import HONEST, hand_in_honest, rows

pytestmark = [pytest.mark.isolation, pytest.mark.slow]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """The cheats and three honest students in one class, and the three alone, graded at
    `process`."""
    try:
        with Sandbox("process"):
            pass
    except IsolationUnavailable as error:
        pytest.skip(str(error))
    home = tmp_path_factory.mktemp("process")
    work = assignments.load("dinosaur_island")
    blank = nbformat.read(work.blank_path, as_version=4)
    for name in ("alone", "all"):
        hand_in_honest(home / name, work)
    with ProvingGround() as ground:
        for attack in cheats.ATTACKS:
            hostile.write(attack, home / "all", blank, home / "all-out")
        for name in ("alone", "all"):
            options = Options(
                home / name, home / f"{name}-out", 2, "process", seed=home / "course.seed"
            )
            write(grade(options, print), options, print)
        (home / "harm").write_text("\n".join(ground.harm()))
    return home


@pytest.mark.parametrize("attack", cheats.ATTACKS, ids=lambda attack: attack.name)
def test_a_cheat_earns_no_more_than_its_honest_part_at_process(home, attack):
    row = next(
        row
        for row in rows(home / "all-out" / "totals.csv")
        if row["student_id"] == hostile.written_id(attack)
    )
    assert row["state"] in attack.states
    assert float(row["score"] or 0) <= attack.most


def test_honest_marks_are_the_same_as_without_the_cheats_at_process(home):
    among = [
        row for row in rows(home / "all-out" / "grades.csv") if row["student_id"] in HONEST
    ]
    assert among == rows(home / "alone-out" / "grades.csv")
    assert (
        sum(float(row["score"]) for row in among if row["student_id"] == "honest-right") == 100
    )


def test_nothing_on_the_proving_ground_was_hit_at_process(home):
    assert (home / "harm").read_text() == ""
