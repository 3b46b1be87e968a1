"""The verbs `grade`, `check` and `doctor`, as a person types them."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from grader import journal, outputs
from grader.canary import CanaryFailed
from grader.grade import NOTHING_WRITTEN, SOME_NOT, Graded, Options, Refused, advice
from grader.grade import grade as grade_class
from grader.gradebook import GradebookError
from grader.results import Result
from grader.sandbox import LEVELS
from grader.tables import number, shown

ROWS_SHOWN = 40


def _level(value: str) -> str:
    if value not in LEVELS:
        raise typer.BadParameter(f"choose one of {', '.join(LEVELS)}")
    return value


Isolation = Annotated[str, typer.Option(callback=_level, help="strict, process or none.")]


def grade(
    submitted: Annotated[Path, typer.Option(exists=True, file_okay=False, help="A folder for each student.")],
    out: Annotated[Path, typer.Option(help="Where gradebook, tables, journal and feedback go.")],
    workers: Annotated[int, typer.Option(min=0, help="Processes; 0 means as many as cores may be used.")] = 0,
    isolation: Isolation = "strict",
    dask: Annotated[str, typer.Option(help="Address of a Dask scheduler, to grade on its cluster.")] = "",
    seed: Annotated[Path, typer.Option(help="The course's secret seed; made on first use.")] = Path("course.seed"),
    roster: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="CSV of all ids.")] = None,
    database: Annotated[str | None, typer.Option(help="URL of a gradebook elsewhere, PostgreSQL say.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Progress as JSON lines on stdout.")] = False,
) -> int:
    """Grade every submission under a folder. Running it again grades only what is new."""
    options = Options(submitted, out, workers, isolation, dask, seed, roster, database=database, as_json=json)
    if isolation == "none":
        _say("WARNING: isolation is none. Students' code can read and change all that you can. The marks say so.")
    try:
        graded = grade_class(options, _say)
        paths = outputs.write(graded, options, _say)
    except (Refused, CanaryFailed) as error:
        _say(f"Error: {error}")
        return NOTHING_WRITTEN
    except GradebookError as error:
        _say(f"Error: {error}")
        return SOME_NOT
    except OSError as error:
        _say(f"Error: {error}. {advice(error)}")
        return SOME_NOT
    except KeyboardInterrupt:
        _say("Stopped. What was graded is kept; run the same command again to go on from there.")
        return SOME_NOT
    _summary(graded, paths, json)
    return graded.exit_code


def check(
    isolation: Isolation = "strict",
    html: Annotated[Path | None, typer.Option(help="Write the matrix of answers and probes as a page.")] = None,
    json: Annotated[bool, typer.Option("--json", help="The matrix as JSON on stdout.")] = False,
) -> int:
    """Prove that the checks work here: the canary, and the gallery of right and wrong answers where it is installed."""
    from grader import checking

    return checking.check(isolation, _say, html=html, as_json=json)


def doctor() -> int:
    """Say which layers of isolation hold on this machine, and how to get the rest."""
    from grader.prove import prove

    held = {}
    for level in LEVELS:
        layers = prove(level)
        held[level] = all(layer.holds for layer in layers)
        print(f"{level}: {'holds' if held[level] else 'cannot be had here'}")
        for layer in layers:
            print(f"  yes {layer.name}" if layer.holds else f"  NO  {layer.name}: {layer.why} {layer.mend}")
    return 0 if held["strict"] else SOME_NOT


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _summary(graded: Graded, paths: dict[str, Path], as_json: bool) -> None:
    for result in graded.not_graded:
        reason = result.notes[-1] if result.notes else "run the same command again"
        _say(f"Not graded: {shown(result.student_id)} ({result.state}). {shown(reason)}")
    if as_json:
        return
    _table(journal.results(graded.journal), sum(graded.states.values()))
    seed = "the published practice seed" if graded.seed.practice else f"seed {graded.seed.fingerprint}"
    print(f"Isolation {graded.level}, {seed}.")
    for what, path in paths.items():
        print(f"{what + ':':<12}{path}")


def _table(results: Iterable[Result], total: int) -> None:
    """The marks, a row a student and a column a function; of a large class the first rows."""
    table = Table(title="Marks")
    for name in ("student", "clip", "sample", "optimize", "model", "total", "state"):
        table.add_column(name, justify="left" if name in ("student", "state") else "right")
    for _, result in zip(range(ROWS_SHOWN), results, strict=False):
        scores: dict[str, float | None] = {}
        for mark in result.marks:
            known = (scores.get(mark.function), mark.score)
            scores[mark.function] = None if known == (None, None) else sum(score or 0.0 for score in known)
        functions = [number(scores.get(function)) for function in ("clip", "sample", "optimize", "model")]
        table.add_row(_cell(shown(result.student_id)), *functions, number(result.score), result.state)
    Console().print(table)
    if total > ROWS_SHOWN:
        print(f"... and {total - ROWS_SHOWN} more.")


def _cell(text: str):
    from rich.text import Text

    return Text(text)  # never read as markup
