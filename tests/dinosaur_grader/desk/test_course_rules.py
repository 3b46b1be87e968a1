"""`course.toml`: a question that a course excuses gives its points, is in the version,
and is shown before marks move."""

import csv
import shutil

import pytest

from dinosaur_grader.assignments import course_rules
from dinosaur_grader.assignments.course_rules import Rules, RulesError
from dinosaur_grader.batch import canary, journal
from tests.dinosaur_grader.desk import upgrade
from tests.dinosaur_grader.desk.upgrade import grade as run

pytestmark = pytest.mark.slow
NAME = "dinosaur_island"
TINY = "clip.hidden.tiny"
RUN_CANARY = canary.run_canary
ALL = f'excused."{TINY}" = "all points: rounding on old machines"\n'


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Ada and Cleo, graded once."""
    home = tmp_path_factory.mktemp("rules")
    upgrade.hand_in(home / "submitted", "ada", upgrade.solved())
    upgrade.hand_in(home / "submitted", "cleo", {})
    upgrade.course_seed(home)
    with pytest.MonkeyPatch.context() as patched:
        upgrade.serial(patched)
        assert run(home) == 0
    return home


@pytest.fixture
def home(graded, tmp_path, monkeypatch):
    shutil.copytree(graded, tmp_path / "home")
    upgrade.serial(monkeypatch)
    return tmp_path / "home"


def totals(home):
    with open(home / "out" / "totals.csv", encoding="utf-8", newline="") as file:
        return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}


def page(home, student):
    there = home / "out" / "feedback" / student / NAME / f"{NAME}.html"
    return there.read_text(encoding="utf-8")


def points(home):
    """What the question is worth."""
    results = journal.results(home / "out" / "results.jsonl")
    return next(
        v.max_points for r in results for m in r.marks for v in m.verdicts if v.probe == TINY
    )


def test_a_question_is_excused_for_everybody_after_a_look_at_who_moves(
    home, capsys, monkeypatch
):
    before = totals(home)
    (home / "course.toml").write_text(ALL)

    with monkeypatch.context() as patched:  # nothing is excused for the canary
        patched.setattr(canary, "run_canary", RUN_CANARY)
        assert run(home, "--dry-run") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "excused, all points: rounding on old machines" in said
    assert run(home) == 2
    assert totals(home) == before
    assert run(home, "--accept-changes") == 0

    gained = {student: score - before[student] for student, score in totals(home).items()}
    assert gained["ada"] == 0
    assert gained["cleo"] == pytest.approx(points(home))
    assert "rounding on old machines" in page(home, "cleo")
    assert len(journal.made_with(home / "out" / "results.jsonl")) == 1

    (home / "course.toml").unlink()
    assert run(home, "--accept-changes") == 0
    assert totals(home) == before


def test_one_student_is_excused_and_nobody_else_moves(home):
    before = totals(home)
    (home / "course.toml").write_text(f'excused.cleo."{TINY}" = "all points: was ill"\n')
    assert run(home, "--accept-changes") == 0
    moved = {student for student, score in totals(home).items() if score != before[student]}
    assert moved == {"cleo"}


def test_a_mistyped_question_is_named_with_the_one_that_was_meant(home, capsys):
    (home / "course.toml").write_text('excused."clip.hidden.tny" = "all points: why"\n')
    run(home, "--dry-run")
    assert f"not asked here. Did you mean {TINY}?" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        *('excused."a.b" = "ill"', "excuse = 1", "[", 'excused."a" = "all points: "'),
        *('attempts = "worst"', "attempts = 2026-11-20", "attempts = 2026-11-20T12:00:00"),
        *("due.a = 2026-11-20", "due.ada.a = 2026-11-20T12:00:00+01:00", "late.percent = 3"),
        *("late.percent_a_day = -1", "late.percent_a_day = nan"),
        "late = {percent_a_day = 5, most_percent = 101}",
    ],
)
def test_rules_that_are_none_are_refused_with_their_place(tmp_path, text):
    (tmp_path / "course.toml").write_text(text)
    with pytest.raises(RulesError, match=r"course\.toml"):
        course_rules.read(tmp_path / "course.seed")


def test_no_rules_are_the_kits_own_version():
    assert Rules().version("kit") == "kit"


def test_a_worse_hand_in_is_said(home, capsys):
    upgrade.hand_in(home / "submitted", "ada", {})
    assert run(home) == 0
    told = "ada: The submission that counts has 0 points; another one had 100."
    assert told in capsys.readouterr().err
    text = page(home, "ada")
    assert "Attempt 2 of 2 is the one that counts." in text and "<td>100</td>" in text
