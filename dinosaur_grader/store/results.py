"""Results as they come in, so that a killed run goes on where it was; and which of them
count.

A result is kept by its key (`MadeWith.key`), whatever becomes of it. When a run has
ended it is settled: those that count are marked, one for a student and an assignment,
those of attempts that don't count beside them, and what neither is goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

import msgspec
from sqlalchemy import Connection, delete, func, select, update

from dinosaur_grader.results import WITH_SCORE, MadeWith, Result
from dinosaur_grader.store.rows import upsert
from dinosaur_grader.store.schema import RESULTS

CHUNK = 200  # results that are read in one query

_result = msgspec.json.Decoder(Result)


def body(result: Result) -> str:
    """Encode a result as JSON. Its times have a column of their own."""
    plain = msgspec.structs.replace(result, seconds={}, aside=False)
    return msgspec.json.encode(plain).decode()


def put(connection: Connection, results: Iterable[Result]) -> None:
    """Keep these results, each in the place of the one with its key. Whether that one
    counts stays as it is."""
    rows = [
        dict(
            key=one.key,
            assignment=one.assignment,
            student=one.student_id,
            digest=one.digest,
            state=one.state,
            score=one.score,
            version=one.version,
            seed=one.seed,
            level=one.level,
            body=body(one),
            seconds=msgspec.json.encode(one.seconds).decode(),
        )
        for one in results
    ]
    upsert(connection, RESULTS, rows)


def read(connection: Connection, keys: Iterable[str]) -> Iterator[Result]:
    """Read the results with these keys, in this order. One that is gone is left out."""
    for some in _chunks(keys):
        query = select(RESULTS.c.key, RESULTS.c.counts, RESULTS.c.body)
        rows = connection.execute(query.where(RESULTS.c.key.in_(some)))
        found = {key: (counts, text) for key, counts, text in rows}
        for counts, text in (found[key] for key in some if key in found):
            result = _result.decode(text)
            aside = counts is not None and not counts
            yield msgspec.structs.replace(result, aside=True) if aside else result


def keys(
    connection: Connection, assignment: str = "", counts: bool = True
) -> dict[tuple[str, str, str], str]:
    """Map assignment, student and hand-in to the key of a result that counts, or of those
    that are `aside`, sorted."""
    of = (RESULTS.c.assignment, RESULTS.c.student, RESULTS.c.digest)
    query = select(*of, RESULTS.c.key).where(RESULTS.c.counts.is_(counts)).order_by(*of)
    if assignment:
        query = query.where(RESULTS.c.assignment == assignment)
    return {
        (name, student, digest): key for name, student, digest, key in connection.execute(query)
    }


def number(connection: Connection, some: Iterable[str]) -> int:
    """Count how many results with these keys there are."""
    query = select(func.count()).select_from(RESULTS)
    return sum(
        connection.scalar(query.where(RESULTS.c.key.in_(few))) or 0 for few in _chunks(some)
    )


def counted(connection: Connection, assignment: str = "") -> Iterator[Result]:
    """Yield the results that count, of one assignment if it is named, sorted by
    assignment and student."""
    return read(connection, keys(connection, assignment).values())


def aside(connection: Connection, assignment: str = "") -> Iterator[Result]:
    """Yield the results of attempts that do not count."""
    return read(connection, keys(connection, assignment, counts=False).values())


def made_with(connection: Connection, assignment: str = "") -> set[MadeWith]:
    """Return what the scored results that count were made with."""
    of = (RESULTS.c.version, RESULTS.c.seed, RESULTS.c.level)
    query = (
        select(*of)
        .distinct()
        .where(RESULTS.c.counts.is_(True), RESULTS.c.state.in_(WITH_SCORE))
    )
    if assignment:
        query = query.where(RESULTS.c.assignment == assignment)
    return {MadeWith(*row) for row in connection.execute(query)}


class ByStudent(Mapping[str, Result]):
    """Results by student, read a few at a time: two of them can be compared for a large
    class that is gone through in the order of its ids."""

    def __init__(self, connection: Connection, keys: Mapping[str, str]):
        self.connection, self.keys_of = connection, keys
        self._order = sorted(keys)
        self._place = {student: place for place, student in enumerate(self._order)}
        self._near: dict[str, Result] = {}

    def __getitem__(self, student_id: str) -> Result:
        if student_id not in self._near:
            place = self._place[student_id]
            wanted = self._order[place : place + CHUNK]
            found = read(self.connection, [self.keys_of[student] for student in wanted])
            self._near = {result.student_id: result for result in found}
        return self._near[student_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._order)

    def __len__(self) -> int:
        return len(self._order)


def latest(connection: Connection, assignment: str = "") -> ByStudent:
    """Map each student to the result that counts, of an assignment or the last of any."""
    known = keys(connection, assignment).items()
    return ByStudent(connection, {student: key for (_, student, _), key in known})


def settle(
    connection: Connection, assignment: str, counts: Iterable[str], aside: Iterable[str] = ()
) -> None:
    """Let the results with these keys count, those of `aside` be kept, and drop all other
    results of the assignment."""
    own = RESULTS.c.assignment == assignment
    connection.execute(update(RESULTS).where(own).values(counts=None))
    mark(connection, counts)
    mark(connection, aside, counts=False)
    connection.execute(delete(RESULTS).where(own, RESULTS.c.counts.is_(None)))


def mark(connection: Connection, some: Iterable[str], counts: bool = True) -> None:
    """Let the results with these keys count, or not."""
    for few in _chunks(some):
        these = update(RESULTS).where(RESULTS.c.key.in_(few))
        connection.execute(these.values(counts=counts))


def count(connection: Connection, assignment: str, keys: Mapping[str, str]) -> None:
    """Let one result of each of these students count, by its key, and no other of the
    assignment's."""
    for few in _chunks(keys):
        own = update(RESULTS).where(RESULTS.c.assignment == assignment)
        connection.execute(own.where(RESULTS.c.student.in_(few)).values(counts=None))
    mark(connection, keys.values())


def _chunks(some: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(some)
    while few := list(islice(rest, CHUNK)):
        yield few
