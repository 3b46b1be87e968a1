"""Collecting from zips and folders: nobody is lost, nobody mixed up, nothing overwritten."""

import csv
import zipfile

import pytest

from grader import archive, lms
from grader.collect import collect, read_ids

NAME = "dinosaur_island"


def zipped(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive_file:
        for name, content in files:
            archive_file.writestr(name, content)
    return path


def placed(into, student):
    return (into / student / NAME / f"{NAME}.ipynb").read_text()


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
    origin = lms.origin(member, "canvas")
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
    origin = lms.origin(member, "moodle")
    assert (origin.key, origin.name, origin.original) == ("77", "Ada King", "dinosaur_island.ipynb")


def test_the_last_attempt_counts_and_the_others_are_kept(tmp_path):
    source = zipped(
        tmp_path / "s.zip", [("a_1_20_x.ipynb", "old"), ("a_1_30_x-1.ipynb", "new"), ("b_2_25_x.ipynb", "b")]
    )
    done = collect(source, tmp_path / "submitted", NAME)
    assert placed(tmp_path / "submitted", "1") == "new"
    assert [p.read_text() for p in (tmp_path / "submitted.attempts" / "1").iterdir()] == ["old"]
    assert [(row["student_id"], row["attempts"]) for row in done.rows] == [("1", "2"), ("2", "1")]


def test_a_second_collection_overwrites_nothing(tmp_path):
    into = tmp_path / "submitted"
    collect(zipped(tmp_path / "a.zip", [("a_1_20_x.ipynb", "old"), ("b_2_21_x.ipynb", "b")]), into, NAME)
    collect(zipped(tmp_path / "b.zip", [("a_1_30_x.ipynb", "new")]), into, NAME)
    assert placed(into, "1") == "new"
    assert [p.read_text() for p in (tmp_path / "submitted.attempts" / "1").iterdir()] == ["old"]
    with open(into / "collected.csv", newline="") as file:
        assert [row["student_id"] for row in csv.DictReader(file)] == ["1", "2"]


def test_a_roster_maps_the_ids_and_tells_who_is_missing(tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text("student_id,system_id\nada,1\nbob,2\n")
    done = collect(
        zipped(tmp_path / "s.zip", [("x_1_20_n.ipynb", "work")]), tmp_path / "submitted", NAME, roster=roster
    )
    assert placed(tmp_path / "submitted", "ada") == "work"
    assert done.missing == ["bob"]


def test_a_roster_with_an_id_twice_is_refused_with_its_line(tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text("student_id,system_id\nada,1\nada,2\n")
    with pytest.raises(ValueError, match=r"line 3: ada \(2\) stands there twice"):
        read_ids(roster)


def test_dangerous_members_are_named_and_the_rest_goes_on(tmp_path):
    files = [("../../evil_1_2_x.ipynb", "no"), ("=cmd_3_4_notes.txt", "no"), ("good_5_6_x.ipynb", "yes")]
    done = collect(zipped(tmp_path / "s.zip", files), tmp_path / "in" / "submitted", NAME)
    assert [row["student_id"] for row in done.rows] == ["5"]
    assert {member for member, _ in done.left_out} == {"../../evil_1_2_x.ipynb", "=cmd_3_4_notes.txt"}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in", "s.zip"]


def test_a_bomb_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_BYTES", 1000)
    done = collect(zipped(tmp_path / "s.zip", [("a_1_2_x.ipynb", "0" * 5000)]), tmp_path / "submitted", NAME)
    assert done.rows == []
    assert "larger than" in done.left_out[0][1]


def test_a_damaged_member_costs_only_itself(tmp_path):
    source = zipped(tmp_path / "s.zip", [("a_1_2_x.ipynb", "first" * 99), ("b_2_3_x.ipynb", "second" * 99)])
    content = bytearray(source.read_bytes())
    content[45] ^= 0xFF
    source.write_bytes(content)
    done = collect(source, tmp_path / "submitted", NAME)
    assert [row["student_id"] for row in done.rows] == ["2"]
    assert "damaged" in done.left_out[0][1]


def test_a_cut_off_archive_says_what_to_do(tmp_path):
    source = zipped(tmp_path / "s.zip", [("a_1_2_x.ipynb", "work" * 99)])
    source.write_bytes(source.read_bytes()[:-30])
    with pytest.raises(archive.ArchiveError, match="download it again"):
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
    assert (placed(tmp_path / "submitted", "ada"), placed(tmp_path / "submitted", "bob")) == ("ada's", "bob's")
