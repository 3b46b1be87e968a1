"""Killing the grading of a small class at random moments: `python -m bench.kills
--times 50`; of a folder that is watched, and of one hand-in alone: `--of watch`, `--of
one`.

Turn by turn the driver, a pool worker, a process of the sandbox, and the driver while
it records is ended by SIGKILL. After each the same command is given again, and all that
it leaves must be what an undisturbed run leaves.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.harm import killing_watch
from bench.harm.killing import STUDENTS, TARGETS, Course, Killed, Moment

BETWEEN_HAND_INS = 1.5  # seconds after the last, in which a watch is killed, too
BETWEEN = 0.08  # seconds: about as long as two submissions take, or the gradebook


def moments(times: int, seed: int, before: float) -> list[Moment]:
    """`times` random moments, the targets in turn; the same `seed` gives the same.

    A moment is counted from the last result before it. With none before it, it lies in
    the first `before` seconds: the start, the proof of the layers, the canary.
    """
    draw = random.Random(seed)
    found = []
    for number in range(times):
        target, results = TARGETS[number % len(TARGETS)], draw.randrange(STUDENTS - 2)
        long = target in ("driver", "sandbox") and not results
        found.append(
            Moment(
                target, results, draw.random() * (before if long else BETWEEN), draw.random()
            )
        )
    return found


def killed(home, moments: list, times: int) -> Iterator:
    """Each moment's outcome in `home`, until `times` of them struck a running process.

    The folder of one without problems is taken away.
    """
    struck = 0
    for number, moment in enumerate(moments):
        if struck == times:
            return
        out = f"killed-{number}"
        outcome = home.kill(moment, out)
        struck += bool(outcome.victim)
        if not outcome.problems:
            shutil.rmtree(home.folder / out, ignore_errors=True)
        yield outcome


def line(outcome: Killed) -> str:
    """One row of the table."""
    verdict = "; ".join(outcome.problems) or "identical"
    victim = outcome.victim or "nothing: it was over"
    return (
        f"{outcome.moment.target:8} after {outcome.seconds:6.2f} s  {victim:20} exit {outcome.code:3}  "
        f"kept {outcome.kept}, used {outcome.reused}  {verdict}"
    )


def moments_of(of: str, times: int, seed: int, spans: tuple[float, float]) -> list:
    """`times` random moments for `watch` or `one`, the targets in turn; `spans` are the
    seconds in which they lie, and those where nothing is kept."""
    draw = random.Random(seed)
    targets = {"watch": ("driver", "worker", "sandbox", "driver"), "one": ("driver", "sandbox")}
    found = []
    for number in range(times):
        fresh = of == "one" and number % 5 == 0
        seconds = draw.random() * spans[fresh]
        target = targets[of][number % len(targets[of])]
        found.append(killing_watch.Moment(target, seconds, draw.random(), fresh))
    return found


def outcomes(of: str, folder: Path, level: str, times: int, seed: int) -> Iterator:
    """Each moment's outcome; three times as many are tried as are to strike."""
    if of == "grade":
        course = Course(folder, level)
        undisturbed = f"{course.seconds:.1f} s, {len(course.due)} files"
        print(f"undisturbed: {undisturbed}; seed {seed}", flush=True)
        return killed(course, moments(3 * times, seed, course.seconds), times)
    if of == "watch":
        home = killing_watch.Watched(folder, level)
        long = BETWEEN_HAND_INS + len(home.coming) * killing_watch.BETWEEN
        spans = (long, long)
    else:
        home = killing_watch.One(folder, level)
        spans = (home.seconds, home.first)
    return killed(home, moments_of(of, 3 * times, seed, spans), times)


def told(outcome) -> str:
    """One row of the table for `watch` or `one`."""
    moment, verdict = outcome.moment, "; ".join(outcome.problems) or "as it should be"
    kept = ", nothing kept" if moment.fresh else ""
    victim = outcome.victim or "nothing: there was none"
    return f"{moment.target:8} after {moment.seconds:6.2f} s{kept}  {victim:20} {verdict}"


def main(arguments: list[str] | None = None) -> int:
    """Print a row a moment; 1 where one of them left something other than the
    undisturbed run."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.kills", description="Killed at random moments, resumed."
    )
    parser.add_argument(
        "--times", type=int, default=50, help="how many kills that strike a running process"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--isolation", default="strict", choices=("strict", "process", "none"))
    parser.add_argument("--of", default="grade", choices=("grade", "watch", "one"))
    chosen = parser.parse_args(arguments)
    bad = struck = tried = 0
    with tempfile.TemporaryDirectory(prefix="bench-kills-") as folder:
        how = (Path(folder), chosen.isolation, chosen.times, chosen.seed)
        for outcome in outcomes(chosen.of, *how):
            bad, struck = bad + bool(outcome.problems), struck + bool(outcome.victim)
            tried += 1
            print((line if chosen.of == "grade" else told)(outcome), flush=True)
    print(f"{tried} moments, {struck} of them struck a running process, {bad} with problems.")
    return 1 if bad or struck < chosen.times else 0


if __name__ == "__main__":
    raise SystemExit(main())
