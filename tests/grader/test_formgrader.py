"""nbgrader's formgrader in a real Chromium, on a gradebook and notebooks that we wrote."""

import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from grader.autograded import autograded
from grader.record import record
from tests.grader.classroom import NAME, assignment, result, submission
from tests.grader.course import environment

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
playwright = pytest.importorskip("playwright.sync_api", reason="the Python package playwright is not installed")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium: `make system` installs it"),
]
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WAIT = 90_000  # milliseconds: a loaded machine takes its time


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course folder as a grading run leaves it: Ada with partial credit, Bob with all, Cleo to be looked at."""
    folder = tmp_path_factory.mktemp("formgrader")
    results = [result("ada", clip=5.5), result("bob"), result("cleo", sample=0.0, state="timeout", needs_look=True)]
    record(results, folder, assignment())
    for each in results:
        place = folder / "autograded" / each.student_id / NAME
        place.mkdir(parents=True)
        (place / f"{NAME}.ipynb").write_bytes(autograded(submission(each.student_id), each, assignment()))
    (folder / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'default_course'\n")
    return folder


@pytest.fixture(scope="module")
def address(course):
    """The formgrader's address, on a server of the course's own that ends with the tests."""
    port = _free_port()
    command = [
        sys.executable,
        "-m",
        "jupyter",
        "server",
        "--no-browser",
        "--allow-root",
        f"--port={port}",
        "--ip=127.0.0.1",
    ]
    command += ["--IdentityProvider.token=", "--ServerApp.password=", "--ServerApp.disable_check_xsrf=True"]
    command += ["--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}"]
    env = environment() | {
        f"JUPYTER_{what}_DIR": str(course / "jupyter" / what) for what in ("CONFIG", "DATA", "RUNTIME")
    }
    with open(course / "server.log", "wb") as log:
        server = subprocess.Popen(command, cwd=course, env=env, stdout=log, stderr=log)
    try:
        _wait_for(f"http://127.0.0.1:{port}/formgrader/api/assignments", server, course / "server.log")
        yield f"http://127.0.0.1:{port}/formgrader"
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _free_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def _wait_for(url, server, log):
    for _ in range(240):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                answer.read()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    pytest.fail(f"the formgrader did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture
def page(address):
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page()
        page.set_default_timeout(WAIT)
        page.route(lambda url: not url.startswith("http://127.0.0.1"), lambda route: route.abort())
        yield page
        browser.close()


def test_the_list_of_submissions_shows_scores(page, address):
    page.goto(f"{address}/gradebook/{NAME}/{NAME}")

    row = page.locator("tbody tr", has_text="15.5 / 18")
    row.wait_for()
    assert page.locator("tbody tr").count() == 3


def test_students_without_names_are_shown_by_their_ids(page, address):
    page.goto(f"{address}/manage_students")

    page.locator("tbody tr", has_text="ada").first.wait_for()
    assert "None, None" not in page.locator("tbody").inner_text()


def test_a_submission_opens_with_its_partial_credit_and_its_comment(page, address, course):
    page.goto(f"{address}/submissions/{_submission(course, 'ada')}/")

    page.wait_for_function("document.querySelector('#clip_expected').placeholder == '5.5'")
    page.wait_for_function(
        "document.querySelector('#clip-comment').value.includes('raised to it') || "
        "document.querySelector('#clip-comment').placeholder.includes('raised to it')"
    )
    assert "not passed: Entries below -maxValue have to be raised to it." in page.locator("body").inner_text()


def test_a_submission_that_ran_out_of_time_is_marked_for_a_look(page, address):
    # before a mark is given by hand: nbgrader then asks for a look at that one too
    page.goto(f"{address}/gradebook/{NAME}/{NAME}")

    page.locator("tbody tr", has_text="15.5 / 18").wait_for()
    assert page.locator(".needs-manual-grade[data-search='needs manual grade']").count() == 1


def test_a_mark_given_by_hand_is_saved_and_outlives_the_next_grading(page, address, course):
    page.goto(f"{address}/submissions/{_submission(course, 'bob')}/")
    page.wait_for_function("document.querySelector('#clip_expected').placeholder == '8'")

    page.wait_for_load_state("load")
    assert _eventually(lambda: _typed(page, "6.5") and _manual(course, "bob") == 6.5)
    record([result("bob", clip=4.0)], course, assignment())
    assert _manual(course, "bob") == 6.5


def _typed(page, score):
    """Type a score as a person would, and leave the field; again, since the page may redraw it while it is loading."""
    field = page.locator("#clip_expected")
    field.fill("")
    field.press_sequentially(score)
    field.press("Tab")
    return True


def _eventually(holds):
    for _ in range(60):
        if holds():
            return True
        time.sleep(1)
    return False


def _ask(course, query, *values):
    with sqlite3.connect(course / "gradebook.db") as database:
        return database.execute(query, values).fetchone()[0]


def _submission(course, student):
    query = (
        "select submitted_notebook.id from submitted_notebook join submitted_assignment "
        "on submitted_assignment.id = submitted_notebook.assignment_id where student_id = ?"
    )
    return _ask(course, query, student)


def _manual(course, student):
    query = (
        "select manual_score from grade join base_cell on base_cell.id = grade.cell_id "
        "where base_cell.name = 'clip_expected' and grade.notebook_id = ?"
    )
    return _ask(course, query, _submission(course, student))
