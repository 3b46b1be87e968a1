"""Collecting from zips and folders: nobody is lost, nobody mixed up, nothing
overwritten."""

import csv
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dinosaur_grader.desk.lms import archive, file_names
from dinosaur_grader.desk.lms.collect import collect, command
from dinosaur_grader.results.exit_codes import Refused

NAME = "dinosaur_island"


def zipped(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive_file:
        for name, content in files:
            archive_file.writestr(name, content)
    return path


def taken(tmp_path, files, roster=None):
    """Collect a zip of these files into `submitted`; the roster is given as its text."""
    source, into = zipped(tmp_path / "s.zip", files), tmp_path / "submitted"
    if roster is None:
        return collect(source, into, NAME)
    listed = tmp_path / "roster.csv"
    listed.write_text(roster)
    return collect(source, into, NAME, roster=listed)


def students(done):
    return [row["student_id"] for row in done.rows]


def placed(tmp_path, student):
    return (tmp_path / "submitted" / student / NAME / f"{NAME}.ipynb").read_text()


@pytest.mark.parametrize(
    ("member", "key", "late", "original"),
    [
        ("leeanna_101_2001_dinosaur_island.ipynb", "101", False, "dinosaur_island.ipynb"),
        ("de_la_cruz_LATE_102_2002_my_work.ipynb", "102", True, "my_work.ipynb"),
        ("李雷_103_2003_dinosaur_island-2.ipynb", "103", False, "dinosaur_island-2.ipynb"),
        ("anon_x9Qz_2004_dinosaur_island.ipynb", "x9Qz", False, "dinosaur_island.ipynb"),
        ("LATE_anon_x9Qz_2004_dinosaur_island.ipynb", "x9Qz", True, "dinosaur_island.ipynb"),
    ],
)
def test_canvas_names_are_read(member, key, late, original):
    origin = file_names.origin(member, "canvas")
    assert (origin.key, origin.late, origin.original) == (key, late, original)


@pytest.mark.parametrize(
    "member",
    [
        "Ada King_77_assignsubmission_file/dinosaur_island.ipynb",
        "Ada King_77_assignsubmission_file_/dinosaur_island.ipynb",
        "Ada King_77_assignsubmission_file_dinosaur_island.ipynb",
    ],
)
def test_moodle_names_are_read_in_all_three_shapes(member):
    origin = file_names.origin(member, "moodle")
    assert (origin.key, origin.name, origin.original) == (
        "77",
        "Ada King",
        "dinosaur_island.ipynb",
    )


def earlier(tmp_path, student):
    """The attempts of a student that are kept aside."""
    folder = tmp_path / "submitted.attempts" / student / NAME
    return [path.read_text() for path in folder.iterdir()]


def test_the_last_attempt_counts_and_the_others_are_kept(tmp_path):
    files = [("a_1_20_x.ipynb", "old"), ("a_1_30_x-1.ipynb", "new"), ("b_2_25_x.ipynb", "b")]
    done = taken(tmp_path, files)
    assert placed(tmp_path, "1") == "new"
    assert earlier(tmp_path, "1") == ["old"]
    assert [(row["student_id"], row["attempts"]) for row in done.rows] == [
        ("1", "2"),
        ("2", "1"),
    ]


def test_a_second_collection_overwrites_nothing(tmp_path):
    taken(tmp_path, [("a_1_20_x.ipynb", "old"), ("b_2_21_x.ipynb", "b")])
    taken(tmp_path, [("a_1_30_x.ipynb", "new")])
    assert placed(tmp_path, "1") == "new"
    assert earlier(tmp_path, "1") == ["old"]
    with open(tmp_path / "submitted.collected.csv", newline="") as file:
        assert [row["student_id"] for row in csv.DictReader(file)] == ["1", "2"]


def test_a_roster_maps_the_ids_and_tells_who_is_missing(tmp_path):
    roster = "student_id,system_id\nada,1\nbob,2\n"
    done = taken(tmp_path, [("x_1_20_n.ipynb", "work")], roster)
    assert placed(tmp_path, "ada") == "work"
    assert done.missing == ["bob"]


def test_an_id_that_stands_twice_is_used_for_nobody_and_the_rest_goes_on(tmp_path):
    files = [("a_1_2_x.ipynb", "?"), ("z_9_3_x.ipynb", "z")]
    done = taken(tmp_path, files, "student_id,system_id\nada,1\nbob,1\nzoe,9\n")
    assert students(done) == ["zoe"]
    assert done.left_out == [("a_1_2_x.ipynb", "the roster does not say clearly who 1 is")]


def test_an_id_that_the_roster_lacks_is_not_taken_for_another_students_own(tmp_path):
    files = [
        ("kim_9_20_x.ipynb", "of student 55"),
        ("eve_55_21_x.ipynb", "of nobody in the roster"),
    ]
    done = taken(tmp_path, files, "student_id,system_id\n55,9\n")
    assert placed(tmp_path, "55") == "of student 55"
    why = "the roster lacks 55, which is also another student's id in the course"
    assert done.left_out == [("eve_55_21_x.ipynb", why)]


def test_two_students_with_one_name_stay_two(tmp_path):
    files = [("kim_1_20_x.ipynb", "one's"), ("kim_2_21_x.ipynb", "two's")]
    taken(tmp_path, files)
    assert (placed(tmp_path, "1"), placed(tmp_path, "2")) == ("one's", "two's")


def test_a_name_with_numbers_of_its_own_is_read_by_the_roster(tmp_path):
    files = [("r_2_d2_101_2001_x.ipynb", "robot"), ("ada_3_101x_102_2002_5_6_x.ipynb", "other")]
    done = taken(tmp_path, files, "student_id,system_id\nr2d2,101\nada,102\n")
    assert {row["student_id"]: row["name"] for row in done.rows} == {
        "r2d2": "r_2_d2",
        "ada": "ada_3_101x",
    }


def test_of_several_notebooks_the_one_named_like_the_assignment_counts_and_the_choice_is_told(
    tmp_path,
):
    folder = "Ada_77_assignsubmission_file/"
    files = [(folder + "Dinosaur Island.ipynb", "work"), (folder + "scratch.ipynb", "play")]
    done = taken(tmp_path, files)
    assert placed(tmp_path, "77") == "work"
    choice = f"handed in 2 notebooks; {folder}Dinosaur Island.ipynb was taken."
    assert done.choices == [("77", choice)]


def inner_zip(tmp_path, *files):
    return zipped(tmp_path / "inner.zip", files).read_bytes()


def test_what_a_mail_program_or_a_zip_made_of_a_notebook_is_taken(tmp_path):
    packed = inner_zip(
        tmp_path, ("x/a.ipynb", "in a zip"), ("x/.ipynb_checkpoints/a.ipynb", "old")
    )
    files = [
        ("ada_1_11_dinosaur_island.ipynb.txt", "a text"),
        ("bob_2_12_dinosaur_island.ipynb.json", "a json"),
        ("cy_3_13_work.zip", packed),
    ]
    done = taken(tmp_path, files)
    assert done.left_out == []
    found = [placed(tmp_path, student) for student in "123"]
    assert found == ["a text", "a json", "in a zip"]


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ([], "no notebook"),
        ([("a.ipynb", "1"), ("b.ipynb", "2")], "2 notebooks"),
        ([(f"{number}.txt", "") for number in range(101)], "more than 100 files"),
    ],
)
def test_a_zip_without_one_notebook_is_left_out_with_the_reason(tmp_path, files, why):
    outer = [("ada_1_11_work.zip", inner_zip(tmp_path, *files))]
    done = taken(tmp_path, outer)
    assert why in done.left_out[0][1]
    assert done.rows == []


def test_a_zip_of_very_many_names_is_not_opened(tmp_path, monkeypatch):
    content = inner_zip(tmp_path, *((f"{n}/", "") for n in range(101)))
    monkeypatch.setattr(archive.zipfile, "ZipFile", None)
    assert (
        "more than 100 files" in archive.one_notebook(archive.Member("a.zip", content)).reason
    )


def test_a_checkpoint_is_no_second_attempt(tmp_path):
    folder = "Ada_77_assignsubmission_file/"
    files = [
        (folder + "dinosaur_island.ipynb", "work"),
        (folder + ".ipynb_checkpoints/dinosaur_island-checkpoint.ipynb", "old"),
    ]
    done = taken(tmp_path, files)
    assert (done.rows[0]["attempts"], done.choices) == ("1", [])


def test_what_somebody_without_a_notebook_handed_in_is_said_and_kept(tmp_path, capsys):
    files = [
        ("ada_1_11_report.html", "x"),
        ("bob_2_text.html", "x"),
        ("cy_3_13_dinosaur_island.ipynb", "work"),
    ]
    roster = tmp_path / "r.csv"
    roster.write_text("student_id,system_id\na,1\nb,2\nc,3\nd,4\n")
    into = tmp_path / "submitted"
    assert command(zipped(tmp_path / "s.zip", files), into, NAME, "", roster) == 1
    said = capsys.readouterr().err
    assert (
        "Missing: a handed in files that were left out: report.html (it is not a notebook)."
        in said
    )
    assert "Missing: b handed in files that were left out: text.html" in said
    assert "Missing: d handed in nothing." in said
    assert "a,Handed in files that were left out: report.html" in (
        tmp_path / "submitted.doubts.csv"
    ).read_text().replace('"', "")


def test_a_name_that_stands_twice_in_a_zip_is_told(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        done = taken(tmp_path, [("a_1_2_x.ipynb", "first"), ("a_1_2_x.ipynb", "last")])
    assert placed(tmp_path, "1") == "last"
    assert done.left_out == [
        ("a_1_2_x.ipynb", "it is in the zip several times; the last one counts")
    ]


def test_dangerous_members_are_named_and_the_rest_goes_on(tmp_path):
    files = [
        ("../../evil_1_2_x.ipynb", "no"),
        ("=cmd_3_4_notes.txt", "no"),
        ("good_5_6_x.ipynb", "yes"),
    ]
    done = collect(zipped(tmp_path / "s.zip", files), tmp_path / "in" / "submitted", NAME)
    assert students(done) == ["5"]
    assert {member for member, _ in done.left_out} == {
        "../../evil_1_2_x.ipynb",
        "=cmd_3_4_notes.txt",
    }
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in", "s.zip"]


def test_a_bomb_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_BYTES", 1000)
    done = taken(tmp_path, [("a_1_2_x.ipynb", "0" * 5000)])
    assert done.rows == []
    assert "larger than" in done.left_out[0][1]


def test_a_damaged_member_costs_only_itself(tmp_path):
    source = zipped(
        tmp_path / "s.zip", [("a_1_2_x.ipynb", "first" * 99), ("b_2_3_x.ipynb", "second" * 99)]
    )
    content = bytearray(source.read_bytes())
    content[45] ^= 0xFF
    source.write_bytes(content)
    done = collect(source, tmp_path / "submitted", NAME)
    assert students(done) == ["2"]
    assert "damaged" in done.left_out[0][1]


def test_a_cut_off_archive_says_what_to_do(tmp_path):
    source = zipped(tmp_path / "s.zip", [("a_1_2_x.ipynb", "work" * 99)])
    source.write_bytes(source.read_bytes()[:-30])
    with pytest.raises(Refused, match="download it again"):
        collect(source, tmp_path / "submitted", NAME)


def test_an_encrypted_member_is_named(tmp_path):
    source = zipped(tmp_path / "s.zip", [("a_1_2_x.ipynb", "work")])
    content = bytearray(source.read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    source.write_bytes(content)
    assert "encrypted" in collect(source, tmp_path / "submitted", NAME).left_out[0][1]


def test_a_folder_of_notebooks_is_taken_by_name(tmp_path):
    (tmp_path / "f" / "ada").mkdir(parents=True)
    (tmp_path / "f" / "ada" / "any.ipynb").write_text("ada's")
    (tmp_path / "f" / "bob.ipynb").write_text("bob's")
    collect(tmp_path / "f", tmp_path / "submitted", NAME)
    assert (placed(tmp_path, "ada"), placed(tmp_path, "bob")) == ("ada's", "bob's")


def test_a_student_with_very_many_files_costs_the_newest_only(tmp_path):
    files = [(f"a_1_{100 + i}_x-{i}.ipynb", str(i)) for i in range(53)]
    done = taken(tmp_path, files)
    assert placed(tmp_path, "1") == "52"
    assert [member for member, _ in done.left_out] == [name for name, _ in files[:3]]
    assert len(list((tmp_path / "submitted.attempts" / "1" / NAME).iterdir())) == 49


WHOLE = [
    ("a_1_2_x.ipynb", "first" * 40),
    ("b_2_3_x.ipynb", "second" * 40),
    ("c_LATE_3_4_é.ipynb", "third" * 40),
]


@settings(max_examples=60, derandomize=True)
@given(data=st.data())
def test_a_damaged_zip_is_refused_with_a_word_or_costs_only_what_is_damaged(data):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        content = bytearray(zipped(folder / "s.zip", WHOLE).read_bytes())
        places = st.integers(0, len(content) - 1)
        for place in data.draw(st.lists(places, min_size=1, max_size=4)):
            content[place] = data.draw(st.integers(0, 255))
        cut = data.draw(st.one_of(st.just(len(content)), places))
        (folder / "s.zip").write_bytes(content[:cut])
        try:
            done = collect(folder / "s.zip", folder / "submitted", NAME, system="canvas")
        except Refused as error:
            assert "download it again" in str(error)
            return
        named = {member for member, _ in done.left_out} | {row["member"] for row in done.rows}
        with archive.opened(folder / "s.zip") as left:
            assert named or not left.names
        assert {path.name.split(".")[0] for path in folder.iterdir()} <= {"s", "submitted"}


def test_a_folder_that_cant_be_written_is_named(tmp_path):
    (tmp_path / "submitted").write_text("a file, where a folder should be")
    zipped(tmp_path / "s.zip", [("a_1_2_x.ipynb", "work")])
    with pytest.raises(OSError, match="submitted"):  # cli ends it with the sentence
        command(tmp_path / "s.zip", into=tmp_path / "submitted")


MALLORY = "mallory_102_9999999_103_5555_dinosaur_island.ipynb"
BOB = "bob_102_2002_dinosaur_island.ipynb"


@pytest.mark.parametrize(
    "hostile",
    [
        MALLORY,
        "mallory_102_103_5555_dinosaur_island.ipynb",
        "anon_102_9999999_103_5555_dinosaur_island.ipynb",
        "LATE_anon_102_9999999_103_5555_dinosaur_island.ipynb",
    ],
)
def test_a_display_name_with_a_neighbour_s_id_takes_nobody_s_place(tmp_path, hostile):
    done = taken(
        tmp_path, [(BOB, "b"), (hostile, "m")], "student_id,system_id\nbob,102\nmal,103\n"
    )
    assert placed(tmp_path, "bob") == "b"
    assert done.left_out == [(hostile, "its name could belong to 102 or 103")]
    assert done.missing == ["mal"]


@pytest.mark.parametrize("roster", ["", "student_id,system_id\nbob,102\n"])
def test_nor_does_one_who_is_on_no_roster(tmp_path, roster):
    files = [(BOB, "b"), (MALLORY, "m")]
    done = taken(tmp_path, files, roster or None)
    assert [row["name"] for row in done.rows] == ["bob"]
    assert done.left_out[0][1].endswith("102 has a different name in another file name")


def test_such_a_file_is_told_by_the_exit_code(tmp_path, capsys):
    roster = tmp_path / "roster.csv"
    roster.write_text("student_id,system_id\nbob,102\nmal,103\n")
    source = zipped(tmp_path / "s.zip", [(BOB, "b"), (MALLORY, "m")])
    assert command(source, tmp_path / "submitted", NAME, roster=roster) == 1
    assert f"Left out: {MALLORY}: its name could belong to 102 or 103." in (
        capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("x" * 300 + "/n.ipynb", "a part of its name is longer than 255 bytes"),
        ("é" * 130 + "_1_2_x.ipynb", "a part of its name is longer than 255 bytes"),
        ("a_1_2_" * 10_666 + "x.ipynb", "its name is longer than 1,024 bytes"),
        ("a/" * 32_000 + "x.ipynb", "its name is longer than 1,024 bytes"),
    ],
)
def test_a_name_that_no_file_can_have_costs_itself_only(tmp_path, name, why):
    done = taken(tmp_path, [("a_1_2_x.ipynb", "a"), (name, "?"), ("z_9_3_x.ipynb", "z")])
    assert students(done) == ["1", "9"]
    assert [reason for _, reason in done.left_out] == [why]
    assert len(done.left_out[0][0].encode()) <= 200
