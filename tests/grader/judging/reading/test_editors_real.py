"""The real JupyterLab and Notebook 7 in Chromium: figures have their text there, and
what they save is walked alike."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from grader.assignments.assignment import load
from tests.axe import chromium, needs_chromium
from tests.conftest import ROOT
from tests.gallery import editors
from tests.grader.judging.reading.test_editors import _solved_release, _staged, _walked

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]
NAME = "dinosaur_island"
WAIT = 90_000  # milliseconds: a loaded machine takes its time
APPS = {"lab": "lab/tree", "notebook": "notebooks"}


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


@pytest.fixture(params=APPS)
def editor(request, tmp_path):
    """The student's folder with `mine.ipynb`, solved, and `done.ipynb`, executed; and
    the address where it is open."""
    folder = shutil.copytree(ROOT / "release" / NAME, tmp_path / "course" / NAME)
    (folder / "mine.ipynb").write_bytes(editors.written(_solved_release()))
    shutil.copyfile(ROOT / "solutions" / NAME / f"{NAME}.ipynb", folder / "done.ipynb")
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "jupyter",
        request.param,
        "--no-browser",
        "--allow-root",
        f"--port={port}",
    ]
    command += ["--ip=127.0.0.1", "--IdentityProvider.token=", "--ServerApp.password="]
    homes = {
        f"JUPYTER_{what}_DIR": str(tmp_path / what) for what in ("CONFIG", "DATA", "RUNTIME")
    }
    with open(tmp_path / "server.log", "wb") as log:
        server = subprocess.Popen(
            command, cwd=folder, env=os.environ | homes, stdout=log, stderr=log
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/api/status", server, tmp_path / "server.log")
        yield folder, f"http://127.0.0.1:{port}/{APPS[request.param]}"
    finally:
        server.terminate()
        server.wait(60)


def wait_for(address, server, log):
    for _ in range(90):
        if server.poll() is not None:
            raise AssertionError(log.read_text(errors="replace")[-2000:])
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(1)
    raise AssertionError(f"no answer from {address}")


@pytest.fixture
def page(editor):
    with chromium() as browser:
        tab = browser.new_page(viewport={"width": 1200, "height": 1000})
        tab.set_default_timeout(WAIT)
        yield tab


def run_second_cell(page):
    """Click into it and run it, again while the kernel is not there yet: then the
    editor takes the keys for nothing."""
    ran = page.locator(".jp-CodeCell .jp-InputArea-prompt", has_text="[1]:")
    page.locator(".jp-CodeCell .jp-InputArea-editor").nth(1).wait_for()
    for _ in range(9):
        page.locator(".jp-CodeCell .jp-InputArea-editor").nth(1).click()
        page.keyboard.press("Shift+Enter")
        for _ in range(20):
            page.wait_for_timeout(500)
            if ran.count():
                return
    raise AssertionError("the cell was never run")


def test_figures_have_their_words_and_nothing_is_fetched_from_elsewhere(editor, page):
    _, address = editor
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/done.ipynb")

    page.locator(".jp-MarkdownCell h1").first.wait_for()
    page.mouse.move(700, 600)
    figure = page.locator(".jp-OutputArea img[alt^='Figure 1. The network unrolled']")
    for _ in range(40):
        if figure.count():
            break
        page.mouse.wheel(0, 500)
        page.wait_for_timeout(250)
    assert figure.count() == 1
    assert page.locator(".jp-OutputArea img:not([alt])").count() == 0
    assert {url.split("/")[2] for url in asked if url.startswith("http")} == {
        address.split("/")[2]
    }


def test_what_it_saves_after_a_cell_was_run_is_walked_as_if_it_had_never_moved(
    editor, page, tmp_path
):
    folder, address = editor
    before = (folder / "mine.ipynb").read_bytes()
    page.goto(f"{address}/mine.ipynb")

    run_second_cell(page)
    page.keyboard.press("Control+s")
    for _ in range(60):
        saved = (folder / "mine.ipynb").read_bytes()
        if saved != before and saved.rstrip().endswith(b"}"):  # it is being written until then
            break
        page.wait_for_timeout(500)
    assert saved != before
    assert b'"execution_count": 1' in saved
    assignment = load(NAME)
    unmoved, moved = (
        _staged(tmp_path, who, raw, assignment)
        for who, raw in (("ada", before), ("bob", saved))
    )
    assert _walked(moved) == _walked(unmoved)
    assert moved.notes == ()
