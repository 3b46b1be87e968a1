"""`course.toml`: a question that a course excuses gives its points, is in the version,
and is shown before marks move."""

import pytest

from dinosaur_grader.batch import canary
from dinosaur_grader.judging import grading
from dinosaur_grader.judging.result_cache import ResultCache
from tests.dinosaur_grader import stored
from tests.dinosaur_grader.desk import upgrade
from tests.dinosaur_grader.desk.upgrade import grade as run
from tests.dinosaur_grader.desk.upgrade import totals

NAME = "dinosaur_island"
TINY = "clip.hidden.below"
RUN_CANARY = canary.run_canary
ALL = f'excused."{TINY}" = "all points: rounding on old machines"\n'


def explained(home, capsys):
    """What `explain` says of Cleo."""
    capsys.readouterr()
    given = ("--submitted", home / "submitted", "--out", home / "out")
    assert upgrade.run("explain", "cleo", *given, "--seed", home / "course.seed") == 0
    return " ".join(capsys.readouterr().out.split())


@pytest.mark.slow
def test_a_question_is_excused_for_everybody_or_one_after_a_look_at_who_moves(
    home, capsys, monkeypatch
):
    before = totals(home / "out")
    (home / "course.toml").write_text(ALL)

    with monkeypatch.context() as patched:  # nothing is excused for the canary
        patched.setattr(canary, "run_canary", RUN_CANARY)
        assert run(home, "--dry-run") == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "excused, all points: rounding on old machines" in said
    assert "The excuses in course.toml changed." in said and "Kit " not in said
    assert run(home) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "The excuses in course.toml are not those that the marks were made with" in said
    assert explained(home, capsys).count("The excuses in course.toml are not those") == 1
    assert totals(home / "out") == before
    assert run(home, "--accept-changes") == 1
    assert "The excuses in course.toml" not in explained(home, capsys)

    after = totals(home / "out")
    gained = {
        student: float(after[student] or 0) - float(before[student] or 0) for student in after
    }
    assert gained["ada"] == 0 < gained["cleo"]
    page = home / "out" / "feedback" / "cleo" / NAME / f"{NAME}.html"
    assert "rounding on old machines" in page.read_text(encoding="utf-8")
    assert len(stored.made_with(home / "out")) == 1

    (home / "course.toml").write_text(f'excused.cleo."{TINY}" = "all points: was ill"\n')
    assert run(home, "--accept-changes") == 1
    assert {student for student, _ in totals(home / "out").items() ^ before.items()} == {"cleo"}

    (home / "course.toml").write_text('excused."clip.hidden.belo" = "all points: why"\n')
    run(home, "--dry-run")
    assert f"not asked here. Did you mean {TINY}?" in capsys.readouterr().err


OF_CLEO = f'excused.cleo."{TINY}" = "all points: was ill"\n'


def tables(out):
    return [upgrade.rows(out / name) for name in ("grades.csv", "totals.csv")]


def grade_anew(home, rules):
    """Grade the class with these rules from its notebooks, into a folder of its own."""
    (home / "course.toml").write_text(rules)
    whole = home / "whole"
    given = ("--submitted", home / "submitted", "--out", whole, "--isolation", "none")
    assert upgrade.run("grade", *given, "--seed", home / "course.seed") == 1
    return tables(whole)


@pytest.mark.slow
@pytest.mark.parametrize(
    "rules", [ALL, OF_CLEO, ALL + OF_CLEO.replace(TINY, "clip.hidden.weights")]
)
def test_excuses_are_worked_out_from_kept_verdicts_as_a_whole_run_would(
    rules, home, monkeypatch
):
    (home / "course.toml").write_text(rules)
    with monkeypatch.context() as patched:
        patched.setattr(grading, "result_cache", ResultCache())
        patched.setattr(grading, "walk", None)  # no code of a student's runs
        assert run(home, "--dry-run") == 1
        assert run(home, "--accept-changes") == 1

    assert tables(home / "out") == grade_anew(home, rules)


@pytest.mark.slow
def test_an_excuse_that_is_taken_back_gives_what_a_whole_run_would(home):
    (home / "course.toml").write_text(ALL)
    run(home, "--accept-changes")
    (home / "course.toml").write_text(OF_CLEO)
    run(home, "--accept-changes")

    assert tables(home / "out") == grade_anew(home, OF_CLEO)
