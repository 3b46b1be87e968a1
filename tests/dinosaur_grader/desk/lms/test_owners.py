"""Whose a file is, in each system's names, and whose work a file of a group is."""

import pytest

from dinosaur_grader.desk.lms.owners import Owners
from dinosaur_grader.store.register import Person

ADA = Person("ada", systems={"canvas": "7"}, groups=("Raptors",))
BOB = Person("bob", systems={"canvas": "8"}, groups=("Raptors",))
ZOE = Person("zoe", login="zoe@x.org", former=("z1",))
PEOPLE = {person.id: person for person in (ADA, BOB, ZOE)}
MOODLE = "assignsubmission_file"


def owner(system, member, others=(), people=PEOPLE, in_groups=False):
    return Owners(people, system, [member, *others], {}, in_groups).find_owner(member)


@pytest.mark.parametrize(
    ("key", "students"),
    [("zoe", ("zoe",)), ("zoe@x.org", ("zoe",)), ("z1", ("zoe",)), ("7", ("ada",))],
)
def test_a_folder_is_called_by_any_id_of_a_person(key, students):
    assert owner("folder", f"{key}/x.ipynb").students == students
    assert owner("folder", f"{key}.ipynb").students == students
    assert owner("folder", f"{key}.ipynb.txt").students == students


def test_a_folder_called_by_two_people_s_ids_is_nobody_s_and_says_whose_it_may_be():
    people = {**PEOPLE, "7": Person("7")}
    found = owner("folder", "7/x.ipynb", people=people)
    assert (found.students, found.perhaps) == ((), ("7", "ada"))
    assert found.why == "its name could belong to 7 or ada"


def test_a_file_of_a_group_is_all_members_and_other_work_is_one_s_own():
    assert owner("canvas", "a_7_1_x.ipynb").students == ("ada",)
    assert owner("canvas", "a_7_1_x.ipynb", in_groups=True).students == ("ada", "bob")


def test_a_name_that_gives_one_group_in_every_reading_is_that_group_s():
    found = owner("canvas", "a_7_8_2_x.ipynb", in_groups=True)
    assert found.students == ("ada", "bob")


RAPTORS, KIM = f"Raptors_31_{MOODLE}/x.ipynb", f"Kim_32_{MOODLE}/x.ipynb"


def test_a_group_s_name_is_taken_from_moodle_s_teams_alone():
    assert owner("moodle", RAPTORS, in_groups=True).students == ("ada", "bob")
    assert owner("moodle", RAPTORS, [KIM], in_groups=True).students == ("31",)
    assert owner("canvas", "Raptors_31_1_x.ipynb", in_groups=True).students == ("31",)


def test_who_is_called_like_a_group_is_none_where_the_members_ids_are_known():
    known = Person("cy", systems={"moodle": "9"}, groups=("Raptors",))
    people = {**PEOPLE, "cy": known}
    found = owner("moodle", RAPTORS, people=people, in_groups=True)
    assert (found.students, found.perhaps) == ((), ("ada", "bob", "cy"))
    own = owner("moodle", f"Raptors_9_{MOODLE}/x.ipynb", people=people, in_groups=True)
    assert own.students == ("ada", "bob", "cy")
    met = Person("40", systems={"moodle": "40"}, met=True)
    found = owner("moodle", RAPTORS, people={**PEOPLE, "40": met}, in_groups=True)
    assert found.students == ("ada", "bob")


BARE = {"101": Person("101"), "102": Person("102")}


def test_bare_ids_are_a_system_s_only_where_they_cover_all_that_came():
    files = ["a_101_1_x.ipynb", "b_102_2_x.ipynb"]
    assert owner("canvas", files[0], files, BARE).students == ("101",)
    found = owner("canvas", files[0], [*files, "c_105_3_x.ipynb"], BARE)
    assert (found.students, found.perhaps) == ((), ("101",))
    assert found.why.endswith("belong to 101 or somebody in canvas who is on no list")


def test_a_download_is_anonymous_only_where_all_names_can_be_read_so():
    people = {"anna": Person("anna", systems={"canvas": "102"})}
    assert owner("canvas", "anon_102_5_x.ipynb", ["b_9_6_x.ipynb"], people).students == (
        "anna",
    )
    assert owner("canvas", "anon_102_5_x.ipynb", ["anon_aB3_6_x.ipynb"], people).students == ()
    assert owner("canvas", "anon_aB3_6_x.ipynb", [], people).students == ("aB3",)


def test_nobody_waits_for_who_is_excused_has_left_or_is_another_system_s():
    owners = Owners(PEOPLE, "canvas", [], {})
    excused = Person("x", excused={"hw": "ill"})
    expected = [
        ADA,
        ZOE,
        excused,
        Person("y", dropped="d"),
        Person("z", systems={"moodle": "1"}),
    ]
    assert [owners.expects(one, "hw") for one in expected] == [True, True, False, False, False]
    assert owners.expects(excused, "other")
