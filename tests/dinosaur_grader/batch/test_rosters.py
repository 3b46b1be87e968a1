"""A roster says whose an id is; a bad line costs itself only."""

import pytest

from dinosaur_grader.batch import rosters
from dinosaur_grader.exit_codes import Refused

HEADING = "student_id,system_id\n"


def read(tmp_path, raw):
    path = tmp_path / "roster.csv"
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return rosters.read(path)


@pytest.mark.parametrize(
    "text",
    [
        HEADING + "ada,1\nada,1\nzoe,9\n",
        "\ufeffstudent_id;system_id\r\nada;1\r\nzoe;9\r\n",
    ],
    ids=["a line that repeats itself", "semicolons"],
)
def test_what_does_no_harm(tmp_path, text):
    roster = read(tmp_path, text)
    assert (roster.ids, roster.complaints) == ({"1": "ada", "9": "zoe"}, [])


@pytest.mark.parametrize("lines", ["ada,1\nada,2\n", "ada,1\nbob,1\n"])
def test_an_id_that_stands_twice_is_used_for_nobody(tmp_path, lines):
    roster = read(tmp_path, HEADING + lines + "zoe,9\n")
    assert roster.ids == {"9": "zoe"}
    assert "line 3" in roster.complaints[1] and "shares an id" in roster.complaints[1]
    assert roster.doubtful["1"] == "the roster does not say clearly who 1 is"


def test_a_line_with_a_dangerous_id_is_named_and_the_rest_goes_on(tmp_path):
    roster = read(tmp_path, HEADING + "../evil,1\nzoe,9\n")
    assert roster.ids == {"9": "zoe"}
    assert roster.complaints == [
        "roster.csv, line 2: the student id ../evil holds a path separator"
    ]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("student_id\nJosé\n".encode("latin-1"), "is not UTF-8: save it as CSV UTF-8"),
        (b"name,mail\nada,a@b\n", "must name a column student_id"),
        (b"", "must name a column student_id"),
        (b"student_id\n" + b"x" * 200_000 + b"\n", "this is not a CSV file"),
    ],
)
def test_a_file_that_is_no_roster_says_why(tmp_path, raw, why):
    with pytest.raises(Refused, match=why):
        read(tmp_path, raw)
