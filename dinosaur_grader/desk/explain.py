"""`dinosaur-grader explain STUDENT`: a verdict looked at again, for an appeal.

The questions are drawn from the recorded seed and put to the student's notebook again,
in the sandbox. For the first that failed it shows input, answer, expectation and difference,
with `--all` for each, and says where the kit, the seed or the hand-in is no longer the one that was marked.
"""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import course_rules
from dinosaur_grader.assignments import course_seed as seeds
from dinosaur_grader.batch import attempts
from dinosaur_grader.desk import options as opts
from dinosaur_grader.desk import replay as replaying
from dinosaur_grader.desk.graded_folder import Named, find, url_of
from dinosaur_grader.desk.replay import Compared, Replayed, replay
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.judging.walk import AfterSecrets
from dinosaur_grader.printable import Name, clean, digits
from dinosaur_grader.records import last_write, regrade_requests
from dinosaur_grader.records.final_marks import FinalMark
from dinosaur_grader.records.final_marks import hand_words as words
from dinosaur_grader.records.gradebook_marks import Marks
from dinosaur_grader.results import WITH_SCORE, ProbeVerdict, Result, Submission
from dinosaur_grader.sandbox import self_test
from dinosaur_grader.sandbox.sandbox import ChildLost
from dinosaur_grader.store import database, results

ON_THE_PAGE = "On the student's page, with the numbers of the notebook:"


def meant(url: str, text: str, assignment: str = "") -> tuple[Result, Named | None]:
    """Find the result that was meant, with what a code names. It is the last one in the
    database, of an assignment or the only one, of the student whose id was given, or the
    one that the code names. An id comes first: it is taken letter by letter. Raises
    Refused, with ids that are near."""
    with database.reading(url) as connection:
        latest = results.latest(connection, assignment)
        known = latest.get(text)
        names = sorted({name for name, _, _ in results.keys(connection, assignment)})
    if regrade_requests.typed(text) and known is None:
        named = find(url, text, assignment)
        return named.result, named
    if len(names) > 1:
        raise Refused(
            f"there are marks for {', '.join(names)}: choose one with --assignment NAME"
        )
    if known is not None:
        return known, None
    near = ", ".join(difflib.get_close_matches(text, list(latest), 3, 0.4))
    did = f" Did you mean {near}?" if near else ""
    raise Refused(f"{Name(text)} has no marks there.{did}")


def about(out: Path, named: Named) -> list[str]:
    """Say what there is to say of a code: which hand-in it is of, and what was answered."""
    said = [f"The code {named.code} belongs to the question {named.verdict.probe}."]
    if named.earlier:
        said.append("It belongs to an earlier submission. The one shown here was marked last.")
    said += [f"Answered on {answer.on}. {answer.said}" for answer in named.answered]
    said.append(
        f"To answer: `dinosaur-grader answer {named.code} --out {out}` with --stands or --points "
        "NUMBER, and --why."
    )
    return said


def handed_in(result: Result, submitted: Path, work) -> Submission:
    """Return the student's notebook as it lies there now. Raises Refused where
    it can't be replayed."""
    if result.state not in WITH_SCORE:
        why = result.notes[-1] if result.notes else "no reason was noted"
        raise Refused(f"{result.student_id} is {result.state} and has no marks: {why}")
    opened = attempts.opened(submitted, result.student_id, work, result.digest)
    if not isinstance(opened, Submission):
        raise Refused(f"{result.student_id}'s notebook is not available: {opened.reason}")
    return opened


def caveats(
    result: Result,
    submission: Submission,
    secret: seeds.Seed,
    version: str,
    excused: str = "",
) -> list[str]:
    """Say what is no longer as it was when the marks were made, and
    what follows from it. `excused` is the version that is another one by excuses
    alone."""
    said = []
    if submission.digest != result.digest:
        said.append(
            "The notebook was handed in again after it was marked. The answers below are the new notebook's; the marks "
            "belong to the old one, whose sha256 begins with " + result.digest[:12] + "."
        )
    if secret.fingerprint != result.seed:
        said.append(
            f"The marks were made with the seed {result.seed}, and this is {secret.fingerprint}. The hidden "
            "questions below are not the ones that were marked. Name the old seed's file with --seed."
        )
    if version != result.version == excused:
        said.append(
            "The excuses in course.toml are not those that the marks were made with. `grade --dry-run` says what "
            "changes."
        )
    elif version != result.version:
        said.append(
            f"The marks were made with the kit {result.version[:12]}, and this is {version[:12]}. Questions and "
            "wording may differ. Install the old version to see what was marked; `grade --dry-run` says what changes."
        )
    return said


def verdict_on(found: list[Replayed]) -> str:
    """Say in a sentence whether the replay agrees with what was recorded."""
    other = [answer.probe.id for answer in found if not answer.agrees]
    if not other:
        return f"All {len(found)} verdicts match the record."
    return f"{len(other)} of {len(found)} verdicts differ from the record: {', '.join(other)}."


def chosen(
    found: list[Replayed], function: str, everything: bool, question: str = ""
) -> list[Replayed]:
    """Choose the answers to show. These are the one to `question`, if it is named;
    else, of one function or of all, those not passed (now or then), or all of them."""
    if question:
        return [answer for answer in found if answer.probe.id == question]
    own = [answer for answer in found if function in ("", answer.probe.function)]
    return [a for a in own if everything or not a.now.passed or not a.agrees]


def by_hand(final: FinalMark) -> list[str]:
    """Return a sentence for each thing that made the mark beside the questions: a
    person's points and comments, the penalty for being late."""
    said = [f"{name}: {how}" for name, cell in final.cells.items() if (how := words(cell))]
    said += [f"A person's comment on {name}: {text}" for name, text in final.comments.items()]
    if final.late.penalty:
        said.append(f"{digits(final.late.penalty)} points are taken off for being late.")
    return list(map(clean, said))


def panel(answer: Replayed) -> Panel:
    """Lay out an answer in full, for a terminal. What comes from a student is
    text, never markup."""
    inputs = Table.grid(padding=(0, 2))
    inputs.add_column(style="bold", no_wrap=True)
    inputs.add_column(overflow="fold")
    for what, said in replaying.question(answer.probe.call, answer.parameters):
        inputs.add_row(Text(what), Text(said))
    parts = [Text(headline(answer)), Text(clean(answer.words))]
    if answer.words != answer.now.message:
        parts.append(Text(f"{ON_THE_PAGE} {clean(answer.now.message)}"))
    parts.append(inputs)
    parts += [Text(answer.answer.ending)] if answer.answer.ending else []
    parts += (
        [_table(answer.answer.compared, answer.now.passed)] if answer.answer.compared else []
    )
    title = Text(f"{answer.probe.id}: {answer.probe.title}")
    return Panel(Group(*parts), title=title, title_align="left")


def as_data(answer: Replayed) -> dict[str, object]:
    """Return what the panel shows as data for a program, values in words."""
    now = answer.now
    return {
        "question": answer.probe.id,
        "title": answer.probe.title,
        "cell": answer.probe.cell,
        "public": answer.probe.public,
        "passed": now.passed,
        "recorded": answer.recorded and answer.recorded.passed,
        "points": now.points,
        "max_points": now.max_points,
        "said": clean(now.message),
        "asked": replaying.question(answer.probe.call, answer.parameters),
        "ending": answer.answer.ending,
        "compared": [each._asdict() for each in answer.answer.compared],
    }


def _table(compared: tuple[Compared, ...], everything: bool) -> Table:
    """Show what was wrong beside what is right, or `everything`."""
    table = Table("what", "right", "this answer", "difference", expand=True)
    for each in compared:
        if everything or not each.fits:
            table.add_row(*map(Text, each[:4]))
    return table


def headline(answer: Replayed) -> str:
    """Name the cell, points and verdict of an answer. Where the recorded verdict is
    another one, name that too."""
    now, kind = answer.now, "also asked in the notebook" if answer.probe.public else "hidden"
    points = f"{digits(now.points)} of {digits(now.max_points)} points"
    line = f"{answer.probe.cell}, {kind}: {_passed(now)}, {points}"
    return line if answer.agrees else f"{line}. RECORDED: {_passed(answer.recorded)}"


def _passed(verdict: ProbeVerdict | None) -> str:
    if verdict is None:
        return "no verdict"
    return "passed" if verdict.passed else "not passed"


def facts(result: Result, secret: seeds.Seed, final: FinalMark) -> str:
    """Say on one line which mark stands and what the marks were made with."""
    seed = "the published practice seed" if secret.practice else f"seed {result.seed}"
    score = f"{digits(final.score) or 'no'} of {digits(sum(mark.max_score for mark in result.marks))} points"
    return (
        f"{score}, {result.state}. Kit {result.version[:12]}, {seed}, isolation {result.level}."
    )


def command(
    student: Annotated[
        str, typer.Argument(help="The student's id, or the code on the student's page.")
    ],
    out: opts.GradedFolder = opts.GRADED,
    submitted: opts.Submitted = opts.SUBMITTED,
    function: Annotated[
        str, typer.Option(help="Show the questions to this function only.")
    ] = "",
    assignment: opts.Which = "",
    course: opts.Course = None,
    everything: Annotated[
        bool,
        typer.Option("--all", help="Show every question in full, also those that were passed."),
    ] = False,
    seed: opts.CourseSeed = opts.SEED,
    isolation: Annotated[
        str,
        typer.Option(
            callback=opts.checked_level, help="By default the level at which it was marked."
        ),
    ] = "",
    database: opts.Database = None,
    json: opts.AsJson = False,
) -> int:
    """Replay one student's verdicts, or the one that a code names, for an appeal: input,
    answer, expectation and difference. Nothing is changed."""
    url = url_of(out, database)
    result, named = meant(url, student, assignment)
    work = assignments.load(result.assignment, opts.course_of(course, submitted))
    secret = seeds.load(seed)
    if function and function not in work.rubric.functions:
        raise Refused(
            f"there is no function {function}: choose one of {', '.join(work.rubric.functions)}"
        )
    submission = handed_in(result, submitted, work)
    level = isolation or result.level or "strict"
    self_test.demand(level)
    rules = course_rules.read(seed)
    kept = tuple(each.absolute() for each in (submitted, seed))
    own = rules.of(result.student_id)
    try:
        found = replay(submission, result, work, secret, level, own, kept)
    except (ChildLost, AfterSecrets) as lost:
        raise Refused(f"the notebook could not be asked again: {lost}") from lost
    final = Marks(url).of(result)
    excused = last_write.by_excuses(last_write.rules(url, result.assignment), work.version)
    notes = caveats(result, submission, secret, rules.version(work.version), excused)
    notes += [f"When it was marked: {note}" for note in result.notes]
    notes += by_hand(final) + (about(out, named) if named else [])
    answers = chosen(found, function, everything, named.verdict.probe if named else "")
    if json:
        opts.show_json(
            {
                "student": result.student_id,
                "assignment": result.assignment,
                "facts": facts(result, secret, final),
                "notes": notes,
                "summary": verdict_on(found),
                "questions": list(map(as_data, answers)),
            }
        )
        return 0
    console = Console(highlight=False)
    console.print(Text(f"{result.student_id}: {facts(result, secret, final)}"))
    for note in notes:
        console.print(Text(f"NOTE: {note}"))
    _print(console, answers, len(answers) if everything else 1)
    console.print(Text(verdict_on(found)))
    if not answers:
        console.print("No question was failed; --all shows those that were passed.")
    return 0


def _print(console: Console, answers: list[Replayed], in_full: int) -> None:
    """Print the first answers in full and the others in a line each."""
    for answer in answers[:in_full]:
        console.print(panel(answer))
    if rest := answers[in_full:]:
        console.print(f"{len(rest)} more; --all shows each in full:")
    for answer in rest:
        console.print(Text(f"  {answer.probe.id}: {headline(answer)}"), soft_wrap=True)
