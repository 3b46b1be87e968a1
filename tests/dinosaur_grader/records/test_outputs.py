"""What a batch leaves: a page is always what would be rendered now, whatever has changed
since it was written."""

import copy
import random

import msgspec
import pytest

from dinosaur_grader.records import gradebook, gradebook_marks, outputs, regrade_requests
from dinosaur_grader.records.feedback import feedback
from dinosaur_grader.records.gradebook_marks import Marks
from dinosaur_grader.records.regrade_requests import Answer
from dinosaur_grader.store import database, results, rows
from dinosaur_grader.store.schema import ANSWERS
from tests.dinosaur_grader.classroom import NAME, assignment, record, result, verdict

CELL, QUESTION = "clip_expected", "clip_public_1"


@pytest.fixture
def url(tmp_path):
    return database.default_url(tmp_path)


@pytest.fixture
def page(tmp_path):
    return tmp_path / "feedback" / "ada" / NAME / f"{NAME}.html"


def counts(url, *given):
    """Let these results count."""
    with database.writing(url) as connection:
        results.put(connection, given)
        results.settle(connection, NAME, [one.key for one in given])


def ada(**more):
    return result("ada", clip=5.5, code={"clip": "def clip(x):\n    return x"}, **more)


def by_hand(url, points):
    with gradebook.writing(url) as connection:
        gradebook_marks.give(connection, NAME, "ada", CELL, points)


def answered(url, why):
    given = Answer(
        *("7K3QX-M2PD9", NAME, "ada", QUESTION, CELL, "", why, "2026-09-01"), 4.0, 2.0
    )
    with database.writing(url) as connection:
        rows.add(connection, ANSWERS, [given])


def reworded(given, hint):
    """The same marks in other words."""
    said = (verdict(False, "Lost.", title="a lost one", hint=hint),)
    mark = msgspec.structs.replace(given.marks[0], verdicts=said)
    return msgspec.structs.replace(given, marks=(mark, *given.marks[1:]))


def named(title):
    """The assignment under another title."""
    work = assignment()
    rubric = copy.copy(work.rubric)
    vars(rubric)["table"] = msgspec.structs.replace(work.rubric.table, title=title)
    return msgspec.structs.replace(work, rubric=rubric)


def test_another_title_other_words_and_a_mark_by_hand_are_all_said(tmp_path, url, page):
    record([ada()], tmp_path, assignment())
    counts(url, ada())
    outputs.agree(tmp_path, assignment(), Marks(url))
    assert "given by hand" not in page.read_text("utf-8")

    by_hand(url, 7.0)
    counts(url, reworded(ada(), "Raise each entry."))
    outputs.agree(tmp_path, named("The Island"), Marks(url))
    text = page.read_text("utf-8")
    for said in (
        "<h1>The Island</h1>",
        "7 given by hand",
        "Raise each entry.",
        ">    return x<",
    ):
        assert said in text


@pytest.mark.parametrize("seed", range(8))
def test_whatever_happens_to_a_mark_its_page_is_the_one_that_would_be_rendered(
    tmp_path, url, page, seed
):
    draw, work = random.Random(seed), assignment()
    record([ada()], tmp_path, work)
    counts(url, ada())
    steps = [
        lambda: by_hand(url, draw.choice([0.0, 3.0, 8.0])),
        lambda: answered(url, draw.choice(["Yes.", "<b>No</b>"])),
        lambda: counts(url, reworded(ada(), draw.choice(["Raise it.", "Cut it."]))),
        lambda: counts(url, ada(notes=("The cells were in another order.",))),
        lambda: page.unlink(missing_ok=True),
    ]
    for _ in range(5):
        draw.choice(steps)()
        outputs.agree(tmp_path, work, Marks(url))
        with database.reading(url) as connection:
            (one,) = results.counted(connection)
            given = regrade_requests.read(connection, NAME).get("ada", ())
        assert page.read_text("utf-8") == feedback(one, work, Marks(url).of(one), given)


def test_a_page_that_is_right_is_left_alone(tmp_path, url, page):
    record([ada()], tmp_path, assignment())
    counts(url, ada())
    outputs.agree(tmp_path, assignment(), Marks(url))
    before = page.stat().st_ino
    outputs.agree(tmp_path, assignment(), Marks(url))
    assert page.stat().st_ino == before


def test_what_nbgrader_needs_to_give_a_page_back_lies_beside_it_and_no_link_is_followed(
    tmp_path, page
):
    page.parent.mkdir(parents=True)
    handed_in = tmp_path / "submitted" / "ada" / NAME
    handed_in.mkdir(parents=True)
    (handed_in / "submission_secret.txt").write_text("hers")
    (tmp_path / "secret").write_text("ours")
    (handed_in / "timestamp.txt").symlink_to(tmp_path / "secret")

    outputs.notebooks([ada(state="unreadable")], assignment(), tmp_path / "submitted", tmp_path)

    beside = {path.name: path.read_text() for path in page.parent.iterdir()}
    assert beside == {"submission_secret.txt": "hers"}
