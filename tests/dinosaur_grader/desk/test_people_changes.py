"""What a list changes in the register, and that nobody gets another's id by it."""

import datetime
import re

import pytest

from dinosaur_grader.batch.people_files import Entry, PeopleList
from dinosaur_grader.desk.people_changes import difference
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.store.register import Person


def canvas(*rows, everybody=True):
    """A list of rows `canvas id, SIS id, login, name`."""
    entries = []
    for line, (number, sis, login, name) in enumerate(rows, 2):
        ids = {"canvas": number, "sis": sis, "login": login}
        entries.append(Entry(line, {k: v for k, v in ids.items() if v}, name))
    named = [entry for entry in entries if entry.ids]
    apart = [entry for entry in entries if not entry.ids]
    return PeopleList(
        "grades.csv", "Canvas grade book", "canvas", everybody, named, without_id=apart
    )


def after(known, *lists, **more):
    found = difference(known, lists, **more)
    people = {id: p for id, p in known.items() if id not in {r.old for r in found.renamed}}
    return found, people | {person.id: person for person in found.people}


ADA, BOB = ("7", "00123", "ada@x.org", "Ada Lovelace"), ("8", "00124", "bob@x.org", "Bob Ross")
CY = ("9", "00125", "cy@x.org", "Cy Young")


def test_a_first_list_makes_everybody_by_the_first_kind_of_id_that_all_have():
    found, people = after({}, canvas(ADA, BOB))
    assert str(found) == "2 new"
    assert people["00123"].systems == {"canvas": "7", "sis": "00123"}
    assert list(after({}, canvas(ADA, ("8", "", "bob@x.org", "Bob")))[1]) == [
        "ada@x.org",
        "bob@x.org",
    ]
    assert list(after({}, canvas(ADA, BOB), own="canvas")[1]) == ["7", "8"]


def test_a_later_list_names_who_is_new_and_who_is_called_like_somebody_there():
    _, people = after({}, canvas(ADA))
    found, _ = after(people, canvas(ADA, BOB, ("9", "00125", "al@x.org", "Ada Lovelace")))
    assert str(found) == "2 new: Bob Ross (00124), Ada Lovelace (00125)"
    assert found.told == [
        "Ada Lovelace (00125) is new, and Ada Lovelace (00123) is in the register. If they are one person, use "
        "`dinosaur-grader people merge 00125 00123` afterwards"
    ]


def test_the_kind_of_id_that_the_course_has_already_goes_on():
    _, people = after({"7": Person("7")}, canvas(ADA, BOB))
    assert list(people) == ["7", "8"]
    assert list(after({}, canvas(ADA, BOB), folders=["ada@x.org"])[1]) == [
        "ada@x.org",
        "bob@x.org",
    ]


def test_who_has_another_id_is_the_same_person_by_the_others():
    _, people = after({}, canvas(ADA, BOB))
    found, people = after(people, canvas(("7", "00321", "ada@x.org", "Ada Lovelace"), BOB))
    assert str(found) == "1 renamed: 00123 to 00321, by login, Canvas's id and name"
    assert people["00321"].former == ("00123",)
    assert not found.only_adds
    # and who knows the old one finds the person again
    assert not difference(
        people, [canvas(("7", "00123", "", "Ada Lovelace"), BOB)], own="canvas"
    ).new


def test_who_was_only_met_under_a_system_s_number_gets_the_course_s_id():
    met = Person("99", "new", systems={"canvas": "99"}, met=True)
    _, people = after({}, canvas(ADA, BOB))
    found, people = after(
        {**people, "99": met}, canvas(ADA, BOB, ("99", "00500", "n@x.org", "New"))
    )
    assert str(found) == "1 renamed: 99 to 00500, by Canvas's id"
    assert people["00500"].here


def test_who_was_collected_under_an_id_of_the_course_s_own_before_the_register_keeps_it():
    met = Person("pseudonym", systems={"canvas": "7"}, met=True)
    found, people = after({"pseudonym": met}, canvas(ADA, BOB))
    assert not found.renamed
    assert people["pseudonym"].name == "Ada Lovelace" and people["pseudonym"].here


def test_who_is_gone_from_a_list_of_everybody_has_left_and_may_come_back():
    _, people = after({}, canvas(ADA, BOB))
    found, people = after(people, canvas(ADA))
    assert str(found) == "1 dropped: Bob Ross (00124)"
    assert datetime.date.fromisoformat(people["00124"].dropped) and not people["00124"].here
    found, people = after(people, canvas(ADA, BOB))
    assert str(found) == "1 back: Bob Ross (00124)"
    # groups are not everybody, and another system's people are not this one's
    assert not difference(people, [canvas(ADA, everybody=False)]).dropped
    assert not difference(
        {"zoe": Person("zoe", systems={"moodle": "5"})}, [canvas(ADA)]
    ).dropped


def test_nobody_is_taken_for_another_by_the_name_alone():
    _, people = after({}, canvas(ADA, BOB))
    found, _ = after(people, canvas(("70", "00999", "x@x.org", "Ada Lovelace"), BOB))
    assert str(found).startswith("1 new: Ada Lovelace (00999), 1 dropped")
    assert "people rename 00123 00999" in found.told[0]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [("7", "00124", "", "?"), ("8", "00777", "", "Bob")],
            "line 2 is not used: its ids belong to ",
        ),
        ([ADA, ("8", "00123", "bob@x.org", "Bob Ross")], "00123 stands in several rows"),
        ([("7", "../evil", "", "Ada")], "the id ../evil "),
        ([("7", "00124", "", "Ada")], "is not used"),
    ],
    ids=[
        "two people in one row",
        "one id in two rows",
        "an id that is a path",
        "somebody else's id",
    ],
)
def test_a_row_that_could_be_another_s_is_not_used(rows, said):
    _, people = after({}, canvas(ADA, BOB))
    found, _ = after(people, canvas(*rows, CY, everybody=False))
    assert any(said in sentence for sentence in found.told), found.told
    assert not found.renamed


@pytest.mark.parametrize(
    ("bob", "meant"),
    [
        (("8", "00124", "ada@x.org", "Bob Ross"), "Bob Ross (00124)"),
        (("70", "00999", "ada@x.org", "Bob Ross"), "Bob Ross (00124)"),
        (("8", "../evil", "", "Bob Ross"), "Bob Ross (00124)"),
        (("", "", "", "Bob Ross"), "Bob Ross (00124)"),
    ],
    ids=["another's login", "by the name", "an id that is a path", "no id at all"],
)
def test_nobody_leaves_whom_a_row_that_is_not_used_may_be_about(bob, meant):
    _, people = after({}, canvas(ADA, BOB, CY))
    found, later = after(people, canvas(ADA, bob, CY))
    assert later == people, str(found)
    assert any("line 3 is not used: " in told and meant in told for told in found.told)


def test_who_has_a_row_of_their_own_is_not_meant_by_one_that_is_not_used():
    _, people = after({}, canvas(ADA, BOB, CY))
    found, _ = after(people, canvas(ADA, CY, ("", "", "", "Cy Young")))
    assert [one.id for one in found.dropped] == ["00124"]
    assert found.told == ["grades.csv, line 4 is not used: there is no id in it"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "it has none below its heading"),
        ([("", "../evil", "", "Eva")], "line 2 is not used: the id ../evil holds a path"),
        ([("", "", "", "Eva")], "line 2 is not used: there is no id in it"),
    ],
)
def test_a_list_without_a_row_that_can_be_used_is_refused(rows, said):
    _, people = after({}, canvas(ADA, BOB))
    with pytest.raises(Refused, match=re.escape(said)) as refused:
        difference(people, [canvas(*rows)])
    assert "no row of grades.csv can be used, so nothing was changed" in str(refused.value)
