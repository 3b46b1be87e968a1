"""The site, built once for all tests here, and a browser that can reach nothing
else."""

import contextlib
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.axe import CHROMIUM, QUIET
from tests.browser.driving import ROOT, WAIT, Notebook
from tests.browser.pyodide_folder import NoWheels, pyodide_folder
from tests.browser.serving import OFFLINE, served, watch
from tools import student_kit

SHOTS = ROOT / "build" / "browser"


@pytest.fixture(scope="session")
def pyodide() -> Path:
    """A folder with Pyodide's files, numpy and matplotlib."""
    try:
        return pyodide_folder()
    except NoWheels as error:
        pytest.skip(f"Pyodide's wheels can't be fetched here: {error}")


def make(out: Path, *options: str) -> Path:
    """`make site` with the options of its script; skips with pip's word where its tools
    can't be fetched."""
    done = subprocess.run(
        ["bash", str(ROOT / "tools" / "site.sh"), "--out", str(out), *options],
        capture_output=True,
        text=True,
    )
    if done.returncode and not (ROOT / ".venv-site" / "ready").is_file():
        pytest.skip(f"JupyterLite can't be fetched here: {done.stderr.strip()[-300:]}")
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="session")
def site(pyodide, tmp_path_factory) -> Path:
    """The complete site, as `make site OFFLINE=...` makes it."""
    return make(
        tmp_path_factory.mktemp("offline") / "site", "--pyodide", str(pyodide), "--for-tests"
    )


@pytest.fixture(scope="session")
def smaller(tmp_path_factory) -> Path:
    """The site whose Python comes from Pyodide's public CDN."""
    return make(tmp_path_factory.mktemp("smaller") / "site")


@pytest.fixture(scope="session")
def address(site):
    """Where the site is served: in a folder of a larger one, as a course's pages
    are."""
    with served(site.parent) as where:
        yield f"{where}/{site.name}"


# while playwright is at work, nothing else in the process can run an event loop
@pytest.fixture(scope="package")
def browser():
    if CHROMIUM is None:
        pytest.skip("there is no Chromium: `make system` installs it")
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not there: `make setup` installs it"
    )
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, OFFLINE])
        yield browser
        browser.close()


@contextlib.contextmanager
def visit(browser):
    """A new visitor with an empty browser; at the end no host but the site's own may
    have been asked."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, accept_downloads=True
    )
    context.set_default_timeout(WAIT * 1000)
    hosts = watch(context)
    yield context
    context.close()
    assert hosts
    assert {host.split(":")[0] for host in hosts} == {"127.0.0.1"}


@pytest.fixture
def visitor(browser):
    """One who was never here."""
    with visit(browser) as context:
        yield context


@pytest.fixture(scope="package")
def regular(browser):
    """One who comes again and again, for whom the browser keeps what it has fetched: each
    test puts notebooks of its own there, and leaves the site's as they are."""
    with visit(browser) as context:
        yield context


@pytest.fixture
def page(regular):
    page = regular.new_page()
    yield page
    page.close()


@pytest.fixture
def notebook(page, address) -> Notebook:
    return Notebook(page, address)


@pytest.fixture(scope="package")
def kit(tmp_path_factory):
    """The folder that students download, unpacked."""
    folder = tmp_path_factory.mktemp("downloads")
    student_kit.make(folder / "kit.zip")
    with zipfile.ZipFile(folder / "kit.zip") as packed:
        packed.extractall(folder)
    return folder / student_kit.NAME


@pytest.fixture
def shot(request):
    """Keeps a picture of a page under build/browser, by the test's name."""

    def keep(page, name: str = "", **keywords) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(
            path=SHOTS / f"{request.node.name}{'-' if name else ''}{name}.png", **keywords
        )

    return keep
