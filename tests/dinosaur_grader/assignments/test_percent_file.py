"""What a percent file's cells are, and what is refused, with its line."""

import pytest

from dinosaur_grader.assignments import percent_file
from dinosaur_grader.assignments.rubric_tables import RubricError


@pytest.fixture
def read(tmp_path):
    """Read a text as a percent file."""
    path = tmp_path / "lesson.py"

    def of(text):
        path.write_text(text, encoding="utf-8")
        return percent_file.read(path)

    return of


def test_a_cell_has_its_text_its_keys_and_its_line(read):
    front = "# ---\n# jupyter:\n#   x: 1\n# ---\n\n"
    prose, code, private = read(
        f'{front}# %% [markdown]\n# # Title\n\n# %% tags=["aside"] exercise="mean"\ndef mean():\n    pass\n\n'
        '# %% questions="mean"\nx = 1\n'
    )
    assert (prose.markdown, prose.text, prose.line) == (True, "# # Title", 6)
    assert (code.keys, code.line) == ({"tags": ["aside"], "exercise": "mean"}, 9)
    assert code.text == "def mean():\n    pass"
    assert (private.private, private.text, code.private) == (True, "x = 1", False)


@pytest.mark.parametrize("key", percent_file.KEYS)
def test_a_key_that_is_misspelled_is_an_error_with_its_line(read, key):
    """A cell with an unknown key was released, with all hidden questions in it."""
    value = {"tags": "[]", "nbgrader": '{"grade_id": "mean"}'}.get(key, '"mean"')
    assert read(f"# %%\nx = 1\n\n# %% {key}={value}\n")[1].keys
    for wrong in (key[:-1], f"{key}s", key.capitalize()):
        if wrong not in percent_file.KEYS:
            with pytest.raises(RubricError, match=f"line 4: there is no key {wrong}:"):
                read(f"# %%\nx = 1\n\n# %% {wrong}={value}\n")


@pytest.mark.parametrize(
    ("head", "why"),
    [
        ("questions", "'questions' is no key with a value"),
        ("My questions", "'My questions' is no key with a value"),
        ("questions=mean", "questions has no value in JSON"),
        ("questions=1", "questions can't be 1"),
        ('tags=["hidden"]', "there is no tag hidden"),
        ('exercise="a" questions="a"', "a cell is one of exercise, questions"),
        ('[markdown] questions="a"', "a cell of prose has no questions"),
        ("[raw]", "is no key with a value"),
        ("tags=[[1]]", "tags can't be [[1]] (Expected `str`, got `array`"),
        ('tags=["aside", "aside"]', "tags names one twice: aside, aside"),
        pytest.param(f"tags={'[' * 100_000}", "tags has no value in JSON", id="nested"),
        ('exercise="a" exercise="b"', "exercise stands there twice"),
        ('exercise=""', 'exercise can\'t be "" (Expected `str` of letters, digits, _ and -)'),
        ('questions="../a"', 'questions can\'t be "../a" (Expected `str` of letters'),
        ("nbgrader={}", "nbgrader can't be {} (Object missing required field `grade_id`)"),
        ('nbgrader={"grade_id": 1}', "(Expected `str`, got `int` - at `$.grade_id`)"),
        ('nbgrader={"grade_id": "a", "weight": 1}', "Object contains unknown field `weight`"),
        ('nbgrader={"grade_id": "a", "points": "3"}', "(Expected `float`, got `str`"),
        ('nbgrader={"grade_id": "a", "points": NaN}', "(Expected `float` >= 0.0"),
        ('nbgrader={"grade_id": "a", "points": 1e999}', "(Expected `float` < 1000000.0"),
        ('nbgrader={"grade_id": "a", "task": "yes"}', "(Expected `bool`, got `str`"),
    ],
)
def test_a_header_that_is_not_understood_is_an_error(read, head, why):
    with pytest.raises(RubricError, match="line 1") as refused:
        read(f"# %% {head}\nx = 1\n")
    assert why in str(refused.value)


@pytest.mark.parametrize(
    "line",
    ['hidden(3, "a", 1)', "    public(1, 'b', 2)", 'wrong("def f(): pass")'],
)  # fmt: skip
def test_what_only_a_questions_cell_does_is_refused_in_a_student_s(read, line):
    with pytest.raises(RubricError, match=r"line 3: .* stands in a cell that students get"):
        read(f"# %%\nx = 1\n{line}\n")
    assert read(f'# %% questions="f"\n{line}\n')


def test_a_cell_of_comments_alone_waits_for_its_questions(read):
    waits, asks = read(
        '# %% questions="f"\n# hidden(1, "a")\n\n# %% questions="f"\nhidden(1, "a")\n'
    )
    assert (waits.asks, asks.asks) == (False, True)
    assert waits.private


def test_the_mark_that_windows_editors_begin_a_file_with_is_no_text(read):
    (cell,) = read("\ufeff# %%\nx = 1\n")
    assert cell.text == "x = 1"


def test_a_file_in_another_encoding_is_refused_with_what_to_do(tmp_path):
    path = tmp_path / "lesson.py"
    path.write_text("# %%\nx = 1\n", encoding="utf-16")
    with pytest.raises(RubricError, match=r"lesson\.py is not in UTF-8 .*: save it as UTF-8"):
        percent_file.read_if_one(path)


@pytest.mark.parametrize("text", ["", "x = 1\n", "import os\n# %%\nx = 1\n"])
def test_text_before_the_first_cell_is_refused(read, text):
    with pytest.raises(RubricError, match="does not begin with a cell"):
        read(text)
