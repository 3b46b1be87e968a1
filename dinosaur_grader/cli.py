"""The command line: `dinosaur-grader VERB`. A verb is the function `command` of its module,
which is loaded when the verb is used, so that each starts quickly."""

from __future__ import annotations

import importlib
import logging
import os
import sys
from collections.abc import Callable, Mapping
from typing import NoReturn

from dinosaur_grader.batch import start_up
from dinosaur_grader.exit_codes import ExitCode, Refused

log = logging.getLogger(__name__)

VERBS = {
    "grade": ("grade", "Grade every submission under a folder."),
    "one": (
        "platforms.one",
        "Grade one submission, for a platform that starts a container for each.",
    ),
    "watch": ("watch", "Grade submissions as they arrive in a folder."),
    "platform": (
        "platforms.verb",
        "Make the files to upload to Gradescope, Coursera and others.",
    ),
    "check": ("check", "Prove that the checks work here, before a class is graded."),
    "doctor": ("doctor", "Show which isolation layers hold on this machine."),
    "seed": ("seed", "Show the fingerprint of the course's seed, or draw a new seed."),
    "collect": ("lms.collect", "Take submissions from nbgrader, Canvas, Moodle or a folder."),
    "report": ("report", "Write the class report."),
    "quickstart": ("quickstart", "Bring the assignment into an nbgrader course."),
    "export": ("lms.export", "Write the marks for Canvas, Moodle or a spreadsheet."),
    "evening": ("lms.evening", "Collect, grade, report, export and pack feedback in one go."),
    "people": ("people", "Keep the register: who is in the course, and by which ids."),
    "explain": ("explain", "Replay a student's verdicts, or a single one by its code."),
    "render": ("render", "Write pages and tables again from the gradebook."),
    "answer": ("answer", "Answer a student who asked about a verdict."),
    "new": ("new", "Start your own assignment in an nbgrader course."),
    "adopt": ("adopt", "Start an assignment from an existing nbgrader notebook."),
    "build": ("build", "Make an assignment's notebook, questions and release."),
    "forget": ("forget", "Delete a student's data everywhere."),
}
"""By its name each verb's module below `dinosaur_grader.desk`, and what it does."""
PLAIN = ("one",)
"""Verbs that read their own words: typer takes as long to load as these may run."""


def main(arguments: list[str] | None = None) -> None:
    """Run the verb named first; ends the process with the verb's exit code (2 for wrong
    usage)."""
    if arguments is None:  # the whole process is this command
        # a worker's Python would import from the folder we are in, before it hears of our path:
        # a student's traceback.py there ran as the one who grades
        os.environ["PYTHONSAFEPATH"] = "1"
        arguments = sys.argv[1:]
    # workers share the cores; threads of BLAS would fight for them
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if not arguments or arguments[0] in ("-h", "--help"):
        print(overview())
        raise SystemExit(0 if arguments else 2)
    verb, *rest = arguments
    if verb not in VERBS:
        _refuse(f"There is no verb {verb!r}.\n\n{overview()}")
    try:
        rest = start_up.without_log_options(rest)
    except Refused as error:
        _refuse(f"Error: {error}")
    start_up.log()
    start_up.import_less()
    try:
        if verb not in PLAIN:
            import typer  # noqa: F401

        module = importlib.import_module(f"dinosaur_grader.desk.{VERBS[verb][0]}")
    except ModuleNotFoundError as error:
        _refuse(without_the_rest(error))
    if verb in PLAIN:
        raise SystemExit(module.command(rest))
    run(getattr(module, "COMMANDS", None) or module.command, verb, rest)


def _refuse(said: str) -> NoReturn:
    print(said, file=sys.stderr)
    raise SystemExit(2) from None


def run(what: Callable | Mapping[str, Callable], verb: str, arguments: list[str]) -> None:
    """Run a typer command, or of several the one that is named first, with `arguments`; a
    number that it returns is the exit code. One that is `Refused`, or that a file fails,
    ends with a sentence."""
    import typer

    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    if isinstance(what, Mapping):
        app.info.help, app.info.epilog = VERBS[verb][1], start_up.HELP
        for name, function in what.items():
            app.command(name, epilog=start_up.HELP)(_ending(function))
    else:
        app.command(epilog=start_up.HELP)(_ending(what))
    app(args=arguments, prog_name=f"dinosaur-grader {verb}")


def _ending(function: Callable) -> Callable:
    """Make of a function one that ends with its exit code."""
    import functools

    import typer

    from dinosaur_grader.desk.options import say

    @functools.wraps(function)
    def command(*args, **kwargs):
        try:
            code = function(*args, **kwargs) or 0
        except (Refused, OSError) as error:
            say(f"Error: {error}")
            log.debug("where it ended", exc_info=True)
            code = ExitCode.NOTHING_WRITTEN
        raise typer.Exit(code)  # typer itself drops what a command returns

    return command


def without_the_rest(error: ModuleNotFoundError) -> str:
    """Say what to do where the package was installed without its extra `grader`. Raises
    `error` again if it is one of our own."""
    missing = (error.name or "").partition(".")[0]
    if missing in ("", "dinosaur_grader", "utils"):
        raise error
    return (
        f"Error: {missing} is missing: this was installed without its extra `grader`. Install the same wheel again "
        "with `pip install './NAME_OF_THE_WHEEL.whl[grader]'`, or a checkout with `pip install '.[grader]'`"
    )


def overview() -> str:
    """List the verbs, a line each."""
    usage = "Usage: dinosaur-grader VERB [OPTIONS]. `dinosaur-grader VERB --help` says more."
    lines = [f"  {verb:<12}{what}" for verb, (_, what) in VERBS.items()]
    return "\n".join([usage, "", *lines, "", start_up.HELP])
