"""The results of a run while it goes on: each is in the database soon after it came, so
that a killed run goes on where it was."""

from __future__ import annotations

import contextlib
import itertools
import logging
import time
from collections.abc import Iterable, Iterator

from sqlalchemy import select

from dinosaur_grader.batch import attempts
from dinosaur_grader.batch.attempts import CollectedAttempt
from dinosaur_grader.results import WITH_SCORE, NotebookFile, Result
from dinosaur_grader.store import database, lock, results
from dinosaur_grader.store.database import GradebookLocked
from dinosaur_grader.store.schema import RESULTS

log = logging.getLogger(__name__)

OFTEN = 0.25  # seconds between two transactions that write results
# seconds to wait for a database that another program holds, and until the next try
PATIENCE, LATER = 1.0, 5.0


class Journal:
    """The results of one assignment in a database, as one run finds and adds them; only
    their keys are held in memory. A context manager.

    `also` is the URL of the database whose results are used again: where it is another
    one they are taken over. Raises RunBusy where another run is at work, and GradebookError.
    """

    def __init__(self, url: str, assignment: str, also: str = ""):
        self.url, self.assignment, self.also = url, assignment, also or url
        self.attempts: list[CollectedAttempt] = []  # to be noted with the next results
        self._places: dict[str, str] = {}
        self._standing: dict[tuple[str, str], str] = {}
        self._fresh: dict[str, Result] = {}
        self._near: dict[str, Result] = {}
        self._due = 0.0

    def __enter__(self) -> Journal:
        with contextlib.ExitStack() as stack:
            stack.enter_context(lock.one_run(self.url))
            with database.writing(self.url):
                pass  # better now than after an hour of grading
            for url in dict.fromkeys((self.also, self.url)):
                self._look(url)
            self._held = stack.pop_all()
        log.info("%s has %d results", self.assignment, len(self._places))
        return self

    def __exit__(self, *_) -> None:
        with self._held:
            self.sync()

    def _look(self, url: str) -> None:
        """Find the scored results of a database, those that count at the end."""
        of = (RESULTS.c.key, RESULTS.c.student, RESULTS.c.digest)
        own = (RESULTS.c.assignment == self.assignment, RESULTS.c.state.in_(WITH_SCORE))
        order = (RESULTS.c.counts.is_not(None), RESULTS.c.student)
        query = select(*of).where(*own).order_by(*order)
        with database.reading(url) as connection:
            for key, student, digest in connection.execute(query):
                self._places[key] = url
                self._standing[student, digest] = key

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def __getitem__(self, key: str) -> Result:
        return next(self.read([key]))

    def read(self, keys: Iterable[str]) -> Iterator[Result]:
        """Yield the results with these keys, in this order, those that wait here, too:
        nobody who reads waits for another program that holds the database."""
        fresh = dict(self._fresh)
        with database.reading(self.url) as connection:
            for waits, group in itertools.groupby(keys, fresh.__contains__):
                some = tuple(group)
                yield from (fresh[key] for key in some if waits)
                yield from results.read(connection, () if waits else some)

    def get(self, key: str) -> Result | None:
        """Return the scored result with this key, if there is one."""
        # one without a score is tried again: to a watched folder the same work may come twice
        if key not in self._places:
            return None
        found = self._fresh.get(key) or self._around(key)
        if self._places[key] != self.url:
            self.append(found)
        return found if found.state in WITH_SCORE else None

    def _around(self, key: str) -> Result:
        """Read a result, and those that are likely to be asked for next: a class is gone
        through in the order of its ids."""
        if key not in self._near:
            url, known = self._places[key], iter(self._places)
            following = itertools.dropwhile(lambda each: each != key, known)
            with database.reading(url) as connection:
                found = results.read(connection, itertools.islice(following, results.CHUNK))
                self._near = {result.key: result for result in found}
        return self._near[key]

    def standing(self, work: NotebookFile) -> str | None:
        """Return the key of the last scored result of just this work, whatever it was
        made with."""
        return self._standing.get((work.student_id, work.digest))

    def append(self, result: Result) -> None:
        """Add a result; it is in the database with the first that comes `OFTEN` seconds
        later, or at `sync`. While another program holds the database it waits here."""
        self._fresh[result.key] = result
        self._near.pop(result.key, None)
        self._places[result.key] = self.url
        if time.monotonic() >= self._due:
            try:
                self.sync(PATIENCE)
            except GradebookLocked:
                self._due = time.monotonic() + LATER

    def sync(self, wait: float = database.WAIT_SECONDS) -> None:
        """Write what has not been written. Raises GradebookError."""
        if self._fresh or self.attempts:
            with database.writing(self.url, wait) as connection:
                results.put(connection, self._fresh.values())
                attempts.note(connection, self.attempts)
            self._fresh.clear()
            self.attempts.clear()
            self._due = time.monotonic() + OFTEN
