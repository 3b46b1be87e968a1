"""A verdict replayed for an appeal: the same questions, the answers, and what is no
longer as it was."""

import builtins
import shutil

import msgspec
import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import seed as seeds
from dinosaur_grader.batch.journal import Journal, Latest
from dinosaur_grader.desk import explain, replay
from dinosaur_grader.records import regrade_requests
from dinosaur_grader.sandbox.kit_folder import IsolationUnavailable
from tests.axe import chromium, needs_chromium, violations
from tests.dinosaur_grader.desk import upgrade
from tests.dinosaur_grader.desk.upgrade import files

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def replays():
    """The replays of these tests, each run once."""
    kept = {}

    def replayed(submission, result, work, secret, *more):
        key = (submission.digest, result.key, secret.value, work.version)
        if key not in kept:
            kept[key] = replay.replay(submission, result, work, secret, *more)
        return kept[key]

    return replayed


@pytest.fixture
def graded(graded_class, replays, monkeypatch):
    """The class of all these tests, which none of them changes."""
    monkeypatch.setattr(explain, "replay", replays)
    return graded_class


@pytest.fixture
def home(graded, tmp_path):
    """A copy of it, to be changed."""
    shutil.copytree(graded, tmp_path / "home")
    return tmp_path / "home"


def run(home, student, *more):
    given = ("--submitted", home / "submitted", "--out", home / "out")
    return upgrade.run("explain", student, *given, "--seed", home / "course.seed", *more)


def test_the_first_failed_question_is_shown_in_full_and_the_others_on_a_line(
    graded, capsys, monkeypatch
):
    monkeypatch.setenv("COLUMNS", "200")
    assert run(graded, "finn", "--function", "clip") == 0

    said = capsys.readouterr().out
    assert "clip.small: the three weight gradients" in said and "maxValue" in said
    assert said.count("gradients['dWaa']") == 1
    assert "4 more; --all shows each in full:" in said
    assert "  clip.hidden.weights: clip_hidden, hidden: not passed, 0 of 4 points\n" in said
    assert "sample.hidden" not in said
    assert seeds.load(graded / "course.seed").fingerprint in said


def test_no_notebook_that_is_replayed_reads_the_seed_or_other_hand_ins(graded, monkeypatch):
    told = []

    def opened(level, beside, secret):
        told.extend(secret)
        raise IsolationUnavailable(level, "none", "no sandbox is needed here", "")

    monkeypatch.setattr(replay, "Sandbox", opened)

    assert run(graded, "cleo") == 2
    work = assignments.load("dinosaur_island")
    assert {graded / "submitted", graded / "course.seed", *work.secret} <= set(told)


def test_the_replay_says_what_was_recorded(graded, capsys):
    run(graded, "gail")
    assert "verdicts match the record." in " ".join(capsys.readouterr().out.split())


def test_all_shows_each_in_full_and_what_was_passed_too(graded, capsys):
    run(graded, "ada", "--function", "clip")
    short = capsys.readouterr().out
    run(graded, "ada", "--function", "clip", "--all")
    said = capsys.readouterr().out
    assert "No question was failed" in short
    assert "clip.hidden.tiny" in said and said.count("gradients['dWaa']") == 7


def code_of(home, student, probe):
    """The code on the student's page of one verdict."""
    latest = Latest(home / "out" / "results.jsonl")[student]
    made = regrade_requests.code(student, "dinosaur_island", probe, latest.digest)
    page = home / "out/feedback" / student / "dinosaur_island/dinosaur_island.html"
    assert f"<code>{made}</code>" in page.read_text(encoding="utf-8")
    return made


def test_a_code_opens_the_one_verdict_and_says_how_to_answer(graded, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    code = code_of(graded, "finn", "clip.hidden.weights")

    assert run(graded, code.lower().replace("-", " ")) == 0

    said = capsys.readouterr().out
    assert "clip.hidden.weights: the weight gradients" in said
    assert "clip.hidden.biases" not in said
    assert f"dinosaur-grader answer {code} --out" in said


def test_what_was_answered_is_shown_to_who_looks_again(home, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    code = code_of(home, "finn", "clip.hidden.weights")
    given = ("--out", home / "out", "--points", 4, "--why", "Right in [red]another[/red] way.")
    assert upgrade.run("answer", code, *given) == 0

    assert run(home, code) == 0

    said = capsys.readouterr().out
    assert "changed: 4 of 4 points instead of 0. Right in [red]another[/red] way." in said
    assert "clip_hidden: " in said and "given by hand" in said


def test_a_code_of_nobody_is_an_error(graded, capsys):
    assert run(graded, "00000-00000") == 2
    assert "has the code 00000-00000" in capsys.readouterr().err


def test_nothing_of_the_class_is_changed(graded):
    before = files(graded)
    run(graded, "finn")
    assert files(graded) == before


def test_another_seed_is_said_with_both_fingerprints(graded, tmp_path, capsys):
    other = upgrade.practice_seed(tmp_path)
    assert run(graded, "finn", "--seed", tmp_path / "course.seed") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert other.fingerprint in said
    assert "questions below are not the ones that were marked" in said


def test_another_kit_and_another_hand_in_are_said(home, capsys, monkeypatch):
    shutil.copytree(home / "submitted" / "ada", home / "submitted" / "finn", dirs_exist_ok=True)
    upgrade.upgrade(monkeypatch)

    run(home, "finn")

    said = " ".join(capsys.readouterr().out.split())
    assert "handed in again after it was marked" in said
    assert "this is 999999999999" in said
    assert "RECORDED: not passed" in said


def test_the_page_keeps_a_student_s_text_as_text(home):
    odd = "<img src=x>"
    (home / "submitted" / "finn").rename(home / "submitted" / odd)
    finn = Latest(home / "out" / "results.jsonl")["finn"]
    with Journal(home / "out" / "results.jsonl") as book:
        book.append(msgspec.structs.replace(finn, student_id=odd))

    assert run(home, odd, "--html", home / "page.html") == 0

    page = (home / "page.html").read_text(encoding="utf-8")
    assert "<img" not in page and "&lt;img src=x&gt;" in page
    assert "clip.hidden.weights" in page and "For the instructor only" in page


def test_an_unknown_student_is_an_error_with_near_ids(graded, capsys):
    assert run(graded, "fin") == 2
    assert "fin has no marks" in (said := capsys.readouterr().err) and "finn" in said


def test_of_two_assignments_one_has_to_be_named(home, capsys):
    with Journal(home / "out" / "results.jsonl") as book:
        finn = Latest(home / "out" / "results.jsonl")["finn"]
        book.append(msgspec.structs.replace(finn, assignment="poems"))

    assert run(home, "finn") == 2
    assert "marks for dinosaur_island, poems in" in (said := capsys.readouterr().err)
    assert "choose one with --assignment NAME" in said
    assert run(home, "finn", "--assignment", "poems") == 2
    assert "there is no rubric of 'poems'" in capsys.readouterr().err
    assert run(home, "finn", "--assignment", "dinosaur_island", "--function", "clip") == 0


def test_a_function_that_is_not_graded_is_refused_with_those_that_are(graded, capsys):
    assert run(graded, "finn", "--function", "poem") == 2
    said = capsys.readouterr().err
    assert "there is no function poem: choose one of clip, sample, optimize, model" in said


def test_an_odd_id_is_escaped(graded, capsys):
    assert run(graded, "\x1b[31mfinn") == 2
    said = capsys.readouterr().err
    assert "\x1b" not in said and "\\x1b[31mfinn" in said


def test_one_without_marks_says_why_there_are_none(graded, capsys):
    assert run(graded, "dora") == 2
    said = capsys.readouterr().err
    assert "dora is unreadable and has no marks: The file is not a notebook" in said


def test_student_code_does_not_run_in_this_process(home, capsys):
    touch = "import builtins\nbuiltins.eve_was_here = True\n"
    upgrade.hand_in(home / "submitted", "finn", {"clip": touch + upgrade.PUBLISHED_ONLY})

    run(home, "finn", "--function", "clip", "--all")

    assert "clip.classic" in capsys.readouterr().out
    assert not hasattr(builtins, "eve_was_here")


@pytest.mark.browser
@needs_chromium
def test_the_page_holds_for_everyone(graded, tmp_path):
    run(graded, "finn", "--html", tmp_path / "page.html")
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 320, "height": 640})
        page.goto((tmp_path / "page.html").as_uri())
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
