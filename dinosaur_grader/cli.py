"""The command line: `dinosaur-grader VERB`. A verb is the function `command` of its module,
which is loaded when the verb is used, so that each starts quickly."""

from __future__ import annotations

import importlib
import itertools
import logging
import os
import sys
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import NoReturn

from dinosaur_grader import exit_codes, home
from dinosaur_grader.batch import start_up
from dinosaur_grader.exit_codes import Refused

log = logging.getLogger(__name__)

MAKE_ROOM = ". Make room and run the same command again."
GROUPS = {
    "An evening": {
        "evening": (
            "lms.evening",
            "Collect, grade, report, export and pack feedback in one go.",
        ),
        "desk": ("browser.serve", "Open the course in the browser, for all of this."),
        "collect": (
            "lms.collect",
            "Take submissions from nbgrader, Canvas, Moodle or a folder.",
        ),
        "grade": ("grade", "Grade every submission under a folder."),
        "watch": ("watch", "Grade submissions as they arrive in a folder."),
        "people": ("people", "Keep the register: who is in the course, and by which ids."),
        "report": ("report", "Write the class report."),
        "export": ("lms.export", "Write the marks for Canvas, Moodle or a spreadsheet."),
        "render": ("render", "Write pages and tables again from the gradebook."),
    },
    "One hand-in": {
        "one": ("platforms.one_help", "Grade one submission, without a gradebook."),
        "platform": (
            "platforms.verb",
            "Make the files to upload to Gradescope, Coursera and others.",
        ),
    },
    "Looking things up": {
        "explain": ("explain", "Replay a student's verdicts, or a single one by its code."),
        "answer": ("answer", "Answer a student who asked about a verdict."),
    },
    "Making an assignment": {
        "new": ("new", "Start your own assignment in an nbgrader course."),
        "adopt": ("adopt", "Start an assignment from an existing nbgrader notebook."),
        "build": ("build", "Make an assignment's notebook, questions and release."),
        "quickstart": (
            "quickstart",
            "Make a course with the kit's assignment, or bring it into one.",
        ),
    },
    "This machine and course": {
        "demo": ("demo", "Grade a sample class in this folder, from nothing to the report."),
        "doctor": ("doctor", "Show which isolation layers hold on this machine."),
        "check": ("check", "Prove that the checks work here, before a class is graded."),
        "seed": ("seed", "Show the fingerprint of the course's seed, or draw a new seed."),
        "database": ("database_move", "Move a course to another database."),
        "forget": ("forget", "Delete a student's data everywhere."),
    },
}
"""Under its heading each verb, by its name: its module below `dinosaur_grader.desk`, and
what it does."""
VERBS = {verb: about for verbs in GROUPS.values() for verb, about in verbs.items()}
PLAIN = {"one": "platforms.one"}
"""Verbs that read their own words first: typer takes as long to load as these may run.
What they can't read, and `--help`, goes to the module in `VERBS`."""
FOR_THE_DESK = ("starlette", "uvicorn", "python_multipart")


def main(arguments: list[str] | None = None) -> None:
    """Run the verb named first; ends the process with the verb's exit code (2 for wrong
    usage)."""
    if arguments is None:  # the whole process is this command
        # a worker's Python would import from the folder we are in, before it hears of our path:
        # a student's traceback.py there ran as the one who grades
        os.environ["PYTHONSAFEPATH"] = "1"
        arguments = sys.argv[1:]
        sys.stdout, sys.stderr = map(start_up.unread, (sys.stdout, sys.stderr))
    # workers share the cores; threads of BLAS would fight for them
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if not arguments or arguments[0] in ("-h", "--help"):
        print(overview())
        raise SystemExit(0 if arguments else 2)
    if "--version" in itertools.takewhile("--".__ne__, arguments):
        print(f"dinosaur-grader {start_up.version()}")
        raise SystemExit(0)
    verb, *rest = arguments
    if verb not in VERBS:
        _refuse(f"There is no verb {verb!r}.\n\n{overview()}")
    try:
        rest = start_up.without_log_options(rest)
    except Refused as error:
        _refuse(f"Error: {error}")
    start_up.log()
    start_up.import_less()
    if verb in PLAIN and (code := _module(PLAIN[verb]).command(rest)) is not None:
        raise SystemExit(code)
    module = _module(VERBS[verb][0])
    run(getattr(module, "COMMANDS", None) or module.command, verb, rest)


def _module(name: str) -> ModuleType:
    try:
        return importlib.import_module(f"dinosaur_grader.desk.{name}")
    except ModuleNotFoundError as error:
        _refuse(without_the_rest(error))


def _refuse(said: str) -> NoReturn:
    print(said, file=sys.stderr)
    raise SystemExit(2) from None


def run(what: Callable | Mapping[str, Callable], verb: str, arguments: list[str]) -> None:
    """Run a typer command, or of several the one that is named first, with `arguments`; a
    number that it returns is the exit code. One that is `Refused`, or that a file fails,
    ends with a sentence."""
    import typer

    from dinosaur_grader.desk.options import say

    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    epilog = f"{start_up.HELP}\n\n{exit_codes.HELP}"
    if isinstance(what, Mapping):
        # with a callback, a single one is still named
        app.callback(help=VERBS[verb][1], epilog=epilog)(lambda: None)
        for name, function in what.items():
            app.command(name, epilog=epilog)(_ending(function))
    else:
        app.command(epilog=epilog)(_ending(what))
    try:
        app(args=arguments, prog_name=f"dinosaur-grader {verb}")
    except (Refused, OSError) as error:
        full = isinstance(error, OSError) and exit_codes.is_full(error)
        say(f"Error: {error}{MAKE_ROOM if full else ''}")
        log.debug("where it ended", exc_info=True)
        raise SystemExit(exit_codes.of(error)) from None


def _ending(function: Callable) -> Callable:
    """Make of a function one that ends with its exit code."""
    import functools

    import typer

    @functools.wraps(function)
    def command(*args, **kwargs):
        raise typer.Exit(function(*args, **kwargs) or 0)  # typer drops what is returned

    return command


def without_the_rest(error: ModuleNotFoundError) -> str:
    """Say what to do where the package was installed without its extra `grader`. Raises
    `error` again if it is one of our own."""
    missing = (error.name or "").partition(".")[0]
    if missing in ("", "dinosaur_grader", "utils"):
        raise error
    extra = "grader,desk" if missing in FOR_THE_DESK else "grader"
    checkout = home.KIT / "tools" / "setup.sh"
    return f"Error: {missing} is missing: " + (
        f"setting up {home.KIT} was broken off, or was never done. Run `make setup` there."
        if checkout.is_file()
        else f"this was installed without its extra `{extra}`. Install the same wheel again, as "
        f"'./NAME_OF_THE_WHEEL.whl[{extra}]': by `uv tool install`, `pipx install --force` or `pip install`, "
        "as you did."
    )


def overview() -> str:
    """List the verbs, a line each, under their headings."""
    lines = ["Usage: dinosaur-grader VERB [OPTIONS]. `dinosaur-grader VERB --help` says more."]
    for heading, verbs in GROUPS.items():
        listed = (f"  {verb:<12}{what}" for verb, (_, what) in verbs.items())
        lines += ["", f"{heading}:", *listed]
    return "\n".join([*lines, "", start_up.HELP, "", exit_codes.HELP])
