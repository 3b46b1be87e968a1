"""nbgrader's own `autograde`, judged by our engine: three preprocessors in the place of
nbgrader's.

`nbgrader_config.py` switches them on by `trust(c)`. nbgrader goes on finding
submissions, keeping its database and writing its folders; what executes and judges a
notebook is the sandbox and the judge of `python -m grader grade`.
"""

from __future__ import annotations

import functools
import hashlib
import json
from pathlib import Path

import msgspec
import nbformat
from nbgrader import preprocessors as nbgraders
from nbgrader.converters.base import BaseConverter, NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from traitlets import Unicode

from grader.assignments import assignment as assignments
from grader.assignments import seed
from grader.assignments.assignment import Assignment
from grader.batch import canary
from grader.judging import one
from grader.judging.mend import mend
from grader.judging.parse import Broken, parse
from grader.printable import clean
from grader.records.autograded import autograded, outputs
from grader.records.verdict_words import comment
from grader.results import WITH_SCORE, MadeWith, Result, Submission
from utils.checks import CELLS

KEY = "dinosaur_island_grader"  # where the stages hand a result on, in nbconvert's resources
SANITIZE = ("grader.plugin.Stage",)
AUTOGRADE = (
    "grader.plugin.TrustedExecute",
    "grader.plugin.SaveVerdicts",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
)
NBGRADERS_SANITIZE = (
    "ClearOutput",
    "DeduplicateIds",
    "OverwriteKernelspec",
    "OverwriteCells",
    "CheckCellMetadata",
)


def trust(config) -> None:
    """Let `nbgrader autograde` of the course that `config` belongs to execute and judge
    in our engine."""
    config.Autograde.sanitize_preprocessors = list(SANITIZE)
    config.Autograde.autograde_preprocessors = list(AUTOGRADE)


class _Stage(NbGraderPreprocessor):
    """What all stages know: the course, the assignment at hand, and the notebook as a
    submission."""

    isolation = Unicode("strict", help="The level of isolation: strict, process or none.").tag(
        config=True
    )
    seed_file = Unicode(
        "course.seed", help="The course's secret seed, relative to the course folder."
    ).tag(config=True)

    def _course(self) -> Path:
        converter = self
        while converter is not None and not isinstance(converter, BaseConverter):
            converter = converter.parent
        return Path(converter.coursedir.root) if converter else Path.cwd()

    def _work(self, resources) -> Assignment:
        return course_assignment(self._course(), resources["nbgrader"]["assignment"])

    def _submission(self, nb, resources, work: Assignment) -> Submission:
        raw = nbformat.writes(nb).encode("utf-8", "replace")
        parsed = parse(raw)
        if isinstance(parsed, Broken):
            raise NbGraderException(parsed.reason)
        cells, notes = mend(parsed.cells, work)
        return Submission(
            resources["nbgrader"]["student"],
            work.name,
            cells,
            hashlib.sha256(raw).hexdigest(),
            notes,
        )


class Stage(_Stage):
    """Keeps a student's cells and none of the rest: ids, tests and points are the
    assignment's, outputs are dropped."""

    def preprocess(self, nb, resources):
        work = self._work(resources)
        if not ours(work):
            for name in NBGRADERS_SANITIZE:
                nb, resources = getattr(nbgraders, name)(parent=self.parent).preprocess(
                    nb, resources
                )
            return nb, resources
        submission = self._submission(nb, resources, work)
        for note in submission.notes:
            self.log.warning("%s: %s", submission.student_id, clean(note))
        return nbformat.reads(
            autograded(submission, None, work).decode(), as_version=4
        ), resources


class TrustedExecute(_Stage):
    """Walks the notebook in the sandbox and puts the judge's verdicts and points into
    its test cells.

    Raises NbGraderException, which nbgrader reports for this student, where there are
    no marks available.
    """

    def preprocess(self, nb, resources):
        work = self._work(resources)
        submission = self._submission(nb, resources, work)
        result = self._graded(submission, work)
        if result.state not in WITH_SCORE:
            raise NbGraderException(
                f"{submission.student_id} is {result.state}: {' '.join(result.notes)}"
            )
        resources[KEY] = result
        if ours(work):
            return nbformat.reads(
                autograded(submission, result, work).decode(), as_version=4
            ), resources
        return _with_outputs(nb, result), resources

    def _graded(self, submission: Submission, work: Assignment) -> Result:
        seed_file = self._course() / self.seed_file
        if ours(work):
            return _judge(seed_file, self.isolation, _ByVersion(work))(submission)
        secret, _ = seed.load_or_create(seed_file)
        made_with = MadeWith(work.version, secret.fingerprint, self.isolation)
        return one.grade_one(one.Unasked(submission, secret, made_with))


class SaveVerdicts(SaveAutoGrades):
    """Stores scores as nbgrader does, and the verdicts in words as the solution cell's
    comment."""

    def preprocess(self, nb, resources):
        self.result = resources[KEY]
        return super().preprocess(nb, resources)

    def _add_score(self, cell, resources) -> None:
        super()._add_score(cell, resources)
        if self.result.needs_look:
            grade_id = cell.metadata.nbgrader["grade_id"]
            grade = self.gradebook.find_grade(
                grade_id, self.notebook_id, self.assignment_id, self.student_id
            )
            grade.needs_manual_grade = True
            self.gradebook.db.commit()

    def _add_comment(self, cell, resources) -> None:
        super()._add_comment(cell, resources)
        grade_id = cell.metadata.nbgrader["grade_id"]
        said = comment(self.result, grade_id)
        if said:
            row = self.gradebook.find_comment(
                grade_id, self.notebook_id, self.assignment_id, self.student_id
            )
            row.auto_comment = said
            self.gradebook.db.commit()


def ours(work: Assignment) -> bool:
    """Whether the assignment has test cells that our probes know; another one runs as
    nbgrader runs it, sandboxed."""
    return any(test.id in CELLS for test in work.tests)


def course_assignment(course: Path, name: str) -> Assignment:
    """The assignment as the course has it in `source/` and `release/`; for ours, else,
    as the kit has it."""
    source, release = (course / room / name / f"{name}.ipynb" for room in ("source", "release"))
    if not source.is_file():
        return assignments.load(name)
    texts = [
        path.read_text(encoding="utf-8")
        for path in (source, release if release.is_file() else source)
    ]
    return _built(name, source, release, *texts)


@functools.lru_cache(maxsize=8)
def _built(
    name: str, source: Path, release: Path, source_text: str, release_text: str
) -> Assignment:
    built = assignments.build(name, json.loads(source_text), json.loads(release_text))
    return msgspec.structs.replace(built, solved_path=source, blank_path=release)


class _ByVersion(msgspec.Struct, frozen=True):
    """An assignment that compares by what marks depend on, to be a key."""

    work: Assignment

    def __hash__(self):
        return hash(self.work.version)

    def __eq__(self, other):
        return self.work.version == other.work.version


@functools.lru_cache(maxsize=4)
def _judge(seed_file: Path, level: str, key: _ByVersion):
    """The function that grades one submission, once the canary has shown that the
    checks work here."""
    secret, _ = seed.load_or_create(seed_file)
    # The course's own release may have a heading more; what judges is the kit's, and
    # its version is what is compared.
    kit = assignments.load(key.work.name)
    made_with = MadeWith(kit.version, secret.fingerprint, level)
    job = functools.partial(one.Job, secret=secret, made_with=made_with, wording=kit.wording)
    try:
        canary.sing(key.work, job, functools.partial(map, one.grade_one))
    except canary.CanaryFailed as error:
        raise NbGraderException(str(error)) from error
    return lambda submission: one.grade_one(job(submission))


def _with_outputs(nb, result: Result):
    """The notebook as nbgrader staged it, its test cells' outputs those of the
    sandboxed run."""
    marks = {mark.cell: mark for mark in result.marks}
    for cell in nb.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if cell.cell_type == "code":
            cell.outputs = (
                [nbformat.from_dict(each) for each in outputs(marks[grade_id])]
                if grade_id in marks
                else []
            )
    return nb
