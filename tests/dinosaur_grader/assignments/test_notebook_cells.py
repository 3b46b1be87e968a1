"""The cells of an assignment's two notebooks, as the engine knows them."""

from tests.dinosaur_grader import small


def test_cells_are_known_with_function_points_and_what_students_see():
    assignment = small.assignment()

    assert [(test.id, test.function, test.points) for test in assignment.tests] == [
        ("clip_expected", "clip", 8.0),
        ("clip_hidden", "clip", 12.0),
        ("sample_expected", "sample", 10.0),
    ]
    assert "BEGIN HIDDEN TESTS" in assignment.tests[0].source
    assert assignment.tests[0].visible == "check(clip)"
    assert assignment.solutions == {"clip": "clip", "sample": "sample"}
    assert [show.source for show in assignment.demonstrations] == [small.SHOW]
    assert small.CLIP not in [cell.source for cell in assignment.blank]
    assert small.CLIP in [cell.source for cell in assignment.solved]
