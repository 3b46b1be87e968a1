"""The register as it is stored: read as it was put, and empty where there is none."""

import datetime

import sqlalchemy

from dinosaur_grader.store import database, register, schema
from dinosaur_grader.store.register import Person

ADA = Person(
    "00123",
    "Ada Lovelace",
    systems={"canvas": "7"},
    sections=("A",),
    extensions={"hw": datetime.datetime(2026, 9, 1, tzinfo=datetime.UTC)},
    former=("ada",),
)


def test_people_are_read_as_they_were_put_sorted_by_id(tmp_path):
    url = database.default_url(tmp_path)
    with database.writing(url) as connection:
        register.put(connection, [Person("bob"), ADA])
        register.put(connection, [Person("bob", "Bob")])
    with database.reading(url) as connection:
        known = register.read(connection)
    assert known == {"00123": ADA, "bob": Person("bob", "Bob")}
    assert list(known) == ["00123", "bob"]
    with database.writing(url) as connection:
        register.remove(connection, "bob")
        assert list(register.read(connection)) == ["00123"]


def test_a_gradebook_from_before_the_register_has_nobody_in_it_until_somebody_is_put(tmp_path):
    url = database.default_url(tmp_path)
    with database.writing(url) as connection:
        connection.execute(sqlalchemy.text(f"DROP TABLE {schema.PEOPLE.name}"))
    with database.reading(url) as connection:
        assert register.read(connection) == {}
    with database.writing(url) as connection:
        register.put(connection, [ADA])
        assert register.read(connection) == {"00123": ADA}


def test_who_is_expected_and_by_what_one_is_known():
    assert ADA.here
    assert not any(
        Person("x", **why).here for why in ({"test": True}, {"dropped": "d"}, {"met": True})
    )
    assert ADA.known_as == ("00123", "7", "ada")
    assert register.of_system({"00123": ADA, "bob": Person("bob")}, "canvas") == {"7": "00123"}
