"""A function that reads a file, and a variable that was read from one, as exercises: alike
when they are built, in plain nbgrader and in the engine."""

from pathlib import Path

import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments.rubric_tables import RubricError
from dinosaur_grader.batch import single
from dinosaur_grader.checks.calls import Call
from dinosaur_grader.checks.in_notebook import quietly
from dinosaur_grader.checks.perform import perform
from dinosaur_grader.plain import marks
from dinosaur_grader.records.feedback import feedback
from dinosaur_grader.workshop import course as making
from dinosaur_grader.workshop.course import NotBuilt

LESSON = '''
# %% settings="reading"
files = ["data/*.txt"]

# %% [markdown]
# # Reading

# %% exercise="count_lines"
def count_lines(path):
    """Count the lines of a file."""
    ### BEGIN SOLUTION
    with open(path) as file:
        return len(file.readlines())
    ### END SOLUTION

# %% questions="count_lines"
from dinosaur_grader.assignments import call, fault, hidden, public, wrong

def drawn(rng):
    table = "".join(f"line {i}" + chr(10) for i in range(rng.integers(3, 9)))
    return table

public(2, "a file", lambda rng: call("a.txt", files={"a.txt": drawn(rng)}))
public(1, "the words", "data/words.txt")
hidden(2, "another file", lambda rng: call("b.txt", files={"b.txt": drawn(rng)}))
fault("file.readlines()", "file.read()", "These are the characters.", name="characters")

# %% exercise="vocabulary"
### BEGIN SOLUTION
vocabulary = sorted(set(open("data/words.txt").read().split()))
### END SOLUTION

# %% questions="vocabulary"
hidden(2, "the sorted words")

# %% nbgrader={"grade_id": "squares"}
def squares(numbers):
    ### BEGIN SOLUTION
    return [n * n for n in numbers]
    ### END SOLUTION

# %% nbgrader={"grade_id": "squares_test", "points": 3}
n = 3
assert squares([n]) == [9], f"square each of {n}, do not double it"

# %% nbgrader={"grade_id": "squares_secret", "points": 3}
### BEGIN HIDDEN TESTS
assert squares([]) == [], "an empty list has no squares"
### END HIDDEN TESTS
'''


def write_course(folder, text=LESSON):
    folder.chmod(0o755)  # the sandbox's user has to read it
    (folder / "source").mkdir()
    (folder / "data").mkdir()
    (folder / "data" / "words.txt").write_text("the cat\nsat\n")
    (folder / "source" / "reading.py").write_text(text.lstrip())
    return folder


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    home = write_course(tmp_path_factory.mktemp("course"))
    making.build("reading", home, lambda said: None)
    return home


@pytest.fixture
def grade_page(course, tmp_path, strict):
    """The marks at strict of the solved notebook with a change, and the student's page."""

    def grade(old="", new=""):
        text = (course / "solutions" / "reading" / "reading.ipynb").read_text()
        notebook = tmp_path / "reading.ipynb"
        notebook.write_text(text.replace(old, new) if old else text)
        asked = single.SingleRequest(notebook, "reading", course)
        marked = single.grade(asked)
        page = feedback(marked.result, marked.work)
        return {mark.cell: mark.score for mark in marked.result.marks}, page

    return grade


@pytest.mark.slow
def test_right_answers_that_read_files_get_every_point_in_the_engine(grade_page):
    scores, _ = grade_page()

    assert scores == {
        "count_lines_expected": 3,
        "count_lines_hidden": 2,
        "vocabulary_hidden": 2,
        "squares_test": 3,
        "squares_secret": 3,
    }


@pytest.mark.slow
def test_plain_nbgrader_finds_the_files_too(course, monkeypatch):
    folder = course / "autograded" / "ada" / "reading"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    right = assignments.load("reading", course.resolve()).rubric.answers
    cells = ("count_lines_expected", "count_lines_hidden", "vocabulary_hidden")

    assert [marks(cell, dict(right.namespace)) for cell in cells] == [3, 2, 2]


@pytest.mark.slow
def test_the_message_of_a_public_test_is_on_the_page_and_a_hidden_one_s_is_not(grade_page):
    scores, page = grade_page("n * n for n in numbers]", "2 * n for n in numbers] or [0]")

    assert (scores["squares_test"], scores["squares_secret"]) == (0, 0)
    assert "square each of …, do not double it" in page
    assert "an empty list has no squares" not in page


def test_a_call_s_file_hides_one_of_its_name_and_is_gone_afterwards(tmp_path):
    own = tmp_path / "a.txt"
    own.write_text("the course's own")
    call = Call("read", ("a.txt",), files={"a.txt": "the question's"})

    with quietly({"a.txt": own}):
        outcome = perform(call, {"read": lambda name: Path(name).read_text()})
        afterwards = Path("a.txt").read_text()

    assert (outcome.value, afterwards) == ("the question's", "the course's own")
    assert own.read_text() == "the course's own"


@pytest.mark.slow
def test_an_answer_in_the_lesson_is_named_with_its_line_and_nothing_is_written(tmp_path):
    told = '# # Reading\n#\n# public(1, "the words", "data/words.txt")'
    course = write_course(tmp_path, LESSON.replace("# # Reading", told))

    with pytest.raises(NotBuilt) as refused:
        making.build("reading", course, lambda said: None)

    said = str(refused.value)
    assert "(source/reading.py, line " in said and "frames.py" not in said
    assert not (course / "release" / "reading").exists()
    assert not (course / "source" / "reading").exists()
    assert not (course / "solutions" / "reading").exists()


def test_settings_whose_files_match_nothing_say_from_where_they_are_seen(tmp_path):
    alone = LESSON.partition('# %% exercise="vocabulary"')[0]
    course = write_course(tmp_path, alone.replace("data/*.txt", "words/*.txt"))

    with pytest.raises(RubricError, match="`files` are seen from there"):
        making.build("reading", course, lambda said: None)
