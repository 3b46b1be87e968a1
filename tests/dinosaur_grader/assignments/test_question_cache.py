"""Questions that were drawn before: the same ones, and never somebody else's."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import numpy as np
import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import disk_cache, locations, question_cache
from dinosaur_grader.assignments import probes as drawing
from dinosaur_grader.assignments.probes import asked, published

ROOT = Path(__file__).parents[3]
SEED = b"a seed of these tests, 32 bytes."


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(locations.KEPT, str(tmp_path / "kept"))
    question_cache.kept_or_drawn.cache_clear()
    yield tmp_path / "kept"
    question_cache.kept_or_drawn.cache_clear()


@pytest.fixture(scope="module")
def work():
    return assignments.load("bigrams", ROOT / "examples")


@pytest.fixture
def drawn(monkeypatch):
    """How often questions are drawn."""
    times = []

    def counted(*given):
        times.append(given)
        return asked(*given)

    monkeypatch.setattr(drawing, "asked", counted)
    return times


def again(work, seed=SEED):
    question_cache.kept_or_drawn.cache_clear()
    return question_cache.questions(work, seed)


def only(folder):
    [file] = folder.iterdir()
    return file


def plain(value):
    """Something that compares: arrays by their bytes, NumPy's numbers as Python's."""
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(plain, value))
    if isinstance(value, question_cache.KnownFaults):
        return plain(tuple(value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        # not what it has worked out and kept since
        own = {each.name: getattr(value, each.name) for each in dataclasses.fields(value)}
        return plain(own) | {"": type(value)}
    return value


def shared(probes):
    return [[probe.call is other.call for other in probes] for probe in probes]


@pytest.mark.parametrize(
    "name, course",
    [
        ("bigrams", ROOT / "examples"),
        pytest.param("dinosaur_island", None, marks=pytest.mark.slow),
    ],
)
def test_what_is_kept_is_what_is_drawn_and_shares_its_calls(name, course):
    work = assignments.load(name, course)
    drawn, public = asked(work.rubric, SEED), published(work.rubric)
    for kept in (question_cache.questions(work, SEED), again(work)):
        assert plain(kept.published) == plain(public)
        assert [probe.id for probe in kept.asked] == [probe.id for probe in drawn]
        for was, now in zip(drawn, kept.asked, strict=True):
            assert now.observe is was.observe and now.words == was.words
            own = {"observe": None, "words": None}
            assert plain(vars(now) | own) == plain(vars(was) | own), was.id
        # a published question that stands for itself is the published one
        assert shared((*kept.asked, *kept.published)) == shared((*drawn, *public))
        # else a hand-in graded from the cache of results says 3.0 where it said 3
        assert {type(probe.points) for probe in (*kept.asked, *kept.published)} == {float}


def test_known_faults_are_made_when_somebody_looks(work, monkeypatch):
    made = []
    fault = question_cache.Fault
    monkeypatch.setattr(question_cache, "Fault", lambda *own: made.append(own) or fault(*own))
    asked = again(work).asked
    assert not made
    [first, *_] = (each for each in asked if each.faults)
    assert first.faults[:1] == (first.faults[0],) and made


def test_they_are_drawn_once(work, folder, drawn):
    first = question_cache.questions(work, SEED)
    assert [plain(vars(p)) for p in again(work).asked] == [plain(vars(p)) for p in first.asked]
    assert len(drawn) == 1
    assert only(folder).stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert folder in work.secret, "no notebook may read it"


def test_another_seed_or_kit_has_a_file_of_its_own(work, folder, drawn):
    question_cache.questions(work, SEED)
    mine = only(folder)
    again(work, SEED[::-1])
    question_cache.kept_or_drawn(work.rubric, ("another version", work.wording), SEED)
    assert len(drawn) == 3 and len(list(folder.iterdir())) == 3
    newest = max(folder.iterdir(), key=lambda file: file.stat().st_mtime_ns)
    mine.write_bytes(newest.read_bytes())  # and is not believed under this one's name
    again(work)
    assert len(drawn) == 4


def flipped(place):
    """Another bit at this place of a file."""

    def spoil(path):
        held = bytearray(path.read_bytes())
        held[place] ^= 1
        path.write_bytes(held)

    return spoil


def elsewhere(path):
    """A link to what was kept, which is as it was."""
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


SPOILED = {
    "the seal": flipped(0),
    "the last bit": flipped(-1),
    "short": lambda path: path.write_bytes(b"short"),
    "others may read it": lambda path: path.chmod(0o644),
    "a link": elsewhere,
    "a pipe": lambda path: (path.unlink(), os.mkfifo(path)),
}


@pytest.mark.parametrize("how", SPOILED)
def test_a_file_that_is_not_as_we_left_it_is_not_believed(work, folder, drawn, how):
    question_cache.questions(work, SEED)
    SPOILED[how](only(folder))
    again(work)
    assert len(drawn) == 2
    again(work)
    assert len(drawn) == 2, "it is written again"


def test_somebody_else_s_file_is_not_believed(work, folder, drawn, monkeypatch):
    question_cache.questions(work, SEED)
    somebody = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: somebody)
    again(work)
    assert len(drawn) == 2


def test_without_a_place_they_are_drawn_each_time(work, tmp_path, monkeypatch, drawn):
    (tmp_path / "file").touch()
    for place in ("", str(tmp_path / "file" / "below")):
        monkeypatch.setenv(locations.KEPT, place)
        again(work)
    assert len(drawn) == 2


def test_the_newest_files_stay(work, folder, monkeypatch):
    monkeypatch.setattr(disk_cache, "MAX_FILES", 1)
    for number in range(2):
        again(work, bytes([number]) * 32)
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize(
    "named, caches, place",
    [
        ("/kept", "/caches", "/kept"),
        ("", "/caches", None),
        (None, "/caches", "/caches/dinosaur-grader"),
        (None, None, "/home/me/.cache/dinosaur-grader"),
    ],
)
def test_where_the_folder_is(monkeypatch, named, caches, place):
    for name, value in ((locations.KEPT, named), ("XDG_CACHE_HOME", caches)):
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)
    monkeypatch.setenv("HOME", "/home/me")
    assert locations.kept() == (place and Path(place))
