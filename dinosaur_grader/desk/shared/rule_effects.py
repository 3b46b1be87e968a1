"""What the rules in `course.toml` about attempts and late work do to marks that stand: it
is shown before it is written, as a change of the kit is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from dinosaur_grader.assignments.course_rules import BEST, LAST
from dinosaur_grader.batch import attempts
from dinosaur_grader.batch import grade as grading
from dinosaur_grader.batch.grade import Graded, Options, Refused, Write
from dinosaur_grader.records import gradebook, last_write, late, outputs, submission_notes
from dinosaur_grader.results import Result

NOBODY = submission_notes.SubmissionNotes("", "")


def known(options: Options) -> Callable[[Result], bool]:
    """Whether the work of a result is no new hand-in: an attempt that was known when
    the marks were written, and it is not the one that was handed in since."""
    name = options.work().name
    before, noted = (
        submission_notes.read(options.out, name),
        attempts.read(options.submitted, name),
    )

    def is_known(result: Result) -> bool:
        had = [one.digest for one in before.get(result.student_id, NOBODY).attempts]
        own = noted.get(result.student_id, [])
        last = own[-1].digest if own else result.digest
        return result.digest in had and not (result.digest == last != had[-1])

    return is_known


def moved(options: Options, graded: Graded | None = None) -> list[late.Moved]:
    """The penalties that stand and that the course's rules would make others; none
    where the rules are those that the marks were written by."""
    name = options.work().name
    if not _stand(options) or not _changed(options, name)[1]:
        return []
    url = options.database or gradebook.default_url(options.out)
    plain = msgspec.structs.replace(options, keep_marks=False)
    return late.moved(url, name, outputs.late_terms(plain, graded))


def _changed(options: Options, name: str) -> tuple[bool, bool]:
    """Whether the rules about attempts, and those about late work, are others than
    those that the marks were written by."""
    now = outputs.ruled(options, name)
    before = last_write.rules(options.out, name) or [LAST, ""]
    return now[0] != before[0], now[1] != before[1]


def _stand(options: Options) -> bool:
    """Whether there are marks of an earlier run."""
    return (options.out / "results.jsonl").exists()


def others(options: Options) -> bool:
    """Whether the rules are others by now. Raises `Refused` where the gradebook can't
    be read."""
    if not _stand(options):
        return False
    try:
        changed = _changed(options, options.work().name)
        return changed[0] or bool(changed[1] and moved(options))
    except gradebook.GradebookError as error:
        raise Refused(str(error)) from error


def chooses(options: Options) -> bool:
    """Whether another attempt than the last one counts, or did: then a look at what
    changes comes first."""
    now = outputs.ruled(options, options.work().name)
    before = last_write.rules(options.out, options.work().name) or [LAST, ""]
    return _stand(options) and (now[0], before[0]) != (LAST, LAST)


def grade(
    options: Options,
    tell: Callable[[str], None],
    write: Write | None = None,
    out: Path | None = None,
) -> Graded:
    """Grade, into `out` where it is named; the best attempt is looked for with what
    being late costs."""
    worth = attempts.plainly
    if options.rules().attempts == BEST:
        url = options.database or gradebook.default_url(options.out)
        what = outputs.late_terms(msgspec.structs.replace(options, keep_marks=False))
        try:
            worth = late.worth(url, options.work().name, what)
        except gradebook.GradebookError as error:
            raise Refused(str(error)) from error
    into = msgspec.structs.replace(options, out=out or options.out)
    return grading.grade(into, tell, write, worth)
