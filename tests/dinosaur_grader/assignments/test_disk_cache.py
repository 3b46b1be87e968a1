"""A cache on disk: what we kept comes back, and nothing else does."""

from dinosaur_grader.assignments import disk_cache, locations

SEED = b"a seed of these tests, 32 bytes."


def test_what_was_kept_is_read_with_the_same_seed_under_the_same_name(tmp_path, monkeypatch):
    monkeypatch.setenv(locations.KEPT, str(tmp_path))
    path = disk_cache.path("thing", SEED, ["a version"])
    disk_cache.keep(path, SEED, b"what was kept")
    assert disk_cache.read(path, SEED) == b"what was kept"
    assert disk_cache.read(path, SEED[::-1]) is None
    other = disk_cache.path("thing", SEED, ["another version"])
    assert disk_cache.read(path.rename(other), SEED) is None
    assert other != path
