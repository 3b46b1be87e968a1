"""The smaller site, whose Python comes from Pyodide's public CDN: here a stand-in that
gives the test's own files."""

import re
import shutil

import pytest

from tests.browser.driving import WAIT, Notebook, errors, printed
from tests.browser.serving import served, watch
from tests.browser.test_kernel import SETUP, code

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CDN = "cdn.jsdelivr.net"
ADDRESS = re.compile(rf"https://{re.escape(CDN)}/pyodide/v[\d.]+/full/")


def asking(site, stand_in: str, to):
    """A copy of the site that asks `stand_in` for what it asks the CDN: what a service
    worker asks, the browser's driver can't answer."""
    shutil.copytree(site, to)
    for path in to.rglob("*"):
        if path.suffix in (".js", ".mjs", ".json", ".html"):
            text = path.read_text(encoding="utf-8")
            path.write_text(ADDRESS.sub(f"{stand_in}/", text), encoding="utf-8")
    return to


def test_it_says_so_first_asks_the_cdn_for_python_and_nobody_for_anything_else(
    smaller, pyodide, browser, tmp_path
):
    assert CDN in (smaller / "index.html").read_text(encoding="utf-8")
    with (
        served(pyodide, for_all=True) as stand_in,
        served(asking(smaller, stand_in, tmp_path / "site")) as where,
        browser.new_context() as context,
    ):
        context.set_default_timeout(WAIT * 1000)
        hosts = watch(context)
        notebook = Notebook(context.new_page(), where)
        notebook.put(code(SETUP + "print(np.arange(3).sum())")).run_all()

        cells = notebook.wait_until_done()

        assert (printed(cells), errors(cells)) == ("3\n", [])
        assert {f"http://{host}" for host in hosts} == {where, stand_in}
