"""One command for the evening: what it writes is what the single verbs write, shown
before it is there."""

import errno
import io
import shutil
import zipfile

import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.desk import grade
from dinosaur_grader.desk.lms import evening as module
from dinosaur_grader.desk.lms.evening import show
from dinosaur_grader.desk.lms.grade_files import FilledCell
from dinosaur_grader.exit_codes import ExitCode
from dinosaur_grader.records import outputs
from tests.dinosaur_grader.desk import evening_class, upgrade
from tests.dinosaur_grader.systems import canvas_imports, moodle_imports

STUDENTS = 12


@pytest.fixture(scope="module")
def group(tmp_path_factory):
    """A class as both systems hand it over."""
    home = tmp_path_factory.mktemp("evening")
    people = evening_class.people(STUDENTS)
    kinds = evening_class.work(assignments.load("dinosaur_island"))
    evening_class.canvas_zip(home / "canvas.zip", people, kinds)
    evening_class.moodle_zip(home / "moodle.zip", people, kinds)
    evening_class.tables(home, people)
    return home


def evening(home, system, *more, monkeypatch):
    monkeypatch.chdir(home)
    upgrade.serial(monkeypatch)
    given = (f"{system}.zip", "--roster", f"{system}-roster.csv", f"--{system}")
    rooms = ("--into", f"in-{system}", "--out", f"out-{system}", "--upload", f"up-{system}")
    more = (*rooms, "--isolation", "none", *more)
    return upgrade.run("evening", *given, f"{system}.csv", *more)


def totals(out):
    return [float(score) for score in upgrade.totals(out).values() if score]


@pytest.mark.slow
@pytest.mark.parametrize("system", ["canvas", "moodle"])
def test_marks_and_pages_of_the_whole_class_are_there_once_somebody_agrees(
    group, system, monkeypatch, capfd
):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert evening(group, system, monkeypatch=monkeypatch) == ExitCode.DECLINED
    said, up = capfd.readouterr(), group / f"up-{system}"
    assert f"For upload to {system.capitalize()}" in said.out
    assert "Nothing was written for upload" in said.err
    assert not up.exists()

    code = evening(group, system, "--yes", monkeypatch=monkeypatch)

    said = capfd.readouterr()
    # what can't be read is the students' own, and named: nothing is left to do
    assert code == 0, said.err
    assert "Not graded: s00011 (First11 Last0, unreadable)" in said.err
    assert {path.name for path in up.iterdir()} == {"marks.csv", "feedback.zip"}
    assert ".owner" not in said.out
    text = (up / "marks.csv").read_text(encoding="utf-8")
    column = evening_class.COLUMN
    taken = canvas_imports(text, column) if system == "canvas" else moodle_imports(text)
    assert sorted(taken.values()) == sorted(totals(group / f"out-{system}"))
    with zipfile.ZipFile(up / "feedback.zip") as pages:
        assert len(pages.namelist()) >= len(taken)
    assert (group / f"out-{system}" / "report.html").exists()
    assert f"{len(taken)} marks are new or changed" in said.out


def on_file(home, monkeypatch):
    """An evening whose files for upload are written in the end."""
    return evening(home, "canvas", "--yes", monkeypatch=monkeypatch)


@pytest.fixture
def there(group, monkeypatch):
    """The class, graded; its zip as it was at the end."""
    on_file(group, monkeypatch)
    kept = (group / "canvas.zip").read_bytes()
    yield group
    (group / "canvas.zip").write_bytes(kept)
    shutil.rmtree(group / "in-canvas" / "77", ignore_errors=True)


@pytest.mark.slow
def test_a_mark_without_a_row_leaves_the_lecturer_something_to_do(there, monkeypatch, capfd):
    with zipfile.ZipFile(there / "canvas.zip", "a") as archive:
        blank = assignments.load("dinosaur_island").blank_path
        archive.write(blank, "stranger_77_78_dinosaur_island.ipynb")
    assert on_file(there, monkeypatch) == 1
    assert "No row for stranger (77)" in capfd.readouterr().err


@pytest.mark.slow
def test_marks_by_hand_that_wait_leave_the_lecturer_something_to_do(there, monkeypatch):
    monkeypatch.setattr(grade, "waiting", lambda *_: iter(["An essay waits."]))
    assert on_file(there, monkeypatch) == 1


@pytest.mark.slow
@pytest.mark.parametrize("where", ["outputs", "evening"])
def test_a_full_disk_ends_it_with_a_code_of_its_own_and_nothing_goes_on(
    where, there, monkeypatch, capfd
):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    if where == "outputs":  # in the middle of grading
        monkeypatch.setattr(outputs, "write", full)
    else:  # when the files for upload are put in place
        monkeypatch.setattr(module.shutil, "copyfile", full)
    capfd.readouterr()
    assert on_file(there, monkeypatch) == ExitCode.DISK_FULL
    said = capfd.readouterr()
    assert "Make room and run the same command again" in said.err
    assert ("report:" in said.out) == (where == "evening")


@pytest.mark.parametrize("both", [(), ("--canvas", "canvas.csv", "--moodle", "canvas.csv")])
def test_without_the_systems_own_file_it_says_where_to_get_it(
    both, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    for name in ("all.zip", "canvas.csv"):
        (tmp_path / name).touch()
    assert upgrade.run("evening", "all.zip", *both) == 2
    said = capsys.readouterr().err
    assert said.startswith("Error: ") and said.count("\n") == 1
    assert "--canvas FILE" in said and "--moodle FILE" in said and "Export" in said


def test_every_change_can_be_seen_and_what_stays_is_counted(tmp_path, capsys):
    cells = [FilledCell((f"=Kim {i}", str(i)), f"s{i}", "", "100") for i in range(57)]
    cells += [FilledCell(("Ada", "98"), "ada", "95", "87", "edited in Canvas: 95, ours 87")]
    cells += [FilledCell(("Bob", "99"), "bob", "50.00", "50")]
    pages, table = 0, tmp_path / "changes.csv"

    show(cells, pages, "canvas")
    said = " ".join(capsys.readouterr().out.split())
    assert "37 more are not shown: --changes FILE writes all of them." in said
    assert "57 marks are new or changed" in said and "1 stay as they are there" in said

    made_of = {f"s{i}": "attempt 2 of 2" for i in range(56)}
    show(cells, pages, "canvas", made_of, table)
    assert "37 more" not in capsys.readouterr().out
    found = upgrade.rows(table)
    assert [row["student_id"] for row in found] == [*(f"s{i}" for i in range(57)), "ada"]
    assert (found[0]["who"], found[0]["after"]) == ("'=Kim 0 0", "100")
    assert found[0]["why"] == "attempt 2 of 2"
    assert found[56]["why"].startswith("as the gradebook has it")
    assert (found[-1]["after"], found[-1]["why"]) == ("95", "edited in Canvas: 95, ours 87")
