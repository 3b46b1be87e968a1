"""What is counted as code, and what as a comment for people."""

from tools.size import comments, lines

TEXT = '''"""A docstring
of two lines."""

import os  # noqa: F401

# why
x = """a text
is code"""
y = 1  # the field's unit
'''


def test_blank_lines_comments_and_docstrings_are_no_code():
    assert lines(TEXT) == 4


def test_what_is_for_tools_is_no_comment():
    assert comments(TEXT) == 2
