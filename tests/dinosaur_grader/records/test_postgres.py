"""PostgreSQL as the gradebook's home: a real server, started for these tests and ended
with them."""

import os
import shutil
import subprocess
import tempfile
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy
from nbgrader.api import Gradebook
from sqlalchemy import select

from dinosaur_grader.batch import attempts
from dinosaur_grader.batch.attempts import CollectedAttempt
from dinosaur_grader.batch.journal import Journal
from dinosaur_grader.desk import forget
from dinosaur_grader.desk.database_move import TABLES
from dinosaur_grader.records import gradebook_marks
from dinosaur_grader.records.gradebook import writing
from dinosaur_grader.store import database, register, results
from dinosaur_grader.store.database import GradebookError, GradebookLocked
from dinosaur_grader.store.lock import RunBusy
from dinosaur_grader.store.register import Person
from tests.dinosaur_grader.classroom import NAME, assignment, record, result
from tests.dinosaur_grader.desk import upgrade
from tests.jupyter import free_port

BIN = max(Path("/usr/lib/postgresql").glob("*/bin"), default=Path("/nowhere"))
pytest.importorskip("psycopg", reason="psycopg is not there: `make setup` installs it")
pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,
    pytest.mark.skipif(
        not (BIN / "initdb").exists(), reason="no PostgreSQL server: `make system` installs it"
    ),
]
UNPRIVILEGED = 65534  # nobody: PostgreSQL refuses to run as root


@pytest.fixture(scope="module")
def server():
    """The URL of a server's database `postgres`; everything of it is in a folder that
    goes away again."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    port = free_port()
    try:
        if os.geteuid() == 0:
            os.chown(folder, UNPRIVILEGED, UNPRIVILEGED)
        made = "initdb -D data -U kit -A trust --no-sync -E UTF8 --locale=C"
        _run(folder, *made.split())
        own = (
            f"-c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories= -c fsync=off"
        )
        _run(
            folder,
            *["pg_ctl", "-D", "data", "-l", "log", "-w", "-t", "120", "-o"],
            own,
            "start",
        )
        yield f"postgresql://kit@127.0.0.1:{port}/postgres"
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            _run(folder, *["pg_ctl", "-D", "data", "-m", "immediate", "-w", "stop"])
        shutil.rmtree(folder, ignore_errors=True)


def _run(folder, program, *arguments):
    how = dict(cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if os.geteuid() == 0:
        how |= dict(user=UNPRIVILEGED, group=UNPRIVILEGED, extra_groups=())
    done = subprocess.run([BIN / program, *arguments], **how)
    assert done.returncode == 0, done.stderr


def execute(url, statement):
    """Execute it outside of a transaction."""
    own = url.replace("postgresql:", "postgresql+psycopg:")
    admin = sqlalchemy.create_engine(own, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sqlalchemy.text(statement))
    admin.dispose()


@pytest.fixture
def url(server, request):
    """A fresh database on the server."""
    name = f"grades_{abs(hash(request.node.name)) % 10**9}"
    execute(server, f"CREATE DATABASE {name}")
    return server.rpartition("/")[0] + f"/{name}"


def opened(url):
    return Gradebook(url.replace("postgresql:", "postgresql+psycopg:"))


def test_marks_are_written_and_read_by_nbgrader_and_written_again_or_not_at_all(url, tmp_path):
    class_of_two = [result("ada", clip=5.5), result("bob", state="missing")]
    record(class_of_two, tmp_path, assignment(), url)
    with opened(url) as gradebook:
        submission = gradebook.find_submission(NAME, "ada")
        assert (submission.score, submission.max_score) == (15.5, 18.0)
        assert "To do: " in gradebook.find_comment("clip", NAME, NAME, "ada").comment
        assert [student.id for student in gradebook.students] == ["ada", "bob"]
        gradebook.find_grade("clip_expected", NAME, NAME, "ada").manual_score = 7.0
        gradebook.db.commit()
    assert not (tmp_path / "gradebook.db").exists()

    def failing():
        yield result("ada", clip=0.0, sample=0.0)
        raise RuntimeError("cut off")

    with pytest.raises(RuntimeError, match="cut off"):
        record(failing(), tmp_path, assignment(), url)
    with opened(url) as gradebook:
        assert gradebook.find_submission(NAME, "ada").score == 17.0

    record([result("ada", clip=1.0, sample=4.0)], tmp_path, assignment(), url)
    with opened(url) as gradebook:
        assert gradebook.find_submission(NAME, "ada").score == 11.0


def test_two_graders_at_once_write_one_after_the_other(url, tmp_path):
    classes = [[result(f"s{i}", clip=float(k)) for i in range(600)] for k in (1, 2, 3)]
    threads = [
        threading.Thread(target=record, args=(each, tmp_path, assignment(), url))
        for each in classes
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with opened(url) as gradebook:
        scores = {submission.score for submission in gradebook.assignment_submissions(NAME)}
        assert len(gradebook.students) == 600
    assert len(scores) == 1  # the marks of one whole class, of whichever came last


def test_one_run_at_a_time_keeps_its_results_there_and_goes_on_from_them(url):
    names = ["Z", "a", "\u00e4", "ab", "a-b", "B"]
    with Journal(url, NAME) as book:
        with pytest.raises(RunBusy, match="another run is grading"):
            Journal(url, NAME).__enter__()
        with writing(url):
            pass  # a mark by hand is not kept waiting
        for name in names:
            book.append(result(name))
    with Journal(url, NAME) as again:
        assert [name for name in names if name not in again] == []
        assert again.get("ab") == result("ab")
    with writing(url) as connection:
        results.settle(connection, NAME, names[1:])
        assert [one.student_id for one in results.counted(connection)] == sorted(names[1:])


def cut(url):
    """End all connections to the database, as a network that is lost does."""
    others = (
        "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
    )
    execute(url, f"{others} and datname = current_database()")


def test_where_the_network_is_lost_nothing_is_and_the_same_again_goes_on(url):
    with Journal(url, NAME) as book:
        book.append(result("ada"))
        book.sync()
        cut(url)  # between two writes
        book.append(result("bob"))
    with pytest.raises(GradebookError, match="could not be used"), writing(url) as connection:
        results.put(connection, [result("cleo")])
        cut(url)  # in the middle of one
        results.settle(connection, NAME, ["ada"])
    with Journal(url, NAME) as again:
        assert [name in again for name in ("ada", "bob", "cleo")] == [True, True, False]
    with writing(url) as connection:
        results.settle(connection, NAME, ["ada", "bob"])
        assert len(list(results.counted(connection))) == 2


def test_a_gradebook_held_by_another_grader_is_waited_for_and_then_named(url, tmp_path):
    with writing(url), pytest.raises(GradebookLocked, match=r"for 0\.3 seconds"):
        record([result("ada")], tmp_path, assignment(), url, wait=0.3)


def test_a_student_is_forgotten_on_the_server_too_and_marks_by_hand_are_read(url, tmp_path):
    record([result("ada", clip=5.5), result("bob")], tmp_path, assignment(), url)
    with opened(url) as gradebook:
        gradebook.find_grade("clip_expected", NAME, NAME, "bob").manual_score = 7.0
        gradebook.db.commit()

    for place in forget.held("ada", tmp_path, url, None):
        place.delete()

    assert gradebook_marks.by_hand(url, NAME) == {("bob", "clip_expected"): 7.0}
    with opened(url) as gradebook:
        assert [student.id for student in gradebook.students] == ["bob"]


def test_marks_by_hand_are_saved_while_the_class_is_graded_again(url, tmp_path):
    """By nbgrader's models, as its formgrader saves them."""
    students = [f"s{i}" for i in range(40)]
    again = ([result(student, clip=1.0) for student in students], tmp_path, assignment(), url)
    record(*again)
    grading = threading.Thread(target=lambda: [record(*again) for _ in range(4)])
    grading.start()
    for student in students[:20]:
        with opened(url) as gradebook:
            gradebook.find_grade("clip_expected", NAME, NAME, student).manual_score = 7.0
            gradebook.db.commit()
    grading.join()

    with opened(url) as gradebook:
        marks = [gradebook.find_grade("clip_expected", NAME, NAME, each) for each in students]
        assert [mark.manual_score for mark in marks] == [7.0] * 20 + [None] * 20
        assert {mark.auto_score for mark in marks} == {1.0}


def rows_of(url):
    """All rows of a course's database, by table."""
    with database.opened(url) as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table)).all()))
            for table in TABLES
        }


@pytest.fixture
def moved(url, tmp_path):
    """A course that began in SQLite, with a person, marks, an extension and an attempt, moved
    to the server; what it was before."""
    old = database.default_url(tmp_path)
    record([result("ada", clip=5.5), result("bob", state="missing")], tmp_path, assignment())
    with Gradebook(old) as book:
        work = book.find_submission(NAME, "ada")
        work.extension, work.timestamp = timedelta(days=2, seconds=1), datetime(2026, 9, 1)
        book.db.commit()
    with database.writing(old) as connection:
        register.put(connection, [Person("ada", name="Ada")])
        attempts.note(connection, [CollectedAttempt(NAME, "ada", "0" * 64, attempts.now())])
    before = rows_of(old)
    upgrade.run("database", "move", "--to", url, "--out", tmp_path)
    return before


def test_a_course_moves_to_the_server_and_back_with_every_row(moved, url, tmp_path):
    assert rows_of(url) == moved
    with database.writing(url) as connection:  # the server's counters go on behind the rows
        attempts.note(connection, [CollectedAttempt(NAME, "bob", "1" * 64, attempts.now())])
    with opened(url) as book:
        assert book.find_submission(NAME, "ada").extension == timedelta(days=2, seconds=1)
        assert book.find_submission(NAME, "ada").score == 15.5
        book.add_student("cleo")

    back = f"sqlite:///{tmp_path / 'back.db'}"
    before = rows_of(url)
    given = ("--database", url, "--to", back, "--out", tmp_path)
    assert upgrade.run("database", "move", *given) == 0
    assert rows_of(back) == before
    assert [who for who in register.of(back)] == ["ada"]


def test_a_course_on_the_server_or_in_a_file_is_refused_in_the_other(
    moved, url, tmp_path, capsys
):
    for given in ((), ("--database", f"sqlite:///{tmp_path / 'second.db'}")):
        assert upgrade.run("people", "drop", "ada", "--out", tmp_path, *given) == 2
        assert "dinosaur-grader database move" in capsys.readouterr().err
    assert not (tmp_path / "second.db").exists()
    assert upgrade.run("people", "drop", "ada", "--out", tmp_path, "--database", url) == 0


def test_a_course_that_began_in_a_file_is_refused_on_the_server(url, tmp_path, capsys):
    (tmp_path / "people.csv").write_text("student_id\nada\n")
    given = ("people", "import", tmp_path / "people.csv", "--yes", "--out", tmp_path / "graded")
    upgrade.run(*given)
    assert upgrade.run(*given, "--database", url) == 2
    assert "dinosaur-grader database move" in capsys.readouterr().err
    assert register.of(url) == {}
