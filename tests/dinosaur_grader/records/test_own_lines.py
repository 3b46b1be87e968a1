"""Of a student's code those lines are shown that the release has not, as they stand there."""

from dinosaur_grader.printable import clean
from dinosaur_grader.records import own_lines
from tests.dinosaur_grader.classroom import assignment
from tests.dinosaur_grader.records.test_inert import HOSTILE

GIVEN = own_lines.given(assignment(), "clip")


def test_what_the_release_has_is_left_out_wherever_it_stands():
    assert "def clip(x):" in GIVEN and "def sample(x):" not in GIVEN
    code = own_lines.own("def clip(x):\n    y = 1\n\n    def clip(x):\n    z = 2", GIVEN, ())
    assert [line.text for line in code.lines] == ["    y = 1", "    z = 2"]
    assert [line.gap for line in code.lines] == [False, True]
    assert code.written and not own_lines.own("def clip(x):\n    # so", GIVEN, ()).written


def test_the_first_line_that_a_verdict_quotes_is_marked_though_the_release_has_it():
    quoted = own_lines.quoted(["In `def clip(x):` and `y = 1`, as x."])
    code = own_lines.own("def clip(x):\n    y = 1  # one\n    y = 1", GIVEN, quoted)
    assert [line.at_fault for line in code.lines] == [True, True, False]


def test_a_long_text_is_cut():
    code = own_lines.own("x = 1\n" * (own_lines.MAX_LINES + 1), GIVEN, ())
    assert code.cut and len(code.lines) == own_lines.MAX_LINES
    assert not own_lines.own("x = 1", GIVEN, ()).cut


def test_no_text_is_lost_moved_or_left_unclean():
    for text in HOSTILE:
        lines = [line.text for line in own_lines.own(text, (), ()).lines]
        own = [line for line in clean(text).split("\n") if line.strip()]
        assert lines == own[: own_lines.MAX_LINES]
