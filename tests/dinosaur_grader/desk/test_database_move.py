"""A course has one database: another one is refused before anything is written, and
`database move` takes all of it along."""

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import select

from dinosaur_grader.desk.database_move import TABLES
from dinosaur_grader.exit_codes import ExitCode
from dinosaur_grader.store import database, register
from tests.dinosaur_grader.desk import upgrade
from tests.dinosaur_grader.desk.upgrade import files

IDS = ("ada", "bob", "cleo", "dan")
NOT_THIS = "the gradebook is not the one that"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Work of Ada's, four people's names in a list, and the folder that it all runs in."""
    monkeypatch.chdir(tmp_path)
    upgrade.serial(monkeypatch)
    upgrade.course_seed(tmp_path)
    upgrade.hand_in(tmp_path / "submitted", "ada", {"clip": upgrade.solved()["clip"]})
    rows = [f"{who},{who.title()}\n" for who in IDS]
    (tmp_path / "people.csv").write_text("student_id,name\n" + "".join(rows))
    return tmp_path


def other(home):
    return f"sqlite:///{home / 'other.db'}"


def named(url):
    return ("--database", url) if url else ()


def grade(*more):
    return upgrade.run("grade", "--isolation", "none", *more)


def start(*more):
    return upgrade.run("people", "import", "people.csv", "--yes", *more)


def rows_of(url):
    """All rows of a course's database, by table."""
    with database.opened(url) as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table)).all()))
            for table in TABLES
        }


@pytest.mark.parametrize("begun", ["here", "elsewhere"])
@pytest.mark.parametrize(
    "again",
    [
        ("grade", "--isolation", "none"),
        ("people", "drop", "ada"),
        ("people", "import", "people.csv", "--yes"),
    ],
)
def test_a_course_that_began_in_one_database_is_refused_in_another(home, begun, again, capsys):
    first, second = {"here": ("", other(home)), "elsewhere": (other(home), "")}[begun]
    start(*named(first))
    before = files(home)

    assert upgrade.run(*again, *named(second)) == ExitCode.NOTHING_WRITTEN

    said = capsys.readouterr().err
    assert NOT_THIS in said and "dinosaur-grader database move" in said
    assert files(home) == before


def test_one_that_collected_before_anybody_was_listed_has_its_database_too(home, capsys):
    (home / "zip" / "ada").mkdir(parents=True)
    upgrade.notebook(home / "submitted", "ada").rename(
        home / "zip" / "ada" / f"{upgrade.NAME}.ipynb"
    )
    upgrade.run("collect", "zip", "--into", "in")
    assert grade("--submitted", "in", *named(other(home))) == ExitCode.NOTHING_WRITTEN
    assert NOT_THIS in capsys.readouterr().err


@pytest.mark.slow
def test_all_that_a_course_has_moves_and_the_next_run_goes_on_with_it(home, capsys):
    start()
    grade()
    old = f"sqlite:///{home / 'graded' / 'gradebook.db'}"
    with Gradebook(old) as book:
        book.find_grade("clip_hidden", upgrade.NAME, upgrade.NAME, "ada").manual_score = 3.0
        book.db.commit()
    before = rows_of(old)

    assert upgrade.run("database", "move", "--to", other(home)) == 0

    assert rows_of(other(home)) == before
    assert "kept as it was" in capsys.readouterr().out
    assert grade(*named(other(home))) == 0
    assert sorted(upgrade.totals(home / "graded")) == list(IDS)
    with Gradebook(other(home)) as book:
        assert book.find_submission(upgrade.NAME, "ada").score == 11.0
    # two courses that both think that they are the one would part unseen
    capsys.readouterr()
    assert grade() == ExitCode.NOTHING_WRITTEN and NOT_THIS in capsys.readouterr().err


@pytest.mark.parametrize("where", ["full", "nothing"])
def test_a_target_that_holds_something_or_a_source_that_holds_nothing_is_refused(
    home, where, capsys
):
    start("--out", "full")
    start("--out", "graded") if where == "full" else (home / "graded").mkdir()
    before = files(home)
    to = {"full": f"sqlite:///{home / 'full' / 'gradebook.db'}", "nothing": other(home)}[where]

    assert upgrade.run("database", "move", "--to", to) == ExitCode.NOTHING_WRITTEN

    said = {"full": "holds something already", "nothing": "there is no"}[where]
    assert said in capsys.readouterr().err
    assert files(home) == before


def test_a_move_that_breaks_off_leaves_both_as_they_were(home, monkeypatch):
    start()
    before = register.of(database.default_url(home / "graded"))
    with monkeypatch.context() as patched:
        patched.setattr("dinosaur_grader.desk.database_move._copy", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            upgrade.run("database", "move", "--to", other(home))
    assert register.of(other(home)) == {}
    assert upgrade.run("database", "move", "--to", other(home)) == 0
    assert register.of(other(home)) == before
