"""What the tables of a rubric may say: each thing that is not as it should be is a
sentence with its place."""

import pytest

from dinosaur_grader.assignments import rubric_tables as tables
from dinosaur_grader.assignments.rubric_tables import (
    FaultsTable,
    RubricError,
    WhenTable,
    WrittenTable,
)

PLACE = "source/toy.py"


def refused(check, *what):
    with pytest.raises(RubricError) as error:
        check(*what, PLACE)
    said = str(error.value)
    assert said.startswith(f"{PLACE}: ") and said.endswith(".") and "\n" not in said
    return said.removeprefix(f"{PLACE}: ")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({"a": {"from": "value", "fits": "nearly"}}, "a fits 'nearly'; it may be close, "),
        ({"a": {"from": "value", "fit": "close"}}, "what is seen can't be read: "),
        ({"a": {"from": "value", "rtol": -1e-9}}, "a has a tolerance that is below 0 or "),
        (
            {"a": {"from": "value", "atol": float("inf")}},
            "a has a tolerance that is below 0 or ",
        ),
        ({"a": {"from": "printed", "fits": "set"}}, "a fits 'set', which compares lists, and "),
        (["value"], "what is seen can't be read: "),
    ],
)
def test_rows_that_are_none_are_refused(rows, said):
    tables.check_rows({"a": "value", "b": {"from": "printed", "fits": "printed"}}, PLACE)
    assert refused(tables.check_rows, rows).startswith(said)


@pytest.mark.parametrize("look", ["round", "is whole", "is", "not two parts", ""])
def test_a_look_that_nobody_knows_is_refused(look):
    table = FaultsTable(when=(WhenTable("odd", "H.", {"value": look}),))
    assert refused(tables.checked_faults, table) == (
        f"odd asks whether value looks {look!r}, which is not a look that we know."
    )


def test_a_pattern_that_is_none_is_refused():
    table = FaultsTable(written=(WrittenTable("odd", "H.", "("),))
    assert refused(tables.checked_faults, table).startswith(
        "the pattern of odd can't be read ("
    )
