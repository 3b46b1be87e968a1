"""`course.toml`: what are no rules is refused with its place, and what late work costs."""

import datetime

import pytest

from dinosaur_grader.assignments import course_rules
from dinosaur_grader.assignments.course_rules import Late, Rules, RulesError


@pytest.mark.parametrize(
    "text",
    [
        *('excused."a.b" = "ill"', "excuse = 1", "[", 'excused."a" = "all points: "'),
        *('attempts = "worst"', "attempts = 2026-11-20", "attempts = 2026-11-20T12:00:00"),
        *("due.a = 2026-11-20", "due.ada.a = 2026-11-20T12:00:00+01:00", "late.percent = 3"),
        *("late.percent_a_day = -1", "late.percent_a_day = nan"),
        "late = {percent_a_day = 5, most_percent = 101}",
        *("scale.a = 0", "scale.a = inf", 'scale.a = "ten"'),
        pytest.param(f"scale.a = 1{'0' * 400}", id="a huge scale"),
        *("due.a = 0001-01-01T00:00:00+14:00", "due.a = 9999-12-31T23:59:59-12:00"),
        pytest.param(f"scale = {'[' * 20_000}", id="nested"),
    ],
)
def test_rules_that_are_none_are_refused_with_their_place(tmp_path, text):
    (tmp_path / "course.toml").write_text(text)
    with pytest.raises(RulesError, match=r"course\.toml"):
        course_rules.read(tmp_path / "course.seed")


def test_the_mark_that_windows_editors_begin_a_file_with_is_no_rule(tmp_path):
    (tmp_path / "course.toml").write_text('\ufeffattempts = "best"\n', encoding="utf-8")
    assert course_rules.read(tmp_path / "course.seed").attempts == "best"


def test_rules_in_another_encoding_and_a_link_to_nowhere_are_said(tmp_path):
    path = tmp_path / "course.toml"
    path.write_text('attempts = "best"', encoding="utf-16")
    with pytest.raises(RulesError, match=r"is not in UTF-8 .*: save it as UTF-8"):
        course_rules.read(tmp_path / "course.seed")
    path.unlink()
    path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(RulesError, match="is a link that leads nowhere"):
        course_rules.read(tmp_path / "course.seed")


def test_a_scale_of_an_assignment_that_is_not_there_is_said():
    (said,) = course_rules.misnamed(Rules(scale={"averges": 10}), ["averages"], [])
    assert said.endswith("Did you mean averages?")


def test_a_penalty_is_by_the_day_begun_up_to_the_most_and_has_a_grace():
    late = Late(percent_a_day=10, most_percent=25, grace_minutes=15)
    seconds = (0, 900, 901, 86_400, 86_401, 10 * 86_400)
    assert [late.penalty(80, each) for each in seconds] == [0, 0, 8, 8, 16, 20]


def test_a_student_called_like_an_assignment_moves_nobody_else_s_last_moment():
    day, later = (datetime.datetime(2026, 11, each, tzinfo=datetime.UTC) for each in (20, 28))
    rules = course_rules.extended(Rules(due={"toy": day}), {"toy": {"toy": later}})
    assert rules.due_of("toy") == day.replace(tzinfo=None)
    assert rules.own_due("toy") == {"toy": later.replace(tzinfo=None)}
    stricter = course_rules.extended(Rules(due={"ada": {"toy": day}}), {"ada": {"toy": later}})
    assert stricter.own_due("toy") == {"ada": day.replace(tzinfo=None)}
