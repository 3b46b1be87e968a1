"""A process that goes on and grades one hand-in after another: what each costs it, with
all that it starts, and the marks."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import counted
from bench.contenders import Graded, Marks, environment, recorded_by_us
from bench.measure import Cost, Failed

Ask = Callable[[str], Graded]
"""Has one student's hand-in graded, each time again."""
END_SECONDS = 60.0
START_SECONDS, ANSWER_SECONDS, LOOK_SECONDS = 300.0, 300.0, 0.1


@contextlib.contextmanager
def asked(command: list, folder: Path, env: dict[str, str]) -> Iterator[Ask]:
    """A peer's process that reads a student from each line and answers with a line of
    scores. Raises NoGroup where no control group can be made, and Failed when the process
    ends without an answer."""
    log = folder / "running.log"
    with counted.group() as group, open(log, "ab") as said:
        process = subprocess.Popen(
            counted.entering(group, [str(part) for part in command]),
            cwd=folder,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        )

        def ask(student: str) -> Graded:
            before, started = counted.used(group), time.perf_counter()
            with contextlib.suppress(BrokenPipeError):  # no answer tells it too
                print(student, file=process.stdin, flush=True)
            answer = process.stdout.readline()
            if not answer:
                raise Failed(f"no answer on {student}:\n{log.read_text()[-2000:]}")
            wall = time.perf_counter() - started
            scores = json.loads(answer)
            cost = Cost(wall, counted.at_rest(group) - before)
            return cost, {(student, cell): score for cell, score in scores.items()}

        try:
            yield ask
        finally:
            _end(process)


@contextlib.contextmanager
def watched(folder: Path, name: str, level: str, env: dict[str, str]) -> Iterator[Ask]:
    """Our `watch` with one worker over `folder/submitted`; what lies in `folder/ready` is
    handed in. Raises NoGroup where no control group can be made.

    Each time the file is laid out again, as a notebook is that is saved once more: the
    same bytes are found in the database, and nobody grades them.
    """
    (folder / "submitted").mkdir()
    times = 0
    with (
        counted.group() as group,
        watching(folder, "out", level, 1, inside=group, env=env),
    ):

        def ask(student: str) -> Graded:
            nonlocal times
            times += 1
            book = json.loads((folder / "ready" / student / name / f"{name}.ipynb").read_text())
            place = folder / "submitted" / student / name
            place.mkdir(parents=True, exist_ok=True)
            before, started, at = counted.used(group), time.perf_counter(), time.time()
            (place / f"{name}.ipynb").write_text(json.dumps(book, indent=times))
            marks = _all_written(folder, student, name, at)
            wall = time.perf_counter() - started
            return Cost(wall, counted.at_rest(group) - before), marks

        yield ask


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


def _all_written(folder: Path, student: str, name: str, since: float) -> Marks:
    """The student's marks, once page, gradebook and tables have them."""
    files = (
        folder / "out" / "feedback" / student / name / f"{name}.html",
        folder / "out" / "grades.csv",
    )
    deadline = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < deadline:
        if all(path.exists() and path.stat().st_mtime > since for path in files):
            marks = {key: score for key, score in recorded_by_us(folder).items() if key[0] == student}  # fmt: skip
            if marks:
                return marks
        time.sleep(LOOK_SECONDS)
    raise Failed(f"no marks of {student}:\n{(folder / 'out.said').read_text()[-2000:]}")


def _end(process: subprocess.Popen) -> None:
    with contextlib.suppress(BrokenPipeError):
        process.stdin.close()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    process.stdout.close()
