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
from bench.harm.killing import STUDENTS, Course, Killed, Moment

BETWEEN_HAND_INS = 1.5  # seconds after the last, in which a watch is killed, too
BETWEEN = 0.08  # seconds: about as long as two submissions take, or the gradebook


TARGETS = {
    "grade": ("driver", "worker", "sandbox", "record"),
    "watch": ("driver", "worker", "sandbox", "driver"),
    "one": ("driver", "sandbox"),
}


def moments(of: str, times: int, seed: int, spans: tuple[float, float]) -> list[Moment]:
    """`times` random moments, the targets in turn; the same `seed` gives the same. `spans`
    are the seconds in which they lie, and those where nothing is kept.

    A moment of `grade` is counted from the last result before it. With none before it, it
    lies in the first of the spans: the start, the proof of the layers, the canary.
    """
    draw, found = random.Random(seed), []
    for number in range(times):
        target, fresh = TARGETS[of][number % len(TARGETS[of])], of == "one" and number % 5 == 0
        results = draw.randrange(STUDENTS - 2) if of == "grade" else 0
        begins = target in ("driver", "sandbox") and not results
        span = spans[fresh] if of != "grade" or begins else BETWEEN
        found.append(Moment(target, draw.random() * span, draw.random(), results, fresh))
    return found


def killed(home, moments: list[Moment], times: int) -> Iterator[Killed]:
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
    moment, verdict = outcome.moment, "; ".join(outcome.problems) or "as it should be"
    kept = ", nothing kept" if moment.fresh else ""
    victim = outcome.victim or "nothing: it was over"
    row = f"{moment.target:8} after {moment.seconds:6.2f} s{kept}  {victim:20}"
    return f"{row} {outcome.told}  {verdict}"


def outcomes(of: str, folder: Path, level: str, times: int, seed: int) -> Iterator[Killed]:
    """Each moment's outcome; three times as many are tried as are to strike."""
    if of == "grade":
        home = Course(folder, level)
        spans = (home.seconds, home.seconds)
        undisturbed = f"{home.seconds:.1f} s, {len(home.due)} files"
        print(f"undisturbed: {undisturbed}; seed {seed}", flush=True)
    elif of == "watch":
        home = killing_watch.Watched(folder, level)
        long = BETWEEN_HAND_INS + len(home.coming) * killing_watch.BETWEEN
        spans = (long, long)
    else:
        home = killing_watch.One(folder, level)
        spans = (home.seconds, home.first)
    return killed(home, moments(of, 3 * times, seed, spans), times)


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
    parser.add_argument("--of", default="grade", choices=TARGETS)
    chosen = parser.parse_args(arguments)
    bad = struck = tried = 0
    with tempfile.TemporaryDirectory(prefix="bench-kills-") as folder:
        how = (Path(folder), chosen.isolation, chosen.times, chosen.seed)
        for outcome in outcomes(chosen.of, *how):
            bad, struck = bad + bool(outcome.problems), struck + bool(outcome.victim)
            tried += 1
            print(line(outcome), flush=True)
    print(f"{tried} moments, {struck} of them struck a running process, {bad} with problems.")
    return 1 if bad or struck < chosen.times else 0


if __name__ == "__main__":
    raise SystemExit(main())
