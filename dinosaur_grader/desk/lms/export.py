"""`dinosaur-grader export`: marks into a Canvas grade book, a Moodle worksheet, or a
plain CSV.

A Canvas export and a Moodle worksheet are filled in, never made from nothing: both
systems match their own columns and ids. A student without a score keeps the cell as it
was, since a blank over a score is a change.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Annotated

import typer
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import ExportPlugin

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import locations
from dinosaur_grader.assignments.locations import NoAssignment
from dinosaur_grader.assignments.tables import RubricError
from dinosaur_grader.batch.exit_codes import ExitCode, Refused
from dinosaur_grader.desk.graded_folder import agree, gradebook_of, results_of
from dinosaur_grader.desk.lms import collected as manifest
from dinosaur_grader.desk.lms.feedback_zip import pack
from dinosaur_grader.desk.lms.grade_files import Filled, canvas, moodle
from dinosaur_grader.desk.options import (
    Column,
    Course,
    Database,
    Which,
    course_of,
    named,
    prints_errors,
    say,
)
from dinosaur_grader.printable import digits, escaped
from dinosaur_grader.records.gradebook import GradebookError
from dinosaur_grader.records.gradebook_marks import Marks, Scores, scores


def plain_csv(marks: Scores) -> str:
    """A CSV of its own: `student_id,assignment,score,max_score`."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(("student_id", "assignment", "score", "max_score"))
    for student, score in sorted(marks.of.items()):
        rows.writerow((escaped(student), marks.assignment, digits(score), digits(marks.most)))
    return out.getvalue()


class PlainExport(ExportPlugin):
    """`nbgrader export --exporter dinosaur_grader.desk.lms.export.PlainExport`: the same plain
    CSV, in time that grows as the class."""

    def export(self, gradebook: Gradebook) -> None:
        """Write the marks of every assignment asked for to `--to`, or `grades.csv`."""
        names = [str(a) for a in self.assignment] or [a.name for a in gradebook.assignments]
        texts = [plain_csv(scores(gradebook, name)) for name in names]
        bodies = [text if i == 0 else text.split("\r\n", 1)[1] for i, text in enumerate(texts)]
        Path(self.to or "grades.csv").write_text("".join(bodies), encoding="utf-8", newline="")


@prints_errors(NoAssignment, RubricError, GradebookError, MissingEntry, OSError)
def command(
    to: Annotated[Path, typer.Option(help="The file to write; it must not exist yet.")],
    out: Annotated[Path, typer.Option(help="The folder that `grade` wrote.")] = Path("graded"),
    canvas_file: Annotated[
        Path | None, typer.Option("--canvas", exists=True, help="A gradebook from Canvas.")
    ] = None,
    moodle_file: Annotated[
        Path | None, typer.Option("--moodle", exists=True, help="A worksheet from Moodle.")
    ] = None,
    column: Column = "",
    collected: Annotated[
        Path | None, typer.Option(exists=True, help="collected.csv, for the system's ids.")
    ] = None,
    feedback: Annotated[
        str, typer.Option(help="canvas or moodle: a zip of feedback pages, not of marks.")
    ] = "",
    assignment: Which = "",
    database: Database = None,
    course: Course = None,
) -> int:
    """Write the marks for Canvas or Moodle into a copy of their own file, or as a plain
    CSV; or zip the feedback."""
    _fresh(to)
    own = course_of(course, out=out)
    assignment = named(assignment, own)
    if feedback:
        agree(out, assignment, Marks(gradebook_of(out, database), out), own)
        return _pack(feedback, collected, out, assignment, to)
    url = gradebook_of(out, database)
    if not database and not (path := out / "gradebook.db").exists():
        raise Refused(f"there is no {path}: grade first, or name the folder with --out")
    marks = _marks(out, assignment, url, own)
    known = locations.rubric(assignment, own) is not None
    title = assignments.load(assignment, own).title if known else assignment
    ids = manifest.students(manifest.read(collected)) if collected else {}
    filled = _filled(marks, canvas_file, moodle_file, column, ids, title)
    _some(filled, marks)
    to.write_text(filled.text, encoding="utf-8", newline="")
    for student in filled.unplaced:
        say(f"No row for {escaped(student)}: the mark is in the gradebook only.")
    print(f"{filled.rows} marks written to {to}.")
    return ExitCode.SOME_FAILED if filled.unplaced else ExitCode.DONE


def _marks(out: Path, assignment: str, url: str, course: Path | None) -> Scores:
    """The marks that stand; work that was handed in again and could not be graded has
    none, whatever the gradebook kept of earlier work. What lies under `out` is made to
    say the same."""
    with Gradebook(url) as gradebook:
        marks = scores(gradebook, assignment)
    stand = Marks(url, out)
    agree(out, assignment, stand, course)
    told = {result.student_id: stand.of(result).score for result in results_of(out, assignment)}
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
    if canvas_file and moodle_file:
        raise Refused("choose --canvas or --moodle, not both")
    if canvas_file:
        return canvas(_text(canvas_file), marks, column, ids, title)
    if moodle_file:
        return moodle(_text(moodle_file), marks, column or "Grade", ids)
    return Filled(plain_csv(marks), len(marks.of), [])


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(
            f"{path.name} is not UTF-8: export it again, or save it as CSV UTF-8"
        ) from error


def _fresh(to: Path) -> None:
    if not to.absolute().parent.is_dir():
        raise Refused(f"there is no folder {to.parent} for {to.name}: make it first")
    if to.exists():
        raise Refused(f"{to} already exists, and nothing is overwritten: choose another name")


def _some(filled: Filled, marks: Scores) -> None:
    """Raises Refused where no mark would be written: that is no export."""
    if not marks.of:
        raise Refused(f"nobody has a mark for {marks.assignment}: grade first")
    if not filled.rows:
        raise Refused(
            f"no row belongs to any of the {len(marks.of)} students with a mark, {_few(filled.unplaced)}: use "
            "--collected to name the collected.csv that `collect` wrote, or use the course's ids"
        )


def _few(students: list[str]) -> str:
    more = " and others" if len(students) > 3 else ""
    return ", ".join(map(escaped, students[:3])) + more


def _pack(system: str, collected: Path | None, out: Path, assignment: str, to: Path) -> int:
    if system not in ("canvas", "moodle"):
        raise Refused("choose --feedback canvas or --feedback moodle")
    if collected is None:
        raise Refused(
            "use --collected to name the collected.csv that `collect` wrote: it says whose page is whose"
        )
    packed = pack(manifest.read(collected), out, assignment, system, to)
    for student, why in packed.left_out:
        say(f"No page for {escaped(student)}: {why}.")
    print(f"{packed.pages} feedback pages written to {to}.")
    return ExitCode.SOME_FAILED if packed.left_out else ExitCode.DONE
