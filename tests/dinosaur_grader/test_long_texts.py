"""Students whose code says very much: the class's tables and journal stay small, and
can be read. Graded at `none`, where nothing else is in the way."""

import csv

import nbformat
import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.batch.grade import Options, grade
from dinosaur_grader.records import outputs
from tests.gallery import hostile
from tests.gallery.hostile.writing import LONG_TEXTS

pytestmark = pytest.mark.slow

LONG = """
class Long(Exception):
    def __str__(self): return "\\x01\U0001f600" * 1_000_000
"""
RAISES = LONG + "\ndef {0}(*arguments, **named):\n    raise Long"


def many_that_raise(folder, blank):
    said = [nbformat.v4.new_code_cell(LONG + "raise Long") for _ in range(1_800)]
    blank.cells = [*said, *blank.cells]
    (folder / "dinosaur_island.ipynb").write_text(nbformat.writes(blank), encoding="utf-8")


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    home = tmp_path_factory.mktemp("long")
    work = assignments.load("dinosaur_island")
    blank = nbformat.read(work.blank_path, as_version=4)
    raising = {name: RAISES.format(name) for name in ("clip", "sample", "optimize", "model")}
    for attack in (
        hostile.Attack("forged", "a text that can't be cut", cells={"clip": LONG_TEXTS}),
        hostile.Attack("raising", "megabytes in each call", cells=raising),
        hostile.Attack("many", "megabytes in each cell", make=many_that_raise),
    ):
        hostile.write(attack, home / "submitted", blank)
    given = Options(home / "submitted", home / "out", 1, "none", seed=home / "course.seed")
    outputs.write(grade(given, print), given, print)
    return home / "out"


def test_the_table_can_be_read_and_its_texts_are_short(out):
    with open(out / "grades.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["student_id"] for row in rows} == {"forged", "raising", "many"}
    assert {row["state"] for row in rows} == {"graded"}
    assert max(len(row["message"].encode()) for row in rows) < 10_000


def test_each_line_of_the_journal_is_short(out):
    lines = (out / "results.jsonl").read_bytes().splitlines()
    assert len(lines) == 3
    assert max(map(len, lines)) < 200_000
