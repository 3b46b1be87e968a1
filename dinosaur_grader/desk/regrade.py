"""Grading again, safely: what a change of the kit, the seed or the isolation does to
marks is shown before it is written.

The class is graded separately, into a journal of its own, and that is compared with the
journal that stands under `--out`. A dry run ends there. A real run goes on where no
mark of unchanged work would change, or where the person has said `--accept-changes`;
`--keep-marks` lets all marks of unchanged work stand and grades only what is new.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from dinosaur_grader.assignments import course_seed
from dinosaur_grader.assignments.course_rules import BEST, LAST
from dinosaur_grader.batch import attempts, journal
from dinosaur_grader.batch import grade_class as grading
from dinosaur_grader.batch.grade_class import Graded, Options, Write
from dinosaur_grader.batch.journal import Journal, Latest
from dinosaur_grader.desk import mark_changes
from dinosaur_grader.desk.graded_folder import JOURNAL, url_of
from dinosaur_grader.desk.mark_changes import BY_DEFAULT, Change, Others, changes, penalties
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.records import gradebook, last_write, late, outputs
from dinosaur_grader.results import MadeWith
from dinosaur_grader.sandbox import temp_folders

UNFINISHED = ".regrading"  # under `--out`: a regrading that was interrupted, to go on from
CHOICES = (
    "Nothing was written. `--dry-run --changes FILE` writes the whole list; `--accept-changes` puts these marks "
    "in place of the old ones; `--keep-marks` keeps the old ones and grades only what is new."
)
OTHER_KIT = "The kit, the seed, course.toml or the isolation level differs from what the marks were made with"
OTHER_RULES = "The rules in course.toml are not the ones that the marks were written under"
OTHER_RUN = "The gradebook has marks from another run"
KEEPS_NONE = (
    "Nothing was written. --keep-marks can't keep marks where another attempt counts: let them "
    "change with `--accept-changes`, or undo the line `attempts` in course.toml."
)
Show = Callable[[tuple[Change, ...]], None]


class Trial(msgspec.Struct, frozen=True):
    """A class graded for comparison: the batch, and what it would change under `--out`, by
    student and cell. `stamp` tells whether the journal there was written since."""

    graded: Graded
    changes: tuple[Change, ...]
    stamp: tuple[int, int]


def grade_or_ask(
    options: Options, tell: Callable[[str], None], show: Show, write: Write | None = None
) -> Graded:
    """Grade the class as `dinosaur_grader.batch.grade_class.grade` does, but let no mark of unchanged
    work change unseen.

    What is graded for comparison is not given to `write`.

    Raises Refused, and shows the changes, where marks that stand would change and nobody
    has said that they may: nothing was written then.
    """
    why, compares = to_compare(options)
    if not compares:
        return _grade(options, tell, write)
    asks = not options.accept_changes
    if why and asks:
        tell(f"{why}: grading separately to compare.")
    with _unfinished(options, tell) as folder:
        done = trial(options, folder, tell)
        # what nobody who hands in has asked for
        moved = any(change.stood and change.marks for change in done.changes)
        if moved or not asks:
            show(done.changes)
        if moved and asks:
            choices = KEEPS_NONE if options.keep_marks else CHOICES
            raise Refused(f"existing marks would change. {choices}")
        if why and asks:
            words = sum(change.stood for change in done.changes)
            some = f" Only the wording changes in {words} cells." if words else ""
            tell(f"No existing marks change.{some}")
        return _taken_over(done, options)


def to_compare(options: Options) -> tuple[str, bool]:
    """Say why marks that stand may become others, as the beginning of a sentence, and
    whether this run's are to be compared with them before any is written. Raises
    Refused where this is not the course that they were made in."""
    _same_course(options)
    regrades, others = _would_regrade(options), _others(options)
    name, graded_before = options.work().name, (options.out / JOURNAL).exists()
    now = outputs.ruled(options, name)
    before = last_write.noted(options.out).rules.get(name, BY_DEFAULT)
    with gradebook.refusing():
        by_rules = graded_before and (now[0] != before[0] or bool(penalties(options)))
    why = OTHER_KIT if regrades else OTHER_RUN if others else OTHER_RULES if by_rules else ""
    # where another attempt than the last one counts, or did
    chooses = graded_before and (now[0], before[0]) != (LAST, LAST)
    return why, chooses or bool(why and not options.keep_marks)


def _grade(
    options: Options,
    tell: Callable[[str], None],
    write: Write | None = None,
    out: Path | None = None,
) -> Graded:
    """Grade, into `out` where it is named; the best attempt is looked for with what
    being late costs."""
    worth = attempts.plainly
    if options.rules().attempts == BEST:
        what = outputs.late_terms(msgspec.structs.replace(options, keep_marks=False))
        with gradebook.refusing():
            worth = late.worth(url_of(options), options.work().name, what)
    into = msgspec.structs.replace(options, out=out or options.out)
    return grading.grade(into, tell, write, worth)


def dry_run(
    options: Options, tell: Callable[[str], None], show: Show, to: Path | None
) -> Graded:
    """Grade for comparison, show what would change, and write nothing but the CSV `to`, where
    one is named."""
    _same_course(options)
    if not options.seed.exists():
        raise Refused(
            f"there is no seed file {options.seed}, and a dry run doesn't create one. Name it with --seed FILE."
        )
    with _elsewhere(options) as folder:
        done = trial(msgspec.structs.replace(options, dry=True), folder, tell)
        if to:
            mark_changes.write(done.changes, to)
        show(done.changes)
        return done.graded


def trial(options: Options, folder: Path, tell: Callable[[str], None]) -> Trial:
    """Grade the class into `folder`, starting from the results that stand, and
    compare."""
    journal_path = options.out / JOURNAL
    stamp, own = _stamp(journal_path), folder / JOURNAL
    # what stands is not graded again; it comes behind the results of an earlier run aside
    if own.exists():
        _take_in(journal_path, own)
    elif journal_path.exists():
        shutil.copyfile(journal_path, own)
    graded = _grade(options, tell, out=folder)
    before = Latest(journal_path, graded.assignment)
    return Trial(graded, changes(before, graded, options, _others(options)), stamp)


def _others(options: Options) -> Others:
    """Read the marks in the gradebook that another run wrote. Raises Refused where the
    gradebook can't be read."""
    with gradebook.refusing():
        return last_write.others(options.out, url_of(options), options.work().name)


def _stamp(path: Path) -> tuple[int, int]:
    """Return what tells whether a file was written since."""
    if not path.exists():
        return (0, 0)  # as an empty one, which opening a journal makes
    known = path.stat()
    return (known.st_mtime_ns, known.st_size) if known.st_size else (0, 0)


@contextlib.contextmanager
def _elsewhere(options: Options) -> Iterator[Path]:
    """Yield the folder where a dry run grades: the one that was named, where results
    stay, or a temporary one."""
    if options.regraded is None:
        with temp_folders.private("regrade") as folder:  # it holds marks
            yield folder
        return
    if options.regraded.resolve().is_relative_to(options.out.resolve()):
        why = f"{options.regraded} lies in {options.out}, where a dry run writes nothing: choose another folder."
        raise Refused(why)
    options.regraded.mkdir(mode=0o700, parents=True, exist_ok=True)
    yield options.regraded


@contextlib.contextmanager
def _unfinished(options: Options, tell: Callable[[str], None]) -> Iterator[Path]:
    """Yield the folder where a real run grades for comparison. It stays when that run
    is interrupted, and the next run goes on from there."""
    folder = options.out / UNFINISHED
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if options.regraded:
        _take_in(options.regraded / JOURNAL, folder / JOURNAL)
    try:
        yield folder
    except Refused:
        shutil.rmtree(folder)  # nothing is to be written
        if not any(options.out.iterdir()):
            options.out.rmdir()
        raise
    try:
        shutil.rmtree(folder)
    except OSError as error:  # the next run would take its marks in
        tell(f"{folder} could not be removed ({error.strerror}): remove it yourself.")


def _take_in(source: Path, into: Path) -> None:
    """Add the results of one journal to another, but for those that it has."""
    if not source.exists():
        return
    with Journal(into) as book:
        for result in journal.everything(source):
            if result.key not in book:
                book.append(result)


def _would_regrade(options: Options) -> bool:
    """Check whether a scored result was made with another kit, seed or
    isolation than this run's."""
    journal_path = options.out / JOURNAL
    if not journal_path.exists() or not options.seed.exists():
        return False
    fingerprint = course_seed.load(options.seed).fingerprint
    work = options.work()
    now = MadeWith(options.rules().version(work.version), fingerprint, options.isolation)
    return bool(journal.made_with(journal_path, work.name) - {now})


def _same_course(options: Options) -> None:
    """Refuse to draw a new seed where marks stand that were made with another one, lost
    or lying elsewhere."""
    journal_path = options.out / JOURNAL
    if options.seed.exists() or not journal_path.exists():
        return
    known = sorted({made.seed for made in journal.made_with(journal_path)})
    if known:
        raise Refused(
            f"the marks in {options.out} were made with the seed {', '.join(known)}, and there is no seed file "
            f"{options.seed}. Name it with --seed FILE, or put your backup there. Draw a new one only if it is "
            f"lost for good: `dinosaur-grader seed {options.seed} --new`."
        )


def _taken_over(done: Trial, options: Options) -> Graded:
    """Take over the batch that was graded for comparison, as the one under `--out`."""
    with Journal(options.out / JOURNAL) as book:
        if _stamp(book.path) != done.stamp:
            raise Refused(
                "another run wrote to the journal in the meantime, so nothing was written: run the command again."
            )
        regraded = done.graded.journal
        book.replace(journal.everything(regraded), also=regraded)
        return msgspec.structs.replace(done.graded, journal=book.path)
