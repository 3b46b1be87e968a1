"""nbgrader's own `autograde`, judged by our engine where a notebook has a rubric, and its
`generate_feedback`, which keeps the pages of `grade`.

`nbgrader_config.py` switches it on by `trust(c)`. nbgrader goes on finding submissions,
keeping its database and writing its folders; what executes and judges a notebook with a
rubric is the sandbox and the judge of `dinosaur-grader grade`. All other work goes
through the preprocessors that the course has without us.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import json
import os
import stat
import sys
from pathlib import Path

from dinosaur_grader.home import course_last

if sys.path[:1] == [os.getcwd()]:
    course_last(os.getcwd())  # before all that is not Python's own

# isort: split

import msgspec
import nbformat
from nbconvert.exporters import Exporter, HTMLExporter, NotebookExporter
from nbconvert.preprocessors import ExecutePreprocessor
from nbgrader.converters.base import BaseConverter, NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    NbGraderPreprocessor,
    SaveAutoGrades,
)
from nbgrader.utils import is_solution
from traitlets import Unicode
from traitlets.utils.importstring import import_item

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import course_rules, course_seed, locations
from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.course_rules import LAST, Rules
from dinosaur_grader.batch import attempts, canary, files
from dinosaur_grader.judging import grading
from dinosaur_grader.judging.reading import intake
from dinosaur_grader.judging.reading.parse import MAX_BYTES, NotANotebook, parse
from dinosaur_grader.judging.reading.repair import repaired
from dinosaur_grader.printable import escaped
from dinosaur_grader.records import gradebook, late, outputs
from dinosaur_grader.records.autograded import ByVersion, autograded, comment
from dinosaur_grader.results import WITH_SCORE, Submission

MAX_OUTPUTS, MAX_TIME_BYTES = 5_000, 1_000
"""Dictionaries in a notebook that nbgrader is to read, and bytes of its own small files: it
says of each output what is wrong with it, and 180,000 took 10.8 GB. A solved lesson has 308."""
KEY = "dinosaur_island_grader"  # where a result and its functions by cell are, in nbconvert's resources


def trust(config) -> None:
    """Let `nbgrader autograde` of the course that `config` belongs to execute and judge
    the notebooks with a rubric in our engine, and `nbgrader generate_feedback` keep the
    pages that `grade` wrote of them.

    The course's lists of preprocessors stay as they are, wherever they are set.
    """
    put_before(config.Autograde, Judging)
    put_before(config.GenerateFeedback, Returning, HTMLExporter)


def put_before(
    section, exporter: type[Exporter], usual: type[Exporter] = NotebookExporter
) -> None:
    """Let one of nbgrader's converters, by its section of the configuration, export
    through our exporter, where it exports through the `usual` one.

    One that the course chose in the same file stays, as what ours builds on.
    """
    chosen = section.get("exporter_class", usual)
    chosen = import_item(chosen) if isinstance(chosen, str) else chosen
    if issubclass(exporter, chosen):
        section.exporter_class = exporter
    elif not issubclass(chosen, exporter):
        section.exporter_class = type(chosen.__name__, (exporter, chosen), {})


def ours(course: Path, assignment: str, notebook: str) -> bool:
    """Check whether this notebook of the course has a rubric. Every other one is left
    to nbgrader."""
    return notebook == assignment and locations.rubric(assignment, course) is not None


def at_hand(exporter: Exporter, resources) -> tuple[Path, str, str]:
    """Return the course, the assignment and the notebook that one of nbgrader's
    converters is exporting: what `ours` asks for."""
    named = resources["nbgrader"]
    return Path(exporter.parent.coursedir.root), named["assignment"], named["notebook"]


class Judging(NotebookExporter):
    """What `nbgrader autograde` exports through: a notebook with a rubric goes through
    our stages, every other one through the preprocessors that nbgrader registered."""

    def __init__(self, **kw):
        super().__init__(**kw)
        self.told = set()
        assignments.load.cache_clear()  # a formgrader lives long, and a course is edited meanwhile
        if isinstance(self.parent, BaseConverter):
            _refuse_links(self.parent)

    def from_notebook_node(self, nb, resources=None, **kw):
        course, assignment, notebook = at_hand(self, resources)
        if ours(course, assignment, notebook):
            # nbgrader registers its own again for each notebook, and in this same way
            self._preprocessors = []
            for stage in SANITIZE if self.parent._sanitizing else AUTOGRADE:
                self.register_preprocessor(stage)
        elif any(isinstance(s, ExecutePreprocessor) and s.enabled for s in self._preprocessors):
            beside_ours = ours(course, assignment, assignment)
            self._tell(f"{assignment}/{notebook}.ipynb" if beside_ours else assignment)
        return super().from_notebook_node(nb, resources, **kw)

    def _tell(self, work: str) -> None:
        """Say, once a run, what the sandbox has no part in."""
        if work not in self.told:
            self.told.add(work)
            self.log.warning(
                "%s has no rubric: it runs in a kernel on this machine, unprotected", work
            )


class Returning(HTMLExporter):
    """What `nbgrader generate_feedback` exports through: of a notebook with a rubric the
    page that `grade` writes, where the marks are its own, and nothing beside it."""

    def __init__(self, **kw):
        super().__init__(**kw)
        if isinstance(self.parent, BaseConverter):
            _copy_nbgraders_files(self.parent)
        self._pages: dict[str, outputs.WrittenPages] = {}

    def from_notebook_node(self, nb, resources=None, **kw):
        course, name, notebook = at_hand(self, resources)
        if ours(course, name, notebook):
            if name not in self._pages:
                url = resources["nbgrader"]["db_url"]
                work = assignments.load(name, course.resolve())
                self._pages[name] = outputs.WrittenPages(url, work)
            if page := self._pages[name].of(resources["nbgrader"]["student"]):
                return page, self._init_resources(resources)
        return super().from_notebook_node(nb, resources, **kw)


def _copy_nbgraders_files(converter: BaseConverter) -> None:
    """Let nothing go from a graded notebook's folder to its page but what nbgrader reads
    there, if the assignment has a rubric: nbgrader copies the whole release."""
    begin = converter.init_assignment

    def init_assignment(assignment_id: str, student_id: str) -> None:
        if not ours(Path(converter.coursedir.root), assignment_id, assignment_id):
            begin(assignment_id, student_id)
            return
        source = Path(converter._format_source(assignment_id, student_id))
        page = Path(converter._format_dest(assignment_id, student_id))
        page.mkdir(parents=True, exist_ok=True)
        for name in intake.NBGRADERS:
            if (source / name).is_file():
                files.replace(page / name, (source / name).read_bytes())

    converter.init_assignment = init_assignment


def _refuse_links(converter: BaseConverter) -> None:
    """Let a hand-in with a link in it, or a notebook that is none, fail before nbgrader
    reads or copies it, if the assignment has a rubric.

    nbgrader copies what a link shows: another student's notebook, the course's seed. Its
    own hook before converting can't refuse, for it drops what a hook raises.
    """
    begin = converter.init_destination

    def init_destination(assignment_id: str, student_id: str) -> bool:
        coursedir = converter.coursedir
        left_out = student_id in coursedir.student_id_exclude.split(",")
        if not left_out and ours(Path(coursedir.root), assignment_id, assignment_id):
            _all_plain(coursedir, assignment_id, student_id)
        return begin(assignment_id, student_id)

    converter.init_destination = init_destination


def _all_plain(coursedir: CourseDirectory, assignment: str, student: str) -> None:
    """Raise NbGraderException where a hand-in is or holds anything but plain files and
    folders."""
    path = coursedir.format_path(coursedir.submitted_directory, student, assignment)
    folder = Path(path)
    walked = os.walk(folder)
    below = (Path(at, name) for at, inner, files in walked for name in (*inner, *files))
    for found in (folder.parent, folder, *below):
        mode = found.lstat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            shown = escaped(str(found.relative_to(folder.parents[1])))
            raise NbGraderException(
                f"{shown} is a link or not a plain file; it was not followed. Put a plain file "
                "or folder in its place, or remove it."
            )
        if found.suffix == ".ipynb" and stat.S_ISREG(mode):
            _can_be_read(found)
        if found.name in intake.NBGRADERS and found.lstat().st_size > MAX_TIME_BYTES:
            # nbgrader reads all of it: 300 MB took two minutes
            raise NbGraderException(f"{found.name} is no file of nbgrader's: remove it.")


def _can_be_read(notebook: Path) -> None:
    """Raise NbGraderException for a notebook that nbgrader would read for minutes."""
    with open(notebook, "rb") as file:
        raw = file.read(MAX_BYTES + 1)
    parsed = parse(raw)
    if isinstance(parsed, NotANotebook):
        raise NbGraderException(parsed.reason)
    count = itertools.count()
    text = raw.decode(json.detect_encoding(raw), "replace")
    json.loads(text, object_pairs_hook=lambda _: next(count))
    if next(count) > MAX_OUTPUTS:
        raise NbGraderException(
            f"The notebook has more than {MAX_OUTPUTS:,} outputs. Clear them, and hand it in again."
        )


class _Stage(NbGraderPreprocessor):
    """What all stages know: the course, the assignment at hand, and the notebook as a
    submission."""

    isolation = Unicode("strict", help="The level of isolation: strict, process or none.").tag(
        config=True
    )
    seed_file = Unicode(
        "course.seed", help="The course's secret seed, relative to the course folder."
    ).tag(config=True)

    def _course(self, resources) -> Path:
        return at_hand(self.parent, resources)[0]

    def _work(self, resources) -> Assignment:
        course, assignment, _ = at_hand(self.parent, resources)
        return assignments.load(assignment, course.resolve())

    def _rules(self, resources) -> Rules:
        return course_rules.read(self._course(resources) / self.seed_file)

    def _opened(self, nb, resources) -> tuple[Assignment, Submission, bytes]:
        work = self._work(resources)
        raw = nbformat.writes(nb).encode("utf-8", "replace")
        parsed = parse(raw)
        if isinstance(parsed, NotANotebook):
            raise NbGraderException(parsed.reason)
        cells, notes = repaired(parsed.cells, work)
        student, digest = resources["nbgrader"]["student"], hashlib.sha256(raw).hexdigest()
        return work, Submission(student, work.name, cells, digest, notes), raw


def _shown(*made_of):
    return nbformat.reads(autograded(*made_of).decode(), as_version=4)


class Stage(_Stage):
    """Keeps a student's cells and none of the rest: ids, tests and points are the
    assignment's, outputs are dropped."""

    def preprocess(self, nb, resources):
        work, submission, raw = self._opened(nb, resources)
        for note in submission.notes:
            self.log.warning("%s: %s", submission.student_id, note)
        return _shown(submission, None, work, raw), resources


class TrustedExecute(_Stage):
    """Walks the notebook in the sandbox and puts the judge's verdicts and points into
    its test cells.

    Raises NbGraderException, which nbgrader reports for this student, where there are
    no marks available.
    """

    def preprocess(self, nb, resources):
        work, submission, raw = self._opened(nb, resources)
        seed_file = self._course(resources) / self.seed_file
        rules = msgspec.structs.replace(
            self._rules(resources), attempts=LAST, due={}, late=None
        )
        key = ByVersion(work.name, work.version, work)
        judge = _judge(seed_file, self.isolation, key, msgspec.json.encode(rules))
        result = judge(submission)
        if result.state not in WITH_SCORE:
            raise NbGraderException(
                f"{submission.student_id} is {result.state}: {' '.join(result.notes)}"
            )
        resources[KEY] = result, work.solutions
        return _shown(submission, result, work, raw), resources


class SaveVerdicts(SaveAutoGrades):
    """Stores scores as nbgrader does, and the verdicts in words as the solution cell's
    comment."""

    def preprocess(self, nb, resources):
        self.result, self.functions = resources[KEY]
        return super().preprocess(nb, resources)

    def _add_score(self, cell, resources) -> None:
        super()._add_score(cell, resources)
        grade = self._row(self.gradebook.find_grade, cell)
        if is_solution(cell):
            grade.auto_score = None  # nbgrader's zero for an untouched one is not in our tables
        grade.needs_manual_grade |= self.result.needs_look or grade.auto_score is None
        self.gradebook.db.commit()

    def _add_comment(self, cell, resources) -> None:
        super()._add_comment(cell, resources)
        # a cell need not be called like its function
        name = cell.metadata.nbgrader["grade_id"]
        if said := comment(self.result, self.functions.get(name, name)):
            self._row(self.gradebook.find_comment, cell).auto_comment = said
            self.gradebook.db.commit()

    def _row(self, find, cell):
        whose = (self.notebook_id, self.assignment_id, self.student_id)
        return find(cell.metadata.nbgrader["grade_id"], *whose)


class Penalties(_Stage, AssignLatePenalties):
    """What late work loses: by nbgrader and its plugin, or by `course.toml` where that
    says something of this assignment; then by what `grade` would write."""

    def preprocess(self, nb, resources):
        nb, resources = AssignLatePenalties.preprocess(self, nb, resources)
        rules, work = self._rules(resources), self._work(resources)
        if not rules.lateness(work.name):
            return nb, resources
        course, student = self._course(resources), resources["nbgrader"]["student"]
        submitted = course / self.parent.parent.coursedir.submitted_directory
        here = intake.take(submitted / student / work.name, work)
        url = resources["nbgrader"]["db_url"]
        noted = attempts.read(url, work.name).get(student, [])
        told = attempts.told_late(noted, here.digest)
        told = {} if told is None else {student: told}
        terms = late.terms(rules, work.name, told, course)
        with gradebook.writing(url) as connection:
            late.enter_one(connection, work.name, student, terms)
        return nb, resources


SANITIZE = (Stage,)
AUTOGRADE = (TrustedExecute, SaveVerdicts, Penalties, CheckCellMetadata)


@functools.lru_cache(maxsize=4)
def _judge(seed_file: Path, level: str, key: ByVersion, encoded: bytes):
    """Make the function that grades one submission, once the canary has shown that the
    checks work here."""
    secret, _ = course_seed.load_or_create(seed_file)
    work, rules = key.assignment, msgspec.json.decode(encoded, type=Rules)
    job = grading.job_maker(work, secret, level, rules, private=(seed_file.absolute(),))
    canary.run_canary(work, job, functools.partial(map, grading.grade_one))
    return lambda submission: grading.grade_one(job(submission))
