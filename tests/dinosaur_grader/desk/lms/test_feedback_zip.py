"""Feedback pages go back in one zip, each under the name that leads Canvas or Moodle to
its student and to no other."""

import hashlib
import zipfile

import pytest

from dinosaur_grader.batch.exit_codes import Refused
from dinosaur_grader.batch.journal import Journal
from dinosaur_grader.desk.lms import file_names
from dinosaur_grader.desk.lms.collect import collect, read_rows
from dinosaur_grader.desk.lms.export import command, pack
from dinosaur_grader.results import Result
from tests.dinosaur_grader.systems import canvas_takes, moodle_takes

NAME = "dinosaur_island"


def graded(tmp_path, files, roster=""):
    """Hand-ins from a zip, collected, and for each a result and a page that says whose
    it is; the `out` folder."""
    with zipfile.ZipFile(tmp_path / "s.zip", "w") as archive:
        for name, content in files:
            archive.writestr(name, content)
    (tmp_path / "roster.csv").write_text("student_id,system_id\n" + roster, encoding="utf-8")
    done = collect(
        tmp_path / "s.zip", tmp_path / "submitted", NAME, roster=tmp_path / "roster.csv"
    )
    out = tmp_path / "graded"
    out.mkdir(exist_ok=True)
    with Journal(out / "results.jsonl") as book:
        for row in done.rows:
            book.append(
                Result(
                    row["student_id"],
                    row["student_id"],
                    NAME,
                    "graded",
                    (),
                    digest=row["sha256"],
                )
            )
            page = out / "feedback" / row["student_id"] / NAME / f"{NAME}.html"
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(f"page of {row['student_id']}", encoding="utf-8")
    return out


def packed(tmp_path, system, out, rows=None):
    rows = read_rows(tmp_path / "submitted.collected.csv") if rows is None else rows
    return pack(rows, out, NAME, system, tmp_path / "feedback.zip")


CANVAS = [
    ("kim_1_20_dinosaur_island.ipynb", "a"),
    ("kim_2_21_dinosaur_island.ipynb", "b"),
    ("李雷_LATE_3_22_dinosaur_island-1.ipynb", "c"),
    ("r_2_d2_4_23_my_link.ipynb", "d"),
    ("zoe_5_24_7_8_notes.ipynb", "e"),
]


def test_canvas_takes_each_page_for_its_own_user(tmp_path):
    out = graded(tmp_path, CANVAS, "one,1\ntwo,2\nlei,3\nrobot,4\nzoe,5\n")
    done = packed(tmp_path, "canvas", out)
    taken = canvas_takes(
        tmp_path / "feedback.zip",
        {"1": {"20"}, "2": {"21"}, "3": {"22"}, "4": {"23"}, "5": {"24"}},
    )
    assert taken == {
        "1": "page of one",
        "2": "page of two",
        "3": "page of lei",
        "4": "page of robot",
        "5": "page of zoe",
    }
    assert done == (5, [])


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


def test_a_page_about_another_file_than_the_collected_one_is_left_out(tmp_path):
    out = graded(tmp_path, CANVAS[:2])
    rows = read_rows(tmp_path / "submitted.collected.csv")
    rows[0]["sha256"] = hashlib.sha256(b"handed in after grading").hexdigest()
    _, left_out = packed(tmp_path, "canvas", out, rows)
    assert left_out == [("1", "the collected file is not the one that was graded: grade again")]
    assert canvas_takes(tmp_path / "feedback.zip", {"1": {"20"}, "2": {"21"}}) == {
        "2": "page of 2"
    }


def test_two_students_with_one_system_id_get_no_page(tmp_path):
    out = graded(tmp_path, CANVAS[:2])
    rows = read_rows(tmp_path / "submitted.collected.csv")
    rows[1] |= {"system_id": "1", "member": "kim_1_21_dinosaur_island.ipynb"}
    pages, left_out = packed(tmp_path, "canvas", out, rows)
    assert {why for _, why in left_out} == {"the id 1 belongs to 1 and 2 in collected.csv"}
    assert pages == 0


def test_who_was_collected_but_not_graded_is_named(tmp_path):
    out = graded(tmp_path, CANVAS[:1])
    row = read_rows(tmp_path / "submitted.collected.csv")[0]
    other = row | {"student_id": "2", "system_id": "2", "member": "k_2_21_x.ipynb"}
    _, left_out = packed(tmp_path, "canvas", out, [row, other])
    assert left_out == [("2", "the hand-in was collected but not graded: grade again")]


def test_a_hand_in_from_the_other_system_is_named(tmp_path):
    out = graded(tmp_path, CANVAS[:1])
    assert packed(tmp_path, "moodle", out)[1] == [
        ("1", "the hand-in came from canvas, not from moodle")
    ]


def test_the_same_pages_give_the_same_bytes(tmp_path):
    out = graded(tmp_path, CANVAS)
    packed(tmp_path, "canvas", out)
    first = (tmp_path / "feedback.zip").read_bytes()
    packed(tmp_path, "canvas", out)
    assert (tmp_path / "feedback.zip").read_bytes() == first


@pytest.mark.parametrize("name", ["._ada_1_20_x.html", "ada_1_20_link.html", "ada_1_x.html"])
def test_names_that_canvas_ignores_are_nobodys(name):
    assert file_names.addressee(name, "canvas") == ""


def test_the_command_writes_the_zip_and_says_how_many(tmp_path, capsys):
    out = graded(tmp_path, CANVAS)
    collected = tmp_path / "submitted.collected.csv"
    assert command(to=tmp_path / "f.zip", out=out, collected=collected, feedback="canvas") == 0
    assert "5 feedback pages written" in capsys.readouterr().out
    assert command(to=tmp_path / "f.zip", out=out, collected=collected, feedback="canvas") == 2
    assert "nothing is overwritten" in capsys.readouterr().err


def test_a_file_that_is_no_manifest_is_refused(tmp_path):
    (tmp_path / "marks.csv").write_text("student_id,score\nada,1\n", encoding="utf-8")
    with pytest.raises(Refused, match="lacks columns"):
        read_rows(tmp_path / "marks.csv")
