"""`python -m bench.watch`: hand-ins that come in at a steady rate, graded by `watch`; how
long until each has its page and its mark, what waits, what it costs beside `grade` with
the very same hand-ins, and what follows for ten thousand within an hour."""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
from pathlib import Path

from bench.costs import counted, stages
from bench.costs.queueing import arrivals, percentile, simulate
from bench.harm.incoming import Stream, streamed

ROWS = ((50, "p50"), (99, "p99"), (100, "longest"))
STUDENTS_OWN = 12  # of whom the student's own computing is measured, before and after
HOUR, CLASS = 3600.0, 10_000


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; 1 where `grade` afterwards found something to do."""
    parser = argparse.ArgumentParser(prog="python -m bench.watch", description=__doc__)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--rate", type=float, default=10.0, help="hand-ins a second")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--isolation", default="strict", choices=("strict", "process", "none"))
    chosen = parser.parse_args(arguments)
    counted.demand(parser)
    before, own = os.getloadavg()[0], stages.measure(chosen.isolation, STUDENTS_OWN).own_all
    with tempfile.TemporaryDirectory(prefix="bench-watch-") as folder:
        stream = streamed(
            Path(folder), chosen.seconds, chosen.rate, chosen.workers, chosen.isolation
        )
    own = (own + stages.measure(chosen.isolation, STUDENTS_OWN).own_all) / 2
    print(f"{len(stream.pages)} hand-ins, {chosen.rate:g} a second, {chosen.workers} workers, load {before:.1f} before "
          f"and {os.getloadavg()[0]:.1f} after.\n")  # fmt: skip
    print(table(stream, own))
    print()
    print(an_hour(stream, chosen.workers, chosen.rate))
    a_minute = chosen.workers * 60 / stream.cpu
    print(
        f"By processor time, the driver's too, {chosen.workers} cores do {a_minute:.0f} a minute."
    )
    print(f"`grade` after it: {stream.after}.")
    return 0 if stream.after == "nothing to do" else 1


def table(stream: Stream, own: float) -> str:
    """The measured figures as a table of Markdown."""
    lines = ["| measured | value |", "| --- | --- |"]
    for name, seconds in (("page", stream.pages), ("mark in the gradebook", stream.marks)):
        said = ", ".join(f"{percentile(seconds, at):.2f} s {word}" for at, word in ROWS)
        lines.append(f"| {name}, after the file was closed | {said} |")
    lines.append(f"| waiting | {statistics.median(stream.waiting):.0f} in the middle, {max(stream.waiting)} at most, "
                 f"{stream.waiting[-1]} when the last came |")  # fmt: skip
    ours, theirs = stream.cpu, stream.batch_cpu
    lines += [
        f"| processor time a hand-in, `watch` | {ours * 1000:.1f} ms |",
        f"| the same, `grade` | {theirs * 1000:.1f} ms (ratio {ours / theirs:.2f}) |",
        f"| the student's own computing | {own * 1000:.1f} ms |",
        f"| beyond it, `watch` | {(ours - own) * 1000:.1f} ms |",
        f"| beyond it, `grade` | {(theirs - own) * 1000:.1f} ms |",
        f"| of it the driver of `watch` | {stream.driver_cpu * 1000:.1f} ms |",
        f"| driver's memory | {stream.memory:.0f} MiB |",
        f"| from SIGTERM to the end | {stream.drain:.1f} s |",
    ]
    return "\n".join(lines)


def an_hour(stream: Stream, workers: int, rate: float) -> str:
    """What the measured service times make of ten thousand within an hour, and, so that
    the simulation itself is checked, of the measured stream."""
    lines = ["| simulated | p50 | p99 | longest | waiting at most |"]
    lines.append("| --- | --- | --- | --- | --- |")
    # what comes on top where nobody waits: the quickest tell
    floor = max(0.0, min(stream.pages) - min(stream.service))
    steady = [number / rate for number in range(len(stream.pages))]
    for name, times in (
        ("the measured stream", steady),
        ("10,000 evenly within an hour", arrivals(CLASS, HOUR, rush=0.0)),
        ("10,000, half of them in the last ten minutes", arrivals(CLASS, HOUR, rush=0.5)),
        ("10,000, half of them in the last two minutes", arrivals(CLASS, HOUR, 0.5, 120.0)),
    ):
        took, most = simulate(times, stream.service, workers, floor)
        said = " | ".join(f"{percentile(took, at):.1f} s" for at, _ in ROWS)
        lines.append(f"| {name} | {said} | {most} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
