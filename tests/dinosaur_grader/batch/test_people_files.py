"""Lists of people in the forms in which systems export them."""

import pytest

from dinosaur_grader.batch import people_files
from dinosaur_grader.exit_codes import Refused

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,dinosaur_island (42)\n"
    "    Points Possible,,,,,100\n"
    '"Lovelace, Ada",7,00123,ada@x.org,Monday,\n'
    '"Student, Test",9,,,Monday,\n'
)
GROUPS = (
    "name,canvas_user_id,user_id,login_id,sections,group_name,canvas_group_id,group_id\n"
    "Ada Lovelace,7,00123,ada@x.org,Monday,Raptors,1,\n"
    "Zoë Ng,8,00124,zoe@x.org,Monday,,,\n"
)
WORKSHEET = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade\n"
    'Participant 55,Ada Lovelace,ada@x.org,"Submitted","87,5",100\n'
)
BLIND = "Identifier,Status,Grade,Maximum Grade\nParticipant 55,No submission,,100\n"
PARTICIPANTS = 'First name,Surname,ID number,Email address,Groups\nAda,Lovelace,00123,ada@x.org,"Raptors, Evening"\n'
NBGRADER = "id,first_name,last_name,email,lms_user_id\nada,Ada,Lovelace,,7\n"


def read(tmp_path, raw, **more):
    path = tmp_path / "people.csv"
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return people_files.read(path, **more)


@pytest.mark.parametrize(
    ("text", "what", "ids"),
    [
        (CANVAS, "Canvas grade book", {"canvas": "7", "sis": "00123", "login": "ada@x.org"}),
        (GROUPS, "Canvas group list", {"canvas": "7", "sis": "00123", "login": "ada@x.org"}),
        (WORKSHEET, "Moodle worksheet", {"moodle": "55", "email": "ada@x.org"}),
        (PARTICIPANTS, "Moodle participants list", {"sis": "00123", "email": "ada@x.org"}),
        (NBGRADER, "nbgrader list", {"id": "ada", "canvas": "7"}),
    ],
)
def test_each_system_s_list_is_told_by_its_headings(tmp_path, text, what, ids):
    found = read(tmp_path, text)
    assert (found.what, found.without_id) == (what, [])
    first = found.entries[0]
    assert (first.name, first.ids) == ("Ada Lovelace", ids)


def test_a_worksheet_of_blind_marking_lists_participants_and_says_nothing_of_who_left(tmp_path):
    found = read(tmp_path, BLIND)
    assert [entry.ids for entry in found.entries] == [{"moodle": "55"}]
    assert (found.what, found.system, found.everybody) == ("Moodle worksheet", "moodle", False)


def test_a_list_that_nobody_knows_is_refused_with_the_verb_that_takes_a_map(tmp_path):
    with pytest.raises(Refused, match=r"`dinosaur-grader people import people\.csv --map id="):
        read(tmp_path, "a,b\n1,2\n")


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ('"van der Berg, Jr., Mary Jane"', "Mary Jane van der Berg, Jr."),
        ('"Berg, Mary, III"', "Mary Berg, III"),
        ('"=""=SUM(A1), Robert"""', "Robert =SUM(A1)"),
        ("Plato", "Plato"),
    ],
)
def test_a_name_is_what_people_write_whatever_the_list_sorts_by(tmp_path, cell, name):
    (entry,) = read(tmp_path, f"Student,ID,Section\n{cell},7,Monday\n").entries
    assert entry.name == name


def test_the_test_student_the_section_and_the_groups_are_seen(tmp_path):
    ada, test = read(tmp_path, CANVAS).entries
    assert (ada.section, ada.test, ada.sort_name) == ("Monday", False, "Lovelace, Ada")
    assert test.test
    assert [e.groups for e in read(tmp_path, GROUPS).entries] == [("Raptors",), ()]
    assert read(tmp_path, PARTICIPANTS).entries[0].groups == ("Raptors", "Evening")
    assert not read(tmp_path, GROUPS).everybody
    in_groups = WORKSHEET.replace("Status", "Group").replace("Submitted", "Raptors")
    assert read(tmp_path, in_groups).entries[0].groups == ("Raptors",)


@pytest.mark.parametrize(
    "raw",
    [
        "\ufeff" + NBGRADER,
        NBGRADER.encode("utf-16"),
        NBGRADER.replace(",", ";").replace("\n", "\r\n"),
        NBGRADER.replace(",", "\t"),
    ],
    ids=["byte-order mark", "UTF-16", "semicolons", "tabs"],
)
def test_the_file_s_bytes_and_signs_don_t_matter(tmp_path, raw):
    assert read(tmp_path, raw).entries[0].ids == {"id": "ada", "canvas": "7"}


def test_ids_a_line_and_a_roster_with_a_system_s_ids(tmp_path):
    assert [e.ids for e in read(tmp_path, "ada\n00123\n").entries] == [
        {"id": "ada"},
        {"id": "00123"},
    ]
    roster = read(tmp_path, "student_id,system_id\nada,55\n", system="moodle")
    assert roster.entries[0].ids == {"id": "ada", "moodle": "55"}


def test_any_csv_by_a_map(tmp_path):
    text = "Matrikel;Vorname;Nachname;Gruppe\n00123;Ada;Lovelace;3\n;Bob;Ross;3\n"
    mapping = people_files.columns_of("id=Matrikel, first=Vorname,last=Nachname,group=Gruppe")
    found = read(tmp_path, text, mapping=mapping)
    assert [(e.ids, e.name, e.groups) for e in found.entries] == [
        ({"id": "00123"}, "Ada Lovelace", ("3",))
    ]
    assert [row.line for row in found.without_id] == [3]


@pytest.mark.parametrize(
    ("raw", "more", "said"),
    [
        ("a,b\n1,2\n", {}, "It has: a, b"),
        ("a,b\n1,2\n", {"mapping": {"id": "c"}}, "no column 'c'. It has: a, b"),
        ("n\xe4me\n".encode("latin-1"), {}, "is not UTF-8"),
        ("", {}, "is empty"),
        ("student_id\n" + '"' + "x" * 200_000 + '"\n', {}, "is not a CSV file"),
    ],
)
def test_what_is_no_list_is_refused_with_what_it_has(tmp_path, raw, more, said):
    with pytest.raises(Refused, match=r"people\.csv") as caught:
        read(tmp_path, raw, **more)
    assert said in str(caught.value)


def test_a_map_that_can_t_be_used_says_what_can(tmp_path):
    with pytest.raises(Refused, match=r"can't use 'mark'.* is one of id, name"):
        people_files.columns_of("mark=Note")


def test_a_map_says_once_what_a_column_is():
    with pytest.raises(Refused, match=r"can't use 'id': write WHAT=COLUMN, each once"):
        people_files.columns_of("id=A,id=B")


def test_the_course_s_own_ids_are_read_once_each(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("student_id\nada\n00123\nada\n", encoding="utf-8")
    assert people_files.ids(path) == ("ada", "00123")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("student_id\nada\n../evil\n", "line 3: the student id ../evil holds a path separator"),
        (WORKSHEET, "a list (Moodle worksheet) which has no ids of the course's own"),
    ],
)
def test_an_id_that_no_folder_could_have_is_refused_with_its_line(tmp_path, text, said):
    path = tmp_path / "people.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as caught:
        people_files.ids(path)
    assert said in str(caught.value)
