"""An assignment is begun in a course: whole, in one file, never over another one, and
with a sentence where it can't be."""

import pytest

from dinosaur_grader import cli
from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import locations
from dinosaur_grader.workshop import course as making
from dinosaur_grader.workshop import gallery


@pytest.fixture
def course(tmp_path, monkeypatch):
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    (tmp_path / "source").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments):
    with pytest.raises(SystemExit) as ended:
        cli.main(["new", *arguments])
    return ended.value.code


def test_a_whole_assignment_is_made_in_one_file_and_found(course, capsys):
    assert run("lengths") == 0

    made = {p.relative_to(course).as_posix() for p in course.rglob("*") if p.is_file()}
    assert made == {"nbgrader_config.py", "source/lengths.py"}
    assert "source/lengths.py is new." in capsys.readouterr().out
    text = (course / "source/lengths.py").read_text(encoding="utf-8")
    assert "# # Lengths\n" in text and "{{" not in text
    assert "bring(c)" in (course / "nbgrader_config.py").read_text(encoding="utf-8")
    assert locations.chosen("", course) == "lengths"


@pytest.mark.parametrize(
    ("kind", "questions", "cells"),
    [
        ("functions", "average (1 public, 2 hidden, 2 known faults)", 2),
        ("class", "Stack (1 public, 2 hidden, 1 known faults)", 2),
        ("text", "sentence (1 public, 2 hidden, 2 known faults)", 2),
        ("essay", "legs (0 public, 1 hidden, 0 known faults)", 1),
        ("pandas", "totals (1 public, 2 hidden, 2 known faults)", 2),
    ],
)
@pytest.mark.slow
def test_what_is_made_can_be_built_and_proves_itself(course, kind, questions, cells):
    if kind == "pandas":
        pytest.importorskip("pandas")
    run("lengths", "--kind", kind)
    said = []
    making.build("lengths", course, said.append)

    assert said[0] == f"questions: {questions}"
    assert said[-1] == f"release/lengths: {cells} test cells, 10 points"
    work = assignments.load("lengths", course)
    judged = gallery.grade_all(work.rubric)
    assert [one.problems for one in judged] == [()] * len(judged)
    assert {one.answer.right for one in judged} >= {False}
    assert work.max_score == 10


@pytest.mark.slow
def test_students_see_the_question_to_an_essay_and_build_names_one_that_they_don_t(course):
    run("lengths", "--kind", "essay")
    said = []
    making.build("lengths", course, said.append)
    cells = assignments.load("lengths", course).by_hand
    assert [cell.source.strip() for cell in cells] == ["YOUR ANSWER HERE"]
    question = "**Exercise 2.** Write three sentences"
    assert question in (course / "release/lengths/lengths.ipynb").read_text(encoding="utf-8")
    assert not [sentence for sentence in said if sentence.startswith("Note:")]

    lesson = course / "source/lengths.py"
    text = lesson.read_text(encoding="utf-8")
    above, cell, answer = text.rpartition('"solution": true}\n')
    lesson.write_text(f"{above}{cell}# Write more.\n#\n{answer}", encoding="utf-8")
    making.build("lengths", course, said.append)
    assert not [sentence for sentence in said if sentence.startswith("Note:")]
    lesson.write_text(f'{above}{cell}# Write "more".\n', encoding="utf-8")
    making.build("lengths", course, said.append)
    assert [sentence for sentence in said if sentence.startswith("Note:")] == [
        "Note: essay: students don't see what stands in this cell, which is for their answer: "
        "ask in a cell before it."
    ]


@pytest.mark.parametrize("name", ["lengths", "dinosaur_island"])
def test_what_is_there_already_is_no_place_for_a_new_one(course, capsys, name):
    (course / "source/lengths.py").write_text("mine", encoding="utf-8")

    assert run(name) == 2

    assert f"an assignment {name} already exists" in capsys.readouterr().err
    assert (course / "source/lengths.py").read_text("utf-8") == "mine"
