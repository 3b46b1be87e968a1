"""A student's texts on each platform: shown letter by letter, never read as markup."""

from __future__ import annotations

import html
import json
import re
from html.parser import HTMLParser

import msgspec
import nbformat
import pytest
from markdown_it import MarkdownIt

from dinosaur_grader.batch import single
from dinosaur_grader.desk import platforms
from dinosaur_grader.desk.platforms import classroom, question_texts
from dinosaur_grader.results import CellMark, ProbeVerdict
from tests.dinosaurs import ASSIGNMENT, NAME
from tests.gallery import hostile
from tests.gallery.hostile.notebooks import SCRIPT

pytestmark = pytest.mark.slow
ATTACKS = {a.name: a for a in hostile.attacks() if a.name in ("script-in-error", "terminal")}
MARKUP = (
    SCRIPT,
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1)) ![b](http://example.com/b.png) <http://example.com>",
    "http://example.com www.example.com a@example.com @octocat #1 octocat/hello#1",
    "`code` ``` *strong* _weak_ ~~struck~~ $x^2$ :+1: &lt;b&gt; \\<b>",
    "a | b | c\n| --- | --- |\n\n# heading\n---\n===\n- list\n1. list\n    code\n> quote",
    "\n::error::all points\n::set-output name=score::100\n##[error]all points",
    "{{ 7 * 7 }} {{{ raw }}} ${{ secrets.TOKEN }} %0A::error::all points",
)
SHOWN = {"paragraph", "heading", "table", "thead", "tbody", "tr", "th", "td"}


def grade(place):
    return single.grade(single.SingleRequest(place, NAME, isolation="none"))


@pytest.fixture(scope="module")
def blank():
    """The blank notebook, graded."""
    return grade(ASSIGNMENT.blank_path)


IDS = [*ATTACKS, *map(str, range(len(MARKUP)))]


@pytest.fixture(params=[*ATTACKS, *MARKUP], ids=IDS, scope="module")
def marked(request, blank, tmp_path_factory):
    """A hand-in of the gallery graded; or one whose notes and verdicts hold a text."""
    text = request.param
    if attack := ATTACKS.get(text):
        notebook = nbformat.read(ASSIGNMENT.blank_path, as_version=4)
        return grade(hostile.write(attack, tmp_path_factory.mktemp("attack"), notebook))
    verdict = ProbeVerdict("clip_1", False, 0.0, 8.0, text, text, title=text, detail=text)
    mark = CellMark("clip_expected", "clip", 0.0, 8.0, verdicts=(verdict,))
    result = msgspec.structs.replace(blank.result, notes=(text,), marks=(mark,))
    return msgspec.structs.replace(blank, result=result)


def files(name, marked):
    return platforms.module(name).files(marked, pages=False)


class Tags(HTMLParser):
    """The elements of a page, and whether one has an attribute."""

    def __init__(self, text):
        super().__init__()
        self.found, self.attributes = set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.add(tag)
        self.attributes += attrs


def test_what_coursera_calls_html_has_no_element_but_ours_and_shows_the_text_itself(marked):
    said = files("coursera", marked)
    feedback = json.loads(said["feedback.json"])
    assert feedback["feedbackType"] == "HTML"
    assert Tags(feedback["feedback"]).found == set()
    assert html.unescape(feedback["feedback"]) == question_texts.summary(marked)
    page = Tags(said["htmlFeedback.html"])
    assert page.found <= {"p", "br", "table", "tr", "th", "td"}
    assert page.attributes == []


def test_gradescope_is_told_that_it_is_text(marked):
    document = json.loads(files("gradescope", marked)["results.json"])
    assert document["output_format"] == "text"
    formats = {(test["name_format"], test["output_format"]) for test in document["tests"]}
    assert formats == {("text", "text")}


def test_prairielearn_which_reads_terminal_codes_gets_none(marked):
    [text] = files("prairielearn", marked).values()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", "".join(texts(json.loads(text))))


def texts(document):
    """All texts in a document of JSON."""
    if isinstance(document, dict):
        document = list(document.values())
    if isinstance(document, list):
        return [text for each in document for text in texts(each)]
    return [document] if isinstance(document, str) else []


def test_github_s_summary_has_no_markup_but_ours_links_nothing_and_nothing_is_a_command(marked):
    said = files("classroom", marked)
    summary, lines = said["summary.md"], said["annotations.txt"].splitlines()
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(summary)
    blocks = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens}
    assert blocks <= {*SHOWN, "inline"}
    inline = {child.type for token in tokens for child in token.children or ()}
    assert inline <= {"text", "softbreak", "text_special"}
    cells = [token for token in tokens if token.type == "td_open"]
    assert len(cells) == 4 * len(question_texts.questions(marked))
    assert not re.search(r"\$|www\.|://|@|[^&]#\d", summary)
    assert lines
    assert [line for line in lines if not line.startswith(("::warning", "::error::This"))] == []


def test_no_notebook_that_was_refused_is_opened_for_its_lines(blank, monkeypatch):
    monkeypatch.setattr(classroom, "open", pytest.fail, raising=False)
    refused = msgspec.structs.replace(blank.result, state="unreadable")
    said = files("classroom", msgspec.structs.replace(blank, result=refused))
    assert said["annotations.txt"].startswith("::error::This is not a mark")


@pytest.mark.parametrize("name", platforms.FORMATS)
def test_how_long_a_notebook_took_is_in_no_file_of_a_platform(blank, name):
    """A child that was asked something secret can choose how long it takes."""
    slow = msgspec.structs.replace(blank.result, seconds={"walk": 12.3, "judge": 4.5})
    other = msgspec.structs.replace(blank, result=slow)
    assert files(name, other) == files(name, blank)
