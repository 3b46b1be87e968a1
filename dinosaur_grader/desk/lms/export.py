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

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

import typer
from nbgrader.api import Gradebook, MissingEntry

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import locations
from dinosaur_grader.desk import options as opts
from dinosaur_grader.desk.graded_folder import agree, results_of, url_of
from dinosaur_grader.desk.lms import collect, file_names
from dinosaur_grader.desk.lms.collect import CollectedFile
from dinosaur_grader.desk.lms.grade_files import Filled, canvas, moodle
from dinosaur_grader.exit_codes import ExitCode, Refused
from dinosaur_grader.judging.reading.intake import unsafe
from dinosaur_grader.printable import Name, digits, escaped
from dinosaur_grader.records.gradebook_marks import Marks, Scores, scores
from dinosaur_grader.results import Result

EARLY = (1980, 1, 1, 0, 0, 0)  # of every member, so that the same pages give the same bytes


def plain_csv(marks: Scores) -> str:
    """Return the marks as a CSV of its own: `student_id,assignment,score,max_score`."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(("student_id", "assignment", "score", "max_score"))
    for student, score in sorted(marks.of.items()):
        # whoever wrote the gradebook chose it
        rows.writerow((escaped(student), marks.assignment, digits(score), digits(marks.most)))
    return out.getvalue()


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
) -> int:
    """Write the marks for Canvas or Moodle into a copy of their own file, or as a plain
    CSV; or zip the feedback."""
    if not to.absolute().parent.is_dir():
        raise Refused(f"there is no folder {to.parent} for {to.name}: make it first")
    if to.exists():
        raise Refused(f"{to} already exists, and nothing is overwritten: choose another name")
    own = opts.course_of(course, out=out)
    assignment, url = opts.named(assignment, own), url_of(out, database)
    if feedback:
        agree(out, assignment, Marks(url), own)
        return _pack(feedback, url, out, assignment, to)
    marks = _marks(out, assignment, url, own)
    known = locations.rubric(assignment, own) is not None
    title = assignments.load(assignment, own).title if known else assignment
    ids = collect.students_of(
        collect.rows_of(url, assignment, "canvas" if canvas_file else "moodle")
    )
    filled = _filled(marks, canvas_file, moodle_file, column, ids, title)
    to.write_text(filled.text, encoding="utf-8", newline="")
    for student in filled.unplaced:
        opts.say(f"No row for {student}: the mark is in the gradebook only.")
    print(f"{filled.rows} marks written to {to}.")
    return ExitCode.SOME_FAILED if filled.unplaced else ExitCode.DONE


def _marks(out: Path, assignment: str, url: str, course: Path | None) -> Scores:
    """Read the marks that stand. Work that was handed in again and could not be graded
    has none, whatever the gradebook kept of earlier work. What lies under `out` is
    made to say the same."""
    with Gradebook(url) as gradebook:
        try:
            marks = scores(gradebook, assignment)
        except MissingEntry as error:
            raise Refused(str(error)) from error
    kept = Marks(url)
    agree(out, assignment, kept, course)
    told, waits = {}, set[str]()
    for result in results_of(url, assignment):
        final = kept.of(result)
        told[result.student_id] = final.score
        waits.update(final.waits)
    for cell in sorted(waits):
        opts.say(
            f"{Name(cell)} is marked by hand, and not for everybody yet: the marks lack its "
            "points. Mark it in the formgrader and export again."
        )
    counts = {name: mark for name, mark in {**marks.of, **told}.items() if mark is not None}
    return Scores(assignment, counts, marks.most)


def _filled(
    marks: Scores,
    canvas_file: Path | None,
    moodle_file: Path | None,
    column: str,
    ids: dict[str, str],
    title: str,
) -> Filled:
    """Fill the file that was named. Raises Refused where no mark would be written: that
    is no export."""
    if canvas_file and moodle_file:
        raise Refused("choose --canvas or --moodle, not both")
    if canvas_file:
        filled = canvas(_text(canvas_file), marks, column, ids, title)
    elif moodle_file:
        filled = moodle(_text(moodle_file), marks, column or "Grade", ids)
    else:
        filled = Filled(plain_csv(marks), len(marks.of), [])
    if not marks.of:
        raise Refused(f"nobody has a mark for {marks.assignment}: grade first")
    if not filled.rows:
        few = ", ".join(map(escaped, filled.unplaced[:3]))
        more = " and others" if len(filled.unplaced) > 3 else ""
        raise Refused(
            f"no row belongs to any of the {len(marks.of)} students with a mark, {few}{more}: use "
            "`collect` for their submissions, with the same --out, or use the course's ids"
        )
    return filled


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(
            f"{path.name} is not UTF-8: export it again, or save it as CSV UTF-8"
        ) from error


def _pack(system: str, url: str, out: Path, assignment: str, to: Path) -> int:
    if system not in ("canvas", "moodle"):
        raise Refused("choose --feedback canvas or --feedback moodle")
    collected = collect.rows_of(url, assignment, system)
    if not collected:
        raise Refused(
            f"nothing was collected from {system} for {assignment} into this gradebook, and that says whose "
            "page is whose: use `collect` for the submissions, with the same --out"
        )
    graded = {result.student_id: result for result in results_of(url, assignment)}
    pages, left_out = pack(collected, graded, out, assignment, system, to)
    for student, why in left_out:
        opts.say(f"No page for {student}: {why}.")
    print(f"{pages} feedback pages written to {to}.")
    return ExitCode.SOME_FAILED if left_out else ExitCode.DONE


def pack(
    rows: Iterable[CollectedFile],
    graded: Mapping[str, Result],
    out: Path,
    assignment: str,
    system: str,
    to: Path,
) -> tuple[int, list[tuple[str, str]]]:
    """Write the pages of `out/feedback` into the zip `to`, for the students whose files
    were collected. Returns how many went in, and whose did not, each with the end
    of a sentence that says why.

    A page goes in only where it is about the file that was collected, told by its
    sha256. Raises OSError.
    """
    rows = sorted(rows, key=lambda row: row.student)
    twice, pages, left_out = collect.without_own_id(rows), 0, []
    draft = to.with_name(to.name + ".new")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        for row in rows:
            student = row.student
            page = out / "feedback" / student / assignment / f"{assignment}.html"
            name = file_names.returned(row.member, row.system, row.system_id)
            why = (
                _unlike(row, graded.get(student), system)
                or twice.get(student)
                or _astray(row, name)
            )
            if why or not page.is_file():
                left_out.append((student, why or f"there is no page {page}: grade again"))
                continue
            entry = zipfile.ZipInfo(name, EARLY)
            archive.writestr(entry, page.read_bytes(), zipfile.ZIP_DEFLATED)
            pages += 1
    draft.replace(to)
    return pages, left_out


def _unlike(row: CollectedFile, result: Result | None, system: str) -> str:
    """Say why the page can't be about the file that was collected. The answer is
    empty where it can be."""
    if unsafe(row.student):
        return f"the student id {unsafe(row.student)}"
    if row.system != system:
        return f"the hand-in came from {row.system}, not from {system}"
    if result is None:
        return "the hand-in was collected but not graded: grade again"
    if result.digest and result.digest != row.sha256:
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
