import pytest
import sqlalchemy
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from dinosaur_grader.store import database, results, schema
from tests.dinosaur_grader.store.made import a_result


@pytest.fixture
def connection():
    with sqlalchemy.create_engine("sqlite://").connect() as opened:
        yield opened


def store(connection):
    return connection.execute(sqlalchemy.select(schema.STORE)).one()


def test_the_tables_are_made_once_with_an_id_of_their_own_and_each_write_is_counted(connection):
    assert not schema.has(connection)
    schema.prepare(connection)
    first = store(connection)
    schema.prepare(connection)
    assert schema.has(connection)
    assert store(connection) == (first.schema, first.id, 2)
    assert (first.schema, first.revision, len(first.id)) == (schema.SCHEMA, 1, 32)
    with sqlalchemy.create_engine("sqlite://").connect() as other:
        schema.prepare(other)
        assert store(other).id != first.id


def test_beside_nbgrader_s_tables_ours_are_known_by_their_names():
    assert all(name.startswith(schema.PREFIX) for name in schema.metadata.tables)


def test_whatever_has_a_student_in_it_is_emptied_of_one_who_is_to_be_forgotten():
    tables = schema.metadata.tables.values()
    assert {table.name for table in tables if "student" in table.c} == {
        table.name for table in schema.PERSONAL
    }


def test_students_are_sorted_as_python_sorts_whatever_the_server_s_language(tmp_path):
    names = ["Z", "a", "ä", "ab", "a-b", "B", "10", "9"]
    with database.writing(database.default_url(tmp_path)) as opened:
        results.put(opened, [a_result(name, name) for name in names])
        results.mark(opened, names)
        assert [one.student_id for one in results.counted(opened)] == sorted(names)
    for table in schema.PERSONAL:
        made = str(CreateTable(table).compile(dialect=postgresql.dialect()))
        assert 'student VARCHAR COLLATE "C"' in made
