"""The measure of effort."""

from tests.effort import unit, units


def test_a_unit_is_a_unit_and_five_are_five():
    assert 0.6 < units(unit) < 1.6
    assert 3 < units(lambda: [unit() for _ in range(5)]) < 8
