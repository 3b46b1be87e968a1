"""The smaller site, whose Python comes from Pyodide's public CDN: here a stand-in that
gives the test's own files."""

import pytest

from tests.browser.conftest import make
from tests.browser.driving import Notebook, errors, printed
from tests.browser.serving import served, watch
from tests.browser.test_kernel import NAME, SETUP, code

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CDN = "cdn.jsdelivr.net"


@pytest.fixture(scope="module")
def smaller(tmp_path_factory):
    with served(make(tmp_path_factory.mktemp("smaller") / "site")) as where:
        yield where


def test_it_asks_the_cdn_for_python_and_nobody_for_anything_else(smaller, pyodide, browser):
    context = browser.new_context()
    context.route(
        f"https://{CDN}/pyodide/v*/full/**",
        lambda route: route.fulfill(path=pyodide / last_part(route)),
    )
    hosts = watch(context)
    notebook = Notebook(context.new_page(), smaller)
    notebook.open().upload(
        f"{NAME}/{NAME}.ipynb", code(SETUP + "print(np.arange(3).sum())"), "json"
    )

    notebook.open().run_all()
    cells = notebook.wait_until_done()
    context.close()

    assert (printed(cells), errors(cells)) == ("3\n", [])
    assert {host.split(":")[0] for host in hosts} == {"127.0.0.1", CDN}


def last_part(route) -> str:
    return route.request.url.split("?")[0].rsplit("/", 1)[1]


def test_its_landing_page_names_the_cdn(smaller, browser):
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(smaller)

        assert CDN in page.inner_text("main")
