"""What the report says is of those who have a result, and of no one else."""

from dinosaur_grader.desk.report.contents import Contents
from tests.dinosaur_grader.desk.report.test_report import result


def test_states_are_counted_and_the_total_is_the_last_of_the_spreads():
    results = [result("a", 20), result("b", 10), result("c", None, state="missing")]
    found = Contents(results, "A class")
    assert (found.count, found.states) == (3, {"graded": 2, "missing": 1})
    assert [row["function"] for row in found.marks] == ["clip", "total"]
    assert (found.most, found.total["mean"]) == (20, 15)
