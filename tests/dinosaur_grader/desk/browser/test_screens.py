"""What the screens show, of a graded class and of hostile texts."""

import msgspec
import pytest

from dinosaur_grader.desk.browser import screens
from dinosaur_grader.desk.browser.commands import CHANGES, Course
from dinosaur_grader.desk.browser.screens import View
from dinosaur_grader.desk.browser.verb_runs import VerbRun
from dinosaur_grader.exit_codes import ExitCode, Refused
from dinosaur_grader.records import regrade_requests
from dinosaur_grader.store import database, register
from dinosaur_grader.store.register import Person
from tests.dinosaur_grader import stored
from tests.dinosaur_grader.classroom import NAME
from tests.dinosaur_grader.desk.test_answer import LOST, work


@pytest.fixture
def course(tmp_path):
    """A class of three, one of them unreadable, with a register."""
    made = Course(tmp_path, (NAME, "other"), first=NAME)
    made.out.mkdir()
    broken = msgspec.structs.replace(
        work("cleo"), state="unreadable", notes=("It is no notebook.",)
    )
    slow = msgspec.structs.replace(work("bob"), seconds={"walk": 9.0, "stage": 0.5})
    for one in (work("ada"), slow, broken):
        stored.count(made.out, one)
        (made.submitted / one.student_id / NAME).mkdir(parents=True)
    people = (Person("ada", "Ada Lovelace", sections=("A",)), Person("zoe", "Zoe"))
    with database.writing(View(made).url) as connection:
        register.put(connection, people)
    return made


def ran(*words, code=0, said=""):
    return VerbRun(words, False, code, said)


def test_the_first_screen_counts_who_handed_in_and_is_graded(course):
    shown = screens.home(View(course))

    assert shown["assignments"] == [
        {"name": NAME, "handed_in": 3, "states": {"graded": 2, "unreadable": 1}},
        {"name": "other", "handed_in": 0, "states": {}},
    ]
    assert shown["people"] == 2
    assert [one.name for one in shown["next"]] == ["grade", "grade"]


def test_of_an_empty_folder_there_is_a_first_screen(tmp_path):
    shown = screens.home(View(Course(tmp_path, (NAME,), first=NAME)))
    assert (shown["next"], shown["brought"], shown["people"]) == ([], [], 0)
    assert list(tmp_path.iterdir()) == []  # to look changes nothing


def test_a_run_says_who_failed_and_who_took_longest(course):
    shown = screens.run(View(course, last=ran("grade", code=ExitCode.SOME_FAILED)))

    assert [(one["student"], one["why"]) for one in shown["failed"]] == [
        ("cleo", "It is no notebook.")
    ]
    assert (shown["slow"][0]["student"], shown["slow"][0]["seconds"]) == ("bob", 9.5)
    assert "left for you" in shown["ending"] and shown["changes"] is None


def test_an_evening_that_waits_for_a_yes_shows_what_would_change(course):
    rows = "student_id,who,before,after,why\nada,Ada,,12,\nbob,Bob,3,4,\n"
    (course.home / CHANGES).write_text(rows)
    waits = ran("evening", "a.zip", "--changes", CHANGES, code=ExitCode.DECLINED)

    shown = screens.run(View(course, {"q": "bob"}, waits))
    assert [row["after"] for row in shown["changes"].rows] == ["4"]
    assert shown["next"] == [
        ("Create the files for upload", "--yes", "dinosaur-grader evening a.zip --yes")
    ]


@pytest.mark.parametrize(
    ("code", "said", "offered"),
    [
        (ExitCode.DONE, "", []),
        (ExitCode.NOTHING_WRITTEN, "no such file", []),
        (
            ExitCode.NOTHING_WRITTEN,
            "run it with --accept-changes",
            ["--accept-changes", "--keep-marks"],
        ),
        (ExitCode.DECLINED, "", ["--yes"]),
        (None, "", [""]),
    ],
)
def test_what_may_be_done_next_follows_from_how_it_ended(course, code, said, offered):
    shown = screens.run(View(course, last=ran("grade", code=code, said=said)))
    assert [more for _, more, _ in shown["next"]] == offered
    assert shown["ending"]


def test_who_needs_a_look_is_listed_by_kind_with_names(course):
    found = screens.look(View(course, {"kind": "doubts"}))
    assert [(row["student"], row["why"]) for row in found["page"].rows] == [
        ("cleo", "It is no notebook.")
    ]
    risk = screens.look(View(course, {"kind": "risk", "q": "NO SCORE"}))
    assert [row["student"] for row in risk["page"].rows] == ["cleo"]
    assert [name for name, _, _ in found["kinds"]] == list(screens.LOOKS)


def test_people_are_those_of_the_register_and_of_the_marks(course):
    page = screens.people(View(course))["page"]
    assert [row["student"] for row in page.rows] == ["ada", "bob", "cleo", "zoe"]
    assert page.rows[0]["score"] == "12" and page.rows[3]["score"] == ""


def test_what_is_searched_is_looked_for_in_the_rows_and_not_in_their_headings(course):
    assert screens.people(View(course, {"q": "LOVE"}))["page"].count == 1
    assert screens.people(View(course, {"q": "student"}))["page"].count == 0


def test_long_lists_are_paged(course):
    rows = [{"row": f"row {number}"} for number in range(60)]
    page = View(course, {"q": "row", "page": "99"}).page(rows)
    assert (page.number, page.pages, page.count) == (3, 3, 60)
    assert View(course, {"q": "ROW 59"}).page(rows).rows == rows[-1:]
    assert View(course, {"page": "x"}).page([]).number == 1


def test_a_student_is_shown_with_the_total_that_stands(course):
    shown = screens.student(View(course, {"id": "ada"}))
    assert (shown["person"].name, shown["score"], shown["page"]) == ("Ada Lovelace", "12", "")
    with pytest.raises(Refused, match="nobody"):
        screens.student(View(course, {"id": "nobody"}))


@pytest.mark.parametrize("id", ["..", "../..", "/etc", "", "a\0b"])
def test_no_id_leads_out_of_the_folder_of_marks(course, id):
    with pytest.raises(Refused):
        screens.student(View(course, {"id": id}))


def test_a_code_shows_its_question_and_a_typo_is_a_sentence(course):
    code = regrade_requests.code("ada", NAME, LOST.probe, "d" * 64)
    found = screens.requests(View(course, {"code": code.lower()}))["found"]
    assert found["named"].result.student_id == found["who"].partition(" ")[0].lower() == "ada"
    assert (found["counts"], found["answers"]) == ("0", ())
    assert "not a code" in screens.requests(View(course, {"code": "what?"}))["trouble"]


def test_the_newest_files_for_upload_come_first_and_are_of_one_assignment(course):
    for name in (NAME, f"{NAME}-2", f"{NAME}-10", f"{NAME}-x", "other", f"{NAME}_2"):
        (course.home / "upload" / name).mkdir(parents=True)
    assert screens.uploads(course, NAME) == [f"{NAME}-10", f"{NAME}-2", NAME]
    assert screens.uploads(course, "other") == ["other"]


def test_of_a_run_that_failed_no_earlier_one_s_outcomes_are_shown(course):
    shown = screens.run(View(course, last=ran("grade", code=ExitCode.NOTHING_WRITTEN)))
    assert (shown["failed"], shown["slow"]) == ([], [])


def test_what_a_verb_says_of_single_students_is_listed_apart(course):
    said = "People: 30 new.\nLeft out: a.zip: it is encrypted.\nMissing: Zoe handed in nothing.\n30 of 30 done"
    shown = screens.run(View(course, last=ran("evening", code=ExitCode.DECLINED, said=said)))
    assert shown["notes"] == [
        "Left out: a.zip: it is encrypted.",
        "Missing: Zoe handed in nothing.",
    ]
    assert shown["states"] == {"graded": 2, "unreadable": 1}
    assert "Review the marks" in shown["ending"]
