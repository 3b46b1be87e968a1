"""The commands of `docs/instructor/postgresql.md`, on a server started for this test."""

import pytest

from tests.dinosaur_grader.records.test_postgres import BIN, execute, opened, pytestmark, server  # noqa: F401  the fixture and its marks
from tests.docs.test_docs import prepared, run

PAGE = "docs/instructor/postgresql.md"


@pytest.fixture
def urls(server):  # noqa: F811  pytest hands a fixture in by its name
    """Two empty databases: the course's, and one to restore into."""
    for name in ("course", "restored"):
        execute(server, f"CREATE DATABASE {name}")
    return [f"{server.rpartition('/')[0]}/{name}" for name in ("course", "restored")]


def test_marks_are_graded_exported_backed_up_and_restored_as_the_page_says(
    strict, urls, tmp_path
):
    grades, restored = urls

    run(PAGE, prepared(tmp_path, PAGE), GRADES=grades, RESTORED=restored, path=str(BIN))

    # who was taken in before the move waits there, too
    totals = (tmp_path / "graded" / "totals.csv").read_text(encoding="utf-8")
    assert "zoe,dinosaur_island,,100,missing" in totals
    assert "ada,dinosaur_island,100,100" in (tmp_path / "marks.csv").read_text(encoding="utf-8")
    for url in urls:
        with opened(url) as gradebook:
            assert {
                each.student_id: each.score
                for each in gradebook.assignment_submissions("dinosaur_island")
            } == {
                "ada": 100.0,
                "bob": 0.0,
            }
