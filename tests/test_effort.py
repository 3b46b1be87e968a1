"""The measure of effort."""

from tests.effort import steps


def work(times: int) -> None:
    for number in range(times):
        str(number)


def test_more_work_is_more_steps_and_the_same_work_the_same():
    once, twice, more, again = (steps(lambda n=n: work(n)) for n in (100, 200, 300, 100))
    assert more - twice == twice - once >= 200
    assert again == once


def test_what_stands_in_other_modules_is_left_out():
    assert steps(lambda: work(100), "dinosaur_grader") == 0
