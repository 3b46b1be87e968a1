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
    environment = {
        **os.environ,
        "TMPDIR": str(temporary),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    command = [sys.executable, "-c", OWNER]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process, Path(process.stdout.readline().strip())
        process.kill()
        process.wait()
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
    (folder / "open" / "deep").mkdir(parents=True)
    (folder / "open" / "deep" / "file").touch()
    (folder / "open" / "deep").chmod(mode)
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


def test_what_could_not_be_removed_is_named_with_the_reason(nobody, caplog):
    folder = temp_folders.make("work")
    nobody.chmod(0o500)
    temp_folders.remove(folder)
    assert f"{folder} is left" in caplog.text
    assert "Permission denied" in caplog.text


def test_a_folder_is_there_for_all_to_enter_until_it_is_removed(temporary):
    folder = temp_folders.make("kit")
    assert folder.stat().st_mode & 0o777 == 0o755
    temp_folders.remove(folder)
    assert list(temporary.iterdir()) == []


def test_a_private_folder_is_its_user_s_alone_and_goes_with_its_block(temporary):
    with temp_folders.private("regrade") as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        assert list(temporary.iterdir()) == [folder]
    assert list(temporary.iterdir()) == []


def test_a_living_process_s_folder_stays(another):
    _, folder = another
    temp_folders.sweep()
    assert folder.is_dir()


def test_a_killed_process_s_folder_goes_with_the_next_that_is_made(another, temporary):
    process, folder = another
    (folder / "kit").mkdir()
    process.kill()
    process.wait()
    made = temp_folders.make("work")
    assert [*temporary.iterdir()] == [made]
    temp_folders.remove(made)


@pytest.mark.parametrize("name", ["dinosaur-kit-abc", "dinosaur-eggs-abc", "dinosaur-new-abc"])
def test_a_folder_without_an_owner_s_file_or_of_another_name_stays(temporary, name):
    (temporary / name).mkdir()
    (temporary / "dinosaur-eggs-abc").mkdir(exist_ok=True)
    (temporary / "dinosaur-eggs-abc" / temp_folders.LOCK).touch()
    temp_folders.sweep()
    assert (temporary / name).is_dir()


def test_a_link_is_not_followed(temporary, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / temp_folders.LOCK).touch()
    (temporary / "dinosaur-kit-link").symlink_to(elsewhere)
    temp_folders.sweep()
    assert elsewhere.is_dir()


def test_another_user_s_folder_stays(temporary, monkeypatch):
    theirs = temporary / "dinosaur-kit-theirs"
    theirs.mkdir()
    (theirs / temp_folders.LOCK).touch()
    monkeypatch.setattr(temp_folders.os, "geteuid", lambda: theirs.stat().st_uid + 1)
    temp_folders.sweep()
    assert theirs.is_dir()
