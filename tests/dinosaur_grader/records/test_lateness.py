"""What becomes of a hand-in that is late: a table of every kind of mark, by every way in
which work is late, for a first and for a later attempt."""

import csv
import datetime
import itertools

import msgspec
import pytest

from dinosaur_grader.assignments.course_rules import Late, Rules
from dinosaur_grader.batch import attempts
from dinosaur_grader.batch.attempts import CollectedAttempt
from dinosaur_grader.batch.open_course import Course
from dinosaur_grader.desk import submissions
from dinosaur_grader.records import csv_tables, gradebook, gradebook_marks, outputs
from dinosaur_grader.records.final_marks import mark_words
from dinosaur_grader.records.gradebook_marks import Marks
from dinosaur_grader.records.write_marks import enter
from dinosaur_grader.store import database, register, rows
from dinosaur_grader.store.register import Person
from dinosaur_grader.store.schema import SUBMISSIONS
from tests.dinosaur_grader import stored
from tests.dinosaur_grader.classroom import NAME, assignment, result

KINDS = ("given", "by_hand", "excused", "unreadable", "missing")
TIMES = ("in_time", "by_clock", "only_told", "extended")
TRIES = ("first", "later")
STUDENTS = ["-".join(each) for each in itertools.product(KINDS, TIMES, TRIES)]
DUE = datetime.datetime(2020, 1, 2, tzinfo=datetime.UTC)
LATE = "2020-01-03 06:00:00 UTC"  # 30 hours, so two days are begun
EXTENDED = [student for student in STUDENTS if "extended" in student]
RULES = Rules(
    due={NAME: DUE} | {one: {NAME: DUE + datetime.timedelta(days=3)} for one in EXTENDED},
    late=Late(percent_a_day=10, days_if_only_told=1),
)
CAME = {"in_time": "2020-01-01 00:00:00 UTC", "by_clock": LATE, "extended": LATE}
TOLD = {"in_time": False, "only_told": True, "extended": True}
STATES = {"unreadable": "unreadable", "missing": "missing"}
HAND = [student for student in STUDENTS if student.startswith("by_hand")]
LATER = [student for student in STUDENTS if student.endswith("later")]
EARLIER = dict.fromkeys(STUDENTS, "") | dict.fromkeys(LATER, "-1")
EXCUSED = [student for student in STUDENTS if student.startswith("excused")]


def hand_in(submitted, student):
    """Put what `nbgrader submit` leaves, and list what was noted of each attempt: the
    first one of those with a later one was in time."""
    _, time, which = student.split("-")
    folder = submitted / student / NAME
    folder.mkdir(parents=True)
    (folder / "timestamp.txt").write_text(CAME.get(time, ""))
    this = CollectedAttempt(NAME, student, student, attempts.now(), late=TOLD.get(time))
    first = msgspec.structs.replace(this, digest=f"{student}-1", late=False)
    return [first, this] if which == "later" else [this]


def counts(student):
    """The result that counts of a student; nothing lies in place of what is missing."""
    state = STATES.get(student.split("-")[0], "graded")
    return result(student, state=state, digest="" if state == "missing" else student)


def write(course, found):
    """Write the marks of these results, as the end of a batch does."""
    counts = {one.student_id: one.digest for one in found}
    terms, when = outputs.late_terms(course, counts), outputs.came(course)
    notes = submissions.find_notes(found, course)
    with gradebook.writing(course.url) as connection:
        enter(connection, found, course.work, when, terms)
        rows.put(connection, SUBMISSIONS, notes.values())


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """Each student's mark, penalty, `late` in `totals.csv` and words."""
    out = tmp_path_factory.mktemp("lateness")
    places = (out / "submitted", out, out / "course.seed")
    people = {one: Person(one, excused={NAME: "ill"}) for one in EXCUSED}
    course = Course(assignment(), RULES, people, *places, stored.url(out))
    noted = [one for student in STUDENTS for one in hand_in(course.submitted, student)]
    with database.writing(course.url) as connection:
        register.put(connection, people.values())
        attempts.note(connection, noted)
    # what was handed in before could be read, and `timestamp.txt` said the same of it
    write(course, [result(one, digest=one + EARLIER[one]) for one in [*HAND, *LATER]])
    with gradebook.writing(course.url) as connection:
        for student in HAND:
            gradebook_marks.give(connection, NAME, student, "clip_expected", 3.0)
    found = [counts(student) for student in STUDENTS]
    write(course, found)
    marks = Marks(course.url)
    csv_tables.write(found, out, marks.of)
    with open(out / "totals.csv", newline="") as file:
        late = {row["student_id"]: row["late"] for row in csv.DictReader(file)}
    finals = {one.student_id: marks.of(one) for one in found}
    return {
        student: (final.score, final.late.penalty, late[student], mark_words(final))
        for student, final in finals.items()
    }


@pytest.mark.parametrize(
    ("student", "mark", "penalty", "late", "words"),
    [
        ("given-in_time-first", 18.0, 0.0, "", "as its questions gave"),
        ("given-in_time-later", 18.0, 0.0, "", "attempt 2 of 2"),
        ("given-by_clock-first", 14.4, 3.6, "late", "30.0 hours late, less 3.6 points"),
        (
            "given-by_clock-later",
            14.4,
            3.6,
            "late",
            "attempt 2 of 2; 30.0 hours late, less 3.6 points",
        ),
        (
            "given-only_told-first",
            16.2,
            1.8,
            "late",
            "late, according to the system, less 1.8 points",
        ),
        (
            "given-only_told-later",
            16.2,
            1.8,
            "late",
            "attempt 2 of 2; late, according to the system, less 1.8 points",
        ),
        ("given-extended-first", 18.0, 0.0, "", "as its questions gave"),
        ("given-extended-later", 18.0, 0.0, "", "attempt 2 of 2"),
        ("by_hand-in_time-first", 13.0, 0.0, "", "by hand: clip_expected"),
        ("by_hand-in_time-later", 13.0, 0.0, "", "attempt 2 of 2; by hand: clip_expected"),
        (
            "by_hand-by_clock-first",
            10.4,
            2.6,
            "late",
            "by hand: clip_expected; 30.0 hours late, less 2.6 points",
        ),
        (
            "by_hand-by_clock-later",
            10.4,
            2.6,
            "late",
            "attempt 2 of 2; by hand: clip_expected; 30.0 hours late, less 2.6 points",
        ),
        (
            "by_hand-only_told-first",
            11.7,
            1.3,
            "late",
            "by hand: clip_expected; late, according to the system, less 1.3 points",
        ),
        (
            "by_hand-only_told-later",
            11.7,
            1.3,
            "late",
            "attempt 2 of 2; by hand: clip_expected; late, according to the system, less 1.3 points",
        ),
        ("by_hand-extended-first", 13.0, 0.0, "", "by hand: clip_expected"),
        ("by_hand-extended-later", 13.0, 0.0, "", "attempt 2 of 2; by hand: clip_expected"),
        ("excused-in_time-first", None, 0.0, "", "excused: ill"),
        ("excused-in_time-later", None, 0.0, "", "excused: ill"),
        ("excused-by_clock-first", None, 0.0, "", "excused: ill"),
        ("excused-by_clock-later", None, 0.0, "", "excused: ill"),
        ("excused-only_told-first", None, 0.0, "", "excused: ill"),
        ("excused-only_told-later", None, 0.0, "", "excused: ill"),
        ("excused-extended-first", None, 0.0, "", "excused: ill"),
        ("excused-extended-later", None, 0.0, "", "excused: ill"),
        ("unreadable-in_time-first", None, 0.0, "", "as its questions gave"),
        ("unreadable-in_time-later", None, 0.0, "", "attempt 2 of 2"),
        ("unreadable-by_clock-first", None, 0.0, "", "as its questions gave"),
        ("unreadable-by_clock-later", None, 0.0, "", "attempt 2 of 2"),
        ("unreadable-only_told-first", None, 0.0, "", "as its questions gave"),
        ("unreadable-only_told-later", None, 0.0, "", "attempt 2 of 2"),
        ("unreadable-extended-first", None, 0.0, "", "as its questions gave"),
        ("unreadable-extended-later", None, 0.0, "", "attempt 2 of 2"),
        ("missing-in_time-first", None, 0.0, "", "as its questions gave"),
        ("missing-in_time-later", None, 0.0, "", "as its questions gave"),
        ("missing-by_clock-first", None, 0.0, "", "as its questions gave"),
        ("missing-by_clock-later", None, 0.0, "", "as its questions gave"),
        ("missing-only_told-first", None, 0.0, "", "as its questions gave"),
        ("missing-only_told-later", None, 0.0, "", "as its questions gave"),
        ("missing-extended-first", None, 0.0, "", "as its questions gave"),
        ("missing-extended-later", None, 0.0, "", "as its questions gave"),
    ],
)
def test_each_cell_has_its_mark_penalty_and_words(table, student, mark, penalty, late, words):
    assert table[student] == (mark, penalty, late, words)
