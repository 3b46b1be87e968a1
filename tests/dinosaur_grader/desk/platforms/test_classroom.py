"""A student's texts on GitHub: shown letter by letter, never read as markup or a command."""

from __future__ import annotations

import re

import msgspec
import pytest
from markdown_it import MarkdownIt

from dinosaur_grader.desk.platforms import classroom, question_texts

pytestmark = pytest.mark.slow
SHOWN = {"paragraph", "heading", "table", "thead", "tbody", "tr", "th", "td"}


def test_github_s_summary_has_no_markup_but_ours_links_nothing_and_nothing_is_a_command(marked):
    said = classroom.files(marked, pages=False)
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
    said = classroom.files(msgspec.structs.replace(blank, result=refused), pages=False)
    assert said["annotations.txt"].startswith("::error::This is not a mark")
