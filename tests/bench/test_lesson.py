"""A student doesn't wait: `make bench` measures the solved notebook and its figures, and
fails where one takes too long."""

from bench import lesson


def test_what_takes_too_long_is_a_failure(monkeypatch):
    took = (1.0, [(0.5, "x = 1")], [["import", 9.0], ["unrolled", 1.5]])
    monkeypatch.setattr(lesson, "run", lambda name: took)

    assert lesson.main(["dinosaur_island"]) == 1
    assert lesson.main(["dinosaur_island", "--patience", "2"]) == 0
