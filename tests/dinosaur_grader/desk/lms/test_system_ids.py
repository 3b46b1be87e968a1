"""Whose an id is, and whose work a file of a group is."""

from dinosaur_grader.desk.lms.system_ids import SystemIds
from dinosaur_grader.store.register import Person

ADA = Person("ada", systems={"canvas": "7"}, groups=("Raptors",))
BOB = Person("bob", systems={"canvas": "8"}, groups=("Raptors",))
ZOE = Person("zoe", login="zoe@x.org", former=("z1",))
PEOPLE = {person.id: person for person in (ADA, BOB, ZOE)}


def test_an_id_is_the_system_s_own_and_a_folder_is_called_by_any_of_a_person_s():
    canvas, folder = (SystemIds(PEOPLE, system, {}) for system in ("canvas", "folder"))
    assert canvas.ids == {"7": "ada", "8": "bob", "zoe": "zoe"}
    assert {folder.ids[one] for one in ("zoe", "zoe@x.org", "z1")} == {"zoe"}
    assert folder.ids["7"] == "ada"


def test_work_in_groups_is_all_members_and_other_work_is_one_s_own():
    alone, together = (SystemIds(PEOPLE, "canvas", {}, shared) for shared in (False, True))
    assert alone.sharing("ada", "ada") == ["ada"]
    assert together.sharing("ada", "ada") == ["ada", "bob"]
    assert together.sharing("zoe", "zoe") == ["zoe"]
    assert [together.key_in_group(one) for one in PEOPLE] == ["7", "8", ""]
    assert alone.key_in_group("ada") == ""


def test_a_group_s_name_is_taken_from_moodle_alone_which_lets_no_student_choose_it():
    canvas, moodle = (SystemIds(PEOPLE, system, {}, True) for system in ("canvas", "moodle"))
    assert moodle.sharing("31", "Raptors") == ["ada", "bob"]
    assert canvas.sharing("31", "Raptors") == ["31"]


def test_who_is_called_like_a_group_is_none_where_the_members_ids_are_known():
    known = Person("cy", systems={"moodle": "9"}, groups=("Raptors",))
    moodle = SystemIds({**PEOPLE, "cy": known}, "moodle", {}, True)
    assert moodle.sharing("31", "Raptors") == ["31"]
    assert moodle.sharing("cy", "Raptors") == ["ada", "bob", "cy"]
    met = Person("40", systems={"moodle": "40"}, met=True)
    moodle = SystemIds({**PEOPLE, "40": met}, "moodle", {}, True)
    assert moodle.sharing("31", "Raptors") == ["ada", "bob"]


def test_nobody_waits_for_who_is_excused_has_left_or_is_another_system_s():
    ids = SystemIds(PEOPLE, "canvas", {})
    excused = Person("x", excused={"hw": "ill"})
    expected = [
        ADA,
        ZOE,
        excused,
        Person("y", dropped="d"),
        Person("z", systems={"moodle": "1"}),
    ]
    assert [ids.expects(one, "hw") for one in expected] == [True, True, False, False, False]
    assert ids.expects(excused, "other")


def test_people_who_were_only_met_are_no_list():
    met = {"9": Person("9", met=True)}
    assert not SystemIds(met, "canvas", {}).complete
    assert SystemIds({**met, **PEOPLE}, "canvas", {}).complete
