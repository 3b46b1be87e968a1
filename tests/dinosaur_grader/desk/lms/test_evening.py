"""One command for the evening: what it writes is what the single verbs write, shown
before it is there."""

import io
import zipfile

import pytest

from bench import evening_class
from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.desk.lms.evening import show
from dinosaur_grader.desk.lms.grade_files import FilledCell
from tests.dinosaur_grader.desk import upgrade
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
    assert evening(group, system, monkeypatch=monkeypatch) == 1
    said, up = capfd.readouterr(), group / f"up-{system}"
    assert f"For upload to {system.capitalize()}" in said.out
    assert "Nothing was written for upload" in said.err
    assert not up.exists()

    code = evening(group, system, "--yes", monkeypatch=monkeypatch)

    said = capfd.readouterr()
    assert code == 1, said.err  # one notebook can't be read, and is named
    assert "Not graded: s00011 (unreadable)" in said.err
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


def no_pages(folder):
    zipfile.ZipFile(folder / "pages.zip", "w").close()
    return folder / "pages.zip"


def test_a_name_in_the_system_s_own_file_does_not_reach_a_terminal(tmp_path, capsys):
    show([FilledCell(("\x1b[2Jada", "1"), "ada", "", "100")], no_pages(tmp_path), "canvas")
    assert "\x1b[2J" not in capsys.readouterr().out


def test_every_change_can_be_seen_and_what_stays_is_counted(tmp_path, capsys):
    cells = [FilledCell((f"=Kim {i}", str(i)), f"s{i}", "", "100") for i in range(57)]
    cells += [FilledCell(("Ada", "98"), "ada", "95", "87", "edited in Canvas: 95, ours 87")]
    cells += [FilledCell(("Bob", "99"), "bob", "50.00", "50")]
    pages, table = no_pages(tmp_path), tmp_path / "changes.csv"

    show(cells, pages, "canvas")
    said = " ".join(capsys.readouterr().out.split())
    assert "37 more are not shown: --changes FILE writes all of them." in said
    assert "57 marks are new or changed" in said and "1 stay as they are there" in said

    show(cells, pages, "canvas", table)
    assert "37 more" not in capsys.readouterr().out
    found = upgrade.rows(table)
    assert [row["student_id"] for row in found] == [*(f"s{i}" for i in range(57)), "ada"]
    assert (found[0]["who"], found[0]["after"]) == ("'=Kim 0 0", "100")
    assert (found[-1]["after"], found[-1]["why"]) == ("95", "edited in Canvas: 95, ours 87")
