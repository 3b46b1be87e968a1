"""The kit zip: the same bytes each time, nothing in it that a student must not see, and
it runs on a clean machine."""

import io
import os
import re
import shutil
import stat
import subprocess
import sys
import zipfile

import pytest

from dinosaur_grader.home import KIT as ROOT
from tools import student_kit
from tools.student_kit import NAME, Unfit, make, members, start_page, zipped

UV = shutil.which("uv")
needs_uv = pytest.mark.skipif(UV is None, reason="uv is not there: `make setup` installs it")


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """The kit as a student has it after unpacking."""
    folder = tmp_path_factory.mktemp("downloads")
    assert student_kit.main(["--to", str(folder / f"{NAME}.zip")]) == 0
    with zipfile.ZipFile(folder / f"{NAME}.zip") as kit:
        kit.extractall(folder)
    return folder / NAME


@pytest.fixture(scope="module")
def python(unpacked):
    """The Python of a new environment beside the kit, made as its page says, in which
    this repository is unknown."""
    inside = unpacked / ".venv" / "bin" / "python"
    commands = [UV, "venv", "-q", "--python", sys.executable, str(unpacked / ".venv")]
    subprocess.run(commands, check=True, env=clean())
    install = [UV, "pip", "install", "-q", "--python", str(inside), "-r", "requirements.txt"]
    subprocess.run(install, cwd=unpacked, check=True, env=clean())
    return inside


def clean():
    """This machine's environment without what points to this repository or to its own
    environment."""
    own = {n: text for n, text in os.environ.items() if n not in ("PYTHONPATH", "VIRTUAL_ENV")}
    # several test runs on one machine would wait for each other
    theirs = {"JUPYTER_PLATFORM_DIRS": "1", "OMP_NUM_THREADS": "1"}
    return own | theirs | {"PATH": "/usr/bin:/bin"}


@pytest.fixture
def checkout(tmp_path):
    """A copy of what the zip is made of."""
    for name in ("release", "docs"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, tmp_path / "root" / name, ignore=ignored)
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "root" / "pyproject.toml")
    return tmp_path / "root"


def test_its_bytes_do_not_depend_on_the_files_dates_or_permissions(checkout):
    before = zipped(members(checkout))
    folder = checkout / "release" / "dinosaur_island"

    os.utime(folder / "dinosaur_island.ipynb", (1, 1))
    (folder / "dinosaur_island.ipynb").chmod(0o600)
    (folder / "utils" / "__pycache__").mkdir()
    (folder / "utils" / "__pycache__" / "x.pyc").write_bytes(b"x")

    assert zipped(members(checkout)) == before == zipped(members(ROOT))


def test_its_files_have_the_day_of_the_commit_or_a_day_that_is_set(tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    [(year, *_)] = dates(zipped({"a": b""}, tmp_path))  # today's, where there is no commit
    assert year >= 2026
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run([*git, "init", "-q"], check=True)
    noon = os.environ | {"GIT_COMMITTER_DATE": "2026-03-04T12:00:00Z"}
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "."], check=True, env=noon)

    assert dates(zipped({"a": b"", "b": b""}, tmp_path)) == {(2026, 3, 4, 0, 0, 0)}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")
    assert dates(zipped({"a": b""}, tmp_path)) == {(2026, 5, 28, 0, 0, 0)}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")  # a zip knows no day before 1980
    assert dates(zipped({"a": b""}, tmp_path)) == {(1980, 1, 1, 0, 0, 0)}


def dates(kit):
    """The dates of the zip's files."""
    return {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(kit)).infolist()}


def test_it_holds_the_releases_a_page_and_the_requirements_with_plain_names(unpacked):
    assert {path.name for path in unpacked.iterdir()} - {".venv"} == {
        *("START.html", "requirements.txt", "unpack"),
        *("dinosaur_island", "find_the_fault", "shakespeare", "step_backwards"),
    }
    for name in members():
        if "/" in name and not name.startswith("unpack/"):
            assert (unpacked / name).read_bytes() == (ROOT / "release" / name).read_bytes()
    with zipfile.ZipFile(unpacked.parent / f"{NAME}.zip") as kit:
        for entry in kit.infolist():
            assert stat.S_IMODE(entry.external_attr >> 16) == 0o644
            assert re.fullmatch(rf"{NAME}/[\w./-]+", entry.filename)
            assert ".." not in entry.filename


def test_a_release_that_would_leak_or_is_not_there_is_not_zipped(checkout, tmp_path):
    (checkout / "release" / "dinosaur_island" / "gradebook.db").write_bytes(b"x")

    with pytest.raises(Unfit, match=r"gradebook\.db"):
        make(tmp_path / "kit.zip", checkout)
    shutil.rmtree(checkout / "release")
    with pytest.raises(FileNotFoundError, match="make notebooks"):
        make(tmp_path / "kit.zip", checkout)
    assert not (tmp_path / "kit.zip").exists()


def test_what_a_student_installs_has_ranges_and_nothing_of_the_grader(unpacked):
    lines = (unpacked / "requirements.txt").read_text(encoding="utf-8").splitlines()[1:]

    assert {re.split("[<>=]", line)[0] for line in lines} == {
        *("numpy", "matplotlib", "notebook", "pooch", "threadpoolctl")
    }
    assert all(re.fullmatch(r"[a-z]+>=[\d.]+,<\d+", line) for line in lines)


def test_the_page_names_files_that_are_in_the_kit_and_loads_nothing(unpacked):
    page = (unpacked / "START.html").read_text(encoding="utf-8")

    for system in ("Linux", "macOS", "Windows", "VS Code", "Colab"):
        assert system in page
    for name in re.findall(r"[\w.]+[/\\]\w+\.ipynb|requirements\.txt", page):
        assert (unpacked / name.replace("\\", "/")).is_file()
    assert not re.search(r"src=|<script|<link|url\(", page)
    assert page.index("How it goes") < page.index("With nothing to install")
    assert "62 of the 100 points are for questions that are asked only" in page
    assert "{{" not in page


def test_the_page_has_the_courses_own_links_once_they_are_set(tmp_path):
    shutil.copytree(ROOT / "docs" / "student", tmp_path / "docs" / "student")
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8").replace("YOUR_COURSE", "ada")
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")

    page = start_page(tmp_path)

    assert student_kit.NO_LINKS in start_page(ROOT) and student_kit.NO_LINKS not in page
    assert '<a href="https://colab.research.google.com/github/ada/dinosaur-island/blob/' in page
