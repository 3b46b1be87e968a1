"""A verdict replayed for an appeal: the same questions, the answers, and what is no
longer as it was."""

import builtins
import json
import re

import msgspec
import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import course_seed as seeds
from dinosaur_grader.desk import explain, replay
from dinosaur_grader.records import regrade_requests
from dinosaur_grader.sandbox.kit_folder import IsolationUnavailable
from tests.dinosaur_grader import stored
from tests.dinosaur_grader.desk import upgrade
from tests.dinosaur_grader.desk.upgrade import files

pytestmark = pytest.mark.slow


@pytest.fixture
def graded(graded_class):
    """The class of all these tests, which none of them changes; `home` is a copy."""
    return graded_class


def run(home, student, *more):
    given = ("--submitted", home / "submitted", "--out", home / "out")
    return upgrade.run("explain", student, *given, "--seed", home / "course.seed", *more)


def test_the_first_failed_question_is_shown_in_full_and_nothing_of_the_class_is_changed(
    graded, capsys, monkeypatch
):
    monkeypatch.setenv("COLUMNS", "200")
    before = files(graded)
    assert run(graded, "finn", "--function", "clip") == 0

    said = capsys.readouterr().out
    assert "clip.biases: the two bias gradients" in said and "maxValue" in said
    assert said.count("gradients['dby']") == 1
    assert "2 more; --all shows each in full:" in said
    assert "  clip.hidden.usual: clip_hidden, hidden: not passed, 0 of 0.5 points\n" in said
    assert "sample.hidden" not in said
    assert "verdicts match the record." in said
    assert seeds.load(graded / "course.seed").fingerprint in said
    assert files(graded) == before


CUTS_TOO_LATE = (
    "def clip(gradients, maxValue):\n"
    "    for gradient in gradients.values():\n"
    "        np.clip(gradient, -maxValue, 1.2 * maxValue, out=gradient)\n"
    "    return gradients"
)


def test_the_words_about_a_question_are_about_the_numbers_that_are_shown(
    home, capsys, monkeypatch
):
    monkeypatch.setenv("COLUMNS", "200")
    upgrade.hand_in(home / "submitted", "ada", upgrade.solved() | {"clip": CUTS_TOO_LATE})
    upgrade.grade(home)
    capsys.readouterr()

    run(home, "ada", "--function", "clip", "--all")

    said = capsys.readouterr().out
    panel = said[said.index("clip.small:") : said.index("clip.biases:")]
    (limit,) = re.findall(r"maxValue +([\d.]+)", panel)
    words, on_page = panel.split("On the student's page, with the numbers of the notebook:")
    assert limit != "3.2"
    assert f"should be {limit} and is" in words and "should be 3.2 " not in words
    assert "should be 3.2 and is 3.84" in on_page


def test_as_json_it_is_one_object_that_says_what_is_shown(graded, capsys):
    assert run(graded, "finn", "--function", "clip", "--all", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["student"], found["assignment"]) == ("finn", "dinosaur_island")
    assert found["summary"].endswith("verdicts match the record.")
    asked = {one["question"]: one for one in found["questions"]}
    lost = asked["clip.hidden.usual"]
    assert (lost["passed"], lost["recorded"], lost["points"], lost["max_points"]) == (
        *(False, False),
        *(0, 0.5),
    )
    assert {"maxValue", "gradients['dWaa']"} <= {name for name, _ in lost["asked"]}
    assert [one["difference"] for one in lost["compared"] if not one["fits"]]
    assert any(one["passed"] for one in asked.values())


def test_no_notebook_that_is_replayed_reads_the_seed_or_other_hand_ins(graded, monkeypatch):
    told = []

    def opened(level, _limits, beside, secret, **_):
        told.extend(secret)
        raise IsolationUnavailable(level, "none", "no sandbox is needed here", "")

    monkeypatch.setattr(replay, "Sandbox", opened)

    assert run(graded, "cleo") == 2
    work = assignments.load("dinosaur_island")
    assert {graded / "submitted", graded / "course.seed", *work.secret} <= set(told)


def marked(home, student):
    """The result of a student that counts."""
    return next(one for one in stored.results(home / "out") if one.student_id == student)


def code_of(home, student, probe):
    """The code on the student's page of one verdict."""
    digest = marked(home, student).digest
    made = regrade_requests.code(student, "dinosaur_island", probe, digest)
    page = home / "out/feedback" / student / "dinosaur_island/dinosaur_island.html"
    assert f'class="code-of">{made}<' in page.read_text(encoding="utf-8")
    return made


def test_a_code_opens_the_one_verdict_with_what_was_answered_and_says_how_to_answer(
    home, capsys, monkeypatch
):
    monkeypatch.setenv("COLUMNS", "200")
    code = code_of(home, "finn", "clip.hidden.usual")
    given = (
        "--out",
        home / "out",
        "--points",
        0.5,
        "--why",
        "Right in [red]another[/red] way.",
    )
    assert upgrade.run("answer", code, *given) == 0

    assert run(home, code.lower().replace("-", " ")) == 0

    said = capsys.readouterr().out
    assert "clip.hidden.usual: another limit" in said
    assert "clip.hidden.below" not in said
    assert f"dinosaur-grader answer {code} --out" in said
    assert "changed: 0.5 of 0.5 points instead of 0. Right in [red]another[/red] way." in said
    assert "clip_hidden: " in said and "given by hand" in said


def test_another_hand_in_seed_and_kit_are_said(home):
    result = marked(home, "finn")
    work, secret = assignments.load("dinosaur_island"), seeds.load(home / "course.seed")
    there = explain.handed_in(result, home / "submitted", work)
    assert explain.caveats(result, there, secret, work.version) == []
    there, other = msgspec.structs.replace(there, digest="d" * 64), seeds.Seed(b"another")
    again, seed, kit = explain.caveats(result, there, other, "9" * 64)
    assert "handed in again after it was marked" in again
    assert other.fingerprint in seed and "are not the ones that were marked" in seed
    assert "this is 999999999999" in kit


def test_what_was_noted_when_it_was_marked_is_said_and_stays_text(home, capsys):
    finn, noted = marked(home, "finn"), ("[red]A cell[/red] was left out",)
    stored.count(home / "out", msgspec.structs.replace(finn, notes=noted, key="odd"))

    assert run(home, "finn", "--function", "clip") == 0

    assert "NOTE: When it was marked: [red]A cell[/red] was left out" in capsys.readouterr().out


POEM = "there is no function poem: choose one of clip, sample, optimize, model"
DORA = "dora is unreadable and has no marks: The file is not a notebook"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("fin",), "Did you mean finn"),
        (("00000-00000",), "has the code 00000-00000"),
        (("\x1b[31mfinn",), "\\x1b[31mfinn"),
        (("finn", "--function", "poem"), POEM),
        (("dora",), DORA),
    ],
)
def test_what_cannot_be_replayed_is_said(graded, capsys, words, says):
    assert run(graded, *words) == 2
    said = capsys.readouterr().err
    assert says in said and "\x1b" not in said


def test_student_code_does_not_run_in_this_process(home, capsys):
    touch = "import builtins\nbuiltins.eve_was_here = True\n"
    upgrade.hand_in(home / "submitted", "finn", {"clip": touch + upgrade.PUBLISHED_ONLY})

    run(home, "finn", "--function", "clip", "--all")

    assert "clip.classic" in capsys.readouterr().out
    assert not hasattr(builtins, "eve_was_here")
