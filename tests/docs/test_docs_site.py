"""`make docs`: the pages as a site, from a menu of all of them, with no warning."""

import re
import subprocess
from html.parser import HTMLParser

import pytest

from tests.conftest import ROOT

SITE = ROOT / "build" / "docs"

pytestmark = [pytest.mark.slow]


class Page(HTMLParser):
    """What a page leads to, and what it loads."""

    def __init__(self, text: str):
        super().__init__()
        self.leads: set[str] = set()
        self.loads: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "a":
            self.leads.add(given.get("href") or "")
        elif tag == "link":
            self.loads.add(given.get("href") or "")
        elif source := given.get("src"):
            self.loads.add(source)


@pytest.fixture(scope="module")
def index():
    """The first page of the site, which is built anew."""
    done = subprocess.run(["bash", "tools/docs.sh"], cwd=ROOT, capture_output=True, text=True)
    if done.returncode and not (ROOT / "build" / "docs-env" / "ready").is_file():
        pytest.skip(f"the tools of the docs can't be fetched here: {done.stderr[-300:]}")
    assert done.returncode == 0, done.stderr
    return Page((SITE / "index.html").read_text(encoding="utf-8"))


def test_the_menu_leads_to_every_page(index):
    pages = {
        path.relative_to(ROOT / "docs").with_suffix(".html").as_posix()
        for path in (ROOT / "docs").rglob("*.md")
    }
    assert pages - index.leads == {"index.html"}
    assert [page for page in pages if not (SITE / page).is_file()] == []


def test_the_pages_load_nothing_from_other_hosts(index):
    for path in SITE.rglob("*.html"):
        loads = Page(path.read_text(encoding="utf-8")).loads
        assert [each for each in loads if re.match(r"(https?:)?//", each)] == []
