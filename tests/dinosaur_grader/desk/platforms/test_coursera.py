"""A student's texts on Coursera: shown letter by letter, never read as HTML."""

from __future__ import annotations

import html
import json

import pytest

from dinosaur_grader.desk.platforms import coursera, question_texts
from tests.dinosaur_grader.records.test_feedback import Tags

pytestmark = pytest.mark.slow


def test_what_coursera_calls_html_has_no_element_but_ours_and_shows_the_text_itself(marked):
    said = coursera.files(marked, pages=False)
    feedback = json.loads(said["feedback.json"])
    assert feedback["feedbackType"] == "HTML"
    assert Tags(feedback["feedback"]).seen == []
    assert html.unescape(feedback["feedback"]) == question_texts.summary(marked)
    tags = Tags(said["htmlFeedback.html"]).seen
    assert {tag for tag, _ in tags} <= {"p", "br", "table", "tr", "th", "td"}
    assert [attributes for _, attributes in tags if attributes] == []
