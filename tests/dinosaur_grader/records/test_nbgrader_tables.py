import pytest
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable

from dinosaur_grader.records import nbgrader_tables


@pytest.mark.slow
@pytest.mark.parametrize("dialect", [sqlite, postgresql])
def test_the_tables_are_those_that_nbgrader_makes(dialect):
    from nbgrader import api

    def made(metadata):
        tables = metadata.tables.items()
        return {
            name: str(CreateTable(table).compile(dialect=dialect.dialect()))
            for name, table in tables
        }

    assert made(nbgrader_tables.metadata) == made(api.Base.metadata)
