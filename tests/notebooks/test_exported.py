"""The solved notebooks as web pages: axe finds nothing of ours, and every figure has
its text.

nbconvert's own page template has flaws of its own; they are named below, and nothing
else is left out.
"""

import re

import nbformat
import pytest
from nbconvert import HTMLExporter

from tests.axe import chromium, needs_chromium, violations
from tests.conftest import ROOT

NAMES = ("dinosaur_island", "find_the_fault", "shakespeare", "step_backwards")
# What nbconvert's template or its colours of code break: the rule, how the element
# begins.
KNOWN = (
    # the grey and the red of In [1]: and Out[1]:, and pygments' colours for comments,
    # numbers and operators
    ("color-contrast", r'<div class="jp-(In|Out)putPrompt '),
    ("color-contrast", r'<span class="\w\w?">'),
    # links are told from text by their colour alone
    ("link-in-text-block", r"<a "),
)
# the template's scripts from a CDN are not needed to read the page
NOT_OURS = ("https://", "http://")

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture(
    scope="module",
    params=[NAMES[0], *(pytest.param(name, marks=pytest.mark.proof) for name in NAMES[1:])],
)
def page(browser, request, tmp_path_factory):
    solved = ROOT / "solutions" / request.param / f"{request.param}.ipynb"
    notebook = nbformat.read(solved, as_version=4)
    path = tmp_path_factory.mktemp("exported") / f"{request.param}.html"
    path.write_text(HTMLExporter().from_notebook_node(notebook)[0], encoding="utf-8")
    tab = browser.new_page()
    tab.route(lambda url: url.startswith(NOT_OURS), lambda route: route.abort())
    tab.goto(path.as_uri())
    yield tab
    tab.close()


def known(line):
    rule, element = line.split(" (")[0], line[line.index("<") :]
    return any(rule == name and re.match(start, element) for name, start in KNOWN)


def test_axe_finds_only_what_is_the_templates(page):
    found = violations(page)

    assert [line for line in found if not known(line)] == []
    # once the template is fixed, its entry above can go
    assert any(known(line) for line in found)


def test_every_figure_has_its_own_text_and_no_badge_leads_nowhere(page):
    texts = page.eval_on_selector_all(
        ".jp-OutputArea :is(img, svg[role=img])",
        "all => all.map(each => each.alt ?? each.ariaLabel)",
    )

    few = "find_the_fault" in page.url or "step_backwards" in page.url
    assert few or len(texts) >= 5
    assert len(set(texts)) == len(texts)
    assert all(len(text) > 60 and "No description" not in text for text in texts)
    # this repository sets no address, so its own pages carry no badge
    assert "attachment" not in page.content()
    assert page.locator("a:has(img)").count() == 0
    assert page.eval_on_selector("html", "all => all.lang") == "en"
