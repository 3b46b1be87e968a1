"""Where assignments lie: a course's own before the kit's, and which one a command
means."""

import shutil

import pytest

from dinosaur_grader import home
from dinosaur_grader.assignments import locations
from dinosaur_grader.assignments.locations import NoAssignment
from tests.dinosaur_grader import toy

KIT = "dinosaur_island"
KITS = home.KIT


@pytest.fixture
def course(tmp_path):
    """An empty course."""
    for room in ("source", "rubrics"):
        (tmp_path / room).mkdir()
    return tmp_path


def a_rubric(course, name):
    toy.write(course / "source" / f"{name}.py", toy.LESSON)
    return course / "rubrics" / name


def test_the_kit_s_rubric_is_found_in_and_outside_a_course(course):
    own = locations.rubric(KIT, None)
    assert (own / "observe.py").is_file() and own == locations.rubric(KIT, course)
    assert locations.rubric("toy", None) is locations.rubric("toy", course) is None


def test_a_course_s_rubric_comes_before_the_kit_s(course):
    own, kits = course / "rubrics" / KIT, locations.rubric(KIT, None)
    own.mkdir()
    assert locations.rubric(KIT, course) == kits  # without a question
    toy.write(own / "clip.py", '# %% questions="clip"\n')
    assert locations.rubric(KIT, course) == own != kits
    assert locations.lesson(own) == locations.lesson(kits)
    a_rubric(course, KIT)
    assert locations.lesson(own) == course / "source" / f"{KIT}.py"


def test_a_copy_of_the_kit_s_lesson_is_asked_the_kit_s_questions(course):
    shutil.copyfile(KITS / "source" / f"{KIT}.py", course / "source" / f"{KIT}.py")
    assert locations.rubric(KIT, course) == locations.rubric(KIT, None)
    assert locations.names(course) == (KIT,)


@pytest.mark.parametrize("room", ["source", "release"])
def test_a_course_s_notebook_comes_before_the_kit_s(course, room):
    kits = locations.notebook(KIT, room, None)
    assert kits.is_file() and locations.notebook(KIT, room, course) == kits
    toy.notebook(course, room, [], KIT)
    assert locations.notebook(KIT, room, course) == course / room / KIT / f"{KIT}.ipynb"
    assert locations.notebook(KIT, room, None) == kits
    assert locations.notebook("toy", room, course) is None


@pytest.mark.parametrize("inside", ["toy.py", "deep/er/questions.py"])
def test_questions_that_nbgrader_would_hand_out_are_refused(course, inside):
    own = a_rubric(course, "toy")
    toy.write(course / "source" / "other" / "other.py", toy.QUESTIONS["double"])  # another's
    toy.write(course / "source" / "toy" / "helper.py", "x = 1\n")
    assert locations.rubric("toy", course) == own
    toy.write(course / "source" / "toy" / inside, toy.QUESTIONS["double"])
    with pytest.raises(NoAssignment) as refused:
        locations.rubric("toy", course)
    folder = course / "source" / "toy"
    assert str(refused.value) == (
        f"{folder / inside} has questions, and nbgrader hands out all that is in {folder}: move it out of there."
    )


def test_a_course_is_a_folder_with_source_or_rubrics(tmp_path):
    for name, room in (("a", "source"), ("b", "rubrics"), ("c", "release")):
        (tmp_path / name / room).mkdir(parents=True)
    a, b, c = (tmp_path / name for name in "abc")
    assert locations.course_of(None, c) is locations.course_of(None) is None
    assert locations.course_of(None, b) == b and locations.course_of(a, b) == a
    with pytest.raises(NoAssignment, match="is not a course"):
        locations.course_of(c, b)


def test_a_student_s_folder_is_no_course(course):
    submitted = course / "submitted"
    (submitted / "rubrics").mkdir(parents=True)
    assert locations.course_of(None, submitted, submitted) is None
    assert locations.course_of(None, course, submitted) == course
    with pytest.raises(NoAssignment, match="lies with what was handed in"):
        locations.course_of(submitted, course, submitted)


def test_a_course_that_one_runs_in_has_what_the_command_is_about(course, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert locations.course_of(None, course, out=course) == course
    for about in ({"hand_ins": elsewhere}, {"out": elsewhere}):
        with pytest.raises(NoAssignment, match="--course DIR"):
            locations.course_of(None, course, **about)
        assert locations.course_of(course, course, **about) == course
    assert locations.course_of(None, KITS, elsewhere) == KITS


def test_a_path_leads_into_a_folder_at_its_end_or_by_a_link_on_its_way(tmp_path):
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    for folder in (inside, outside):
        folder.mkdir()
    (inside / "out").symlink_to(outside)
    (outside / "in").symlink_to("../inside")
    (inside / "loop").symlink_to("loop")
    for path in ("inside", "inside/a", "inside/out/a", "outside/in/a", "inside/loop"):
        assert locations.lies_in(tmp_path / path, inside)
    assert not locations.lies_in(tmp_path / "outside" / "a", inside)
    assert not locations.lies_in(tmp_path / "inside2", inside)


def test_in_a_course_its_own_are_meant_and_the_kit_s_that_it_uses(course):
    assert locations.names(None) == locations.names(course) and KIT in locations.names(None)
    assert locations.chosen("", None) == locations.chosen("", course) == KIT
    a_rubric(course, "toy")
    assert locations.names(course) == ("toy",)
    assert locations.chosen("", course) == locations.chosen("toy", course) == "toy"
    assert locations.chosen(KIT, course) == KIT  # the kit's, though it has no notebook here
    (course / "source" / KIT).mkdir()
    assert locations.names(course) == (KIT, "toy")
    with pytest.raises(NoAssignment) as refused:
        locations.chosen("", course)
    assert str(refused.value) == (
        f"choose one by --assignment NAME: in {course} there are {KIT}, toy."
    )
    (course / "source" / "toy.py").unlink()
    assert locations.names(course) == (KIT,)


def test_an_optional_one_is_meant_where_it_is_named_or_where_there_is_no_other(course):
    a_rubric(course, "extra")
    with (course / "source" / "extra.py").open("a") as lesson:
        lesson.write('\n# %% settings="extra"\noptional = True\n')
    assert locations.chosen("", course) == "extra"
    a_rubric(course, "toy")
    assert locations.names(course) == ("extra", "toy")
    assert locations.chosen("", course) == "toy"
    assert locations.chosen("extra", course) == "extra"
    a_rubric(course, "another")
    with pytest.raises(NoAssignment, match="there are another, extra, toy"):
        locations.chosen("", course)


IN_THE_KIT = ", ".join(locations.names(None))


@pytest.mark.parametrize(("inside", "known"), [(True, "toy"), (False, IN_THE_KIT)])
def test_a_name_without_a_rubric_is_refused_with_those_that_there_are(course, inside, known):
    a_rubric(course, "toy")
    with pytest.raises(NoAssignment) as refused:
        locations.chosen("poems", course if inside else None)
    assert str(refused.value) == (
        f"there is no rubric of 'poems' {f'in {course}' if inside else 'here'}; there is {known}. "
        f"{'' if inside else 'Name its course by --course DIR; '}`dinosaur-grader new poems` makes one."
    )


@pytest.mark.parametrize("key", ["exercise", "questions", "excercise", "question", "hiden"])
def test_a_lesson_whose_keys_are_misspelled_is_an_assignment_too_so_that_it_is_read(
    course, key
):
    """Else nobody would be told of the key, and its cells would be released."""
    toy.write(course / "source" / "poems.py", "# %%\nx = 1\n# %% " + f'{key}="mean"\n')
    toy.write(
        course / "source" / "plain.py", '# %% tags=["aside"] nbgrader={"grade_id": "a=b"}\n'
    )
    assert locations.names(course) == ("poems",)
