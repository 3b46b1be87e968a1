"""A student's texts on Coursera: shown letter by letter, never read as HTML."""

from __future__ import annotations

import html
import json
from html.parser import HTMLParser

import pytest

from dinosaur_grader.desk.platforms import coursera, question_texts

pytestmark = pytest.mark.slow


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
    said = coursera.files(marked, pages=False)
    feedback = json.loads(said["feedback.json"])
    assert feedback["feedbackType"] == "HTML"
    assert Tags(feedback["feedback"]).found == set()
    assert html.unescape(feedback["feedback"]) == question_texts.summary(marked)
    page = Tags(said["htmlFeedback.html"])
    assert page.found <= {"p", "br", "table", "tr", "th", "td"}
    assert page.attributes == []
