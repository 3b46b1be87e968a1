"""Which database the files under `--out` were rendered from, so that a gradebook that was
restored, deleted or put there by mistake is seen before anything is written.

`rendered.json` has the database's own id and its count of writes. Where the database has
another id, or has counted less, the marks of `totals.csv` are compared with its own; and
those of a student where nbgrader's row of the work is not the one that was written to.
"""

from __future__ import annotations

import contextlib
import csv
import datetime
from collections.abc import Collection, Iterator
from pathlib import Path

import msgspec
from sqlalchemy import Connection, select

from dinosaur_grader.batch import files
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.printable import digits, escaped
from dinosaur_grader.records import csv_tables, last_write
from dinosaur_grader.records.gradebook_marks import Marks
from dinosaur_grader.store import database, results
from dinosaur_grader.store.schema import STORE

FILE = "rendered.json"
MAX_SHOWN = 20
PATIENCE = 1.0  # seconds to wait for a database that another program holds


class Rendered(msgspec.Struct, frozen=True):
    """A database: its id, and how often something was written to it."""

    id: str = ""
    revision: int = 0


def of(connection: Connection) -> Rendered:
    """Read what a database says of itself; nothing where there is none yet."""
    row = connection.execute(select(STORE.c.id, STORE.c.revision)).first()
    return Rendered(*row) if row else Rendered()


def totals(out: Path) -> Path:
    """Name the table whose marks are compared."""
    return csv_tables.folder(out) / "totals.csv"


def known(out: Path) -> Rendered | None:
    """Read from which database the files under `out` were rendered, if that was noted."""
    try:
        return msgspec.json.decode((out / FILE).read_bytes(), type=Rendered)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def note(connection: Connection, out: Path) -> None:
    """Note that the files under `out` were rendered from this database."""
    files.replace(out / FILE, msgspec.json.encode(of(connection)) + b"\n")


def begin(out: Path, url: str) -> None:
    """Note which database a course began in, before anything is rendered from it."""
    if known(out) is None:
        with database.reading(url) as connection:
            note(connection, out)


def come_on(out: Path, url: str) -> None:
    """Count as one more write that people have given marks since, which no program of
    ours did: a backup from before would else be taken for this database. Where it can't
    be written just now, it is not kept from being read."""
    with contextlib.suppress(database.GradebookError):
        with database.writing(url, PATIENCE):
            pass
        with database.reading(url) as connection:
            note(connection, out)


def check(out: Path, url: str, accepted: bool = False) -> None:
    """See that the database at `url` is the one that the files under `out` were rendered
    from, or has come on from it. What is `accepted` may be another one.

    Raises Refused, with the marks that differ, and GradebookError.
    """
    before = known(out)
    if before is None:
        return
    with database.reading(url) as connection:
        now = of(connection)
    if accepted:
        return
    only = None
    if now.id != before.id:
        what = "another one, or a new one"
    elif now.revision < before.revision:
        what = "an older state of itself"
    else:
        what, only = (
            "one whose rows of nbgrader's were removed or replaced",
            last_write.parted(url),
        )
    found = [] if only == set() else _differences(out, url, only)
    # what a person gave comes first: nobody can make it again
    listed = [said for _, said in sorted(found, key=lambda one: not one[0])]
    if only is not None and not listed:
        return
    more = [f"... and {len(listed) - MAX_SHOWN} more."] if len(listed) > MAX_SHOWN else []
    raise Refused(
        "\n".join(
            [
                f"the gradebook is not the one that {out} was written from: it is {what}.",
                *(listed[:MAX_SHOWN] or ["No mark differs."]),
                *more,
                "Nothing was written. Put the right gradebook in its place, or name it by --database; "
                "`dinosaur-grader database move --to URL` takes people and marks along to a new one. If this is the "
                "right one, go on with --accept-changes, which `grade`, `watch` and `render` take.",
            ]
        )
    )


def _differences(
    out: Path, url: str, only: Collection[tuple[str, str]] | None = None
) -> Iterator[tuple[bool, str]]:
    """Yield what the tables under `out` say of a mark and the database doesn't, and before it
    whether a mark by hand is lost; of these students' assignments only where they are
    named."""
    path, marks = totals(out), Marks(url)
    if not path.exists():
        return
    day = datetime.date.fromtimestamp(path.stat().st_mtime).isoformat()
    with database.reading(url) as connection:
        found = {
            (one.assignment, one.student_id): marks.of(one)
            for one in results.counted(connection)
        }
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if only is not None and (row["student_id"], row["assignment"]) not in only:
                continue
            final = found.get((row["assignment"], row["student_id"]))
            now = digits(final.score if final else None)
            gone = {*row["by_hand"].split()} - {*(final.by_hand if final else ())}
            if now != row["score"] or gone:
                why = (
                    f": the marks given by hand for {', '.join(sorted(gone))} are gone"
                    if gone
                    else ""
                )
                said = (
                    f"  {row['student_id']}, {row['assignment']}: {row['score'] or 'no mark'} on {day}, "
                    f"now {now or 'none'}{why}"
                )
                yield bool(gone), escaped(said)
