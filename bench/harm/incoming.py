"""A class that hands in one after the other while `watch` grades, as real commands in
processes of their own."""

from __future__ import annotations

import bisect
import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import psutil
from sqlalchemy import select

from bench import classroom
from bench.contenders import environment
from bench.costs import counted
from bench.costs.measure import run
from dinosaur_grader.assignments.assignment import load
from dinosaur_grader.store import database
from dinosaur_grader.store.schema import RESULTS

START_SECONDS, END_SECONDS = 300.0, 600.0
LOOK_SECONDS = 0.5
PAGE_SECONDS = 0.1
FEW = 10  # in the small class, whose costs are those of starting
IN_GRADEBOOK = "select student_id from submitted_assignment"


class Stream(msgspec.Struct, frozen=True):
    """Seconds from the closed file to the page and to the gradebook, by student; how
    many waited, each second; processor seconds a hand-in of `watch` and `grade`, and of
    the driver of `watch` alone; the driver's MiB; each hand-in's seconds in a worker;
    seconds that ending took; and what `grade` found to do after it."""

    pages: list[float]
    marks: list[float]
    waiting: list[int]
    cpu: float
    batch_cpu: float
    driver_cpu: float
    memory: float
    service: list[float]
    drain: float
    after: str


def streamed(folder: Path, seconds: int, rate: float, workers: int, level: str) -> Stream:
    """Hand in `rate` a second for so many seconds, then let `grade` do the same."""
    work, count = load(classroom.NAME), round(seconds * rate)
    classroom.write(folder / "ready", work, count, False)
    submitted, out = folder / "submitted", folder / "out"
    submitted.mkdir()
    with (
        counted.group() as group,
        watching(folder, "out", level, workers, inside=group) as driver,
    ):
        before, alone = counted.used(group), cpu_of(driver)
        closed, pages, seen = _hand_in(folder, work.name, rate)
        _all_in(seen, pages, closed)
        cpu = (counted.used(group) - before) / count
        driver_cpu = (cpu_of(driver) - alone) / count
        memory = psutil.Process(driver.pid).memory_info().rss / 2**20
        started = time.monotonic()
        driver.send_signal(signal.SIGTERM)
        if driver.wait(END_SECONDS):
            raise RuntimeError((folder / "out.said").read_text()[-2000:])
        drain = time.monotonic() - started
    service = [one["walk"] for one in _seconds(out)]
    after = _after(folder, level, workers)
    batch_cpu = _batch(folder, level, workers, count)
    waiting = _waiting(sorted(closed.values()), sorted(pages.values()))
    return Stream(
        [pages[student] - closed[student] for student in closed],
        [seen[student] - closed[student] for student in closed],
        waiting,
        cpu,
        batch_cpu,
        driver_cpu,
        memory,
        service,
        drain,
        after,
    )


@contextlib.contextmanager
def watching(
    folder: Path,
    out: str,
    level: str,
    workers: int,
    *more: str,
    inside: Path | None = None,
    env: dict[str, str] | None = None,
) -> Iterator[subprocess.Popen]:
    """`watch` in a process of its own, once it says that it watches; killed at the end
    if it still runs. With `inside` it runs in that control group."""
    words = counted.entering(inside, command("watch", out, level, workers, *more))
    said = folder / f"{out}.said"
    with open(said, "wb") as file:
        driver = subprocess.Popen(
            words, cwd=folder, env=env or environment(), stdout=subprocess.DEVNULL, stderr=file
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while "Watching" not in said.read_text():
            if driver.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"it did not start: {said.read_text()[-2000:]}")
            time.sleep(0.05)
        yield driver
    finally:
        if driver.poll() is None:
            driver.kill()
            driver.wait()


def command(verb: str, out: str, level: str, workers: int, *more: str) -> list[str]:
    """What a person types."""
    words = [verb, "--submitted", "submitted", "--out", out, "--isolation", level]
    return [
        sys.executable,
        "-P",
        "-m",
        "dinosaur_grader",
        *words,
        "--workers",
        str(workers),
        *more,
    ]


def cpu_of(driver: subprocess.Popen) -> float:
    """Processor seconds of this process alone."""
    used = psutil.Process(driver.pid).cpu_times()
    return used.user + used.system


def hand_in(folder: Path, student: str, name: str) -> float:
    """Write what lies ready as an upload does: the folder, then the file; when it was
    closed."""
    source, place = folder / "ready" / student / name, folder / "submitted" / student / name
    place.mkdir(parents=True, exist_ok=True)
    for path in source.iterdir():
        (place / path.name).write_bytes(path.read_bytes())
    return time.time()


def _hand_in(
    folder: Path, name: str, rate: float
) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """All that lies ready, at the rate; when each was closed, and when each page and
    each mark in the gradebook was first seen: these go on being filled in."""
    students = sorted(path.name for path in (folder / "ready").iterdir())
    closed: dict[str, float] = {}
    pages: dict[str, float] = {}
    marks: dict[str, float] = {}
    for look, found in ((_look_for_pages, pages), (_look_for_marks, marks)):
        told = (folder / "out", name, len(students), closed, found)
        threading.Thread(target=look, args=told, daemon=True).start()
    started = time.monotonic()
    for number, student in enumerate(students):
        time.sleep(max(0.0, started + number / rate - time.monotonic()))
        closed[student] = hand_in(folder, student, name)
    return closed, pages, marks


def _look_for_pages(out: Path, name: str, count: int, closed: dict, found: dict) -> None:
    while len(found) < count:
        time.sleep(PAGE_SECONDS)
        for student in closed.copy().keys() - found.keys():
            if (out / "feedback" / student / name / f"{name}.html").exists():
                found[student] = time.time()


def _look_for_marks(out: Path, name: str, count: int, closed: dict, found: dict) -> None:
    address = f"file:{out / 'gradebook.db'}?mode=ro"
    while len(found) < count:
        time.sleep(LOOK_SECONDS)
        with contextlib.suppress(sqlite3.OperationalError):
            with contextlib.closing(sqlite3.connect(address, uri=True)) as database:
                rows = database.execute(IN_GRADEBOOK).fetchall()
            for (student,) in rows:
                found.setdefault(student, time.time())


def _all_in(seen: dict[str, float], pages: dict[str, float], closed: dict[str, float]) -> None:
    deadline = time.monotonic() + END_SECONDS
    while len(seen) < len(closed) or len(pages) < len(closed):
        if time.monotonic() > deadline:
            raise RuntimeError(
                f"of {len(closed)}, {len(pages)} have a page, {len(seen)} a mark"
            )
        time.sleep(LOOK_SECONDS)
    time.sleep(2.0)  # the last tables


def _waiting(closed: list[float], paged: list[float]) -> list[int]:
    """How many had handed in and had no page, each second until the last came."""
    at, found = closed[0], []
    while at < closed[-1]:
        found.append(bisect.bisect_right(closed, at) - bisect.bisect_right(paged, at))
        at += 1.0
    last = closed[-1]
    return [*found, bisect.bisect_right(closed, last) - bisect.bisect_right(paged, last)]


def _seconds(out: Path) -> Iterator[dict[str, float]]:
    """The seconds by stage of each result."""
    with database.reading(database.default_url(out)) as connection:
        for (text,) in connection.execute(select(RESULTS.c.seconds)):
            yield msgspec.json.decode(text)


def _after(folder: Path, level: str, workers: int) -> str:
    """What `grade` into the same place found to do."""
    tables = [folder / "out" / name for name in ("grades.csv", "totals.csv", "results.jsonl")]
    before = [path.read_bytes() for path in tables]
    done = subprocess.run(
        command("grade", "out", level, workers, "--json"),
        cwd=folder,
        env=environment(),
        capture_output=True,
        check=False,
    )
    events = [msgspec.json.decode(line) for line in done.stdout.splitlines()]
    last = next((one for one in events if one["event"] == "finished"), None)
    count = len(list((folder / "submitted").iterdir()))
    if done.returncode or last is None or last["reused"] != count:
        return f"{last} of {count}, exit code {done.returncode}: {done.stderr.decode()[-500:]}"
    same = [path.read_bytes() for path in tables] == before
    return "nothing to do" if same else "other tables"


def _batch(folder: Path, level: str, workers: int, count: int) -> float:
    """Processor seconds a hand-in of `grade` with the same class, less what starting
    costs."""
    whole = run(command("grade", "batch", level, workers), folder, environment()).cpu
    rest = folder / "rest"
    (folder / "submitted").rename(rest)
    (folder / "submitted").mkdir()
    for path in sorted(rest.iterdir())[:FEW]:
        os.rename(path, folder / "submitted" / path.name)
    few = run(command("grade", "few", level, workers), folder, environment()).cpu
    return (whole - few) / (count - FEW)
