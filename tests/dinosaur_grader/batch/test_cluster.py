"""A class on a real Dask cluster: a scheduler and workers as processes of their own,
one of them killed on the way."""

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import psutil
import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.batch import journal, pool
from dinosaur_grader.batch.grade_class import Graded, grade
from dinosaur_grader.batch.open_course import RunSettings, open_course
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.sandbox.sandbox import IsolationUnavailable
from dinosaur_grader.store import database, results
from tests.dinosaur_grader.desk import upgrade
from tests.waiting import HANGS, until

pytest.importorskip(
    "distributed", reason="dask.distributed is not there: `make setup` installs it"
)
pytestmark = [pytest.mark.isolation, pytest.mark.slow, pytest.mark.usefixtures("strict")]
ROOT = Path(__file__).parents[3]


def start(*command) -> subprocess.Popen:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-m", *map(str, command)], env=environment, stderr=subprocess.DEVNULL
    )


def end(process: subprocess.Popen) -> None:
    running = process.poll() is None
    for each in psutil.Process(process.pid).children(recursive=True) if running else []:
        with contextlib.suppress(psutil.NoSuchProcess):  # it has just ended of its own
            each.kill()
    process.kill()
    process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """The scheduler's address and two workers of one thread each, as processes; the last
    test ends one of them."""
    with started(tmp_path_factory.mktemp("cluster"), 2, "--no-nanny") as found:
        yield found


@contextlib.contextmanager
def started(folder, count, *more):
    """A scheduler's address, and this many workers."""
    file = folder / "scheduler.json"
    plain = ("--no-dashboard", "--scheduler-file", file)
    scheduler = start("distributed.cli.dask_scheduler", "--port", 0, *plain)
    where = (*plain, "--nthreads", 1, "--local-directory", folder)
    workers = [start("distributed.cli.dask_worker", *where, *more) for _ in range(count)]
    until(lambda: file.exists() and file.read_text())  # it stands there before it is filled
    address = json.loads(file.read_text())["address"]
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(count, timeout=HANGS)
    try:
        yield address, [*workers, scheduler]
    finally:
        for process in (*workers, scheduler):
            end(process)


@pytest.fixture(scope="module")
def submitted(tmp_path_factory):
    home = tmp_path_factory.mktemp("class")
    for number in range(6):
        cells = upgrade.solved() if number % 2 else {}
        upgrade.hand_in(home / "submitted", f"student-{number}", cells)
    upgrade.course_seed(home)
    return home / "submitted"


def graded_class(submitted: Path, out: Path, dask: str = "") -> Graded:
    course = open_course(submitted, out, submitted.parent / "course.seed")
    return grade(course, RunSettings(workers=2, dask=dask))


def bodies(graded):
    """What the database says of each student's result, without the times."""
    with database.reading(graded.url) as connection:
        return list(map(results.body, graded.counted(connection).values()))


def test_a_node_with_another_version_of_the_kit_is_refused(cluster):
    address, _ = cluster
    work = assignments.load("dinosaur_island")
    other = msgspec.structs.replace(work, version="another")
    with (
        pytest.raises(Refused, match="another version of the kit"),
        pool.cluster(address, "strict", other),
    ):
        pass


def test_a_node_says_what_it_lacks(monkeypatch, tmp_path):
    said = pool.lacking("strict", ("", ""), "poems", tmp_path)
    assert said.startswith("it doesn't see the assignment (there is no rubric of 'poems'")

    def refuse(level):
        raise IsolationUnavailable(level, "bubblewrap", "it is not installed", "Install it.")

    monkeypatch.setattr(pool, "Sandbox", refuse)
    kit = assignments.load("dinosaur_island").kit
    assert "bubblewrap" in pool.lacking("strict", kit, "dinosaur_island", None)


def test_a_lost_node_s_submissions_are_graded_elsewhere_with_this_machine_s_marks(
    cluster, submitted, tmp_path, monkeypatch, capsys
):
    address, workers = cluster
    appended = []
    real = journal.Journal.append
    here = graded_class(submitted, tmp_path / "here")

    def lose_one(book, result):
        if not appended:
            end(workers[0])
        appended.append(result.student_id)
        real(book, result)

    monkeypatch.setattr(journal.Journal, "append", lose_one)
    graded = graded_class(submitted, tmp_path / "out", address)
    assert graded.states == {"graded": 6}
    assert capsys.readouterr().err.count("died during the run") == 1
    assert sorted(appended) == [f"student-{number}" for number in range(6)]
    assert bodies(graded) == bodies(here)


def test_a_node_that_comes_back_under_another_address_goes_on(submitted, tmp_path, monkeypatch):
    appended, real = [], journal.Journal.append

    def restart(book, result):
        if not appended:
            nanny = psutil.Process(workers[0].pid)
            (worker,) = [
                each for each in nanny.children() if "spawn_main" in str(each.cmdline())
            ]
            worker.kill()
        appended.append(result.student_id)
        real(book, result)

    monkeypatch.setattr(journal.Journal, "append", restart)
    # by default a nanny starts a lost worker again, at another port
    with started(tmp_path, 1) as (address, workers):
        graded = graded_class(submitted, tmp_path / "out", address)
    assert graded.states == {"graded": 6}


def test_a_scheduler_that_dies_ends_the_run_in_words_and_the_same_command_goes_on(
    submitted, tmp_path, monkeypatch
):
    real = journal.Journal.append

    def lose_all(book, result):
        real(book, result)
        end(processes[-1])

    with started(tmp_path, 1) as (address, processes), monkeypatch.context() as patched:
        patched.setattr(journal.Journal, "append", lose_all)
        with pytest.raises(Refused, match=r"scheduler at .* no longer answers.*same command"):
            graded_class(submitted, tmp_path / "out", address)
    graded = graded_class(submitted, tmp_path / "out")
    assert graded.states == {"graded": 6}
