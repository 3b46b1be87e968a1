"""Collecting from zips and folders: nobody is lost, nobody mixed up, nothing
overwritten."""

import json
import zipfile

import msgspec
import pytest

from dinosaur_grader.batch import people_files
from dinosaur_grader.desk import submissions
from dinosaur_grader.desk.lms.collect import collect, command, rows_of, strangers
from dinosaur_grader.desk.people import Place, take
from dinosaur_grader.results import Result
from dinosaur_grader.store import database, register
from tests.dinosaur_grader import stored
from tests.dinosaur_grader.desk import upgrade
from tests.dinosaur_grader.desk.lms.collecting import collected
from tests.dinosaur_grader.stored import url

NAME = "dinosaur_island"
NB = f"{NAME}.ipynb"
MOODLE = "Ada King_77_assignsubmission_file"


def zipped(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive_file:
        for name, content in files:
            archive_file.writestr(name, content)
    return path


def rostered(tmp_path, lines):
    (tmp_path / "roster.csv").write_text(f"student_id,system_id\n{lines}")
    return tmp_path / "roster.csv"


def taken(tmp_path, files, roster=""):
    """Collect a zip of these files into `submitted`; the roster is given by its lines."""
    listed = rostered(tmp_path, roster) if roster else None
    source = zipped(tmp_path / "s.zip", files)
    return collected(source, tmp_path / "submitted", url(tmp_path), listed)


def students(done):
    return [row.student for row in done.rows]


def placed(tmp_path, student):
    return (tmp_path / "submitted" / student / NAME / NB).read_text()


def test_the_last_attempt_counts_and_no_collection_overwrites_anything(tmp_path):
    files = [("a_1_20_x.ipynb", "old"), ("a_1_30_x-1.ipynb", "new"), ("b_2_25_x.ipynb", "b")]
    done = taken(tmp_path, files)
    assert [(row.student, row.attempts) for row in done.rows] == [("1", "2"), ("2", "1")]
    assert placed(tmp_path, "1") == "new"
    taken(tmp_path, [("a_1_40_x.ipynb", "newest")])
    assert placed(tmp_path, "1") == "newest"
    aside = (tmp_path / "submitted.attempts" / "1" / NAME).iterdir()
    assert sorted(path.read_text() for path in aside) == ["new", "old"]
    assert [row.student for row in rows_of(url(tmp_path), NAME, "canvas")] == ["1", "2"]


def test_a_blind_download_is_taken_by_the_numbers_of_its_worksheet(tmp_path):
    worksheet = tmp_path / "worksheet.csv"
    rows = "".join(f"Participant {number},No submission,\n" for number in (101, 102))
    worksheet.write_text(f"Identifier,Status,Grade\n{rows}")
    files = [(f"Participant_101_assignsubmission_file_/{NB}", "work")]
    source = zipped(tmp_path / "s.zip", files)
    done = collected(source, tmp_path / "submitted", url(tmp_path), worksheet)
    assert (students(done), done.missing, done.met) == (["101"], ["102"], [])
    assert placed(tmp_path, "101") == "work"


def test_an_older_download_replaces_nothing_and_is_named(tmp_path):
    monday, tuesday = [("a_1_20_x.ipynb", "old")], [("a_1_30_x-1.ipynb", "new")]
    taken(tmp_path, monday)
    taken(tmp_path, tuesday)
    done = taken(tmp_path, monday)
    assert placed(tmp_path, "1") == "new"
    assert done.left_out == [
        ("a_1_20_x.ipynb", "it is older than the file that was collected before, which stays")
    ]
    assert [row.member for row in rows_of(url(tmp_path), NAME, "canvas")] == [
        "a_1_30_x-1.ipynb"
    ]
    assert not taken(tmp_path, tuesday).left_out


@pytest.mark.parametrize(
    "member",
    [
        f"Bob_102_assignsubmission_file/.{NB}",
        f"Bob_102_assignsubmission_file/.ipynb_checkpoints/{NB}",
        f"Bob_102_assignsubmission_file/__MACOSX/{NB}",
    ],
)
def test_a_hidden_file_is_named_where_it_is_all_that_somebody_handed_in(tmp_path, member):
    honest = (f"Ada_101_assignsubmission_file/{NB}", "ada")
    done = taken(tmp_path, [honest, (member, "bob")])
    assert students(done) == ["101"]
    assert [name for name, _ in done.left_out] == [member]
    assert "it is hidden" in done.left_out[0][1]
    beside = taken(tmp_path, [honest, (f"Ada_101_assignsubmission_file/.{NB}", "hidden")])
    assert not beside.left_out


@pytest.mark.parametrize("member", [f"bob/{NAME}/.{NB}", f"bob/.ipynb_checkpoints/{NB}"])
def test_in_folders_a_hidden_file_is_named_and_an_editor_s_own_folder_is_nobody_s(
    tmp_path, member
):
    files = [(f"ada/{NAME}/{NB}", "ada"), (member, "bob"), (f".ipynb_checkpoints/{NB}", "x")]
    done = taken(tmp_path, files)
    assert (students(done), [name for name, _ in done.left_out]) == (["ada"], [member])


@pytest.mark.parametrize(
    "other",
    [
        f"../{NB}",
        "inner.zip",
        f"{NB}.zip",
        f"hw/__MACOSX/{NB}",
        f".{NB}",
        f"{NB}.txt",
        f"{NB}.json",
    ],
)
def test_what_might_be_work_in_a_student_s_zip_beside_the_notebook_is_named(tmp_path, other):
    packed = zipped(tmp_path / "own.zip", [("draft.ipynb", "draft"), (other, "x")])
    done = taken(tmp_path, [("a_1_20_x.zip", packed.read_bytes())])
    assert placed(tmp_path, "1") == "draft"
    assert done.choices == [
        ("1", f"handed in a zip; its notebook was taken, and left out were: {other}.")
    ]


def test_a_name_with_numbers_of_its_own_is_placed_where_it_can_be_read_in_one_way(tmp_path):
    files = [
        ("r_2_d2_101_2001_x.ipynb", "robot"),
        ("ada_3_101x_102_2002_x5_06_07_y.ipynb", "other"),
    ]
    done = taken(tmp_path, files, "r2d2,101\nada,102\nbob,2\n")
    found = {row.student: row.name for row in done.rows}
    assert found == {"r2d2": "r_2_d2", "ada": "ada_3_101x"}
    assert (placed(tmp_path, "r2d2"), done.missing) == ("robot", ["bob"])


BOB = f"bob_102_2002_{NB}"
MALLORY = f"mallory_102_9999999_103_5555_{NB}"
MAL = "mal,103\n"
COULD = "its name could belong to"


@pytest.mark.parametrize(
    ("other", "roster", "why"),
    [
        (MALLORY, f"bob,102\n{MAL}", f"{COULD} 9999999 or bob or mal"),
        (f"mallory_102_103_5555_{NB}", f"bob,102\n{MAL}", f"{COULD} bob or mal"),
        (f"anon_{MALLORY}", f"bob,102\n{MAL}", f"{COULD} 9999999 or bob or mal"),
        (f"LATE_anon_{MALLORY}", f"bob,102\n{MAL}", f"{COULD} 9999999 or bob or mal"),
        (MALLORY, "", f"{COULD} 102 or 103 or 9999999"),
        (MALLORY, "bob,102\n", f"{COULD} 103 or 9999999 or bob"),
        (
            "a_1_2_x.ipynb",
            "bob,102\nada,1\nzoe,1\n",
            "roster.csv does not say clearly who 1 is",
        ),
        (
            "eve_55_21_x.ipynb",
            "bob,102\n55,9\n",
            f"{COULD} 55 or somebody in canvas who is on no list",
        ),
        (f"../evil_1_2_{NB}", "", "its name climbs out of the archive with '..'"),
        ("=cmd_3_4_notes.txt", "", "it is not a notebook"),
        ("x" * 300 + "/n.ipynb", "", "a part of its name is longer than 255 bytes"),
        ("é" * 130 + "_1_2_x.ipynb", "", "a part of its name is longer than 255 bytes"),
        ("a_1_2_" * 10_666 + "x.ipynb", "", "its name is longer than 1,024 bytes"),
    ],
    ids=range(13),
)
def test_a_file_that_may_be_another_s_or_is_no_hand_in_takes_nobody_s_place(
    tmp_path, other, roster, why
):
    done = taken(tmp_path, [(BOB, "b"), (other, "m")], roster)
    (bob,) = students(done)
    assert placed(tmp_path, bob) == "b"
    ((member, said),) = done.left_out
    assert said.startswith(why) and other.startswith(member[:90])
    assert len(member.encode()) <= 200
    a_person_s = "belong to" in why or "clearly" in why
    assert done.unplaced == ([other] if a_person_s else [])
    ours = {"s", "roster", "submitted", "gradebook", "rendered"}
    assert {p.name.split(".")[0] for p in tmp_path.iterdir()} <= ours


@pytest.mark.parametrize(
    ("theirs", "own", "roster", "whose"),
    [
        (f"ada_102_200_777_{NB}", f"zoe_7_1_{NB}", "", "102 or 200"),
        (f"ada_102_200_777_{NB}", f"ada_102_150_{NB}", "", "102 or 200"),
        (f"ada_102_200_777_{NB}", f"ada_102_150_{NB}", "ada,102\n", "200 or ada"),
        (f"anon_102_200_777_{NB}", f"zoe_7_1_{NB}", "ada,102\nzoe,7\n", "200 or ada"),
    ],
    ids=["no list", "of the same name", "not on the list", "called anon"],
)
def test_who_is_called_like_a_neighbour_with_his_id_takes_nobody_s_place(
    tmp_path, theirs, own, roster, whose
):
    done = taken(tmp_path, [(own, "own"), (theirs, "theirs")], roster)
    assert [row.member for row in done.rows] == [own]
    assert done.unplaced == [theirs]
    assert done.left_out[0][1].endswith(f"could belong to {whose}")


def test_a_moodle_name_that_ends_like_a_folder_takes_nobody_s_place(tmp_path):
    part = "assignsubmission_file_"
    bob, eve = f"Bob_502_{part}/{NB}", f"Eve_502_{part}_503_{part}/dinosaur_island-9.ipynb"
    done = taken(tmp_path, [(bob, "own"), (eve, "theirs")], "bob,502\neve,503\n")
    assert ([row.member for row in done.rows], done.unplaced) == ([bob], [eve])
    assert "could belong to bob or eve" in done.left_out[0][1]


def test_as_json_it_is_one_object_that_says_who_is_where_and_what_was_left_out(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    zipped(tmp_path / "s.zip", [(BOB, "b"), (MALLORY, "m"), ("bob_102_3_notes.txt", "n")])
    rostered(tmp_path, f"bob,102\n{MAL}")
    words = ("collect", "s.zip", "--roster", "roster.csv", "--assignment", NAME, "--json")
    assert upgrade.run(*words) == 1
    said = capsys.readouterr()
    found = json.loads(said.out)
    ((bob,),) = [found["collected"]]
    assert (bob["student"], bob["system_id"], bob["member"]) == ("bob", "102", BOB)
    assert {one["file"]: one["why"] for one in found["left_out"]} == {
        MALLORY: f"{COULD} 9999999 or bob or mal",
        "bob_102_3_notes.txt": "it is not a notebook",
    }
    assert (found["missing"], found["unplaced"]) == (["mal"], [MALLORY])
    assert "Missing: mal" in said.err


def test_of_several_notebooks_the_one_named_like_the_assignment_counts_and_the_choice_is_told(
    tmp_path,
):
    files = [
        (f"{MOODLE}/Dinosaur Island.ipynb", "work"),
        (f"{MOODLE}/scratch.ipynb", "play"),
        (f"{MOODLE}/.ipynb_checkpoints/dinosaur_island-checkpoint.ipynb", "no attempt"),
    ]
    done = taken(tmp_path, files)
    assert placed(tmp_path, "77") == "work"
    choice = f"handed in 2 notebooks; {MOODLE}/Dinosaur Island.ipynb was taken."
    assert done.choices == [("77", choice)]


def inner_zip(tmp_path, *files):
    return zipped(tmp_path / "inner.zip", files).read_bytes()


def test_what_a_mail_program_or_a_zip_made_of_a_notebook_is_taken(tmp_path):
    packed = inner_zip(
        tmp_path, ("x/a.ipynb", "in a zip"), ("x/.ipynb_checkpoints/a.ipynb", "old")
    )
    files = [
        (f"ada_1_11_{NB}.txt", "a text"),
        (f"bob_2_12_{NB}.json", "a json"),
        ("cy_3_13_work.zip", packed),
    ]
    assert taken(tmp_path, files).left_out == []
    found = [placed(tmp_path, student) for student in "123"]
    assert found == ["a text", "a json", "in a zip"]


def doubts(out):
    """What is kept for a person to look at, by student."""
    with database.reading(url(out)) as connection:
        return submissions.doubts(connection, NAME)


def test_an_id_that_no_file_may_have_is_escaped_among_the_doubts(tmp_path):
    files = [(f"=1+1/{NB}", "work"), (f"b\u202e/{NB}", "work"), (f"ada/{NB}", "work")]
    source, out = zipped(tmp_path / "s.zip", files), tmp_path / "graded"
    command(source, tmp_path / "submitted", NAME, "folder", out=out)
    assert list(doubts(out)) == ["\\x3d1+1", "b\\u202e"]


def test_what_was_left_out_is_said_kept_and_told_by_the_exit_code(tmp_path, capsys):
    files = [
        ("ada_1_11_report.html", "x"),
        ("bob_2_text.html", "x"),
        (f"cy_3_13_{NB}", "work"),
        ("eve_5_14_work.zip", "no zip"),
    ]
    roster, into = rostered(tmp_path, "a,1\nb,2\nc,3\nd,4\ne,5\n"), tmp_path / "submitted"
    source, out = zipped(tmp_path / "s.zip", files), tmp_path / "graded"
    assert command(source, into, NAME, "", roster, out=out) == 1
    said = capsys.readouterr().err
    left = "handed in files that were left out: "
    assert f"Missing: a {left}report.html (it is not a notebook)." in said
    assert f"Missing: b {left}text.html" in said
    assert "Missing: d handed in nothing." in said
    assert "Left out: eve_5_14_work.zip: it is a damaged zip" in said
    (kept,) = doubts(out)["a"]
    assert kept.startswith("Handed in files that were left out: report.html")


def test_a_folder_of_notebooks_is_taken_by_name(tmp_path):
    (tmp_path / "f" / "ada").mkdir(parents=True)
    (tmp_path / "f" / "ada" / "any.ipynb").write_text("ada's")
    (tmp_path / "f" / "bob.ipynb").write_text("bob's")
    collect(tmp_path / "f", tmp_path / "submitted", NAME, url(tmp_path))
    assert (placed(tmp_path, "ada"), placed(tmp_path, "bob")) == ("ada's", "bob's")


def test_a_student_with_very_many_files_costs_the_newest_only(tmp_path):
    files = [(f"a_1_{100 + i}_x-{i}.ipynb", str(i)) for i in range(53)]
    done = taken(tmp_path, files)
    assert placed(tmp_path, "1") == "52"
    assert [member for member, _ in done.left_out] == [name for name, _ in files[:3]]
    assert len(list((tmp_path / "submitted.attempts" / "1" / NAME).iterdir())) == 49


def listed(tmp_path, rows):
    """A Canvas grade book of `canvas id, own id, name`, taken into the register."""
    path = tmp_path / "canvas.csv"
    text = "".join(f'"{name}",{key},{own},,A\n' for key, own, name in rows)
    path.write_text(f"Student,ID,SIS User ID,SIS Login ID,Section\n{text}", encoding="utf-8")
    lists = [people_files.read(path)]
    place = Place(url(tmp_path), tmp_path, tmp_path / "submitted")
    return take(lists, place, own="sis", yes=True)


KIM, LEE = ("1", "00321", "Kim, K"), ("2", "00500", "Lee, L")


def test_who_is_listed_only_later_has_one_folder_and_one_result(tmp_path):
    """A mark of the first evening went to Canvas for the second one's work."""
    listed(tmp_path, [KIM])
    first = taken(tmp_path, [("kimk_1_20_x.ipynb", "k"), ("leel_2_21_x.ipynb", "old")])
    assert students(first) == ["00321", "2"]
    stored.count(tmp_path, Result("r", "2", NAME, "graded", (), digest="old"))

    found = listed(tmp_path, [KIM, LEE])
    assert str(found) == "1 renamed: 2 to 00500, by Canvas's id"
    assert [result.student_id for result in stored.results(tmp_path)] == ["00500"]
    second = taken(tmp_path, [("leel_2_30_x-1.ipynb", "new")])
    assert students(second) == ["00500"] and not second.met
    assert sorted(path.name for path in (tmp_path / "submitted").iterdir()) == [
        "00321",
        "00500",
    ]
    attempts = stored.attempted(tmp_path, NAME)
    assert {student: len(own) for student, own in attempts.items()} == {"00321": 1, "00500": 2}


def test_who_is_on_no_list_is_collected_and_named_with_the_nearest_who_is(tmp_path):
    listed(tmp_path, [KIM, LEE])
    done = taken(tmp_path, [("leel_22_21_x.ipynb", "l")])
    assert students(done) == ["22"] and done.missing == ["00321", "00500"]
    with database.reading(url(tmp_path)) as connection:
        (said,) = strangers(done, register.read(connection), {})
    assert said.startswith("leel (22) is in no list of people, so the work was taken as 22.")


def test_one_file_counts_for_all_of_a_group_each_under_the_own_id(tmp_path):
    listed(tmp_path, [KIM, LEE])
    with database.writing(url(tmp_path)) as connection:
        known = register.read(connection).values()
        register.put(
            connection, [msgspec.structs.replace(p, groups=("Raptors",)) for p in known]
        )
    source = zipped(tmp_path / "s.zip", [("kimk_1_20_x.ipynb", "ours")])
    done = collect(source, tmp_path / "submitted", NAME, url(tmp_path), in_groups=True)
    rows = [(row.student, row.system_id, row.member) for row in done.rows]
    assert rows == [("00321", "1", "kimk_1_20_x.ipynb"), ("00500", "2", "kimk_2_20_x.ipynb")]
    assert placed(tmp_path, "00321") == placed(tmp_path, "00500") == "ours"
    assert done.missing == []


def test_who_handed_in_earlier_is_not_missing_in_a_later_collection(tmp_path):
    listed(tmp_path, [KIM, LEE])
    taken(tmp_path, [("kimk_1_20_x.ipynb", "k")])
    assert taken(tmp_path, [("leel_2_21_x.ipynb", "l")]).missing == []
