"""The kit holds what a child may see and no more, and a Python that nobody else may
read is named."""

import contextlib
import os
from pathlib import Path

import pytest

from dinosaur_grader import inside
from dinosaur_grader.inside.layers import Limits
from dinosaur_grader.sandbox import bubblewrap, kit_folder, readable_files
from dinosaur_grader.sandbox.kit_folder import Interpreter, IsolationUnavailable
from tests.dinosaur_grader import toy

INSIDE = sorted(Path(inside.__file__).parent.glob("*.py"))


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"__pycache__"}


def test_the_kit_holds_the_official_folders_and_the_few_files_that_run_inside():
    folder = kit_folder.kit()
    grader = folder / "dinosaur_grader"
    assert names(folder) == {"data", "dinosaur_grader", "utils"}
    assert names(grader) == {"__init__.py", "checks", "inside"}
    # an empty one, also to be laid over another
    assert (grader / "__init__.py").read_bytes() == b""
    assert names(grader / "inside") == {path.name for path in INSIDE}


CACHED = "utils/questions/__pycache__/x.pyc"
SHOWN = {
    *("data/words.txt", "notes.txt", "utils/questions/__init__.py"),
    *("utils/questions/observe.py", "utils/questions/probes.json"),
    "utils/questions/words/faults.json",
}


@pytest.fixture
def released(tmp_path):
    """What a sandbox shows of a small release."""
    release = toy.make(tmp_path) / "release" / "toy"
    odd = (".secret", "data/.secret", "data/more.ipynb", "notes.txt", "dinosaur_grader/x.py")
    for place in (*odd, "utils/checks/probe.py", "utils/mine.py", CACHED):
        toy.write(release / place, "raise SystemExit")
    return release, kit_folder.kit(release)


def files(root: Path) -> dict[str, bytes]:
    found = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def test_a_release_s_own_data_and_questions_stand_beside_the_engine_s_checks_and_grader(
    released,
):
    release, folder = released
    shown, own, whole = files(folder), files(release), files(kit_folder.kit())
    engine = {
        name: text
        for name, text in whole.items()
        if name.startswith(("dinosaur_grader/", "utils/")) and "/questions/" not in name
    }
    assert len(engine) > 20
    assert shown == engine | {name: own[name] for name in SHOWN}


def test_every_user_may_read_the_kit(released):
    for folder in (kit_folder.kit(), released[1]):
        assert all(path.stat().st_mode & 0o004 for path in [folder, *folder.rglob("*")])


@pytest.mark.skipif(
    os.getuid() != 0, reason="only root passes through folders that the sandbox's user can't"
)
def test_a_closed_folder_on_the_way_is_named(tmp_path):
    closed = tmp_path / "home"
    closed.mkdir()
    (closed / "python").touch()
    tmp_path.chmod(0o755)
    closed.chmod(0o700)
    ways = [str(part) for part in [closed, *closed.parents]]
    assert kit_folder.closed_part(str(closed / "python")) in ways


CLOSED = [
    # packages, others that can be read, and what is said: nothing where those serve
    ("/root/packages", "/usr/bin", r"environment.*/root is closed.*python3 -m venv FOLDER"),
    ("/usr/packages", "none", r"interpreter.*/root/pyenv/bin/python.*/root is closed"),
    ("/usr/packages", "/usr/bin/python", ""),
]


@pytest.mark.parametrize(("packages", "others", "said"), CLOSED)
def test_a_closed_interpreter_gives_way_to_the_system_s_or_is_named_with_a_mend(
    monkeypatch, packages, others, said
):
    for module, name, found in (
        (kit_folder.os, "getuid", lambda: 1000),
        (kit_folder.sys, "executable", "/root/pyenv/bin/python"),
        (kit_folder, "closed_part", lambda path: "/root" * path.startswith("/root")),
        (kit_folder.os, "access", lambda path, mode: path.startswith(others)),
        (kit_folder.sysconfig, "get_path", lambda name: packages),
    ):
        monkeypatch.setattr(module, name, found)
    refused = pytest.raises(IsolationUnavailable, match=said or None)
    with refused if said else contextlib.nullcontext():
        assert kit_folder.interpreter("process").program.startswith("/usr/bin/python")


@pytest.mark.skipif(os.getuid() != 0, reason="only root grades as another user")
def test_packages_whose_own_mode_closes_them_are_named_with_the_umask_as_the_cause(
    tmp_path, monkeypatch
):
    (tmp_path / "numpy").mkdir(mode=0o700)
    monkeypatch.setattr(kit_folder.sysconfig, "get_path", lambda name: str(tmp_path))
    said = r"environment.*/numpy, whose mode says so.*umask of 077.*chmod -R"
    with pytest.raises(IsolationUnavailable, match=said):
        kit_folder.interpreter("strict")


@pytest.fixture
def installed(tmp_path):
    """A Python with a grader among its packages."""
    for name in ("dinosaur_grader", "numpy"):
        (tmp_path / name).mkdir()
    return Interpreter("/usr/bin/python3", ("/usr",), (str(tmp_path),))


def test_an_installed_grader_is_hidden_among_the_packages(installed):
    words = bubblewrap.command("strict", installed, kit_folder.kit(), Path("/tmp"), 5, Limits())
    assert words[words.index("/packages/0/dinosaur_grader") - 1] == "--tmpfs"
    assert words.index("/packages/0") < words.index("/packages/0/dinosaur_grader")


def test_an_installed_grader_is_not_among_what_a_process_may_read(installed):
    (packages,) = installed.packages
    hidden = readable_files.secrets(installed, ())
    readable = bubblewrap.readable("process", installed, [packages], hidden)
    assert f"{packages}/numpy" in readable
    assert {packages, f"{packages}/dinosaur_grader", f"{packages}/utils"}.isdisjoint(readable)
