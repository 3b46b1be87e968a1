"""The same-process cheats, and claims of points, once more at `process` and at `none`:
without bubblewrap, and without any layer, no trick is worth a point either. At `process`
also what is large, or ends its process, again and again."""

import nbformat
import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.batch.grade import Options, grade
from dinosaur_grader.records.outputs import write
from dinosaur_grader.sandbox.sandbox import IsolationUnavailable, Sandbox
from tests.dinosaur_grader.hostile.test_hostile import HONEST, hand_in_honest, rows
from tests.gallery import hostile
from tests.gallery.hostile import cheats, notebooks, writing
from tests.gallery.proving_ground import ProvingGround

pytestmark = [pytest.mark.isolation, pytest.mark.slow]
CLAIMS = ("write-claim", "write-early", "claims-points", "claims-tests", "tests-replaced")
LOUD = ("many-dicts", "packed-dictionaries", "long-texts", "many-exits")
"""These are bounded where the answer is judged, so at `process` as at `strict`."""
ATTACKS = [
    *cheats.ATTACKS,
    *(one for one in (*writing.ATTACKS, *notebooks.ATTACKS) if one.name in (*CLAIMS, *LOUD)),
]
OTHERS = [one for one in hostile.attacks() if one not in ATTACKS]
"""These take minutes, most of them until a budget is spent."""
HARMFUL = ("pth", "gradebook-write")
"""These change files of the person who grades, which only a layer keeps from it."""
CASES = [
    pytest.param(level, attack, id=f"{level}-{attack.name}")
    for level in ("process", "none")
    for attack in ATTACKS
    if level == "process" or attack.name not in (*HARMFUL, *LOUD)
]
AT = {
    level: [case.values[1] for case in CASES if case.values[0] == level]
    for level in ("process", "none")
} | {"process, the others": OTHERS}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """The attacks and three honest students in one class, and the three alone, graded at
    each of the two levels."""
    graded = {}

    def at(level):
        if level not in graded:
            graded[level] = _graded(level, tmp_path_factory.mktemp(level))
        return graded[level]

    return at


def _graded(which, home):
    level = which.partition(",")[0]
    try:
        with Sandbox(level):
            pass
    except IsolationUnavailable as error:
        pytest.skip(str(error))
    work = assignments.load("dinosaur_island")
    blank = nbformat.read(work.blank_path, as_version=4)
    for name in ("alone", "all"):
        hand_in_honest(home / name, work)
    with ProvingGround() as ground:
        for attack in AT[which]:
            hostile.write(attack, home / "all", blank, home / "all-out")
        for name in ("alone", "all"):
            options = Options(
                home / name, home / f"{name}-out", 2, level, seed=home / "course.seed"
            )
            write(grade(options, print), options, print)
        (home / "harm").write_text("\n".join(ground.harm()))
    return home


@pytest.mark.parametrize(("level", "attack"), CASES)
def test_a_cheat_earns_no_more_than_its_honest_part(home, level, attack):
    held(home(level), attack)


def held(folder, attack):
    """Fails where the attack earned more than its honest part."""
    row = next(
        row
        for row in rows(folder / "all-out" / "totals.csv")
        if row["student_id"] == hostile.written_id(attack)
    )
    assert row["state"] in attack.states
    assert float(row["score"] or 0) <= attack.most


@pytest.mark.proof
def test_all_other_attacks_earn_no_more_at_process_and_hit_nothing(home):
    folder = home("process, the others")
    for attack in OTHERS:
        held(folder, attack)
    test_honest_marks_are_the_same_as_without_the_cheats(home, "process, the others")
    assert (folder / "harm").read_text() == ""


@pytest.mark.parametrize("level", ["process", "none"])
def test_honest_marks_are_the_same_as_without_the_cheats(home, level):
    out = home(level) / "all-out" / "grades.csv"
    among = [row for row in rows(out) if row["student_id"] in HONEST]
    assert among == rows(home(level) / "alone-out" / "grades.csv")
    assert (
        sum(float(row["score"]) for row in among if row["student_id"] == "honest-right") == 100
    )


def test_the_table_and_the_journal_of_loud_hand_ins_are_small_at_process(home):
    out = home("process") / "all-out"
    messages = [row["message"] for row in rows(out / "grades.csv") if row["student_id"] in LOUD]
    assert len(messages) == 8 * len(LOUD)
    assert max(map(len, messages)) < 10_000
    assert max(map(len, (out / "results.jsonl").read_bytes().splitlines())) < 200_000


def test_nothing_on_the_proving_ground_was_hit_at_process(home):
    assert (home("process") / "harm").read_text() == ""
