"""What the grader knows of an assignment."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dinosaur_grader.assignments.assignment import (
    MARK_LINE,
    OF_THE_KIT,
    _own_rooms,
    engine,
    files,
    load,
)
from dinosaur_grader.home import KIT, PACKAGE
from tests.dinosaur_grader import toy
from tests.dinosaurs import ASSIGNMENT, FUNCTIONS, POINTS


def test_the_dinosaurs_have_eight_test_cells_and_a_hundred_points():
    assert {test.id: test.points for test in ASSIGNMENT.tests} == POINTS
    assert [test.id for test in ASSIGNMENT.tests] == list(POINTS)
    assert ASSIGNMENT.max_score == 100
    assert ASSIGNMENT.solutions == {function: function for function in FUNCTIONS}


@pytest.mark.slow
def test_the_hashes_know_every_module_that_grading_loads():
    program = (
        "import sys, dinosaur_grader.judging.grading, dinosaur_grader.inside.worker\n"
        "from dinosaur_grader.assignments.assignment import load\n"
        "from dinosaur_grader.assignments.probes import PRACTICE_SEED, probes\n"
        "rubric = load('dinosaur_island').rubric\n"
        "probes(rubric, PRACTICE_SEED), [rubric.edits(f) for f in rubric.functions]\n"
        "ours = ('dinosaur_grader', 'utils', 'rubrics', rubric.package)\n"
        "names = (m for m in list(sys.modules.values()) if m.__name__.split('.')[0] in ours)\n"
        "print(*(m.__file__ for m in names if getattr(m, '__file__', None)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    places = ((PACKAGE, MARK_LINE), (KIT, OF_THE_KIT))
    known = {
        path.resolve()
        for words in (True, False)
        for root, rooms in places
        for path in files(root, rooms, words)
    }
    known |= {p.resolve() for words in (True, False) for p in ASSIGNMENT.rubric.files(words)}
    # which is empty
    empty = {PACKAGE / "__init__.py"}
    loaded = {Path(place).resolve() for place in ran.stdout.split()} - empty
    assert len(loaded) > 45 and not (PACKAGE / "__init__.py").read_bytes()
    assert [str(path) for path in loaded if path not in known] == []
    rubric = ASSIGNMENT.rubric.folder
    assert {rubric / "observe.py", *(rubric / "probes").glob("*.py")} <= loaded


MARKS, WORDS, NEITHER = (True, False), (False, True), (False, False)
ROOMS = (*(f"{PACKAGE.name}/{room}" for room in MARK_LINE), *OF_THE_KIT)


@pytest.fixture
def kit(tmp_path):
    """A copy of the mark line, to be changed."""
    skipped = shutil.ignore_patterns("__pycache__")
    for room in ROOMS:
        shutil.copytree(KIT / room, tmp_path / room, ignore=skipped)
    return tmp_path


def hashes(root):
    """What marks depend on, and what only words depend on."""
    package = root / PACKAGE.name
    return tuple(engine(words, package=package, kit=root) for words in (False, True))


JUDGE, ADVICE = (
    "dinosaur_grader/checks/comparisons.py",
    "dinosaur_grader/checks/words/advice.py",
)


@pytest.mark.parametrize(
    ("path", "old", "new", "which"),
    [
        (ADVICE, "Look for a loop that never ends,", "An endless loop,", WORDS),
        (JUDGE, "RELATIVE, ABSOLUTE = 1e-5", "RELATIVE, ABSOLUTE = 1e-3", MARKS),
        ("dinosaur_grader/judging/marking.py", "points, said = 0", "points, said = 1", MARKS),
        ("data/dinos.txt", "a", "b", MARKS),
    ],
)  # fmt: skip
def test_another_judge_moves_the_hash_of_the_marks_and_a_word_that_of_the_words(
    kit, path, old, new, which
):
    before = hashes(kit)
    toy.change(kit / path, old, new)
    after = hashes(kit)
    assert (after[0] != before[0], after[1] != before[1]) == which


@pytest.mark.parametrize(
    ("path", "which"),
    [
        *((f"{room}/new.toml", MARKS) for room in ROOMS),
        *((f"utils/{room}/new.py", NEITHER) for room in ("questions", "checks", "any")),
        ("utils/questions/words/new.json", NEITHER),
        ("data/README.md", NEITHER),
    ],
)
def test_a_new_file_of_the_mark_line_is_known_and_what_is_a_notebook_s_is_not(kit, path, which):
    before = hashes(kit)
    toy.write(kit / path, "points = 3\n")
    after = hashes(kit)
    assert (after[0] != before[0], after[1] != before[1]) == which


# An assignment as a folder: a copy of the whole, in a course of its own.

DINOSAURS = "dinosaur_island"
OURS = f"rubrics/{DINOSAURS}"
QUESTIONS = f"release/{DINOSAURS}/utils/questions"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A course with the dinosaurs' rubric, release and source, none of it to be
    changed."""
    course = tmp_path_factory.mktemp("whole")
    for room in ("rubrics", "release", "source"):
        place = course / room / DINOSAURS
        shutil.copytree(KIT / room / DINOSAURS, place, ignore=toy.NO_CACHE)
    return course


@pytest.fixture
def course(whole, tmp_path):
    """A copy of it, to be changed."""
    shutil.copytree(whole, tmp_path / "course")
    return tmp_path / "course"


def moved(whole, course):
    """Whether the version and the wording are others after a change."""
    before, after = toy.load(whole, DINOSAURS), toy.load(course, DINOSAURS)
    assert after.blank_path.is_relative_to(course) and after.solved_path.is_relative_to(course)
    assert (after.rubric.folder, after.course) == (course / OURS, course)
    return after.version != before.version, after.wording != before.wording


def test_the_same_assignment_elsewhere_has_the_same_hashes(whole):
    assert toy.load(whole, DINOSAURS).kit == load(DINOSAURS).kit
    assert load(DINOSAURS, whole) is load(DINOSAURS, whole) is not load(DINOSAURS)


@pytest.mark.parametrize(
    ("path", "old", "new", "which"),
    [
        # hints
        (f"{OURS}/clip.py", 'hint="', 'hint="Look: ', WORDS),
        (f"{OURS}/model.py", "advice={", 'advice={"new": "Look.", ', WORDS),
        (f"{QUESTIONS}/words/faults.json", '"hint": "', '"hint": "Look: ', WORDS),
        # an observer
        (f"{OURS}/clip.py", 'f"value.{name}"', 'f"value.0.{name}"', MARKS),
        # points of single questions
        (f"{OURS}/clip.py", 'Question("classic", 3,', 'Question("classic", 2,', MARKS),
        (f"{OURS}/observe.py", "LONGEST_LINE = 300", "LONGEST_LINE = 200", MARKS),
        # what was published of them
        (f"{QUESTIONS}/probes.json", '"points": ', '"points": 1', MARKS),
        # what lies beside the notebook
        (f"release/{DINOSAURS}/data/cities.txt", "a", "b", MARKS),
        # the notebooks
        (f"source/{DINOSAURS}/{DINOSAURS}.ipynb", "out=gradient)", "out=gradient )", MARKS),
        (f"source/{DINOSAURS}/{DINOSAURS}.ipynb", "# Dinosaur", "# Another", NEITHER),  # corrected mid-term
        (f"source/{DINOSAURS}/{DINOSAURS}.ipynb", '"outputs": []', '"outputs": [{"output_type": "stream"}]', NEITHER),
        (f"release/{DINOSAURS}/{DINOSAURS}.ipynb", "check(clip)", "check(clip)  # now", MARKS),
    ],
)  # fmt: skip
def test_a_hint_moves_the_wording_alone_and_what_is_asked_the_version(
    whole, course, path, old, new, which
):
    toy.change(course / path, old, new)
    assert moved(whole, course) == which


@pytest.mark.parametrize(
    ("path", "which"),
    [
        (f"{OURS}/new.py", MARKS),
        (f"{QUESTIONS}/new.json", MARKS),
        (f"release/{DINOSAURS}/new.txt", MARKS),
        (f"{QUESTIONS}/words/new.json", WORDS),
        (f"{OURS}/gallery/clip/right/new.py", NEITHER),
        (f"{OURS}/README.md", NEITHER),
        (f"{OURS}/.hidden.py", NEITHER),
        (f"{OURS}/__pycache__/clip.cpython-313.pyc", NEITHER),
        (f"release/{DINOSAURS}/new.md", NEITHER),
        (f"release/{DINOSAURS}/utils/new.py", NEITHER),
        (f"release/{DINOSAURS}/.ipynb_checkpoints/new.txt", NEITHER),
        (f"source/{DINOSAURS}/new.txt", NEITHER),
    ],
)
def test_a_new_file_moves_what_depends_on_it(whole, course, path, which):
    toy.write(course / path, "points = 3\n")
    assert moved(whole, course) == which


@pytest.mark.parametrize("rooms", [("source",), ("source", "rubrics")])
@pytest.mark.parametrize("beside", [(), ("towns.txt", "utils/questions/probes.json")])
def test_a_release_that_nbgrader_makes_of_the_same_source_moves_nothing(
    tmp_path, rooms, beside
):
    for room in rooms:
        place = tmp_path / room / DINOSAURS
        shutil.copytree(KIT / room / DINOSAURS, place, ignore=toy.NO_CACHE)
    for name in beside:
        toy.write(tmp_path / "source" / DINOSAURS / name, "[]")
    before = toy.load(tmp_path, DINOSAURS)

    # what `nbgrader generate_assignment` does: the blank notebook, and what lies beside
    shutil.copytree(tmp_path / "source" / DINOSAURS, tmp_path / "release" / DINOSAURS)
    shutil.copy(before.blank_path, tmp_path / "release" / DINOSAURS)
    after = toy.load(tmp_path, DINOSAURS)

    assert after.blank_path != before.blank_path
    assert after.kit == before.kit
    there = {path.name for path in after.beside.iterdir()}
    assert ("towns.txt" if beside else "data") in there


def test_another_assignment_has_other_hashes(tmp_path):
    toy.make(tmp_path)
    small_one, large = toy.load(tmp_path), load(DINOSAURS)
    assert small_one.version != large.version and small_one.wording != large.wording
    assert (small_one.title, small_one.max_score) == ("A toy", 8)
    assert small_one.beside == tmp_path / "release" / "toy"


def test_a_course_with_nothing_but_a_rubric_is_the_course_for_whoever_grades(tmp_path):
    """A lecturer copies the kit's rubric to name a fault; the notebooks stay the kit's."""
    kits = load(DINOSAURS)
    shutil.copytree(kits.rubric.folder, tmp_path / OURS)
    words = tmp_path / OURS / "clip.py"
    words.write_text(words.read_text("utf-8") + "\n# another word\n", encoding="utf-8")

    work = load(DINOSAURS, tmp_path)

    assert (work.course, work.solved_path) == (tmp_path, kits.solved_path)
    assert load(DINOSAURS, work.course).kit == work.kit
    assert tmp_path in work.secret


def test_of_a_notebook_s_own_rooms_only_those_with_code_are_known(tmp_path):
    for name in ("cases", "checks", "questions"):
        (tmp_path / "utils" / name).mkdir(parents=True)
        (tmp_path / "utils" / name / "__init__.py").touch()
    (tmp_path / "utils" / "__pycache__").mkdir()  # other bytes on each machine

    assert _own_rooms(tmp_path) == ["utils/cases"]
