"""What is shown has nothing in it that nobody sees, by one definition."""

import sys
import unicodedata

import pytest

from dinosaur_grader.printable import Name, clean, escaped

UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
EVERYTHING = "".join(map(chr, range(sys.maxunicode + 1)))
SOME = [c for c in EVERYTHING if unicodedata.category(c) in UNSEEN or c < "\u0100"]


def test_a_clean_text_has_nothing_hidden_but_its_lines_and_tabs_and_an_escaped_one_nothing():
    assert {c for c in clean("".join(SOME)) if unicodedata.category(c) in UNSEEN} == {
        "\n",
        "\t",
    }
    assert not {unicodedata.category(c) for c in escaped("".join(SOME))} & {*UNSEEN}


def test_a_name_is_escaped_in_a_sentence_and_itself_as_a_key_or_a_path(tmp_path):
    raw = "a\u202e\nb.ipynb"
    name = Name(raw)
    assert f"{name}: {name!s:>4}" == f"a\\u202e\\x0ab.ipynb: {raw}"
    assert {raw: 1}[name] == 1 and (tmp_path / name).name == raw


@pytest.mark.parametrize(
    ("student_id", "shown"),
    [
        *((safe, safe) for safe in ("o'neil", "łódź", "a b", "007", "x=y", "a-b@c.edu")),
        (" =1+1", " \\x3d1+1"),
        ("\uff1d1+1", "\\uff1d1+1"),
        ("\u00a0@x", "\u00a0\\x40x"),
        ("=cmd", "\\x3dcmd"),
        ("-1", "\\x2d1"),
        ("x;=1+1;y", "x;\\x3d1+1;y"),
        ('x; "@a', 'x; "\\x40a'),
        ("a\nb", "a\\x0ab"),
        ("a\u202eb", "a\\u202eb"),
        ("a\udcffb", "a\\udcffb"),
    ],
)
def test_an_unsafe_id_is_shown_escaped_and_a_safe_one_is_never_altered(student_id, shown):
    assert escaped(student_id) == shown
