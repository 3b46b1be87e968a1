"""Nothing grows above its ceiling, and ceilings only fall."""

from tools import size


def test_nothing_is_larger_than_its_ceiling():
    ceilings = size.read_ceilings(size.CEILINGS.read_text(encoding="utf-8"))
    found = size.measure()
    assert found.keys() == ceilings.keys()
    assert size.find_larger(found, ceilings) == []


def test_ceilings_only_fall():
    now = size.read_ceilings(size.CEILINGS.read_text(encoding="utf-8"))
    assert size.find_larger(now, size.read_earlier_ceilings()) == []


def test_what_is_larger_is_said_with_its_ceiling():
    ceilings = size.read_ceilings("[lines]\nbatch = 5\ndesk = 7\n")
    assert size.find_larger({"lines.batch": 6, "lines.desk": 7}, ceilings) == [
        "lines.batch: 6, and the ceiling is 5"
    ]
