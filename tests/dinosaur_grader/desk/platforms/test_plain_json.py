"""One hand-in as JSON: the same names whether there is a mark or not."""

import json

import pytest

from dinosaur_grader.desk.platforms import plain_json


@pytest.mark.slow
def test_a_mark_and_a_refusal_say_the_same_names_and_the_page_comes_where_it_is_wanted(blank):
    graded = json.loads(plain_json.files(blank, pages=False)["result.json"])
    refused = json.loads(plain_json.refused("It can't be.")["result.json"])
    assert refused == {"state": "refused", "score": None, "summary": "It can't be."}
    assert refused.keys() <= graded.keys()
    assert (graded["state"], graded["score"], graded["max_score"]) == ("graded", 0, 100)
    assert "feedback.html" in plain_json.files(blank, pages=True)
