"""The same-process cheats, and claims of points, once more at `process` and at `none`:
without bubblewrap, and without any layer, no trick is worth a point either. At `process`
also what is large, or ends its process, again and again."""

import functools

import pytest

from dinosaur_grader.judging.plan import Budget
from dinosaur_grader.sandbox.sandbox import IsolationUnavailable, Sandbox
from tests.dinosaur_grader.hostile import hostile_class
from tests.dinosaur_grader.hostile.hostile_class import rows
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
AT_NONE = [one for one in ATTACKS if one.name not in (*HARMFUL, *LOUD)]
CLASSES = {
    "process": ("process", ATTACKS, hostile_class.SHORT),
    # what is compared is the same at each level
    "a sample at none": ("none", AT_NONE[::4], hostile_class.SHORT),
    "all at none": ("none", AT_NONE, hostile_class.SHORT),
    "the others at process": ("process", OTHERS, Budget()),
}
PROOFS = ("all at none", "the others at process")


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The attacks and three honest students in one class, and the three alone, by the
    name of the class."""
    return functools.cache(lambda name: _graded(name, tmp_path_factory.mktemp("home")))


def _graded(name, home):
    level, attacks, budget = CLASSES[name]
    try:
        with Sandbox(level):
            pass
    except IsolationUnavailable as error:
        pytest.skip(str(error))
    with ProvingGround() as ground:
        hostile_class.grade_with_and_alone(home, level, attacks, budget)
        (home / "harm").write_text("\n".join(ground.harm()))
    return home


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.proof] * (name in PROOFS)) for name in CLASSES],
)
def test_no_attack_earns_more_than_its_honest_part_or_costs_another_a_mark(graded, name):
    home, (level, attacks, _) = graded(name), CLASSES[name]
    assert hostile_class.not_held(home, attacks) == {}
    hostile_class.assert_honest_marks_are_the_same(home)
    assert level == "none" or (home / "harm").read_text() == ""


def test_the_table_and_the_journal_of_loud_hand_ins_are_small_at_process(graded):
    out = graded("process") / "all-out"
    messages = [row["message"] for row in rows(out / "grades.csv") if row["student_id"] in LOUD]
    assert len(messages) == 8 * len(LOUD)
    assert max(map(len, messages)) < 10_000
    assert max(map(len, (out / "results.jsonl").read_bytes().splitlines())) < 200_000
