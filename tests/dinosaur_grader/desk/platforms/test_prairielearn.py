"""A student's texts on PrairieLearn."""

from __future__ import annotations

import json
import re

import pytest

from dinosaur_grader.desk.platforms import prairielearn

pytestmark = pytest.mark.slow


def test_prairielearn_which_reads_terminal_codes_gets_none(marked):
    [text] = prairielearn.files(marked, pages=False).values()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", "".join(texts(json.loads(text))))


def texts(document):
    """All texts in a document of JSON."""
    if isinstance(document, dict):
        document = list(document.values())
    if isinstance(document, list):
        return [text for each in document for text in texts(each)]
    return [document] if isinstance(document, str) else []
