"""Every command of the README and of `docs/` runs: a page's blocks, in order, in a
folder prepared for it."""

import csv
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from dinosaur_grader import cli
from tests import traps
from tests.conftest import ROOT
from tests.dinosaur_grader.course import NAME, SCRIPTS

BLOCK = re.compile(r"^```(?:bash|console)(?: (?P<who>\w+))?\n(?P<text>.*?)^```$", re.M | re.S)
COMMAND = re.compile(
    r"dinosaur-grader (?P<verb>[a-z]+)(?P<inner>(?<=people) [a-z]+|(?<=database) [a-z]+|)(?P<words>.*)"
)
OPTION = re.compile(r" (--[a-z-]+)")
PAGES = (
    "README.md",
    *(str(path.relative_to(ROOT)) for path in sorted((ROOT / "docs").rglob("*.md"))),
)
MACHINE = "changes the machine, and takes root"
SETUP = "CI runs it itself, before these tests"
ROOM = "the clean room runs it, in a Debian of its own"
DOCKER = "no container engine runs in these tests"
NOT_RUN = {
    "make setup": SETUP,
    "make demo": "the clean room and CI run it, and other tests what it does",
    "git clone https://github.com/YOUR_COURSE/dinosaur-island": ROOM,
    "cd dinosaur-island": ROOM,
    ". .venv/bin/activate": "these tests have the environment already",
    "sudo -u postgres createuser --pwprompt grader": MACHINE,
    "sudo -u postgres createdb --owner grader grades": MACHINE,
    "python -m pip install 'psycopg[binary]>=3.1,<4'": "these tests have the environment already",
    "docker build -t island-grader image": DOCKER,
    'docker run --rm --network none --read-only --tmpfs /tmp -v "$PWD:/course" island-grader '
    "grade --submitted /course/submitted --out /course/graded --isolation process "
    "--seed /opt/dinosaur/course.seed": DOCKER,
    "dinosaur-grader desk": "goes on until it is stopped; test_serve.py starts it",
    "dinosaur-grader watch --submitted submitted --out graded": "goes on until it is stopped; test_watch.py starts it",
    "export GRADES=postgresql://grader@db.example.org/grades": "names a server that is not there; the test starts one",
}
BY_OTHERS = {  # blocks that name whose shell it is
    "docs/install.md": "tests/docs/test_readme_commands.py",
    "docs/instructor/jupyterhub.md": "tests/dinosaur_grader/test_exchange.py",
}
ALONE = {
    "docs/instructor/first-class.md",
    "docs/instructor/evening.md",
}  # these make the class themselves
pytestmark = [pytest.mark.slow]


def blocks(page: str) -> list[tuple[str | None, str]]:
    """Whose shell each block of the page is, if it says so, and its text."""
    return BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))


def lines(page: str) -> list[str]:
    """The page's command lines, but for those of blocks that name a user."""
    return [line for who, text in blocks(page) if not who for line in text.splitlines()]


def prepared(folder: Path, page: str) -> Path:
    """What a page takes for granted: the kit's notebooks, and a class of three as
    Canvas and Moodle hand it over. A trap lies under every module's name."""
    traps.lay(folder)
    solved, blank = (ROOT / room / NAME / f"{NAME}.ipynb" for room in ("source", "release"))
    for room in ("source", "release"):
        shutil.copytree(
            ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__")
        )
    with zipfile.ZipFile(folder / "submissions.zip", "w") as archive:
        archive.write(solved, f"kingada_101_2001_{NAME}.ipynb")
        archive.write(blank, f"leebob_LATE_102_2002_{NAME}.ipynb")
    with zipfile.ZipFile(folder / "moodle.zip", "w") as archive:
        archive.write(solved, f"Ada King_77_assignsubmission_file/{NAME}.ipynb")
    students = [("ada", 101), ("bob", 102), ("zoe", 103)]
    heading = ("Student", "ID", "SIS Login ID", "Section", f"{NAME} (4711)")
    table(
        folder / "canvas.csv",
        [heading, *((name, key, name, "A", "") for name, key in students)],
    )
    table(
        folder / "worksheet.csv",
        [("Identifier", "Full name", "Grade"), ("Participant 77", "Ada King", "")],
    )
    if page not in ALONE:
        for student, notebook in (("ada", solved), ("bob", blank)):
            place = folder / "submitted" / student / NAME
            place.mkdir(parents=True)
            shutil.copyfile(notebook, place / f"{NAME}.ipynb")
    return folder


def table(path: Path, rows) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def run(page: str, folder: Path, **more: str) -> None:
    """Run the page's commands as one script that stops at the first one that fails, and
    says which. None imports from the folder, which may be a student's."""
    script = "\n".join(line for line in lines(page) if line not in NOT_RUN)
    script = script.replace(".venv/bin/", f"{SCRIPTS}/")
    path = os.pathsep.join([str(SCRIPTS), more.pop("path", ""), os.environ["PATH"]])
    env = {**os.environ, "PATH": path, "PYTHONPATH": os.environ.get("PYTHONPATH", ""), **more}
    command = ["bash", "-euxo", "pipefail", "-c", script]
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, timeout=900
    )
    assert done.returncode == 0, f"{page}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    assert traps.sprung(folder) == []


def test_the_list_of_commands_that_are_not_run_is_exact():
    written = {line for page in PAGES for line in lines(page)}
    assert {line for line in written if line in NOT_RUN} == set(NOT_RUN)


def test_blocks_that_name_a_user_stand_only_where_another_test_runs_them():
    assert {page for page in PAGES for who, _ in blocks(page) if who} == set(BY_OTHERS)
    for page, test in BY_OTHERS.items():
        assert Path(page).name in (ROOT / test).read_text(encoding="utf-8")


OWN_TEST = {"docs/instructor/postgresql.md", "docs/instructor/term.md"} | {
    f"docs/author/{name}.md" for name in ("index", "functions", "kinds", "properties")
}
# a class several times each, or once more, of verbs that other pages and tests run
AGAIN = {
    "docs/instructor/appeals.md",
    "docs/instructor/care-of-data.md",
    "docs/instructor/class-report.md",
}
RUN = [page for page in PAGES if {*lines(page)} - {*NOT_RUN}]


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, marks=[pytest.mark.proof] * (page in AGAIN))
        for page in RUN
        if page not in OWN_TEST
    ],
)
def test_the_commands_of_the_page_run(strict, tmp_path, page):
    run(page, prepared(tmp_path, page))


@pytest.mark.parametrize("page", RUN)
def test_the_options_of_the_page_are_those_of_its_verbs(page, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    for line in lines(page):
        if found := COMMAND.search(line):
            with pytest.raises(SystemExit):
                cli.main([found["verb"], *found["inner"].split(), "--help"])
            said = capsys.readouterr().out
            assert [one for one in OPTION.findall(found["words"]) if one not in said] == []


def test_every_page_is_linked_from_the_index():
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    assert [page for page in PAGES[1:] if f"({page.removeprefix('docs/')})" not in index] == [
        "docs/index.md"
    ]
    assert "(docs/index.md)" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_index_is_seen_without_scrolling():
    """Measured in Chromium, 1280 x 800: with more words than these the site scrolls."""
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    seen = re.sub(r"\]\([^)]*\)|<br>", " ", index)
    assert len(re.findall(r"\w[\w.,']*", seen)) <= 165
    assert len(index.splitlines()) <= 15
