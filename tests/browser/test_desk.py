"""The desk in Chromium: the evening from the zip to the files for upload, by a person who
types no command; seen light and dark, wide and narrow, by keyboard; and what the pages of
others can't do."""

import contextlib
import csv
import http.client
import http.server
import io
import re
import signal
import subprocess
import threading
import zipfile

import httpx
import pytest

from dinosaur_grader.assignments import assignment as assignments
from tests import axe
from tests.dinosaur_grader.course import NAME, SCRIPTS, level
from tests.dinosaur_grader.desk import evening_class
from tests.waiting import HANGS

pytestmark = [pytest.mark.browser, pytest.mark.slow, axe.needs_chromium]
STUDENTS = 30
LONG = 1000 * HANGS  # milliseconds
SCREENS = ("People", "Who needs a look", "Requests", "Report", "For upload", "Course")


@pytest.fixture(scope="module")
def from_canvas(tmp_path_factory):
    """What a lecturer gets out of Canvas."""
    folder = tmp_path_factory.mktemp("canvas")
    group = evening_class.people(STUDENTS)
    evening_class.canvas_zip(
        folder / "submissions.zip", group, evening_class.work(assignments.load(NAME))
    )
    evening_class.tables(folder, group)
    return folder


@contextlib.contextmanager
def opened(home, *options):
    """A running desk's address."""
    command = [SCRIPTS / "dinosaur-grader", "desk", "--no-browser", *options]
    desk = subprocess.Popen(command, cwd=home, stderr=subprocess.PIPE, text=True)
    try:
        yield re.search(r"http://\S+", desk.stderr.readline())[0]
    finally:
        desk.send_signal(signal.SIGINT)
        desk.wait(HANGS)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    if level() != "strict":
        pytest.skip("the page's buttons grade at the level strict, which is not to be had here")
    return folder


@pytest.fixture(scope="module")
def graded(home, from_canvas, browser):
    """A page of the desk whose class is graded and agreed to."""
    with opened(home) as address:
        context = browser.new_context(accept_downloads=True)
        context.set_default_timeout(HANGS * 1000)
        page = context.new_page()
        page.goto(address)
        page.set_input_files(
            "#files", [from_canvas / "submissions.zip", from_canvas / "canvas.csv"]
        )
        page.get_by_role("button", name="Add", exact=True).click()
        page.get_by_role("button", name="Grade the class").click()
        page.get_by_role("heading", name="Grading").wait_for()
        page.close()  # which stops nothing

        page = context.new_page()
        page.goto(f"{address.split('?')[0]}?at=run")  # it comes back where it was
        page.get_by_role("button", name="Create the files for upload").click(timeout=LONG)
        page.get_by_role("link", name=f"Download {NAME}.zip").wait_for(timeout=LONG)
        yield page
        context.close()


def test_the_files_for_upload_have_everybody_s_mark_and_page(graded, home):
    with graded.expect_download() as download:
        graded.get_by_role("link", name=f"Download {NAME}.zip").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        marks = archive.read(f"{NAME}/marks.csv").decode("utf-8")
        pages = zipfile.ZipFile(io.BytesIO(archive.read(f"{NAME}/feedback.zip"))).namelist()
    filled = [row for row in csv.DictReader(io.StringIO(marks)) if row[evening_class.COLUMN]]
    totals = list(csv.DictReader((home / "graded" / "totals.csv").open()))

    scored = [row for row in totals if row["score"]]
    assert len(scored) > STUDENTS // 2
    assert len(filled) >= len(scored)
    assert len(pages) >= len(scored)


def visit(page, name):
    page.get_by_role("navigation").get_by_role("link", name=name, exact=True).click()
    page.locator(f'nav a[aria-current="page"]:text-is("{name}")').wait_for()
    # the page scrolls up last: a click before that met nothing on a busy machine
    page.locator("#desk h1:focus").wait_for()


@pytest.mark.parametrize("scheme", axe.SCHEMES)
@pytest.mark.parametrize("width", [1280, 390])
def test_every_screen_can_be_read_by_everybody(graded, scheme, width):
    graded.emulate_media(color_scheme=scheme)
    graded.set_viewport_size({"width": width, "height": 844})
    for name in SCREENS:
        visit(graded, name)
        assert axe.violations(graded) == [], name
        wide = graded.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, name


def test_a_student_s_page_is_shown_as_the_student_sees_it(graded):
    visit(graded, "People")
    graded.get_by_role("searchbox").fill("Formula")
    graded.get_by_role("button", name="Search").click()
    graded.get_by_role("link", name="=cmd|'/c calc'!A0 Formula").click()
    frame = graded.frame_locator("iframe")
    frame.get_by_text("Dinosaur Island").first.wait_for()
    assert axe.violations(graded) == []


def test_an_answer_to_a_request_stands_on_the_student_s_page(graded, home):
    codes = (
        re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", path.read_text(encoding="utf-8"))
        for path in sorted(home.glob(f"graded/feedback/*/{NAME}/*.html"))
    )
    code = next(found[0] for found in codes if found)
    visit(graded, "Requests")
    graded.get_by_label("The code that the student sent").fill(code.lower())
    graded.get_by_role("button", name="Find it").click()
    graded.get_by_label("Why, as the student will read it").fill("We read it <b>twice</b>.")
    graded.get_by_role("button", name="Answer", exact=True).click()
    graded.get_by_text("The student's page says it now").wait_for(timeout=LONG)
    visit(graded, "Requests")
    graded.get_by_text("We read it <b>twice</b>.").wait_for()


def test_all_of_it_is_done_by_keyboard(graded):
    visit(graded, "Course")
    for _ in range(40):
        graded.keyboard.press("Tab")
        if graded.evaluate("document.activeElement.textContent") == "People":
            break
    graded.keyboard.press("Enter")
    graded.get_by_role("heading", name="People").wait_for()
    assert graded.evaluate("document.activeElement.tagName") == "H1"


def test_back_goes_to_the_screen_before(graded):
    visit(graded, "People")
    visit(graded, "Report")
    graded.go_back()
    graded.get_by_role("heading", name="People").wait_for()


EVIL = """<!doctype html><title>evil</title><body><script>
const desk = "{desk}", found = [];
const own = {{ credentials: "include" }};
const grade = {{ ...own, method: "POST", mode: "no-cors", body: new URLSearchParams({{ assignment: "{name}" }}) }};
const attempt = async (name, ask) => {{
  try {{ found.push(`${{name}}: ${{await ask()}}`); }} catch {{ found.push(`${{name}}: refused`); }}
}};
(async () => {{
  await attempt("read", async () => (await fetch(`${{desk}}screen/people`, own)).text());
  await attempt("start", async () => (await fetch(`${{desk}}start/report`, grade)).type);
  const frame = document.createElement("iframe");
  frame.src = `${{desk}}screen/people`;
  document.body.append(frame);
  await new Promise((done) => {{ frame.onload = done; }});
  await attempt("frame", async () => frame.contentDocument.body.textContent);
  document.title = JSON.stringify(found);
}})();
</script></body>"""


class Quiet(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextlib.contextmanager
def listening(handler):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


@contextlib.contextmanager
def served(answer):
    """An HTTP server on a port of its own; gives its address and the headers that it was
    sent."""
    seen = []

    class Handler(Quiet):
        def do_GET(self):
            seen.append(dict(self.headers))
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(answer.encode())

    with listening(Handler) as address:
        yield address, seen


def test_a_page_on_another_port_gets_the_cookie_and_opens_nothing_by_it(graded, home):
    desk = graded.url.split("?")[0]
    log = (home / "graded" / "desk.log").read_bytes()
    with served(EVIL.format(desk=desk, name=NAME)) as (address, seen):
        page = graded.context.new_page()
        page.goto(address)
        page.wait_for_function("document.title.startsWith('[')")
        told = page.title()
        page.close()

    assert "Formula" not in told and '"read: refused"' in told
    assert (home / "graded" / "desk.log").read_bytes() == log  # nothing was started
    # cookies know no ports, so that server has ours; with all of a browser's words it opens nothing
    cookie = next(
        headers["Cookie"] for headers in seen if "dinosaur-desk" in headers.get("Cookie", "")
    )
    forged = {"cookie": cookie, "sec-fetch-site": "same-origin", "origin": desk.rstrip("/")}
    assert httpx.get(f"{desk}screen/people", headers=forged).status_code == 403
    assert httpx.post(f"{desk}start/report", headers=forged).status_code == 403


class Proxy(Quiet):
    """As jupyter-server-proxy: takes the path's beginning away, and sends on all else as
    it came."""

    def do_GET(self):
        _, _, _, _, port, rest = self.path.split("/", 5)
        size = int(self.headers.get("content-length", 0))
        desk = http.client.HTTPConnection("127.0.0.1", int(port))
        desk.request(self.command, f"/{rest}", self.rfile.read(size), dict(self.headers))
        answer = desk.getresponse()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() != "transfer-encoding":
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.read())

    do_POST = do_GET


def test_it_is_reached_through_the_proxy_of_a_jupyterlab(tmp_path, from_canvas, browser):
    with (
        listening(Proxy) as outside,
        opened(tmp_path, "--behind", f"{outside}user/ada/") as address,
        contextlib.closing(browser.new_context()) as context,
    ):
        assert address.startswith(f"{outside}user/ada/proxy/")
        context.set_default_timeout(HANGS * 1000)
        page = context.new_page()
        page.goto(address)
        page.set_input_files("#files", from_canvas / "canvas.csv")
        page.get_by_role("button", name="Add", exact=True).click()
        page.get_by_text("Now add the zip of submissions.").wait_for()
        visit(page, "People")
        page.reload()
        page.get_by_role("heading", name="People").wait_for()
