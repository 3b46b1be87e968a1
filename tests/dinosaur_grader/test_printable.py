"""What is shown has nothing in it that nobody sees, by one definition."""

import sys
import unicodedata

from dinosaur_grader.printable import clean, escaped, hidden

EVERYTHING = [chr(code) for code in range(sys.maxunicode + 1)]
UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


def test_what_unicode_calls_control_format_half_or_separator_is_hidden():
    missed = [c for c in EVERYTHING if unicodedata.category(c) in UNSEEN and not hidden(c)]

    assert missed == []


def test_nothing_that_can_be_seen_is_hidden():
    too_many = {unicodedata.category(c) for c in EVERYTHING if hidden(c)} - {*UNSEEN, "Cn"}

    assert too_many == set()


def test_a_clean_text_has_nothing_hidden_but_its_lines_and_tabs():
    left = {c for c in clean("".join(EVERYTHING)) if hidden(c)}

    assert left == {"\n", "\t"}


def test_an_escaped_name_has_nothing_hidden():
    left = {c for c in escaped("".join(EVERYTHING)) if hidden(c)}

    assert left == set()
