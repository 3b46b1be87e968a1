"""Temporary folders: a living process's are left alone, a killed one's are swept, and
nobody else's is touched."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from dinosaur_grader.sandbox import temp_folders

OWNER = """
import time
from dinosaur_grader.sandbox import temp_folders
print(temp_folders.make("kit"), flush=True)
time.sleep(60)
"""


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def another(temporary):
    """A process of its own and the folder that it made."""
    names = {"TMPDIR": str(temporary), "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", OWNER]
    with subprocess.Popen(
        command, env=os.environ | names, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process, Path(process.stdout.readline().strip())
        process.kill()
    temp_folders.sweep()


@pytest.fixture
def nobody(monkeypatch):
    """The temporary folder of a user whom modes bind; root becomes one."""
    me = os.geteuid()
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        os.chown(folder, me or 65534, -1)
        os.seteuid(me or 65534)
        yield Path(folder)
        os.seteuid(me)
        Path(folder).chmod(0o700)


@pytest.mark.parametrize("mode", [0o300, 0o100, 0o000])
def test_a_folder_that_its_owner_can_t_list_goes_too(nobody, mode):
    folder = temp_folders.make("work")
    deep = folder / "open" / "deep"
    deep.mkdir(parents=True)
    (deep / "file").touch()
    deep.chmod(mode)
    temp_folders.remove(folder)
    assert list(nobody.iterdir()) == []


def test_what_a_link_in_it_leads_to_stays_and_keeps_its_mode(nobody):
    folder, elsewhere = temp_folders.make("work"), nobody / "elsewhere"
    elsewhere.mkdir(0o500)
    (folder / "closed").mkdir()
    (folder / "closed" / "file").touch()
    (folder / "closed" / "link").symlink_to(elsewhere)
    (folder / "closed").chmod(0o300)
    temp_folders.remove(folder)
    assert list(nobody.iterdir()) == [elsewhere]
    assert elsewhere.stat().st_mode & 0o777 == 0o500


def test_a_folder_is_there_for_all_to_enter_and_a_private_one_for_its_user_alone(temporary):
    folder = temp_folders.make("kit")
    assert folder.stat().st_mode & 0o777 == 0o755
    temp_folders.remove(folder)
    with temp_folders.private("regrade") as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        assert list(temporary.iterdir()) == [folder]
    assert list(temporary.iterdir()) == []


def test_a_killed_process_s_folder_goes_with_the_next_that_is_made(another, temporary):
    process, folder = another
    (folder / "kit").mkdir()
    temp_folders.sweep()
    assert folder.is_dir()  # while its process lives
    process.kill()
    process.wait()
    made = temp_folders.make("work")
    assert [*temporary.iterdir()] == [made]
    temp_folders.remove(made)


def test_what_is_another_s_or_has_no_owner_s_file_stays_and_no_link_is_followed(
    temporary, tmp_path_factory
):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (temporary / "dinosaur-kit-abc").mkdir()  # without an owner's file
    for folder in (temporary / "dinosaur-eggs-abc", elsewhere):
        folder.mkdir(exist_ok=True)
        (folder / temp_folders.LOCK).touch()
    (temporary / "dinosaur-kit-link").symlink_to(elsewhere)
    before = {*temporary.rglob("*"), *elsewhere.iterdir()}
    temp_folders.sweep()
    assert {*temporary.rglob("*"), *elsewhere.iterdir()} == before


def test_another_user_s_folder_stays(temporary, monkeypatch):
    theirs = temporary / "dinosaur-kit-theirs"
    theirs.mkdir()
    (theirs / temp_folders.LOCK).touch()
    monkeypatch.setattr(temp_folders.os, "geteuid", lambda: theirs.stat().st_uid + 1)
    temp_folders.sweep()
    assert theirs.is_dir()
