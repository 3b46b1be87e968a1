"""The same-process cheats, and claims of points, once more at `process` and at `none`:
without bubblewrap, and without any layer, no trick is worth a point either."""

import pytest

from dinosaur_grader.judging.plan import Budget
from dinosaur_grader.sandbox.sandbox import IsolationUnavailable, Sandbox
from tests.dinosaur_grader.hostile import hostile_class
from tests.gallery import hostile
from tests.gallery.hostile import cheats
from tests.gallery.proving_ground import ProvingGround

pytestmark = [pytest.mark.isolation, pytest.mark.slow]
SAYING = ("says-", "told-by-", "asked-then-lent", "steal-lent")
TELLING = [one for one in cheats.ATTACKS if one.name.startswith(SAYING)]
"""What these tell is looked for in all that the class at `strict` wrote."""
CLAIMS = ("write-claim", "write-early", "claims-points", "claims-tests", "tests-replaced")
ATTACKS = [*cheats.ATTACKS, *(one for one in hostile.attacks() if one.name in CLAIMS)]
OTHERS = [one for one in hostile.attacks() if one not in ATTACKS]
"""These take minutes, most of them until a budget is spent."""
# these change files of the person who grades, which only a layer keeps from it
AT_NONE = [one for one in ATTACKS if one.name != "pth"]
CLASSES = [
    pytest.param("process", ATTACKS, hostile_class.SHORT, id="process"),
    # what is compared is the same at each level
    pytest.param("none", AT_NONE[::4], hostile_class.SHORT, id="a sample at none"),
    pytest.param("none", AT_NONE, hostile_class.SHORT, id="none", marks=pytest.mark.proof),
    pytest.param("process", OTHERS, Budget(), id="the others", marks=pytest.mark.proof),
]


@pytest.mark.parametrize(("level", "attacks", "budget"), CLASSES)
def test_no_attack_earns_more_than_its_honest_part_or_costs_another_a_mark(
    tmp_path, level, attacks, budget
):
    try:
        with Sandbox(level):
            pass
    except IsolationUnavailable as error:
        pytest.skip(str(error))
    with ProvingGround() as ground:
        hostile_class.grade_with_and_alone(tmp_path, level, attacks, budget)
        harm = ground.harm()
    assert hostile_class.not_held(tmp_path, attacks) == {}
    hostile_class.assert_honest_marks_are_the_same(tmp_path)
    assert level == "none" or harm == []
