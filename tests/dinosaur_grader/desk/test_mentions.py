"""Whatever a course's folder holds of a person, `forget` deletes it or says where it
stands."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile

import hypothesis
import pytest
from hypothesis import strategies as st

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.desk.lms import archive
from dinosaur_grader.desk.mentions import find_mentions, pattern_of
from dinosaur_grader.store.register import Person
from tests.dinosaur_grader.desk import evening_class, upgrade

WHO = "s00007"  # O'Brien Zoë-Mae, whose name each kind of file writes in its own way
OTHERS = ("s00003", "s00008")
COMMANDS = (
    *(
        ("evening", "canvas.zip", *lists, "--yes")
        for lists in (("--canvas", "canvas.csv"),) * 2
    ),
    ("export", "--to", "plain.csv"),
    ("export", "--canvas", "canvas.csv", "--to", "marks.csv"),
    ("export", "--feedback", "canvas", "--to", "pages.zip"),
    ("people", "show", "--json"),
    ("report", "--json"),
    ("render",),
)


def whole(path):
    """All bytes of a file, and of the files in a zip behind their names."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as packed:
        return b"\n".join(
            info.filename.encode() + b"\n" + packed.read(info) for info in packed.infolist()
        )


def holding(home, *words):
    """The files of a folder, at any depth, that have one of these words."""
    files = (path for path in home.rglob("*") if path.is_file())
    return {
        path.relative_to(home)
        for path in files
        if any(word.encode() in whole(path) or word in str(path) for word in words)
    }


@pytest.fixture
def course(tmp_path, monkeypatch, capfd):
    """A course's folder after two evenings, with all that its commands wrote there."""
    monkeypatch.chdir(tmp_path)
    upgrade.serial(monkeypatch)
    upgrade.course_seed(tmp_path)
    group = evening_class.people(12)
    kinds = evening_class.work(assignments.load("dinosaur_island"))
    evening_class.canvas_zip(tmp_path / "canvas.zip", group, kinds)
    evening_class.tables(tmp_path, group)
    for verb, *given in COMMANDS:
        at = (
            ("--roster", "canvas-roster.csv", "--isolation", "none")
            if verb == "evening"
            else ()
        )
        upgrade.run(verb, *given, *at)
    (tmp_path / "graded" / "totals.csv.new").write_text(f"{WHO},dinosaur_island,1")
    (tmp_path / "course.toml").write_text(f'[excused.{WHO}]\ndinosaur_island = "ill"\n')
    capfd.readouterr()
    return tmp_path


@pytest.mark.slow
def test_every_file_of_a_course_that_still_has_a_forgotten_person_is_named(course, capfd):
    before = holding(course, OTHERS[0])
    assert {"graded/totals.csv", "upload/feedback.zip"} < {str(path) for path in before}

    upgrade.run("forget", WHO, "--with-submission", "--yes")

    said = capfd.readouterr().out
    named = {line.split(" still ")[0] for line in said.splitlines() if " still " in line}
    left = holding(course, WHO, "Zoë-Mae", "Zoë&#", "zoëmae")
    assert named == {str(path) for path in left}
    assert {"upload/feedback.zip", "upload/marks.csv", "course.toml"} < named
    assert not any(name.startswith(("submitted", "graded/feedback")) for name in named)
    assert holding(course, OTHERS[0]) == before


ANN = Person("ann", sort_name="O'Neil, Zoë", systems={"canvas": "101"})


@pytest.mark.parametrize(
    "text",
    [
        *("ann,5", 'excused.ann."q" = "ill"', '"student_id":"ann"', "<td>ann</td>"),
        *("O'Neil, Zoë", "Zoë O'Neil", "O&#39;Neil, Zoë", "O&#x27;Neil, Zoë"),
        *('"O\'Neil, Zo\\u00eb"', "oneilzoë_101_2101_dinosaur_island.ipynb"),
    ],
)
def test_a_person_is_known_by_each_way_in_which_a_file_writes_them(text):
    assert pattern_of(ANN).search(text.encode())


@pytest.mark.parametrize("text", ["anna,5", "bo.ann,5", "ann-lee,5", "101 points", "joann,101"])
def test_nobody_else_and_no_number_alone_is_taken_for_a_person(text):
    assert not pattern_of(ANN).search(text.encode())


def named(home, *rooms):
    return [line.split(": ")[0] for line in find_mentions(pattern_of(ANN), [home], rooms)]


def test_a_zip_in_a_zip_and_a_name_within_one_are_looked_at(tmp_path):
    with zipfile.ZipFile(tmp_path / "inner.zip", "w") as packed:
        packed.writestr("work.ipynb", "by ann")
    with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(tmp_path / "inner.zip", "upload.zip")
    with zipfile.ZipFile(tmp_path / "pages.zip", "w") as packed:
        packed.writestr("ann/page.html", "a page")
    (tmp_path / "inner.zip").unlink()
    still = "still names the student"
    assert named(tmp_path) == [
        f"{tmp_path / name} {still}" for name in ("all.zip", "pages.zip")
    ]


def test_what_cannot_be_looked_into_is_named_too(tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("big", bytes(archive.MAX_BYTES + 1))
    assert "bomb.zip may still name the student" in named(tmp_path)[0]


def test_links_and_the_folders_of_other_students_are_not_looked_into(tmp_path):
    (tmp_path / "home" / "submitted" / "bo").mkdir(parents=True)
    (tmp_path / "home" / "submitted" / "bo" / "work.ipynb").write_text("with ann")
    (tmp_path / "letter.txt").write_text("ann")
    (tmp_path / "home" / "link.txt").symlink_to(tmp_path / "letter.txt")
    (tmp_path / "home" / "there").symlink_to(tmp_path, target_is_directory=True)
    assert named(tmp_path / "home", tmp_path / "home" / "submitted") == []


def tarred(content):
    """A tar with one file."""
    with io.BytesIO() as file:
        with tarfile.open(fileobj=file, mode="w") as packed:
            info = tarfile.TarInfo("list.csv")
            info.size = len(content)
            packed.addfile(info, io.BytesIO(content))
        return file.getvalue()


def zipped(content):
    """A zip with one file whose name begins with a dot."""
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr(".list.csv", content)
        return file.getvalue()


PACKERS = (gzip.compress, bz2.compress, lzma.compress, tarred, zipped)


@hypothesis.settings(deadline=None)
@hypothesis.given(
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.lists(st.sampled_from(PACKERS), max_size=5),
)
def test_a_list_is_named_however_it_is_encoded_and_packed(tmp_path_factory, encoding, packers):
    content = "student_id;name\nann;O'Neil, Zo\u00eb\n".encode(encoding)
    for pack in packers:
        content = pack(content)
    folder = tmp_path_factory.mktemp("course")
    (folder / "list").write_bytes(content)
    assert len(named(folder)) == 1


@pytest.mark.parametrize(
    ("start", "what"),
    [(b"7z\xbc\xaf\x27\x1c", "a 7z archive"), (b"%PDF-1.7", "a PDF"), (b"Rar!", "a RAR")],
)
def test_a_file_that_nothing_can_look_into_is_named_with_its_kind(tmp_path, start, what):
    (tmp_path / "old").write_bytes(start + bytes(99))
    assert (
        f"may still name the student, as it can't be read (it is {what}" in named(tmp_path)[0]
    )
