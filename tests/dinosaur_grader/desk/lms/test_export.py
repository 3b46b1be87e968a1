"""Feedback pages go back in one zip, each under the name that leads Canvas or Moodle to
its student and to no other."""

import csv
import io
import zipfile

import msgspec
import pytest

from dinosaur_grader.desk.lms.collect import rows_of
from dinosaur_grader.desk.lms.export import write_feedback, write_plain
from dinosaur_grader.records.gradebook_marks import Marks, Scores
from dinosaur_grader.results import Result
from dinosaur_grader.store import database
from dinosaur_grader.store import rows as rows_of_store
from dinosaur_grader.store.register import Person
from dinosaur_grader.store.schema import COLLECTED
from tests.dinosaur_grader import stored
from tests.dinosaur_grader.desk.lms.collecting import collected
from tests.dinosaur_grader.systems import canvas_takes, moodle_takes


def rows(text, delimiter=","):
    lines = io.StringIO(text.removeprefix("\ufeff"), newline="")
    return list(csv.reader(lines, delimiter=delimiter))


def test_plain_rows_never_start_a_formula(tmp_path):
    known = {"=cmd": Person("=cmd", "Ada", sections=("Tue",))}
    write_plain(tmp_path / "plain.csv", Scores("a", {"=cmd": 1.0}, 2.0), known)
    assert rows((tmp_path / "plain.csv").read_text())[1] == [
        *("\\x3dcmd", "a", "1", "2"),
        *("Ada", "Tue"),
    ]


NAME = "dinosaur_island"


def graded(tmp_path, files, roster=""):
    """Hand-ins from a zip, collected, and for each a result and a page that says whose
    it is; the `out` folder."""
    with zipfile.ZipFile(tmp_path / "s.zip", "w") as archive:
        for name, content in files:
            archive.writestr(name, content)
    listed, out = tmp_path / "roster.csv", tmp_path / "graded"
    listed.write_text("student_id,system_id\n" + roster, encoding="utf-8")
    out.mkdir(exist_ok=True)
    into, url = tmp_path / "submitted", stored.url(out)
    for row in collected(tmp_path / "s.zip", into, url, listed).rows:
        student = row.student
        stored.count(out, Result(student, student, NAME, "graded", (), digest=row.sha256))
        page = out / "feedback" / student / NAME / f"{NAME}.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"page of {student}", encoding="utf-8")
    return out


def packed(tmp_path, system, out):
    """Write the pages for a system; how many are in and out."""
    return write_feedback(system, Marks(stored.url(out)), out, NAME, tmp_path / "feedback.zip")


HANDED_IN = [
    ("kim_1_20_dinosaur_island.ipynb", "a"),
    ("kim_2_21_dinosaur_island.ipynb", "b"),
    ("李雷_LATE_3_22_dinosaur_island-1.ipynb", "c"),
    ("r_2_d2_4_23_my_link.ipynb", "d"),
    ("zoe_5_24_n7_8_notes.ipynb", "e"),
]


def test_canvas_takes_each_page_for_its_own_user_and_the_same_pages_are_the_same_bytes(
    tmp_path,
):
    students = {"1": "one", "2": "two", "3": "lei", "4": "robot", "5": "zoe"}
    roster = "".join(f"{student},{key}\n" for key, student in students.items())
    out, zipped = graded(tmp_path, HANDED_IN, roster), tmp_path / "feedback.zip"
    assert packed(tmp_path, "canvas", out) == (5, 0)
    files = {key: {f"{19 + int(key)}"} for key in students}
    assert canvas_takes(zipped, files) == {
        key: f"page of {student}" for key, student in students.items()
    }
    first = zipped.read_bytes()
    packed(tmp_path, "canvas", out)
    assert zipped.read_bytes() == first


@pytest.mark.parametrize("end", ["/", "_/", "_"])
def test_moodle_takes_each_page_for_its_own_participant(tmp_path, end):
    people = [("Kim Lee", "77", "one"), ("Kim Lee", "78", "two"), ("Participant", "9", "blind")]
    files = [
        (f"{name}_{key}_assignsubmission_file{end}dinosaur_island.ipynb", key)
        for name, key, _ in people
    ]
    out = graded(tmp_path, files, "".join(f"{student},{key}\n" for _, key, student in people))
    packed(tmp_path, "moodle", out)
    taken = moodle_takes(tmp_path / "feedback.zip", {"77", "78", "9", "1"})
    assert taken == {"77": "page of one", "78": "page of two", "9": "page of blind"}


OTHER_FILE = "the collected file is not the one that was graded: grade again"
SHARED = "the system's id 1 belongs to 1 and 2"
UNGRADED = {"student": "3", "system_id": "3", "member": "k_3_21_x.ipynb"}


@pytest.mark.parametrize(
    ("change", "left_out"),
    [
        ({"sha256": "0" * 64}, [("2", OTHER_FILE)]),
        (
            {"system_id": "1", "member": "kim_1_21_dinosaur_island.ipynb"},
            [("1", SHARED), ("2", SHARED)],
        ),
        (UNGRADED, [("3", "the hand-in was collected but not graded: grade again")]),
    ],
)
def test_a_page_that_may_not_be_the_student_s_is_left_out(tmp_path, capsys, change, left_out):
    out = graded(tmp_path, HANDED_IN[:2])
    one, two = rows_of(stored.url(out), NAME, "canvas")
    with database.writing(stored.url(out)) as connection:
        rows_of_store.drop(connection, COLLECTED, NAME)
        rows_of_store.put(connection, COLLECTED, [one, msgspec.structs.replace(two, **change)])
    assert packed(tmp_path, "canvas", out) == (2 - len(left_out), len(left_out))
    said = [f"No page for {student}: {why}." for student, why in left_out]
    assert capsys.readouterr().err.splitlines() == said
    taken = canvas_takes(tmp_path / "feedback.zip", {"1": {"20"}, "2": {"21"}})
    assert taken == ({"1": "page of 1"} if len(left_out) == 1 else {})
