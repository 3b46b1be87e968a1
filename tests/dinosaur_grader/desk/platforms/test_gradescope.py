"""A student's texts on Gradescope."""

from __future__ import annotations

import json

import pytest

from dinosaur_grader.desk.platforms import gradescope

pytestmark = pytest.mark.slow


def test_gradescope_is_told_that_it_is_text(marked):
    document = json.loads(gradescope.files(marked, pages=False)["results.json"])
    assert document["output_format"] == "text"
    formats = {(test["name_format"], test["output_format"]) for test in document["tests"]}
    assert formats == {("text", "text")}
