"""The pool, with real processes and a job function of its own in the place of a
sandbox."""

import os
import select
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial

import msgspec
import psutil
import pytest

from dinosaur_grader.assignments.seed import Seed
from dinosaur_grader.batch import pool
from dinosaur_grader.judging import grading
from dinosaur_grader.results import Cell, MadeWith, NotebookFile, Result, Submission
from dinosaur_grader.sandbox.sandbox import ChildLost
from tests.conftest import ROOT


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


# seconds: of a job that is to be cut off, and after which a test says that it was not
LONG, SHORT = (600, 200)


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


def by_student(results):
    return {result.student_id: result.state for result in results}


def test_a_job_that_kills_its_process_is_infrastructure_and_the_innocents_are_graded(deadly):
    names = ["ada", "deadly", "ben", "cleo", "dora"]
    with pool.Batch(partial(pool.local, 2), 2) as batch:
        states = by_student(batch.results(map(a_job, names)))
    assert states == {
        name: "infrastructure" if name == "deadly" else "graded" for name in names
    }


@pytest.mark.slow
def test_an_interrupted_batch_ends_though_a_job_is_half_sent(tmp_path):
    program = (
        "import pathlib, sys; from tests.dinosaur_grader.batch import test_pool\n"
        "test_pool.leave_in_the_middle(pathlib.Path(sys.argv[1]))"
    )
    command = [sys.executable, "-c", program, tmp_path]
    ended = subprocess.run(command, timeout=SHORT, capture_output=True, text=True)
    assert ended.stderr.rstrip().endswith("KeyboardInterrupt")


def test_jobs_are_taken_only_as_fast_as_they_are_graded(deadly):
    taken = []

    def jobs():
        for number in range(50):
            taken.append(number)
            yield a_job(f"s{number}")

    with ThreadPoolExecutor(1) as executor, pool.Batch(lambda: executor, 1) as batch:
        next(batch.results(jobs()))
        assert len(taken) <= pool.IN_FLIGHT_A_WORKER


def test_a_bug_in_the_grader_is_a_result_that_says_so(monkeypatch):
    monkeypatch.setattr(pool, "grade_one", lambda job: 1 / 0)
    with pool.Batch(partial(ThreadPoolExecutor, 1), 1) as batch:
        (result,) = batch.results([a_job()])
    assert (result.state, result.marks[0].score, result.needs_look) == (
        "infrastructure",
        None,
        True,
    )
    assert "ZeroDivisionError" in result.notes[-1]


def test_a_fault_of_the_sandbox_is_tried_again_on_a_new_one(monkeypatch):
    tries = []

    def graded(job, again=False):
        tries.append(again)
        if len(tries) == 1:
            raise ChildLost("infrastructure", "the server is lost")
        return a_result(job)

    monkeypatch.setattr(grading, "_graded", graded)
    assert grading.grade_one(a_job()).state == "graded"
    assert tries == [False, True]


def test_a_fault_that_stays_has_no_score(monkeypatch):
    def graded(job, again=False):
        raise ChildLost("infrastructure", "the server is lost")

    monkeypatch.setattr(grading, "_graded", graded)
    result = grading.grade_one(a_job())
    assert (result.state, result.score, result.key) == ("infrastructure", None, a_job().key)


def test_a_worker_with_another_version_of_the_kit_gives_no_marks():
    older = msgspec.structs.replace(a_job().made_with, version="of last week")
    job = msgspec.structs.replace(a_job(), made_with=older)
    result = grading.grade_one(job)
    assert (result.state, result.score) == ("infrastructure", None)
    assert result.notes[-1].startswith("the kit's files were changed")  # and no second try


@pytest.mark.parametrize("job", [a_job(), a_large_job()])
def test_a_job_travels_as_plain_data(job):
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(job), type=grading.Job) == job


def test_the_cores_are_those_that_may_be_used():
    assert 1 <= pool.cores() <= len(os.sched_getaffinity(0))


@pytest.mark.slow
def test_workers_die_with_a_driver_that_is_killed():
    text = (
        "import os, time\nfrom dinosaur_grader.batch import pool\n"
        "if __name__ == '__main__':\n"
        "    executor = pool.local(1)\n"
        "    print(executor.submit(os.getpid).result(), flush=True)\n    time.sleep(60)\n"
    )
    driver = subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, text=True)
    worker = psutil.Process(int(driver.stdout.readline()))
    driver.kill()
    driver.wait()
    gone, alive = psutil.wait_procs([worker], timeout=60)
    assert (len(gone), alive) == (1, [])


def test_giving_up_ends_the_workers_at_once():
    started = time.monotonic()
    with pool.Batch(partial(pool.local, 1), 1) as batch:
        batch.flying[batch.executor.submit(time.sleep, LONG)] = a_job()
        batch.executor.submit(os.getpid)
    assert time.monotonic() - started < SHORT
    assert isinstance(batch.executor, ProcessPoolExecutor)


LARGE = """
import os, signal, sys
from functools import partial
import msgspec
from dinosaur_grader.batch import pool
from tests.dinosaur_grader.batch import test_pool
if __name__ == "__main__":
    pool.grade_one = test_pool.grade_or_die
    jobs = [test_pool.a_large_job(name, 10**6) for name in ("deadly", "ada", "ben", "cleo")]
    with pool.Batch(partial(pool.local, 1), 1) as batch:
        print(sorted(result.state for result in batch.results(jobs)))
"""


def test_a_pool_that_broke_while_a_job_was_on_its_way_lets_the_command_end():
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    given = dict(env=environment, capture_output=True, text=True, timeout=SHORT)
    done = subprocess.run([sys.executable, "-c", LARGE], **given)
    assert done.stdout.split() == ["['graded',", "'graded',", "'graded',", "'infrastructure']"]


def test_a_process_that_is_stopped_while_it_writes_a_result_leaves_nobody_waiting():
    """Half a result in the pipe, as such a process leaves it."""
    script = """
import time
from dinosaur_grader.batch import pool
executor = pool.local(1)
executor.submit(abs, 1).result()  # the process has started
executor.submit(time.sleep, 600)
executor._result_queue._writer._send((1000).to_bytes(4, "big") + b"the first words")
while executor._result_queue._reader.poll():  # until the pool's thread has them
    time.sleep(0.02)
pool.end(executor)
executor.shutdown(wait=True)
"""
    done = subprocess.run([sys.executable, "-c", script], timeout=SHORT, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
