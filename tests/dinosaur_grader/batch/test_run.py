"""What a run keeps of its hand-ins: of several attempts the best, who was not graded, and
what is put aside."""

import msgspec
import pytest

from dinosaur_grader.assignments.course_rules import Rules
from dinosaur_grader.assignments.course_seed import Seed
from dinosaur_grader.batch.attempts import Attempts
from dinosaur_grader.batch.journal import Journal
from dinosaur_grader.batch.open_course import Course
from dinosaur_grader.batch.progress import Progress
from dinosaur_grader.batch.run import Run
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.judging.grading import JobMaker
from dinosaur_grader.judging.reading import intake
from dinosaur_grader.results import GRADED, INFRASTRUCTURE, UNREADABLE, MadeWith, NotebookFile
from dinosaur_grader.store import database, results
from tests.dinosaur_grader import small
from tests.dinosaur_grader.classroom import NAME, assignment, result

MADE_WITH = MadeWith("v", "f", "none")


class Tries:
    """The attempts of a student, whatever is in place, by their digests."""

    def __init__(self, *digests):
        self.digests = digests

    def of(self, here):
        return [NotebookFile(here.student_id, NAME, b"", digest=one) for one in self.digests]

    def taken(self, student, digest):
        return None


@pytest.fixture
def run(tmp_path):
    """A run with nothing in it yet."""
    url = database.default_url(tmp_path)
    with Journal(url, NAME) as book:
        work, secret, seen = assignment(), Seed(b"s"), Progress(1)
        job = JobMaker(secret, MADE_WITH, "")
        course = Course(work, Rules(), {}, tmp_path, tmp_path, tmp_path / "course.seed", url)
        tries = Attempts(course, book.attempts)
        yield Run(work, job, book, seen, tries)


def graded(run, folder, **outcomes):
    """Grade ada's attempts, with the outcome of each by its digest."""
    run.tries = Tries(*outcomes)
    for job in run.jobs(folder / "ada" / NAME):
        run.keep(scored(job.work.digest, **outcomes[job.work.digest]))
    return run.ended()


def scored(digest, **more):
    key = MADE_WITH.key(NotebookFile("ada", NAME, b"", digest=digest))
    return msgspec.structs.replace(result("ada", digest=digest, **more), key=key)


def settled(done):
    """The hand-ins that count once the results are settled, and those put aside."""
    with database.writing(done.url) as connection:
        done.settle(connection)
        found = results.counted(connection, NAME), results.aside(connection, NAME)
        return tuple([one.digest for one in some] for some in found)


FEW, MANY = dict(clip=1.0), dict(clip=8.0)
NONE = dict(state=UNREADABLE, marks=())


@pytest.mark.parametrize(
    ("outcomes", "counts"),
    [
        (dict(a=FEW, b=MANY, c=FEW), "b"),
        (dict(a=MANY, b=MANY), "b"),
        (dict(a=FEW, b=NONE), "a"),
    ],
    ids=["the best", "of equal ones the last", "no mark is less than any"],
)
def test_of_several_attempts_the_best_counts_and_the_others_are_aside(
    run, tmp_path, outcomes, counts
):
    done = graded(run, tmp_path, **outcomes)
    assert settled(done) == ([counts], [one for one in outcomes if one != counts])
    assert (done.states, done.not_graded) == ({"graded": 1}, ())
    assert (run.seen.total, run.seen.earlier) == (1, len(outcomes) - 1)


def test_an_attempt_that_could_not_be_graded_for_our_fault_is_named_though_another_counts(
    run, tmp_path
):
    done = graded(run, tmp_path, a=dict(state=INFRASTRUCTURE), b=MANY)
    assert [one.digest for one in done.not_graded] == ["a"]
    assert settled(done) == (["b"], ["a"])


@pytest.mark.parametrize("state", [UNREADABLE, INFRASTRUCTURE])
def test_who_hands_in_anew_is_named_by_the_last_hand_in_only(run, state):
    run.keep(scored("a", state=state))
    run.keep(scored("b"))
    done = run.ended()
    assert (done.not_graded, done.exit_code) == ((), 0)
    run.keep(scored("c", state=state))
    done = run.ended()
    assert [one.digest for one in done.not_graded] == ["c"]
    assert done.states == {state: 1}


@pytest.mark.parametrize("state", [UNREADABLE, INFRASTRUCTURE])
def test_work_that_could_not_be_graded_has_the_mark_of_a_later_try(run, state):
    run.keep(scored("a", state=state))
    run.keep(scored("a"))
    done = run.ended()
    assert (done.not_graded, done.states, done.exit_code) == ((), {GRADED: 1}, 0)


def test_without_a_rule_what_is_in_place_is_graded(run, tmp_path):
    place = small.hand_in(tmp_path, "ada", b"{}")
    here = intake.take(place, run.work)
    assert [job.key for job in run.jobs(place)] == [MADE_WITH.key(here)]


def test_a_run_whose_results_another_one_has_dropped_since_lets_none_count(run, tmp_path):
    done = graded(run, tmp_path, a=MANY)
    with database.writing(done.url) as connection:
        results.settle(connection, NAME, [])
    with pytest.raises(Refused, match="run the command again"):
        settled(done)
