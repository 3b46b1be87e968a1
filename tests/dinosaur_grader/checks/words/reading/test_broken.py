"""A text that Python can't read: where, and what is missing."""

from dinosaur_grader.checks.words.reading.reader import Reading


def test_a_text_that_python_cannot_read_is_said_with_its_line():
    reading = Reading("x = 1\ndef f(X)\n    return X\n", "f")
    (slip,) = reading.slips
    assert slip.fault == "syntax"
    assert "line 2, `def f(X)` (SyntaxError: expected ':')" in slip.hint
    assert "A colon is missing" in slip.hint
