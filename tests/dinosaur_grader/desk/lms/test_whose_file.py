"""The law of whose a file is, tried by a machine; and for each way in which it could be
broken, a law that is, which has to be found."""

import re

import pytest
from hypothesis import given, settings

from dinosaur_grader.desk.lms import file_names, owners
from dinosaur_grader.desk.lms.file_names import find_readings
from dinosaur_grader.desk.lms.owners import Owners
from dinosaur_grader.exit_codes import Refused
from tests.dinosaur_grader.desk.lms.downloads import downloads

SAMPLE, WHOLE = 2_000, 200_000
NAME = "dinosaur_island"
TAKEN = (".ipynb", ".ipynb.txt", ".zip")


def guessed(download):
    """The system that the names tell; the true one where a person has to say it."""
    try:
        return file_names.guess_system(download.files)
    except Refused:
        return download.system


def broken_promises(download):
    """What the law promises and does not do for a download, as sentences."""
    system = guessed(download)
    law = Owners(download.people, system, download.files, {}, download.in_groups)
    for member, work in download.files.items():
        found = law.find_owner(member)
        if found.students and set(found.students) != set(work):
            yield f"{member} of {work} is taken for {found.students}'s"
        lost = set(work) & download.people.keys() - {*found.students, *found.perhaps}
        if lost:
            yield f"{member} may be {lost}'s, and nobody says so"
        if member.endswith(TAKEN) and not found.students and not found.why:
            yield f"{member} is lost without a word"
    yield from lost_plain(download, law)


def lost_plain(download, law):
    """Plain files that are not their owner's."""
    for member in download.plain if law.is_covered or not download.bare else ():
        found = law.find_owner(member)
        if found.why and not download.files[member][0].startswith("nobody's"):
            yield f"{member} is plain and was left out: {found.why}"


def tried(times):
    """Try the law on so many downloads."""

    @settings(max_examples=times, deadline=None, database=None, derandomize=True)
    @given(downloads())
    def law(download):
        assert list(broken_promises(download)) == []

    law()


@pytest.mark.slow
def test_no_file_goes_to_another_and_who_may_own_one_is_told():
    tried(SAMPLE)


@pytest.mark.proof
def test_no_file_goes_to_another_in_two_hundred_thousand_downloads():
    tried(WHOLE)


def eaten_underscore(monkeypatch):
    """Moodle's pattern as it was: it takes the `_` that the next reading begins with."""
    old = r"_(?P<id>[0-9]+)_assignsubmission_(?P<kind>file)(?P<end>_/|[_/])(?=(?P<original>.+))"
    monkeypatch.setattr(file_names, "MOODLE", re.compile(old, re.S))


def known_id_wins(monkeypatch):
    """A list counts as complete when anybody came from one: of several readings the one
    with a known id is believed."""
    find = Owners._find_works

    def known_first(self, reading):
        known = any(one.key in self._by_id for own in self._readings.values() for one in own)
        return find(self, reading) if reading.key in self._by_id or not known else ()

    monkeypatch.setattr(Owners, "_find_works", known_first)


def first_reading_wins(monkeypatch):
    """Only the first reading of a name is looked at."""
    read = owners.find_readings
    monkeypatch.setattr(owners, "find_readings", lambda *given: read(*given)[:1])


def last_reading_wins(monkeypatch):
    """Only the last reading of a name is looked at."""
    read = owners.find_readings
    monkeypatch.setattr(owners, "find_readings", lambda *given: read(*given)[-1:])


def first_person_wins(monkeypatch):
    """Of several people with an id, the first one has it."""
    find = Owners._find_people
    monkeypatch.setattr(
        Owners, "_find_people", lambda self, reading: set(sorted(find(self, reading))[:1])
    )


def any_system_wins(monkeypatch):
    """Where the names fit two systems, Moodle is believed."""

    def guess(members):
        fits = {
            system: sum(bool(file_names.find_readings(one, system)) for one in members)
            for system in ("moodle", "canvas")
        }
        best = max(fits, key=fits.get)
        return best if fits[best] else "folder"

    monkeypatch.setattr(file_names, "guess_system", guess)


def any_group_s_name(monkeypatch):
    """Whoever is called like a group is it."""
    make = Owners.__init__

    def teams(self, people, system, members, unsure, in_groups=False):
        make(self, people, system, members, unsure, in_groups)
        self.of_teams = True

    monkeypatch.setattr(Owners, "__init__", teams)


def anonymous_by_itself(monkeypatch):
    """A download is anonymous as soon as one name can be read so."""
    make = Owners.__init__

    def hidden(self, people, system, members, unsure, in_groups=False):
        make(self, people, system, members, unsure, in_groups)
        for member in members:
            found = find_readings(member, system)
            self._readings[member] = [one for one in found if one.anonymous] or found

    monkeypatch.setattr(Owners, "__init__", hidden)


def nobody_is_told(monkeypatch):
    """Whose a file may be is not said."""
    find = Owners.find_owner
    monkeypatch.setattr(
        Owners,
        "find_owner",
        lambda self, member: (
            owners.Owner(*vars(find(self, member)).values())
            if find(self, member).students
            else owners.Owner(why="no")
        ),
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "break_law",
    [
        eaten_underscore,
        known_id_wins,
        first_reading_wins,
        last_reading_wins,
        first_person_wins,
        any_system_wins,
        any_group_s_name,
        anonymous_by_itself,
        nobody_is_told,
    ],
)
def test_a_law_that_is_broken_is_found(break_law, monkeypatch):
    break_law(monkeypatch)
    with pytest.raises((AssertionError, ExceptionGroup)):
        tried(SAMPLE)
