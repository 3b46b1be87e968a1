"""A script becomes a notebook: complete metadata, steady ids, answers in or out."""

import copy

import nbformat
import pytest

from dinosaur_grader.workshop.percent import (
    dumps,
    fill,
    generate_assignment,
    solved,
    solved_text,
    source_notebook,
    values_table,
    write,
)

SCRIPT = """\
# %% [markdown]
# # A title

# %% nbgrader={"grade_id": "clip"}
def clip(x):
    y = None
    ### BEGIN SOLUTION
    y = min(x, 1)
    ### END SOLUTION
    return y

# %% nbgrader={"grade_id": "clip_expected", "points": 8}
check(clip)
### BEGIN HIDDEN TESTS
marks("clip_expected", globals())
### END HIDDEN TESTS

# %% tags=["demonstration"]
1 + 1
"""


@pytest.fixture
def notebook(tmp_path):
    path = tmp_path / "script.py"
    path.write_text(SCRIPT, encoding="utf-8")
    return source_notebook(path)


def test_a_cell_with_points_is_a_locked_test_and_one_without_is_a_solution(notebook):
    solution, test = notebook.cells[1].metadata.nbgrader, notebook.cells[2].metadata.nbgrader

    assert (solution.solution, solution.grade, solution.locked) == (True, False, False)
    nbformat.validate(notebook)
    assert notebook.cells[3].metadata.tags == ["demonstration"]
    assert (test.solution, test.grade, test.locked, test.points) == (False, True, True, 8)


def test_ids_follow_the_name_or_the_content_and_not_the_place(notebook, tmp_path):
    moved = tmp_path / "moved.py"
    moved.write_text("# %%\n0\n\n# %%\n0\n\n" + SCRIPT, encoding="utf-8")

    ids = [cell.id for cell in source_notebook(moved).cells]
    assert ids[2:] == [cell.id for cell in notebook.cells]
    assert ids[3] == "clip"
    assert len(set(ids)) == len(ids)


def test_a_solved_cell_has_the_answer_and_no_trace_of_the_stub(notebook):
    before = dumps(notebook)

    assert solved(notebook).cells[1].source == "def clip(x):\n    y = min(x, 1)\n    return y"
    assert solved(notebook).cells[2].source == "check(clip)"  # and no hidden test
    assert dumps(notebook) == before
    text = "x = None\ny = 1\n### BEGIN SOLUTION\nz = 2\n### END SOLUTION"
    assert solved_text(text) == "x = None\ny = 1\nz = 2"  # a None that is no placeholder


@pytest.mark.parametrize(
    ("above", "answer", "stays"),
    [
        (
            "total = None",
            "for v in values:\n    total = v if total is None else total + v",
            True,
        ),
        ("x, y = None, None", "x, y = 1, 2", False),
        ("x, y = None, None", "x = 1", True),
        ("values = [None]", "values = [1]", False),
        ("x = None if empty else 1", "x = 2", True),
        ("n = None", "n += 1", True),
        ("n = None", "if a:\n    n = 1", False),
        ("n = None", "this is not Python", True),
        ("first = None\nx = None", "x = 1", True),
    ],
)
def test_only_a_placeholder_that_the_answer_binds_before_it_reads_it_is_taken_out(
    above, answer, stays
):
    text = f"{above}\n### BEGIN SOLUTION\n{answer}\n### END SOLUTION"

    assert (above.split("\n")[0] in solved_text(text).split("\n")) == stays


def test_a_script_says_which_cells_a_person_marks_and_which_are_only_read(tmp_path):
    path = tmp_path / "script.py"
    essay = '{"grade_id": "essay", "points": 5, "solution": true}'
    task = '{"grade_id": "talk", "points": 2, "task": true}'
    read = '{"grade_id": "terms", "locked": true}'
    cells = zip((essay, task, read), ("Write.", "Talk.", "Read."), strict=True)
    path.write_text("".join(f"# %% [markdown] nbgrader={n}\n# {text}\n\n" for n, text in cells))

    written = [dict(cell.metadata.nbgrader) for cell in source_notebook(path).cells]

    kinds = ("grade", "solution", "task", "locked")
    assert [[own[kind] for kind in kinds] for own in written] == [
        [True, True, False, False],
        [False, False, True, True],
        [False, False, False, True],
    ]


def test_the_test_cells_of_a_variable_speak_of_no_inputs(tmp_path):
    path = tmp_path / "script.py"
    exercises = {
        "half": "def half(x):\n    {}\n    return x / 2\n    {}",
        "g": "{}\ng = 9.8\n{}",
    }
    marks = ("### BEGIN SOLUTION", "### END SOLUTION")
    path.write_text(
        "".join(
            f'# %% exercise="{name}"\n{text.format(*marks)}\n\n# %% questions="{name}"\nhidden(1, "it")\n\n'
            for name, text in exercises.items()
        )
    )
    seen = [cell.source.partition("\n")[0] for cell in source_notebook(path).cells]
    assert seen[2:4] == ["check(half)", "# Your half is asked again here, with other inputs."]
    assert seen[5:] == ['check("g")', "# Your g is looked at here."]


@pytest.mark.parametrize(
    "first, lines",
    [
        ("", ["from utils.checks import check"]),
        ("import math", ["from utils.checks import check", "import math"]),
        ("from utils.checks import check", ["from utils.checks import check"]),
        ("from utils import *", ["from utils import *"]),
    ],
)
def test_a_notebook_with_questions_imports_check_once(first, lines, tmp_path):
    path = tmp_path / "script.py"
    answer = "def half(x):\n    ### BEGIN SOLUTION\n    return x / 2\n    ### END SOLUTION"
    path.write_text(
        f'# %%\n{first}\n\n# %% exercise="half"\n{answer}\n\n# %% questions="half"\nhidden(1, "it")\n'
    )
    cells = [cell for cell in source_notebook(path).cells if "import" in cell.source]
    assert [cell.source for cell in cells if "nbgrader" not in cell.metadata] == lines


@pytest.mark.slow
def test_of_a_failed_release_the_error_is_shown_and_not_nbgrader_s_whole_log(tmp_path):
    script = tmp_path / "source" / "script.py"
    script.parent.mkdir()
    cell = '# %% nbgrader={"grade_id": "clip_expected", "points": 8}\n1\n'
    script.write_text(SCRIPT + cell)
    write(source_notebook(script), tmp_path / "source" / "script" / "script.ipynb")
    (tmp_path / "nbgrader_config.py").write_text("")

    said = generate_assignment("script", tmp_path)

    assert "Duplicate grade id: clip_expected" in said
    assert len(said.splitlines()) <= 4


def test_a_table_has_a_row_a_printed_value():
    assert values_table("loss = 1.5\nnoise\na[0] = [1.]\n").splitlines()[2:] == [
        "| `loss` | `1.5` |",
        "| `a[0]` | `[1.]` |",
    ]
    with pytest.raises(ValueError, match="expected"):
        values_table("nothing of that form\n")


def test_tokens_are_filled_from_the_nearest_output_above(tmp_path):
    (tmp_path / "prose.py").write_text("def length(printed):\n    return str(len(printed))\n")
    code, prose = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell
    blank = nbformat.v4.new_notebook(
        cells=[code("f()"), code("x = 2"), prose("{{expected}}"), prose("{{length}}")]
    )
    run = copy.deepcopy(blank)
    run.cells[0].outputs = [nbformat.v4.new_output("stream", name="stdout", text="x = 1\n")]

    fill(blank, run, tmp_path)

    assert blank.cells[2].source.endswith("| `x` | `1` |")
    assert blank.cells[3].source == "6"
