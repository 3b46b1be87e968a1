"""The desk's addresses: each screen, hostile texts as text, files of the folder of marks
alone."""

import io
import re
import zipfile

import bs4
import msgspec
import pytest

from dinosaur_grader.desk.browser.commands import CHANGES, Course
from dinosaur_grader.desk.browser.routes import Desk
from dinosaur_grader.desk.browser.screens import SCREENS, View
from dinosaur_grader.records import regrade_requests
from dinosaur_grader.store import database, register
from dinosaur_grader.store.register import Person
from tests.dinosaur_grader import stored
from tests.dinosaur_grader.classroom import NAME
from tests.dinosaur_grader.desk.browser.asking import ask
from tests.dinosaur_grader.desk.browser.test_downloads import FILES
from tests.dinosaur_grader.desk.test_answer import LOST
from tests.dinosaur_grader.records.test_inert import GALLERY, TEXTS, results
from tests.waiting import until


@pytest.fixture
def desk(tmp_path):
    course = Course(tmp_path / "course", (NAME, "other"), first=NAME)
    course.out.mkdir(parents=True)
    return Desk(course, "token")


def get(desk, path):
    return ask(desk.app(), "GET", path)


def post(desk, path, **more):
    return ask(desk.app(), "POST", path, **more)


@pytest.mark.parametrize("name", SCREENS)
def test_every_screen_is_there_before_anything_was_done(desk, name):
    answer = get(desk, f"/screen/{name}")
    assert answer.status_code == 200
    assert len(bs4.BeautifulSoup(answer.text, "html.parser").find_all("h1")) == 1


def hostile_course(desk, text):
    """A class in which all that a student or a system may write is this text."""
    course, person = desk.course, Person("eve", text, sections=(text,))
    verdict = msgspec.structs.replace(LOST, title=text, message=text, hint=text)
    marked = results(text)
    cell = msgspec.structs.replace(marked.marks[0], verdicts=(verdict,))
    one = msgspec.structs.replace(
        marked, marks=(cell, *marked.marks[1:]), needs_look=True, key="eve", digest="d" * 64
    )
    stored.count(course.out, one)
    with database.writing(View(course).url) as connection:
        register.put(connection, [person])
    said = " ".join(text.split()) or "x"
    row = ('"' + said.replace('"', '""') + '"',) * 4
    (course.home / CHANGES).write_text(
        f"student_id,who,before,after,why\neve,{','.join(row)}\n"
    )
    words = b"$ dinosaur-grader evening a.zip --changes graded/changes.csv\n"
    desk.runs.log.write_bytes(words + text.encode("utf-8", "replace") + b"\n\nexit code 3\n")


def bones(desk):
    """The elements of all screens, with their attributes but for addresses and values."""
    code = regrade_requests.code("eve", NAME, LOST.probe, "d" * 64)
    paths = [f"/screen/{name}" for name in SCREENS]
    paths += [
        "/screen/student?id=eve",
        f"/screen/requests?code={code}",
        "/screen/look?kind=risk",
    ]
    found = []
    for path in paths:
        soup = bs4.BeautifulSoup(get(desk, path).text, "html.parser")
        found += [(path, each.name, sorted(each.attrs)) for each in soup.find_all(True)]
        assert all(a["href"].startswith(("?", "file/")) for a in soup.find_all("a"))
    return found


@pytest.mark.parametrize(
    "texts",
    [
        list(TEXTS.values())[:5],
        pytest.param([*TEXTS.values(), *GALLERY], marks=pytest.mark.slow),
    ],
    ids=["some", "all"],
)
def test_no_hostile_text_makes_an_element_or_a_link(desk, texts):
    hostile_course(desk, "harmless")
    harmless = bones(desk)
    for text in texts:
        hostile_course(desk, text)
        assert bones(desk) == harmless


def test_files_that_are_brought_are_kept_and_offered(desk):
    sent = [("files", (name, content)) for name, content in FILES.values()]
    answer = post(desk, "/files", files=sent)

    assert "dinosaur-grader evening downloads/submissions.zip" in answer.text
    assert (desk.course.home / "downloads" / "canvas.csv").is_file()


def test_a_file_that_is_none_is_refused_in_a_sentence(desk):
    answer = post(desk, "/files", files=[("files", ("holiday.jpg", b"\xff\xd8"))])
    assert answer.status_code == 422  # the page shows it, and keeps what was typed
    assert "neither a zip of submissions nor" in answer.text


def test_a_button_starts_its_verb_and_shows_the_run(desk):
    (desk.course.submitted / "ada" / NAME).mkdir(parents=True)
    answer = post(desk, "/start/report", data={"assignment": NAME})
    assert f"dinosaur-grader report --assignment {NAME}" in answer.text
    until(lambda: not desk.runs.going())
    assert "This was not done" in get(desk, "/screen/run").text


@pytest.mark.parametrize("more", ["--out=/tmp", "rm", "--yes --no"])
def test_only_what_was_offered_is_added_to_a_command(desk, more):
    desk.runs.log.write_bytes(b"$ dinosaur-grader report\n\nexit code 3\n")
    answer = post(desk, "/again", data={"more": more, "of": "dinosaur-grader report"})
    assert "nothing to start again" in answer.text
    assert desk.runs.last().words == ("report",)


def test_what_was_agreed_to_in_one_tab_is_not_what_another_started_since(desk):
    desk.runs.log.write_bytes(b"$ dinosaur-grader people import b.csv\n\nexit code 3\n")
    answer = post(desk, "/again", data={"more": "--yes", "of": "dinosaur-grader evening a.zip"})
    assert answer.status_code == 422 and "has run since" in answer.text
    assert desk.runs.last().words == ("people", "import", "b.csv")


def test_pages_of_the_folder_of_marks_are_shown_without_scripts(desk):
    (desk.course.out / "report.html").write_text("<script>alert(1)</script>")
    answer = get(desk, "/file/token/report.html")
    policy = answer.headers["content-security-policy"]
    assert answer.status_code == 200
    assert "default-src 'none'" in policy and "script-src" not in policy
    assert "sandbox" in policy and "allow-scripts" not in policy


@pytest.mark.parametrize(
    "path",
    [
        "gradebook.db",
        "../course.seed",
        "%2e%2e/course.html",
        "../secret.html",
        "link.html",
        "/etc/passwd",
        "",
    ],
)
def test_nothing_else_is_given(desk, path):
    (desk.course.home / "secret.html").write_text("secret")
    (desk.course.home / "course.html").write_text("secret")
    (desk.course.out / "gradebook.db").write_text("secret")
    (desk.course.out / "link.html").symlink_to(desk.course.home / "secret.html")
    answer = get(desk, f"/file/token/{path}")
    assert answer.status_code in (403, 404) and "secret" not in answer.text


def test_the_files_for_upload_are_one_download(desk):
    (desk.course.home / "upload" / NAME).mkdir(parents=True)
    (desk.course.home / "upload" / NAME / "marks.csv").write_text("a,b\n")

    answer = get(desk, f"/file/token/upload.zip?of={NAME}")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == [f"{NAME}/marks.csv"]
    assert get(desk, "/file/token/upload.zip?of=..").status_code == 404


def test_the_page_loads_nothing_from_elsewhere(desk):
    page = get(desk, "/").text
    assert re.findall(r'(?:src|href)="([^"]+)"', page) == [
        "data:,",
        "static/desk.css",
        "static/htmx.min.js",
        "static/desk.js",
    ]
    for name in ("desk.css", "htmx.min.js", "desk.js", "htmx.LICENSE"):
        assert get(desk, f"/static/{name}").status_code == 200
