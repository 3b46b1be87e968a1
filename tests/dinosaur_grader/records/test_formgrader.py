"""nbgrader's formgrader in a real Chromium, on a gradebook and notebooks that we
wrote."""

import contextlib
import json
import sys
from urllib.parse import urlsplit

import pytest
from nbgrader.api import Gradebook

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import course_seed
from dinosaur_grader.records.autograded import autograded
from dinosaur_grader.results import CellMark
from dinosaur_grader.store.database import default_url
from tests.axe import chromium, needs_chromium
from tests.dinosaur_grader.classroom import (
    NAME,
    assignment,
    essay,
    marked_by_hand,
    record,
    result,
    submission,
)
from tests.dinosaur_grader.course import (
    ROOT,
    comments,
    environment,
    hand_in,
    make,
)
from tests.dinosaur_grader.records.test_brought import HARM, coded, plot, png
from tests.dinosaur_grader.records.test_prose import TRICKS, WRITTEN
from tests.jupyter import serving
from tests.waiting import HANGS, until

SHORT = [text for text in TRICKS.values() if len(text) < 300]
WAIT = 1000 * HANGS  # milliseconds
pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]


@contextlib.contextmanager
def served(course):
    """The formgrader's address, on a server in the course's folder that ends with the
    context."""
    extension = "{'nbgrader.server_extensions.formgrader': True}"
    command = [sys.executable, "-m", "jupyter", "server"]
    command += ["--ServerApp.disable_check_xsrf=True"]
    command += [f"--ServerApp.jpserver_extensions={extension}"]
    own, ready = course / "jupyter", "formgrader/api/assignments"
    with serving(command, course, own, environment(), ready) as address:
        yield f"{address}/formgrader"


def _open_to(folder, student, notebook):
    """Lay down a graded notebook, and the configuration that serves it."""
    place = folder / "autograded" / student / NAME
    place.mkdir(parents=True)
    (place / f"{NAME}.ipynb").write_bytes(notebook)
    config = "c = get_config()\nc.CourseDirectory.course_id = 'default_course'\n"
    (folder / "nbgrader_config.py").write_text(config)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course folder as a grading run leaves it: Ada with partial credit, Bob with
    all, Cleo to be looked at."""
    folder = tmp_path_factory.mktemp("formgrader")
    results = [
        result("ada", clip=5.5),
        result("bob"),
        result("cleo", sample=0.0, state="timeout", needs_look=True),
    ]
    record(results, folder, assignment())
    for each in results:
        notebook = autograded(submission(each.student_id), each, assignment())
        _open_to(folder, each.student_id, notebook)
    return folder


@pytest.fixture(scope="module")
def address(course):
    with served(course) as address:
        yield address


@pytest.fixture(scope="module")
def page():
    """A page of Chromium that reaches this machine only."""
    with chromium() as browser:
        page = browser.new_page()
        page.set_default_timeout(WAIT)
        page.route(
            lambda url: not url.startswith("http://127.0.0.1"), lambda route: route.abort()
        )
        yield page


def test_the_list_shows_scores_and_who_is_to_be_looked_at(page, address):
    # before a mark is given by hand: nbgrader then asks for a look at that one too
    page.goto(f"{address}/gradebook/{NAME}/{NAME}")

    page.locator("tbody tr", has_text="15.5 / 18").wait_for()
    assert page.locator("tbody tr").count() == 3
    assert page.locator(".needs-manual-grade[data-search='needs manual grade']").count() == 1


def test_a_mark_given_by_hand_is_saved_and_outlives_the_next_grading(page, address, course):
    page.goto(f"{address}/submissions/{_submission(course, 'bob')}/")
    page.wait_for_function("document.querySelector('#clip_expected').placeholder == '8'")

    page.wait_for_load_state("load")
    until(lambda: _typed(page, "6.5") or _manual(course, "bob") == 6.5, every=1)
    record([result("bob", clip=4.0)], course, assignment())
    assert _manual(course, "bob") == 6.5


def test_the_lightning_button_grades_through_the_engine_and_the_list_has_its_marks(
    page, tmp_path
):
    own = (
        "c.TrustedExecute.isolation = 'none'\nc.CourseDirectory.course_id = 'default_course'\n"
    )
    home = make(tmp_path, f"{(ROOT / 'nbgrader_config.py').read_text()}\n{own}")
    hand_in(home, "ada", ROOT / "source" / NAME / f"{NAME}.ipynb")
    with served(home) as address:
        page.goto(f"{address}/manage_submissions/{NAME}")
        page.locator("tbody tr", has_text="ada").locator(".autograde a").click()
        page.locator(".modal-title", has_text="Success").wait_for()
        page.goto(f"{address}/gradebook/{NAME}/{NAME}")
        page.locator("tbody tr", has_text="100 / 100").wait_for()

    said = comments(home, "ada")["clip"]
    assert assignments.load("dinosaur_island", home.resolve()).version[:12] in said
    assert course_seed.load(home / "course.seed").fingerprint in said


def test_what_a_person_marks_is_read_there_and_marked_and_none_of_it_acts(page, tmp_path):
    by_hand, work = marked_by_hand(), essay("\n\n".join([WRITTEN, *SHORT]))
    marks = (CellMark("essay", "essay", None, 5.0, by_hand=True),)
    marks += (CellMark("drawing", "drawing", None, 5.0, by_hand=True),)
    said = result("ada", marks=marks)
    record([said], tmp_path, by_hand)
    _open_to(tmp_path, "ada", autograded(work, said, by_hand, _with_plots()))
    asked, opened = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    with served(tmp_path) as address:
        page.goto(f"{address}/submissions/{_submission(tmp_path, 'ada')}/")
        page.locator("input#essay").wait_for()
        page.wait_for_load_state("load")
        cell = page.locator(".text_cell_render", has_text="A title with")
        assert cell.locator("h1, blockquote, table, ol, pre").count() >= 5
        assert cell.locator("img, svg, script, iframe, [onclick], [onerror]").count() == 0
        assert page.evaluate("document.querySelector('#essay').tagName") == "INPUT"
        sizes = "all => all.map(each => each.naturalWidth)"
        assert page.locator(".output_png img").evaluate_all(sizes) == [200, 0]
        page.locator("#essay").scroll_into_view_if_needed()
        page.screenshot(path=tmp_path / "essay.png", full_page=True)

    # beside the server, what nbconvert's own page loads: MathJax and the like
    hosts = {urlsplit(url).netloc for url in asked if not url.startswith("data:")}
    assert opened == [] and not [host for host in hosts if "example" in host]


def _with_plots():
    """A notebook whose last cell has a plot, and an element behind the header of one."""
    shown = [coded(plot()), coded(png(5, 5, HARM)), coded(HARM)]
    cells = [{"outputs": []}] * 4 + [{"outputs": shown}]
    return json.dumps({"cells": cells}).encode()


def _typed(page, score):
    """Type a score as a person would, and leave the field; again, since the page may
    redraw it while it is loading."""
    field = page.locator("#clip_expected")
    field.fill("")
    field.press_sequentially(score)
    field.press("Tab")


def _submission(course, student):
    with Gradebook(default_url(course)) as book:
        return book.find_submission_notebook(NAME, NAME, student).id


def _manual(course, student):
    with Gradebook(default_url(course)) as book:
        return book.find_grade("clip_expected", NAME, NAME, student).manual_score
