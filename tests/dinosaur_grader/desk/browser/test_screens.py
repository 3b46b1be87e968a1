"""What the screens show, of a graded class and of hostile texts."""

import msgspec
import pytest

from dinosaur_grader.desk.browser import screens
from dinosaur_grader.desk.browser.commands import Course
from dinosaur_grader.desk.browser.screens import View
from dinosaur_grader.desk.browser.verb_runs import VerbRun
from dinosaur_grader.exit_codes import ExitCode, Refused
from dinosaur_grader.store import database, register
from dinosaur_grader.store.register import Person
from tests.dinosaur_grader import stored
from tests.dinosaur_grader.classroom import NAME
from tests.dinosaur_grader.desk.test_answer import work


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


def test_a_student_is_shown_with_the_total_that_stands(course):
    shown = screens.student(View(course, {"id": "ada"}))
    assert (shown["person"].name, shown["score"], shown["page"]) == ("Ada Lovelace", "12", "")
    with pytest.raises(Refused, match="nobody"):
        screens.student(View(course, {"id": "nobody"}))


@pytest.mark.parametrize("id", ["..", "../..", "/etc", "", "a\0b"])
def test_no_id_leads_out_of_the_folder_of_marks(course, id):
    with pytest.raises(Refused):
        screens.student(View(course, {"id": id}))
