import pytest

from dinosaur_grader.records import nbgrader_tables


@pytest.mark.slow
def test_each_table_is_nbgrader_s_own_with_columns_of_its_types():
    from nbgrader import api

    theirs = api.Base.metadata.tables
    for table in nbgrader_tables.metadata.tables.values():
        for column in table.columns:
            own = theirs[table.name].columns[column.name]
            assert isinstance(own.type, column.type.as_generic().__class__), own
