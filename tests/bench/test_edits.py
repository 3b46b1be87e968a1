"""Counting which edits make beginners' answers right."""

import pytest

from bench import edits
from tools.answers import Answer

CODE = """def clip(gradients, maxValue):
    for name, gradient in gradients:
        np.clip(gradient, -maxValue, maxValue, out=gradient)
    return gradients
"""


@pytest.mark.slow
def test_the_edits_of_an_answer_are_counted_by_kind():
    answer = Answer("clip", "items_left_off", "no .items()", "exception", "x", "x", CODE)

    tried = edits.tries(answer)

    kind = (4, "go through something else than ... alone")
    assert kind in {(each.rank, each.change) for each in tried if each.right}
    assert edits.summary([tried, []]).startswith(
        "2 answers, 1 not explained by a known fault. Of"
    )
    assert edits.table([tried]).row_count == len({each[:2] for each in tried})


def test_that_nothing_helps_is_said():
    assert edits.summary([[]]).endswith("No edit makes one of them right.")
