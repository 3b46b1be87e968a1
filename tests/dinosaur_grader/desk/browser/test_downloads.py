"""Files that a person brings are told apart by what is in them, and none is lost."""

import io
import zipfile

import pytest

from dinosaur_grader.desk.browser import downloads
from dinosaur_grader.exit_codes import Refused

CANVAS = "Student,ID,SIS User ID,SIS Login ID,Section,Dinos (1)\nLee Kim,7,,kim,A,\n"
MOODLE = "Identifier,Full name,Email address,Status,Grade\nParticipant 7,Kim Lee,k@x.org,,\n"


def zipped():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("leekim_7_1_dinosaur_island.ipynb", "{}")
    return made.getvalue()


FILES = {
    "canvas": ("canvas.csv", CANVAS.encode()),
    "moodle": ("grades.csv", MOODLE.encode("utf-16")),
    "people": ("list.csv", b"student_id,name\nada,Ada\n"),
    "submissions": ("submissions.zip", zipped()),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_is_told_by_what_is_in_it(kind, tmp_path):
    name, content = FILES[kind]
    taken = downloads.take(name, io.BytesIO(content), tmp_path)

    assert (taken.kind, taken.path) == (kind, f"downloads/{name}")
    assert (tmp_path / taken.path).read_bytes() == content


def test_nothing_is_overwritten_and_the_newest_comes_first(tmp_path):
    first = downloads.take("canvas.csv", io.BytesIO(CANVAS.encode()), tmp_path)
    second = downloads.take("canvas.csv", io.BytesIO(CANVAS.encode() * 2), tmp_path)

    assert [first.path, second.path] == ["downloads/canvas.csv", "downloads/canvas-2.csv"]
    assert {one.path for one in downloads.there(tmp_path)} == {first.path, second.path}


def test_what_is_none_of_these_is_refused_with_where_to_get_them_and_not_kept(tmp_path):
    with pytest.raises(Refused, match="Download Submissions"):
        downloads.take("holiday.jpg", io.BytesIO(b"\xff\xd8"), tmp_path)
    assert list((tmp_path / "downloads").iterdir()) == []


@pytest.mark.parametrize(
    "name",
    [
        "../../evil.csv",
        "..\\evil.csv",
        "/etc/evil.csv",
        ".hidden.csv",
        "-rf.csv",
        "a\nb\u202e.csv",
        "x" * 300,
    ],
)
def test_no_name_leads_out_or_is_an_option(name, tmp_path):
    taken = downloads.take(name, io.BytesIO(CANVAS.encode()), tmp_path)
    last = taken.path.removeprefix("downloads/")

    assert (tmp_path / "downloads" / last).is_file()
    assert last.isprintable() and last[0] not in ".-" and "/" not in last and len(last) <= 100


def test_a_link_in_the_folder_is_not_followed(tmp_path):
    (tmp_path / "downloads").mkdir()
    (tmp_path / "elsewhere.csv").write_text(CANVAS)
    (tmp_path / "downloads" / "canvas.csv").symlink_to(tmp_path / "elsewhere.csv")

    assert downloads.there(tmp_path) == []
    taken = downloads.take("canvas.csv", io.BytesIO(CANVAS.encode()), tmp_path)
    assert taken.path == "downloads/canvas-2.csv"
