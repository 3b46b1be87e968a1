"""What is moved to another id, and that a command that was interrupted is finished by the
same one again."""

import msgspec
import pytest
import sqlalchemy

from dinosaur_grader.desk import rename
from dinosaur_grader.desk.submissions import Doubt
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.results import MadeWith, NotebookFile, StudentId
from dinosaur_grader.store import database, register, results, rows
from dinosaur_grader.store.register import Person
from dinosaur_grader.store.schema import DOUBTS, PERSONAL
from tests.dinosaur_grader import stored
from tests.dinosaur_grader.classroom import NAME, result


@pytest.fixture
def url(tmp_path):
    """A database with a result of `old`."""
    made = MadeWith("v", "s", "none")
    work = NotebookFile(StudentId("old"), NAME, b"", "d" * 64)
    kept = result("old", digest=work.digest, version="v", seed="s", level="none")
    kept = msgspec.structs.replace(kept, key=made.key(work))
    stored.count(tmp_path, kept)
    return stored.url(tmp_path)


def test_every_table_of_a_person_has_the_other_id_and_the_result_is_found_again(url):
    with database.writing(url) as connection:
        rows.add(connection, DOUBTS, [Doubt(NAME, "old", "why")])
        rename.move(connection, "old", Person("new"))
    with database.reading(url) as connection:
        for table in PERSONAL:
            query = sqlalchemy.select(table.c.student)
            assert "old" not in set(connection.scalars(query)), table.name
        (found,) = results.counted(connection)
        assert register.read(connection) == {"new": Person("new", former=("old",))}
        assert [one.student for one in rows.read(connection, DOUBTS, Doubt)] == ["new"]
    work = NotebookFile(StudentId("new"), NAME, b"", "d" * 64)
    assert (found.student_id, found.key) == ("new", found.made_with.key(work))


def test_folders_of_the_old_id_are_moved_and_nothing_is_overwritten(tmp_path):
    submitted = tmp_path / "submitted"
    for room in ("out/feedback", "out/autograded", "submitted", "submitted.attempts"):
        (tmp_path / room / "old" / NAME).mkdir(parents=True)
    moves = rename.folders("old", "new", tmp_path / "out", submitted)
    rename.move_folders(moves)
    assert len(moves) == 4 and not list(tmp_path.rglob("old"))
    assert len(list(tmp_path.rglob(f"new/{NAME}"))) == 4
    assert rename.folders("old", "new", tmp_path / "out", submitted) == []
    (submitted / "old" / NAME).mkdir(parents=True)
    with pytest.raises(Refused, match="is there already"):
        rename.folders("old", "new", tmp_path / "out", submitted)


def test_one_person_has_what_either_entry_knew():
    old = Person("4711", "Ada L.", systems={"canvas": "7"}, met=True, former=("a",))
    new = Person("00321", "Ada Lovelace", login="ada", systems={"sis": "00321"})
    assert rename.joined(old, new) == Person(
        "00321",
        "Ada Lovelace",
        login="ada",
        systems={"canvas": "7", "sis": "00321"},
        former=("a", "4711"),
    )
