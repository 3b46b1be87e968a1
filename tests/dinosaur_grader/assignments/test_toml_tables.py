"""The two tables of a rubric: each thing that is not as it should be is a sentence with
the file."""

import pytest

from dinosaur_grader.assignments import toml_tables
from dinosaur_grader.assignments.toml_tables import RubricError
from tests.dinosaur_grader import toy


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "assignment.toml"
    path.write_text(toy.TABLE)
    return path


@pytest.fixture
def faults(tmp_path):
    path = tmp_path / "double.toml"
    path.write_text(toy.FAULTS["double"])
    return path


def refused(read, path):
    with pytest.raises(RubricError) as error:
        read(path)
    said = str(error.value)
    assert said.startswith(f"{path}: ") and said.endswith(".") and "\n" not in said
    return said.removeprefix(f"{path}: ")


def test_a_table_is_read_with_its_functions_in_order(table):
    read = toml_tables.assignment(table)
    assert [(f.name, f.points, f.returns) for f in read.functions] == [
        ("double", 4, ("number",)),
        ("label", 4, ()),
    ]
    assert (read.title, read.points, read.files) == ("A toy", 8, ("data/words.txt",))
    assert read.observers == {"words": {"first": "words.0", "second": "words.1"}}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("points = 8", "points = 9", "the functions have 8 points together, and the assignment 9."),
        ('"number"', '"whole"', "double returns 'whole'; the kinds are none, number, text, list, tuple, dict, array."),
        ('name = "label"', 'name = "double"', "two functions have the name double."),
        ('"words.0"', '{ from = "words.0", fits = "nearly" }', "words.first fits 'nearly'; it may be close, "),
    ],
)  # fmt: skip
def test_what_can_be_seen_in_the_table_alone_is_refused(table, old, new, said):
    toy.change(table, old, new)
    assert refused(toml_tables.assignment, table).startswith(said)


def test_a_table_without_a_function_is_refused(table):
    table.write_text('title = "A toy"\npoints = 0\nfunctions = []\n')
    assert refused(toml_tables.assignment, table).startswith("no function is graded: ")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "A toy"', "", "`title`"),
        ("[[functions]]", "[[functions", ""),
        ('"words.0"', '{ from = "words.0", fit = "close" }', "`fit`"),
    ],
)
def test_what_is_no_such_table_is_refused_with_the_file(table, old, new, said):
    toy.change(table, old, new)
    assert said in refused(toml_tables.assignment, table)


def test_a_file_that_is_no_text_or_not_there_is_refused(tmp_path):
    (tmp_path / "assignment.toml").write_bytes(b"title = '\xff'")
    refused(toml_tables.assignment, tmp_path / "assignment.toml")
    refused(toml_tables.assignment, tmp_path / "none.toml")


@pytest.mark.parametrize("look", ["round", "is whole", "is", "not two parts", ""])
def test_a_look_that_nobody_knows_is_refused(faults, look):
    text = f'[[when]]\nfault = "odd"\nhint = "H."\nseen = {{ value = "{look}" }}\n'
    faults.write_text(text)
    assert refused(toml_tables.faults, faults) == (
        f"odd asks whether value looks {look!r}, which is not a look that we know."
    )


def test_a_fault_has_no_other_keys(faults):
    toy.change(faults, 'name = "halved"', 'name = "halved"\npoints = "x"')
    assert "`points`" in refused(toml_tables.faults, faults)
