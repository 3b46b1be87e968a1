"""A store of bytes within bounds."""

import tracemalloc

from grader.judging.lru import ENTRY_BYTES, LRU


def test_what_was_not_asked_for_the_longest_goes_first():
    kept = LRU(3 * (ENTRY_BYTES + 1))
    for key in (b"a", b"b", b"c"):
        kept.put(key, b"1")
    assert kept.get(b"a") == b"1"
    kept.put(b"d", b"1")
    assert [kept.get(key) for key in (b"a", b"b", b"c", b"d")] == [b"1", None, b"1", b"1"]


def test_what_is_put_again_counts_once():
    kept = LRU(10_000)
    for size in (900, 100, 400):
        kept.put(b"a", bytes(size))
    assert (kept.bytes, kept.get(b"a")) == (400 + ENTRY_BYTES, bytes(400))


def test_what_is_larger_than_all_may_be_is_not_kept():
    kept = LRU(1_000)
    kept.put(b"a", bytes(1_001))
    assert (kept.bytes, kept.get(b"a")) == (0, None)


def test_many_small_ones_take_no_more_than_is_counted():
    kept = LRU(400_000)
    tracemalloc.start()
    for i in range(3_000):
        kept.put(i.to_bytes(32, "big"), bytes(200))
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 100 < len(kept.entries) < 3_000
    assert held < 400_000
