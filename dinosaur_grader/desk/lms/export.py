"""`dinosaur-grader export`: marks into a Canvas grade book, a Moodle worksheet, or a
plain CSV.

A Canvas export and a Moodle worksheet are filled in, never made from nothing: both
systems match their own columns and ids. A student without a score keeps the cell as it
was, since a blank over a score is a change.

With `--feedback` it is the feedback pages, as one zip. Both systems read whose file it is
from the member's name alone. So each name is read again as the system reads it, and a
page whose name would lead elsewhere is left out and named.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Set
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from nbgrader.api import Gradebook, MissingEntry

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import course_rules, locations
from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.course_rules import Rules
from dinosaur_grader.batch import attempts
from dinosaur_grader.desk import options as opts
from dinosaur_grader.desk.graded_folder import agree, results_of, url_of
from dinosaur_grader.desk.lms import collect, exported, file_names, grade_files
from dinosaur_grader.desk.lms.collect import CollectedFile
from dinosaur_grader.desk.lms.grade_files import Filled
from dinosaur_grader.desk.people_changes import described
from dinosaur_grader.exit_codes import ExitCode, Refused
from dinosaur_grader.judging.reading.intake import unsafe
from dinosaur_grader.printable import Name, clean, digits, escaped
from dinosaur_grader.records import final_marks
from dinosaur_grader.records.csv_tables import name_and_section, replaced
from dinosaur_grader.records.gradebook_marks import Marks, Scores, scores
from dinosaur_grader.results import Result
from dinosaur_grader.store import database as store
from dinosaur_grader.store import register
from dinosaur_grader.store.register import Person

EARLY = (1980, 1, 1, 0, 0, 0)  # of every member, so that the same pages give the same bytes


def write_plain(to: Path, marks: Scores, people: Mapping[str, Person]) -> None:
    """Write the marks as a CSV of its own:
    `student_id,assignment,score,max_score,name,section`."""
    with replaced(to) as rows:
        rows.writerow(("student_id", "assignment", "score", "max_score", "name", "section"))
        for student, score in sorted(marks.of.items()):
            # whoever wrote the gradebook chose it
            who = (escaped(student), marks.assignment, digits(score), digits(marks.most))
            rows.writerow((*who, *name_and_section(people.get(student))))


def command(
    to: Annotated[Path, typer.Option(help="The file to write; it must not exist yet.")],
    out: opts.Out = opts.GRADED,
    canvas_file: opts.CanvasFile = None,
    moodle_file: opts.MoodleFile = None,
    column: opts.Column = "",
    feedback: Annotated[
        str, typer.Option(help="canvas or moodle: a zip of feedback pages, not of marks.")
    ] = "",
    assignment: opts.Which = "",
    database: opts.Database = None,
    course: opts.Course = None,
    seed: opts.CourseSeed = opts.SEED,
    overwrite: opts.Overwrite = False,
) -> int:
    """Write the marks for Canvas or Moodle into a copy of their own file, or as a plain
    CSV; or zip the feedback."""
    if not to.absolute().parent.is_dir():
        raise Refused(f"there is no folder {to.parent} for {to.name}: make it first")
    if to.exists():
        raise Refused(f"{to} already exists, and nothing is overwritten: choose another name")
    if canvas_file and moodle_file and not feedback:
        raise Refused("choose --canvas or --moodle, not both")
    own = opts.course_of(course, out=out)
    name, url = opts.named(assignment, own), url_of(out, database)
    with store.shared(url) as opened:
        kept = Marks(opened, people=register.of(opened))
        if not feedback:  # a mistyped assignment is named first
            marks = marks_of(name, kept)
        agree(out, name, kept, own)
        if feedback:
            count, left_out = write_feedback(feedback, kept, out, name, to)
            print(f"{count} feedback pages written to {to}.")
            return ExitCode.SOME_FAILED if left_out else ExitCode.DONE
        if not (canvas_file or moodle_file):
            write_plain(to, marks, kept.people or {})
            print(f"{len(marks.of)} marks written to {to}.")
            return ExitCode.DONE
        system = "canvas" if canvas_file else "moodle"
        file = SystemFile(system, canvas_file or moodle_file, column, overwrite)
        known = locations.rubric(name, own) is not None
        title = assignments.load(name, own).title if known else name
        filled = fill(file, marks, kept, course_rules.read(seed), title)
    write(to, filled, url, name, system)
    print(f"{filled.rows} marks written to {to}.")
    return ExitCode.SOME_FAILED if filled.unplaced else ExitCode.DONE


class SystemFile(msgspec.Struct, frozen=True):
    """The file of Canvas or Moodle that is filled: the column, where it was named, and
    whether marks that were edited there are overwritten."""

    system: str
    path: Path
    column: str = ""
    overwrite: bool = False


def check(file: SystemFile, rules: Rules, work: Assignment) -> None:
    """See that marks of this assignment could go into the system's file, before anything
    is graded: the column is there, and the points possible agree. Raises Refused."""
    nobody = Scores(work.name, {}, rules.scale.get(work.name, work.max_score))
    grade_files.fill(file.system, _text(file.path), nobody, file.column, title=work.title)


def marks_of(assignment: str, kept: Marks) -> Scores:
    """Read the marks that stand. Work that was handed in again and could not be graded
    has none, whatever the gradebook kept of earlier work. Raises Refused where nobody
    has one: that is no export."""
    with Gradebook(kept.url) as gradebook:
        try:
            marks = scores(gradebook, assignment)
        except MissingEntry as error:
            raise Refused(str(error)) from error
    told, waits = {}, set[str]()
    for result in results_of(kept.url, assignment):
        final = kept.of(result)
        told[result.student_id] = final.score
        waits.update(final.waits)
    for cell in sorted(waits):
        opts.say(
            f"{Name(cell)} is marked by hand, and not for everybody yet: the marks lack its "
            "points. Mark it in the formgrader and export again."
        )
    people = kept.people or {}
    counts = {
        name: mark
        for name, mark in {**marks.of, **told}.items()
        if mark is not None and not (name in people and people[name].outside)
    }
    if not counts:
        raise Refused(f"nobody has a mark for {assignment}: grade first")
    return Scores(assignment, counts, marks.most)


def fill(file: SystemFile, marks: Scores, kept: Marks, rules: Rules, title: str) -> Filled:
    """Fill the system's file with the marks, scaled as the course's rules say, and tell
    who has no row and whose cell stays. Raises Refused where nobody has a row: that
    is no export."""
    name, system = marks.assignment, file.system
    most = rules.scale.get(name, marks.most)
    scale = most / marks.most if marks.most else 1.0
    scaled = Scores(name, {who: mark * scale for who, mark in marks.of.items()}, most)
    people, collected = kept.people or {}, collect.rows_of(kept.url, name, system)
    # of work that was collected before there was a register
    ids = {**collect.students_of(collected), **register.of_system(people, system)}
    excused = register.find_excuses(people, name)
    stays = exported.stays(kept.url, name, system, file.overwrite, excused)
    text = _text(file.path)
    filled = grade_files.fill(system, text, scaled, file.column, ids, title, stays)
    if not filled.cells:
        few = ", ".join(map(escaped, filled.unplaced[:3]))
        more = " and others" if len(filled.unplaced) > 3 else ""
        raise Refused(
            f"no row belongs to any of the {len(marks.of)} students with a mark, {few}{more}: use "
            "`collect` for their submissions, with the same --out, or use the course's ids"
        )
    # who is in another system alone has no row to be missed here
    filled.unplaced = [
        student
        for student in filled.unplaced
        if student not in people or people[student].may_be_in(system)
    ]
    for student in filled.unplaced:
        who = described(people.get(student, Person(student)))
        opts.say(f"No row for {who}: the mark is in our tables only.")
    for student, why in excused.items():
        asked = "; write EX there" if system == "canvas" else ""
        opts.say(
            f"Excused: {described(people[student])} ({clean(why)}): the cell stays as it is{asked}."
        )
    for cell in filled.cells:
        if cell.kept:
            opts.say(f"Kept: {cell.student}: {cell.kept}.")
    if any(cell.edited for cell in filled.cells):
        opts.say("--overwrite puts ours in the place of the numbers among these.")
    return filled


def write(to: Path, filled: Filled, url: str, assignment: str, system: str) -> None:
    """Write a file for upload, and note what is in it. Raises OSError, GradebookError."""
    # noted first: a mark that is uploaded and was not noted would pass for an edited one
    exported.note(url, assignment, system, filled.cells)
    to.write_text(filled.text, encoding="utf-8", newline="")


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(
            f"{path.name} is not UTF-8: export it again, or save it as CSV UTF-8"
        ) from error


def write_feedback(
    system: str, kept: Marks, out: Path, assignment: str, to: Path
) -> tuple[int, int]:
    """Write the pages of `out/feedback` into the zip `to`, for the students whose files were
    collected from a system, and say whose is left out, and why. Returns how many are in and
    out. Raises OSError, and Refused where nothing was collected from the system.

    A page goes in only where it is about the file that was collected, told by its
    sha256, or about another attempt that counts in its place.
    """
    if system not in ("canvas", "moodle"):
        raise Refused("choose --feedback canvas or --feedback moodle")
    people, url = kept.people or {}, kept.url
    collected = sorted(collect.rows_of(url, assignment, system), key=lambda row: row.student)
    rows = [r for r in collected if r.student not in people or not people[r.student].outside]
    if not rows:
        raise Refused(
            f"nothing was collected from {system} for {assignment} into this gradebook, and that says whose "
            "page is whose: use `collect` for the submissions, with the same --out"
        )
    graded = {result.student_id: result for result in results_of(url, assignment)}
    weighed, twice = _weighed(url, assignment), collect.without_own_id(rows)
    draft, left_out = to.with_name(to.name + ".new"), 0
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        for row in rows:
            student = row.student
            name = file_names.name_page(row.member, row.system, row.system_id)
            why = _unlike(row, graded.get(student), weighed.get(student, set()))
            why = why or twice.get(student, "") or _astray(row, name)
            page = out / "feedback" / student / assignment / f"{assignment}.html"
            if why or not page.is_file():
                why = why or f"there is no page {page}: grade again"
                opts.say(f"No page for {student}: {why}.")
                left_out += 1
                continue
            entry = zipfile.ZipInfo(name, EARLY)
            archive.writestr(entry, page.read_bytes(), zipfile.ZIP_DEFLATED)
    draft.replace(to)
    return len(rows) - left_out, left_out


def _weighed(url: str, assignment: str) -> dict[str, set[str]]:
    """Read each student's attempts among which the last `grade` chose, by sha256. Who
    has handed in again since has none: nobody knows which one counts."""
    with store.reading(url) as connection:
        notes = final_marks.read_notes(connection, assignment)
    found = {}
    for student, noted in attempts.read(url, assignment).items():
        then = [one.digest for one in notes[student].attempts] if student in notes else []
        if then[-1:] == [noted[-1].digest]:
            found[student] = {one.digest for one in noted}
    return found


def _unlike(row: CollectedFile, result: Result | None, weighed: Set[str]) -> str:
    """Say why the page can't be about what was collected. The answer is empty where it
    can be."""
    if unsafe(row.student):
        return f"the student id {unsafe(row.student)}"
    if result is None:
        return "the hand-in was collected but not graded: grade again"
    alike = result.digest in ("", row.sha256) or {result.digest, row.sha256} <= weighed
    if not alike:
        return "the collected file is not the one that was graded: grade again"
    return ""


def _astray(row: CollectedFile, name: str) -> str:
    """Say why the system would give the page to nobody or to another student. The
    answer is empty where it would not."""
    if not name:
        return f"the name {Name(row.member)} does not say whose file it is"
    read = file_names.addressee(name, row.system)
    if read == row.system_id:
        return ""
    return f"{row.system} would give {Name(name)} to {Name(read or 'nobody')}"
