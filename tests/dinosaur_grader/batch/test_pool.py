"""The pool, with real processes and a job function of its own in the place of a
sandbox."""

import os
import select
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import msgspec
import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments.course_seed import Seed
from dinosaur_grader.batch import pool
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.judging import grading
from dinosaur_grader.results import Cell, MadeWith, NotebookFile, Result, Submission
from tests.conftest import ROOT
from tests.waiting import HANGS


def a_job(student_id="ada"):
    cells = (Cell("test", "", "clip_hidden", 12.0),)
    work = Submission(student_id, "dinosaur_island", cells, "d")
    return grading.Job(work, Seed(b"s"), MadeWith("v", Seed(b"s").fingerprint, "strict"), "w")


def a_large_job(student_id="ada", size=2**20):
    """One with more bytes than a pipe holds."""
    work = NotebookFile(student_id, "dinosaur_island", bytes(size), "d")
    return msgspec.structs.replace(a_job(), work=work)


def a_result(job):
    return Result(job.key, job.work.student_id, "dinosaur_island", "graded", ())


def grade_or_die(job):
    if job.work.student_id.startswith("deadly"):
        os.kill(os.getpid(), signal.SIGKILL)
    return a_result(job)


LONG = 3600  # seconds of a job that is to be cut off


def grade_slowly(folder, job):
    (folder / job.work.student_id).touch()
    time.sleep(LONG)
    return a_result(job)


def leave_in_the_middle(folder):
    """What Ctrl-C does while both processes work and a third job, larger than a pipe
    holds, is on its way to them."""

    def jobs():
        for name in ("ada", "ben", "cleo"):
            yield a_large_job(name)
        pipe = batch.executor._call_queue._writer
        while len(os.listdir(folder)) < 2 or select.select([], [pipe], [], 0)[1]:
            time.sleep(0.02)
        raise KeyboardInterrupt

    pool.grade_one = partial(grade_slowly, folder)
    with pool.Batch(partial(pool.local, 2), 2) as batch:
        list(batch.results(jobs()))


@pytest.fixture
def deadly(monkeypatch):
    monkeypatch.setattr(pool, "grade_one", grade_or_die)


def test_without_processes_each_is_graded_at_once_and_one_that_raises_harms_no_other(
    monkeypatch,
):
    def raises(job):
        if job.work.student_id == "ben":
            raise ValueError("broken")
        return a_result(job)

    monkeypatch.setattr(pool, "grade_one", raises)
    with pool.Batch(pool.Here, 1) as batch:
        states = {r.student_id: r.state for r in batch.results(map(a_job, ("ada", "ben")))}
    assert states == {"ada": "graded", "ben": "infrastructure"}


def test_a_job_that_kills_its_process_is_infrastructure_and_the_innocents_are_graded(deadly):
    names = ["ada", "deadly", "ben", "cleo"]
    with pool.Batch(partial(pool.local, 2), 2) as batch:
        states = {one.student_id: one.state for one in batch.results(map(a_job, names))}
    assert states == dict.fromkeys(names, "graded") | {"deadly": "infrastructure"}


@pytest.mark.slow
def test_an_interrupted_batch_ends_though_a_job_is_half_sent(tmp_path):
    program = (
        "import pathlib, sys; from tests.dinosaur_grader.batch import test_pool\n"
        "test_pool.leave_in_the_middle(pathlib.Path(sys.argv[1]))"
    )
    assert run(program, tmp_path).stderr.rstrip().endswith("KeyboardInterrupt")


def test_a_bug_in_the_grader_is_a_result_that_says_so(monkeypatch):
    monkeypatch.setattr(pool, "grade_one", lambda job: 1 / 0)
    with pool.Batch(partial(ThreadPoolExecutor, 1), 1) as batch:
        (result,) = batch.results([a_job()])
    assert (result.state, result.score, result.needs_look) == ("infrastructure", None, True)
    assert "ZeroDivisionError" in result.notes[-1]


def test_a_worker_with_another_version_of_the_kit_gives_no_marks():
    older = msgspec.structs.replace(a_job().made_with, version="of last week")
    job = msgspec.structs.replace(a_job(), made_with=older)
    result = grading.grade_one(job)
    assert (result.state, result.score) == ("infrastructure", None)
    assert result.notes[-1].startswith("the kit's files were changed")  # and no second try


LARGE = """
from functools import partial
from dinosaur_grader.batch import pool
from dinosaur_grader.exit_codes import Refused
from tests.dinosaur_grader.batch import test_pool
pool.grade_one = test_pool.grade_or_die
jobs = [test_pool.a_large_job(name, 10**6) for name in ("deadly", "ada", "ben")]
with pool.Batch(partial(pool.local, 1), 1) as batch:
    print(*sorted(result.state for result in batch.results(jobs)))
"""


def run(script, *more):
    """A program of its own, for what can hang."""
    command = [sys.executable, "-c", script, *more]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=HANGS)


@pytest.mark.slow
def test_a_pool_that_broke_while_a_job_was_on_its_way_lets_the_command_end():
    assert run(LARGE).stdout.split() == ["graded", "graded", "infrastructure"]


def test_a_process_that_is_stopped_while_it_writes_a_result_leaves_nobody_waiting():
    """Half a result in the pipe, as such a process leaves it."""
    script = """
import time
from dinosaur_grader.batch import pool
from dinosaur_grader.exit_codes import Refused
executor = pool.local(1)
executor.submit(abs, 1).result()  # the process has started
executor.submit(time.sleep, 3600)
executor._result_queue._writer._send((1000).to_bytes(4, "big") + b"the first words")
while executor._result_queue._reader.poll():  # until the pool's thread has them
    time.sleep(0.02)
pool.end(executor)
executor.shutdown(wait=True)
"""
    done = run(script)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize("address", ["nonsense", "http://10.0.0.1:8786", "inproc://x", ""])
def test_what_is_no_address_of_a_scheduler_is_said_at_once(address):
    work = assignments.load("dinosaur_island")
    with (
        pytest.raises(Refused, match="is no address of a Dask scheduler"),
        pool.cluster(address, "strict", work),
    ):
        pass
