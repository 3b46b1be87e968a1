"""Solution cells become exercises where a function in them can be asked; another cell
stays nbgrader's, and that is said."""

import jupytext
import nbformat
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dinosaur_grader.assignments import percent_file
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.workshop.from_nbgrader import adopted

HALF = """def half(x):
    ### BEGIN SOLUTION
    return x / 2
    ### END SOLUTION"""
TWICE = HALF.replace("half", "twice").replace("/ 2", "* 2")


def notebook(*sources):
    """A notebook of solution cells."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    for number, cell in enumerate(cells):
        flags = {"grade": False, "solution": True, "locked": False}
        cell.metadata.nbgrader = {"grade_id": f"part_{number}", "schema_version": 3, **flags}
    return nbformat.v4.new_notebook(cells=cells)


def exercises(*sources):
    return {
        cell.metadata["exercise"]: cell.source
        for cell in adopted(notebook(*sources)).cells
        if "exercise" in cell.metadata
    }


def test_two_functions_of_a_cell_are_two_exercises_and_helpers_stay_with_theirs():
    helper, last = "import math\n\ndef sign(x):\n    return x > 0", "LIMIT = 3"
    found = exercises(f"{helper}\n\n{HALF}\n\n{TWICE}\n\n{last}")
    assert found == {"half": f"{helper}\n\n{HALF}", "twice": f"{TWICE}\n\n{last}"}


def test_marks_around_several_functions_keep_them_together():
    text = "### BEGIN SOLUTION\ndef f(x):\n    return x\n\ndef g(x):\n    return f(x)\n### END SOLUTION"
    assert exercises(text) == {"f": text}


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("### BEGIN SOLUTION\nx = 1\n### END SOLUTION", "it has no function with marks"),
        ("def half(x):\n    return x / 2", "it has no function with marks"),
        ("def half(x:\n    ### BEGIN SOLUTION", "it has no function with marks"),
        (HALF, "there is another half."),
    ],
)
def test_what_can_t_be_an_exercise_stays_nbgrader_s_and_is_said(source, why):
    made = adopted(notebook(HALF, source))
    assert made.exercises == ["half"]
    assert made.cells[-1].source == source
    assert made.cells[-1].metadata == {"nbgrader": {"grade_id": "part_1"}}
    (said,) = made.left
    assert said.startswith("The solution cell part_1 stays nbgrader's: ") and why in said


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("### BEGIN SOLUTION\nx = 1\n### END SOLUTION", "x"),
        ("part_1, x = None, 2\n### BEGIN SOLUTION\nx = 3\n### END SOLUTION", "part_1"),
        ("### BEGIN SOLUTION\na = 1\nb: float = a + 2\n### END SOLUTION", "b"),
    ],
)
def test_of_a_variable_it_is_said_how_it_can_be_asked(source, name):
    (said,) = adopted(notebook(HALF, source)).left
    assert said.endswith(
        f'To ask for the value of {name}, write exercise="{name}" in the place of its nbgrader={{...}}.'
    )


def test_nothing_is_said_of_variables_where_there_is_none():
    for source in ("plot()", "class A:\n    x = 1", "x = (", "x = 1"):
        (said,) = adopted(notebook(HALF, source)).left
        assert "exercise=" not in said


def test_a_function_that_is_named_like_another_cell_stays_nbgrader_s():
    book = notebook(HALF, TWICE)
    book.cells[1].metadata.nbgrader.grade_id = "half"
    assert adopted(book).exercises == ["twice"]


def test_raw_cells_pictures_in_cells_and_unknown_tags_are_said():
    book = notebook(HALF)
    picture = nbformat.v4.new_markdown_cell("![](attachment:a.png)", attachments={"a.png": {}})
    tagged = nbformat.v4.new_code_cell("1", metadata={"tags": ["mine"]})
    book.cells += [nbformat.v4.new_raw_cell("raw"), picture, tagged]
    assert adopted(book).left == [
        "The raw cell number 2 was left out.",
        "The pictures inside the cell number 3 were left out.",
        "The cell number 4 lost its tags mine.",
    ]


LINES = st.sampled_from(
    [
        *("# %%", "#%%", "  # %%", "# %% [markdown]", "# %%time", "%%time", "%%", "# +", "# -"),
        *("# In[3]:", "# <codecell>", "# region", "# ---", "# # %%", "### BEGIN SOLUTION"),
        *("### END SOLUTION", "%matplotlib inline", "# %ls", "!ls", "# !ls", "ls", "x?", "?x"),
        *("'''", '"""', "x = 1", "    x", "", "# a title", "# %% tags=[]", "\ttext", "%%bash"),
    ]
)
SOURCES = st.lists(
    st.tuples(st.sampled_from(["code", "markdown"]), st.lists(LINES, max_size=5)), max_size=4
)


def plain(cells):
    """A notebook of a function that is asked, and of these cells."""
    made = notebook(HALF)
    new = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}
    made.cells += [new[kind]("\n".join(lines)) for kind, lines in cells]
    return made


def texts(cells):
    """The kind and the text of each cell, without empty lines at its end."""
    return [(cell.cell_type, cell.source.rstrip("\n")) for cell in cells]


def adopted_or_none(given):
    try:
        return adopted(given)
    except Refused:
        return None


@given(SOURCES)
@settings(deadline=None)
def test_what_is_written_reads_back_as_the_same_cells_by_both_readers(tmp_path_factory, cells):
    made = adopted_or_none(plain(cells))
    assume(made is not None)
    file = tmp_path_factory.mktemp("source") / "hw.py"
    file.write_text(made.text, encoding="utf-8")
    read = jupytext.read(file, fmt="py:percent").cells
    wanted = texts(made.cells)
    assert texts(read) == wanted
    kinds = [cell.markdown for cell in percent_file.read(file)]
    assert kinds == [kind == "markdown" for kind, _ in wanted]


@pytest.mark.parametrize("line", ["# %%", "#%%", "# %% [markdown]", "# In[3]:"])
def test_a_line_that_would_cut_a_cell_is_refused_with_the_cell_and_the_line(line):
    cut = notebook(HALF, f"# Test f\n{line}\nassert f(1) == 2")
    with pytest.raises(Refused) as refused:
        adopted(cut)
    assert f"The cell part_1 has the line {line!r}" in str(refused.value)


def test_a_magic_of_the_whole_cell_is_taken_as_it_is():
    made = adopted(plain([("code", ["%%time", "x = 1"])]))
    assert made.cells[-1].source == "%%time\nx = 1"
