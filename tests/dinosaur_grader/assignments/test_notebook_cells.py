"""The cells of an assignment's two notebooks, as the engine knows them."""

from dinosaur_grader.assignments import notebook_cells
from dinosaur_grader.assignments.assignment import build
from tests.dinosaur_grader import small
from tests.dinosaurs import RUBRIC


def test_cells_are_known_with_function_points_and_what_students_see():
    assignment = small.assignment()

    assert [(test.id, test.function, test.points) for test in assignment.tests] == [
        ("clip_expected", "clip", 8.0),
        ("clip_hidden", "clip", 12.0),
        ("sample_expected", "sample", 10.0),
    ]
    assert "BEGIN HIDDEN TESTS" in assignment.tests[0].source
    assert assignment.tests[0].visible == "check(clip)"
    assert assignment.solutions == {"clip": "clip", "sample": "sample"}
    assert [show.source for show in assignment.demonstrations] == [small.SHOW]
    assert small.CLIP not in [cell.source for cell in assignment.blank]
    assert small.CLIP in [cell.source for cell in assignment.solved]


def test_a_test_cell_belongs_to_the_longest_solution_id_that_begins_its_own():
    cells = [
        small.cell("def clean(x):\n    return x", "clean"),
        small.cell("def clean_columns(x):\n    return x", "clean_columns"),
        small.cell("assert clean(1)", "clean_expected", 2),
        small.cell("assert clean_columns(1)", "clean_columns_expected", 3),
        small.cell("assert clean_columns(2)", "cleaner", 1),
    ]
    source = small.notebook(cells)

    tests = notebook_cells.tests_of(source, source, notebook_cells.solutions(source))

    assert {test.id: test.function for test in tests} == {
        "clean_expected": "clean",
        "clean_columns_expected": "clean_columns",
        "cleaner": "clean_columns",
    }


def test_what_a_person_marks_is_no_function_and_no_test_and_its_points_count():
    essay = small.cell("Because.", "essay", 5, kind="markdown", tags=[])
    draw, task = small.cell("draw()", "draw", 3), small.cell("Talk.", "talk", 2)
    draw["metadata"]["nbgrader"]["solution"] = True
    task["metadata"]["nbgrader"] |= {"grade": False, "task": True}
    source, release = (
        small.notebook([*each["cells"], essay, draw, task])
        for each in (small.SOURCE, small.RELEASE)
    )

    work = build("dinosaur_island", source, release, RUBRIC)

    assert [(cell.grade_id, cell.points) for cell in work.by_hand] == [
        ("essay", 5.0),
        ("draw", 3.0),
        ("talk", 2.0),
    ]
    assert (work.tests, work.solutions) == (
        small.assignment().tests,
        small.assignment().solutions,
    )
    assert work.max_score == small.assignment().max_score + 10
    assert work.version != small.assignment().version


def test_a_solution_cell_that_reads_data_is_no_answer_and_gives_its_definitions():
    found = notebook_cells.answers(
        small.notebook(
            [
                small.cell("table = open('data.csv').read()"),
                small.cell("import math\nwidth = 3\ntotal = table.count('x')", "total"),
                small.cell("class Box:\n    size = width", "Box"),
                small.cell("half = lambda x: x / 2 + math.pi", "half"),
                small.cell("def twice(x):\n    return 2 * half(x) + width", "twice"),
            ]
        )
    )

    assert list(found.functions) == ["Box", "half", "twice"]
    assert found.functions["Box"].size == found.namespace["width"] == 3


def test_a_variable_is_an_answer_where_a_test_cell_asks_our_questions_about_it():
    asks = '# Asked.\nfrom dinosaur_grader.plain import marks\n\nmarks("{}_hidden", globals(), "a")'
    cells = [
        small.cell("def half(x):\n    return x / 2\ncolour = 'red'", "colour"),
        small.cell(asks.format("colour"), "colour_hidden", 2),
        small.cell("table = open('data.csv').read()", "table"),
        small.cell("assert table", "table_test", 1),
        small.cell("WIDTH = 3\nprint(1 / 0)", "size"),
        small.cell(asks.format("size"), "size_hidden", 2),
        small.cell("last = [WIDTH]", "last"),
        small.cell(asks.format("last"), "last_hidden", 2),
    ]
    found = notebook_cells.answers(small.notebook(cells))

    assert list(found.texts) == ["colour", "last"]
    assert (found.functions["colour"], found.functions["last"]) == ("red", [3])
