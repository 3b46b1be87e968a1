"""Grading again, safely: what a change of the kit, the seed or the isolation does to
marks is shown before it is written.

The class is graded aside, into a journal of its own, and that is compared with the
journal that stands under `--out`. A dry run ends there. A real run goes on where no
mark of unchanged work would change, or where the person has said `--accept-changes`;
`--keep-marks` lets all marks of unchanged work stand and grades only what is new.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec
from rich.console import Console

from dinosaur_grader.assignments import seed
from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.seed import SeedError
from dinosaur_grader.batch import journal
from dinosaur_grader.batch.canary import CanaryFailed
from dinosaur_grader.batch.grade import Graded, Options, Refused, Write
from dinosaur_grader.batch.journal import Journal, Latest
from dinosaur_grader.desk import mark_changes
from dinosaur_grader.desk.mark_changes import Change
from dinosaur_grader.desk.shared import rule_effects
from dinosaur_grader.records import gradebook, gradebook_marks, last_write
from dinosaur_grader.results import MadeWith, Result
from dinosaur_grader.sandbox import temp_folders

JOURNAL = "results.jsonl"
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


class WouldChange(Refused):
    """Marks that stand would change, and nobody has said that they may. Nothing was
    written."""


class Aside(msgspec.Struct, frozen=True):
    """A class graded aside: the batch, and what it would change under `--out`, by
    student and cell."""

    graded: Graded
    changes: tuple[Change, ...]
    stamp: tuple[int, int]

    @property
    def standing(self) -> list[Change]:
        """The changes of marks that stood for the very same work: what nobody who hands
        in has asked for."""
        return [change for change in self.changes if change.stood and change.marks]


Others = Mapping[str, Mapping[str, float]]
Show = Callable[[tuple[Change, ...]], None]


def grade_or_ask(
    options: Options,
    tell: Callable[[str], None],
    show: Show | None = None,
    write: Write | None = None,
) -> Graded:
    """Grade the class as `dinosaur_grader.batch.grade.grade` does, but let no mark of unchanged
    work change unseen.

    What is graded aside is not given to `write`.

    Raises `WouldChange` after `show`, a table on stderr where left out, was given the
    changes.
    """
    show = show or shown_by(Console(stderr=True))
    _same_course(options)
    regrades = _would_regrade(options)
    others, by_rules = _others(options), rule_effects.others(options)
    why = OTHER_KIT if regrades else OTHER_RUN if others else OTHER_RULES if by_rules else ""
    chooses = rule_effects.chooses(options)
    if not chooses and (options.keep_marks or not why):
        return rule_effects.grade(options, tell, write)
    if options.accept_changes:
        return _accepted(options, tell, show)
    if why:
        tell(f"{why}: grading separately to compare.")
    with _unfinished(options) as folder:
        done = aside(options, folder, tell)
        if done.standing:
            show(done.changes)
            choices = KEEPS_NONE if options.keep_marks else CHOICES
            raise WouldChange(f"existing marks would change. {choices}")
        words = sum(change.stood for change in done.changes)
        if not why:
            return _taken_over(done, options)
        tell(
            "No existing mark changes."
            + (f" Cells where the wording does: {words}." if words else "")
        )
        return _taken_over(done, options)


def to_compare(options: Options) -> bool:
    """Whether marks stand that `grade_or_ask` would compare with this run's before it
    writes any. Raises Refused where this is not the course that they were made in."""
    _same_course(options)
    if rule_effects.chooses(options):
        return True
    differs = _would_regrade(options) or bool(_others(options)) or rule_effects.others(options)
    return differs and not options.keep_marks


def dry_run(
    options: Options, tell: Callable[[str], None], show: Show, to: Path | None
) -> Graded:
    """Grade aside, show what would change, and write nothing but the CSV `to`, where
    one is named."""
    _same_course(options)
    if not options.seed.exists():
        raise Refused(
            f"there is no seed file {options.seed}, and a dry run draws none. Name it with --seed FILE."
        )
    with _elsewhere(options) as folder:
        done = aside(msgspec.structs.replace(options, dry=True), folder, tell)
        if to:
            mark_changes.write(done.changes, to)
        show(done.changes)
        return done.graded


def shown_by(console: Console) -> Show:
    """Show changes as a table and in a few sentences."""

    def show(found: tuple[Change, ...]) -> None:
        marks = sum(change.marks for change in found)
        if marks:
            console.print(mark_changes.table(found))
        if marks > mark_changes.ROWS_SHOWN:
            console.print(
                f"... and {marks - mark_changes.ROWS_SHOWN} more rows: --changes FILE writes them all."
            )
        console.print(mark_changes.summary(found) if found else "Nothing changes.")

    return show


def aside(options: Options, folder: Path, tell: Callable[[str], None]) -> Aside:
    """Grade the class into `folder`, starting from the results that stand, and
    compare."""
    stands = options.out / JOURNAL
    stamp = _stamp(stands)
    _begin(folder / JOURNAL, stands)
    graded = rule_effects.grade(options, tell, out=folder)
    before = Latest(stands, graded.assignment)
    return Aside(graded, _compared(before, graded, options, _others(options)), stamp)


def _compared(
    before: Mapping[str, Result], graded: Graded, options: Options, others: Others
) -> tuple[Change, ...]:
    """What changes: in the journal, and for the marks of `others` in the gradebook."""
    url = options.database or gradebook.default_url(options.out)
    by_hand, after = (
        gradebook_marks.by_hand(url, graded.assignment),
        Latest(graded.journal, graded.assignment),
    )
    theirs = tuple(mark_changes.against_gradebook(after, others, by_hand))
    told = {(change.student_id, change.cell) for change in theirs}
    own = (
        change
        for change in mark_changes.compare(before, after, by_hand, rule_effects.known(options))
        if (change.student_id, change.cell) not in told
        and (change.student_id in before or change.student_id not in others)
    )
    late = mark_changes.late_work(rule_effects.moved(options, graded), after)
    return (*theirs, *own, *late)


def _others(options: Options) -> Others:
    """The marks in the gradebook that another run wrote, by student and cell. Raises
    `Refused` where the gradebook can't be read: better now than when all is graded."""
    url = options.database or gradebook.default_url(options.out)
    try:
        return last_write.others(options.out, url, options.work().name)
    except gradebook.GradebookError as error:
        raise Refused(str(error)) from error


def _stamp(path: Path) -> tuple[int, int]:
    """What tells whether a file was written since."""
    if not path.exists():
        return (0, 0)  # as an empty one, which opening a journal makes
    known = path.stat()
    return (known.st_mtime_ns, known.st_size) if known.st_size else (0, 0)


@contextlib.contextmanager
def _elsewhere(options: Options) -> Iterator[Path]:
    """Where a dry run grades: the folder that was named, where results stay, or a
    temporary one."""
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
def _unfinished(options: Options) -> Iterator[Path]:
    """Where a real run grades aside: it stays when that is interrupted, and the next
    run goes on from there."""
    folder = options.out / UNFINISHED
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if options.regraded and (options.regraded / JOURNAL).exists():
        _take_in(options.regraded / JOURNAL, folder / JOURNAL)
    try:
        yield folder
    except (Refused, CanaryFailed):
        shutil.rmtree(folder)  # nothing is to be written
        if not any(options.out.iterdir()):
            options.out.rmdir()
        raise
    shutil.rmtree(folder)


def _begin(aside: Path, stands: Path) -> None:
    """The results that stand, so that only what has to be graded is; behind those of an
    earlier run aside."""
    if stands.exists() and not aside.exists():
        shutil.copyfile(stands, aside)
    elif stands.exists():
        _take_in(stands, aside)


def _take_in(source: Path, into: Path) -> None:
    """Add the results of one journal to another, but for those that it has."""
    with Journal(into) as book:
        for result in journal.everything(source):
            if result.key not in book:
                book.append(result)


def _would_regrade(options: Options) -> bool:
    """Whether a scored result was made with another kit, seed or isolation than this
    run's."""
    stands = options.out / JOURNAL
    if not stands.exists() or not options.seed.exists():
        return False
    work = options.work()
    return bool(journal.made_with(stands, work.name) - {_now(options, work)})


def _now(options: Options, work: Assignment) -> MadeWith:
    """What this run's marks are made with."""
    try:
        fingerprint = seed.load(options.seed).fingerprint
    except SeedError as error:
        raise Refused(str(error)) from error
    return MadeWith(options.rules().version(work.version), fingerprint, options.isolation)


def _same_course(options: Options) -> None:
    """Refuse to draw a new seed where marks stand that were made with another one, lost
    or lying elsewhere."""
    stands = options.out / JOURNAL
    if options.seed.exists() or not stands.exists():
        return
    known = sorted({made.seed for made in journal.made_with(stands)})
    if known:
        raise Refused(
            f"the marks in {options.out} were made with the seed {', '.join(known)}, and there is no seed file "
            f"{options.seed}. Name it with --seed FILE, or put your backup there. Draw a new one only if it is "
            f"lost for good: `dinosaur-grader seed {options.seed} --new`."
        )


def _accepted(options: Options, tell: Callable[[str], None], show: Show) -> Graded:
    """Grade into the journal itself, so that a killed run goes on, and show what has
    changed."""
    stands, unfinished = options.out / JOURNAL, options.out / UNFINISHED
    with temp_folders.private("regrade") as folder:
        before = folder / JOURNAL
        if stands.exists():
            shutil.copyfile(stands, before)
        options.out.mkdir(parents=True, exist_ok=True)
        for source in filter(None, (options.regraded, unfinished)):
            if (source / JOURNAL).exists():
                _take_in(source / JOURNAL, stands)
        others, graded = _others(options), rule_effects.grade(options, tell)
        _remove(unfinished, tell)
        show(_compared(Latest(before, graded.assignment), graded, options, others))
        return graded


def _remove(unfinished: Path, tell: Callable[[str], None]) -> None:
    """Remove what an unfinished run left; the next one would take its marks in."""
    try:
        shutil.rmtree(unfinished)
    except FileNotFoundError:
        pass
    except OSError as error:
        tell(f"{unfinished} could not be removed ({error.strerror}): remove it yourself.")


def _taken_over(done: Aside, options: Options) -> Graded:
    """The batch that was graded aside as the one under `--out`."""
    with Journal(options.out / JOURNAL) as book:
        if _stamp(book.path) != done.stamp:
            raise Refused(
                "another run wrote to the journal in the meantime, so nothing was written: run the command again."
            )
        regraded = done.graded.journal
        book.replace(journal.everything(regraded), also=regraded)
        return msgspec.structs.replace(done.graded, journal=book.path)


__all__ = [
    "UNFINISHED",
    "Aside",
    "WouldChange",
    "aside",
    "dry_run",
    "grade_or_ask",
    "shown_by",
    "to_compare",
]
