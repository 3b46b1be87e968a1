"""An assignment in one file: what its cells say makes its notebooks, its questions and
its marks."""

import json
import re
import shutil
from pathlib import Path

import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import percent_file
from dinosaur_grader.assignments.probes import PRACTICE_SEED, asked, asked_of, probes
from dinosaur_grader.assignments.rubric_tables import RubricError
from dinosaur_grader.workshop import course as making
from dinosaur_grader.workshop import gallery, leaks
from dinosaur_grader.workshop.course import NotBuilt

LESSON = Path(__file__).parents[2] / "gallery" / "homework" / "source" / "kmeans.py"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A course with the one file, built, and what was said of it."""
    home, said = tmp_path_factory.mktemp("course"), []
    (home / "source").mkdir()
    shutil.copyfile(LESSON, home / "source" / "kmeans.py")
    making.build("kmeans", home, said.append)
    return home, said


@pytest.fixture
def course(tmp_path):
    """A course with a lesson whose text may be changed, not built."""
    (tmp_path / "source").mkdir()

    def of(old="", new="", more=""):
        text = LESSON.read_text(encoding="utf-8")
        assert old in text
        text = text.replace(old, new, 1) + more
        (tmp_path / "source" / "kmeans.py").write_text(text, encoding="utf-8")
        return tmp_path

    return of


@pytest.fixture
def problem(course, monkeypatch):
    """Change the lesson and build it; the sentence with which that ends."""
    from dinosaur_grader.workshop import percent

    monkeypatch.setattr(percent, "solve", lambda notebook, *_: percent.solved(notebook))
    monkeypatch.setattr(percent, "generate_assignment", lambda *_: "stopped here")

    def of(*change):
        with pytest.raises((NotBuilt, RubricError)) as refused:
            making.build("kmeans", course(*change), lambda said: None)
        return str(refused.value)

    return of


def test_three_functions_ten_questions_and_six_faults_take_60_lines():
    """nbgrader's own form takes 76, without hints and without a proof."""
    lines = [line for line in LESSON.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert len(lines) <= 60
    assert max(map(len, lines)) <= 120
    text = "\n".join(lines)
    count = {
        word: len(re.findall(rf"^{word}\(", text, re.M))
        for word in ("public", "hidden", "fault")
    }
    assert count == {"public": 4, "hidden": 6, "fault": 6}


def test_the_notebook_is_made_with_its_test_cells_and_points(built):
    home, said = built
    work = assignments.load("kmeans", home)
    points = {test.id: test.points for test in work.tests}
    assert points == {
        **{"assign_expected": 3, "assign_hidden": 7, "centres_expected": 3},
        **{"centres_hidden": 6, "kmeans_expected": 4, "kmeans_hidden": 7},
    }
    assert (work.title, work.max_score) == ("k-means", 30)
    assert said[-1] == "release/kmeans: 6 test cells, 30 points"
    assert [test.source.splitlines()[0] for test in work.tests[::2]] == [
        f"check({function})" for function in ("assign", "centres", "kmeans")
    ]


def test_nothing_of_a_questions_cell_reaches_a_student(built):
    home, _ = built
    private = leaks.private(home)
    assert ['public(3, "6 points, 3 centres", lambda rng: drawn(rng, 6, 2, 3))'] in private
    for folder in ("release", "source/kmeans", "solutions"):
        found = leaks.leaks(home / folder, private)
        assert [leak for leak in found if leak.kind == "an answer"] == []
    # the search itself is known to find
    release = home / "release/kmeans/kmeans.ipynb"
    text = release.read_text(encoding="utf-8")
    cell = percent_file.read(home / "source/kmeans.py")[3].text
    made = json.loads(text)
    made["cells"][0]["source"] = cell
    release.write_text(json.dumps(made), encoding="utf-8")
    assert len(leaks.leaks(release.parent, private)) > 5
    release.write_text(text, encoding="utf-8")


def test_right_answers_get_every_point_and_wrong_ones_lose_some(built):
    home, _ = built
    rubric = assignments.load("kmeans", home).rubric
    judged = gallery.grade_all(rubric)
    assert [(one.answer.function, one.problems) for one in judged] == [
        (function, ()) for function in ("assign", "centres", "kmeans")
    ]
    assert all(one.points < one.full for one in judged)


def test_a_mistake_costs_once_and_questions_are_the_course_s_own(built):
    home, _ = built
    rubric = assignments.load("kmeans", home).rubric
    whole = next(p for p in probes(rubric, PRACTICE_SEED) if p.function == "kmeans")
    assert set(whole.call.lent) == {"assign", "centres"}
    one, other = (asked(rubric, seed)[0] for seed in (b"a" * 32, b"b" * 32))
    assert one.call.positional[0].tolist() != other.call.positional[0].tolist()
    assert one.variant and one.title == "6 points, 3 centres"


def test_one_function_is_asked_what_it_is_asked_among_all(built):
    home, _ = built
    rubric = assignments.load("kmeans", home).rubric
    own = asked_of(rubric, "centres", PRACTICE_SEED)
    among_all = [p for p in asked(rubric, PRACTICE_SEED) if p.function == "centres"]
    assert [*own] == among_all and len(own) == 3


def test_what_is_seen_is_read_once_for_all_questions(built):
    """Observers hold what they worked out, and questions that are kept are asked with the same ones."""
    home, _ = built
    rubric = assignments.load("kmeans", home).rubric
    seen = '{"points": "arguments.0"}'
    assert rubric.observer(seen) is rubric.observer(seen)


def test_marks_depend_on_questions_and_words_on_faults(built, tmp_path):
    home, _ = built
    shutil.copytree(home, tmp_path / "course")
    lesson = tmp_path / "course" / "source" / "kmeans.py"

    def kit():
        assignments.load.cache_clear()
        return assignments.load("kmeans", tmp_path / "course").kit

    before, text = kit(), lesson.read_text(encoding="utf-8")
    lesson.write_text(
        text.replace("Which end do you look for?", "Look again."), encoding="utf-8"
    )
    version, wording = kit()
    assert version == before[0] and wording != before[1]
    lesson.write_text(
        text.replace("drawn(rng, 12, 3, 4)", "drawn(rng, 13, 3, 4)"), encoding="utf-8"
    )
    version, wording = kit()
    assert version != before[0] and wording == before[1]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (('questions="assign"', 'question="assign"'), "line 16: there is no key question"),
        (('questions="centres"', 'questions="centers"'), "there is no exercise 'centers'"),
        (('fault("argmin"', 'fault("argmean"'), "stands 0 times in the right assign"),
        (('fault("argmin"', 'fault("axis"'), "stands 2 times in the right assign"),
        (("drawn(rng, 12, 3, 4)", "drown(rng, 12, 3, 4)"), "can't be drawn: line 20: NameError"),
        (("fault(\"argmin\", ", "fault(argmin, "), "line 22: NameError: name 'argmin'"),
        (('hidden(3, "12', 'hidden("3", "12'), "line 20: TypeError: hidden(): points can't be '3' "),
        (('wrong("def assign', 'raise SystemExit(0)\nwrong("def assign'), "line 24: SystemExit: 0."),
        (("drawn(rng, 12, 3, 4)", "exit(0)"), "to assign can't be drawn: line 20: SystemExit: 0."),
        (("import numpy", "import nompy"), "code can't be run: ModuleNotFoundError: No module named 'nompy'"),
        (("found = start", "found = (start"), "line 52: '(' was never closed."),
        (('"20 points on a line"', '"12 points, in space"'), "need titles that tell them apart; one is '12_points"),
        (("12, 3, 4))", "12, 3, 4), raises=ValueError)"), "doesn't raise ValueError"),
        (("return ((points[:, None]", "return __import__('datetime').timezone.utc; ((points[:, None]"),
         "nothing is seen of the right answer to assign.6_points_3_centres, a timezone: let it give back plain values"),
        (("drawn(rng, 6, 2, 3)", "(np.random.MT19937(1), 2)"), "has a MT19937 among its arguments"),
        (("    ### BEGIN SOLUTION\n    return ((", "    return (("), "line 9: the exercise assign has no ###"),
        (("", "", '\n# %% settings="kmeans"\ncolour = 1\n'), "there is no setting colour"),
        (("", "", '\n# %% settings="kmeans"\nrequires = ["no_such.part"]\n'), "requires no_such, not installed"),
        (("", "", '\n# %% settings="kmeans"\nrequires = "numpy"\n'), "Expected `array`, got `str` - at `$.requires`"),
        (("", "", '\n# %% settings="kmeans"\nrequires = ["a; b"]\n'), "line 70: Expected `str` as after `import`"),
        (("", "", '\n# %% settings="kmeans"\ntitle = 5\n'), "line 70: Expected `str`, got `int` - at `$.title`"),
        (("", "", '\n# %% settings="kmeans"\nfiles = ["../x"]\n'), "line 70: Expected `str` below the course's folder"),
        (("", "", '\n# %% settings="kmeans"\nfiles = ["a/../../x"]\n'), "line 70: Expected `str` below the course's"),
        (("", "", '\n# %% settings="kmeans"\nfiles = ["/etc/pass*"]\n'), "line 70: Expected `str` below the course's"),
        (("", "", '\n# %% settings="kmeans"\nfiles = [""]\n'), "line 70: Expected `str` below the course's folder"),
        (("drawn(rng, 12, 3, 4))", "call(files={'../x': ''}))\nfrom dinosaur_grader.assignments import call"),
         "line 20: ValueError: Expected `str` without a folder"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_cell_ends_the_build_with_its_place(problem, change, why):
    assert why in problem(*change)


def test_a_file_that_is_a_link_out_of_the_course_is_refused_with_the_line(problem, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.txt").symlink_to(LESSON)
    said = problem("", "", '\n# %% settings="kmeans"\nfiles = ["data/*.txt"]\n')
    assert f"line 70: {tmp_path / 'data' / 'a.txt'} is a link out of the course" in said


def test_a_lesson_without_a_mistake_comes_to_nbgrader(problem):
    assert problem() == "stopped here"


def test_a_question_that_draws_nothing_is_said(course, monkeypatch):
    from dinosaur_grader.workshop import percent

    monkeypatch.setattr(percent, "solve", lambda notebook, *_: percent.solved(notebook))
    monkeypatch.setattr(percent, "generate_assignment", lambda *_: "stopped here")
    said = []
    home = course("lambda rng: begun(rng, 12, 2, 0)", "(np.ones((4, 2)), np.ones((2, 2)), 0)")
    with pytest.raises(NotBuilt):
        making.build("kmeans", home, said.append)
    assert 'kmeans: "12 points, no round" draws nothing' in "\n".join(said)


def test_what_an_answer_should_give_back_is_said_by_the_right_one(built):
    home, _ = built
    rubric = assignments.load("kmeans", home).rubric
    assert [rubric.words(function).returns for function in rubric.functions] == ["an array"] * 3
