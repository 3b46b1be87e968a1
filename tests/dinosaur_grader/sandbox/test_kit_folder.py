"""The kit holds what a child may see and no more, and a Python that nobody else may
read is named."""

import ast
import os
from pathlib import Path

import pytest

from dinosaur_grader import inside
from dinosaur_grader.inside.layers import Limits
from dinosaur_grader.sandbox import bubblewrap, kit_folder, readable_files
from dinosaur_grader.sandbox.kit_folder import Interpreter, IsolationUnavailable
from tests.dinosaur_grader import toy

INSIDE = sorted(Path(inside.__file__).parent.glob("*.py"))


def test_the_kit_holds_the_official_folders_and_the_few_files_that_run_inside():
    folder = kit_folder.kit()
    assert sorted(path.name for path in folder.iterdir()) == [
        "data",
        "dinosaur_grader",
        "utils",
    ]
    assert sorted(path.name for path in (folder / "dinosaur_grader").iterdir()) == [
        "__init__.py",
        "checks",
        "inside",
    ]
    assert (folder / "dinosaur_grader" / "__init__.py").read_bytes() == b""
    held = {path.name for path in (folder / "dinosaur_grader" / "inside").iterdir()}
    assert held - {"__pycache__"} == {path.name for path in INSIDE}


@pytest.fixture
def released(tmp_path):
    """What a sandbox shows of a small release."""
    release = toy.make(tmp_path) / "release" / "toy"
    for place in (
        ".secret",
        "data/.secret",
        "data/more.ipynb",
        "notes.txt",
        "dinosaur_grader/x.py",
    ):
        toy.write(release / place, "x")
    toy.write(release / "utils" / "checks" / "probe.py", "raise SystemExit")
    toy.write(release / "utils" / "mine.py", "raise SystemExit")
    toy.write(release / "utils" / "questions" / "__pycache__" / "x.pyc", "x")
    return release, kit_folder.kit(release)


def test_what_lies_beside_a_notebook_stands_for_the_kit_s_data_and_questions(released):
    release, folder = released
    shown = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert {name for name in shown if not name.startswith(("dinosaur_grader/", "utils/"))} == {
        "data/words.txt",
        "notes.txt",
    }
    questions = {name for name in shown if name.startswith("utils/questions/")}
    assert questions == {
        f"utils/questions/{name}"
        for name in ("__init__.py", "observe.py", "probes.json", "words/faults.json")
    }
    for name in ("data/words.txt", "utils/questions/probes.json"):
        assert (folder / name).read_bytes() == (release / name).read_bytes()


def test_the_checks_and_the_grader_s_own_files_are_the_engine_s_whatever_was_released(released):
    _, folder = released
    whole = kit_folder.kit()

    def engine(root):
        return {
            path.relative_to(root): path.read_bytes()
            for room in ("utils", "dinosaur_grader")
            for path in (root / room).rglob("*")
            if path.is_file() and "questions" not in path.relative_to(root).parts
        }

    assert engine(folder) == engine(whole) and len(engine(folder)) > 20


@pytest.mark.parametrize("of", ["the kit", "a release"])
def test_every_user_may_read_the_kit(of, released):
    folder = kit_folder.kit() if of == "the kit" else released[1]
    assert all(path.stat().st_mode & 0o004 for path in [folder, *folder.rglob("*")])


@pytest.mark.parametrize("path", INSIDE, ids=lambda path: path.name)
def test_a_file_that_runs_inside_imports_only_what_is_inside(path):
    named = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level
            named |= {f"{node.module}.{alias.name}" for alias in node.names}
    ours = {name for name in named if name.split(".")[0] == "dinosaur_grader"}
    rooms = ("dinosaur_grader.inside.", "dinosaur_grader.checks.")
    assert [name for name in ours if not name.startswith(rooms)] == []


@pytest.mark.skipif(
    os.getuid() != 0, reason="only root passes through folders that the sandbox's user can't"
)
def test_a_closed_folder_on_the_way_is_named(tmp_path):
    closed = tmp_path / "home"
    program = closed / "python"
    closed.mkdir()
    program.touch()
    tmp_path.chmod(0o755)
    closed.chmod(0o700)
    assert kit_folder.closed_part(str(program)) in [
        str(part) for part in [closed, *closed.parents]
    ]


def test_closed_packages_are_named_with_a_mend(monkeypatch):
    monkeypatch.setattr(kit_folder.os, "getuid", lambda: 1000)
    monkeypatch.setattr(
        kit_folder, "closed_part", lambda path: "/root" if "packages" in path else ""
    )
    with pytest.raises(
        IsolationUnavailable, match=r"environment.*/root is closed.*python3 -m venv FOLDER"
    ):
        kit_folder.interpreter("process")


def test_a_closed_interpreter_gives_way_to_the_systems_of_the_same_version(monkeypatch):
    monkeypatch.setattr(kit_folder.os, "getuid", lambda: 1000)
    monkeypatch.setattr(kit_folder.sys, "executable", "/root/pyenv/bin/python")
    monkeypatch.setattr(
        kit_folder, "closed_part", lambda path: "/root" if path.startswith("/root") else ""
    )
    monkeypatch.setattr(
        kit_folder.os, "access", lambda path, mode: path.startswith("/usr/bin/python")
    )
    monkeypatch.setattr(kit_folder.sysconfig, "get_path", lambda name: "/usr/packages")
    assert kit_folder.interpreter("process").program.startswith("/usr/bin/python")


def test_a_closed_interpreter_without_another_is_named(monkeypatch):
    monkeypatch.setattr(kit_folder.os, "getuid", lambda: 1000)
    monkeypatch.setattr(kit_folder.sys, "executable", "/root/pyenv/bin/python")
    monkeypatch.setattr(
        kit_folder,
        "closed_part",
        lambda path: "/root" if path.startswith("/root/pyenv") else "",
    )
    monkeypatch.setattr(kit_folder.os, "access", lambda path, mode: False)
    with pytest.raises(
        IsolationUnavailable, match=r"interpreter.*/root/pyenv/bin/python.*/root is closed"
    ):
        kit_folder.interpreter("process")


@pytest.mark.skipif(os.getuid() != 0, reason="only root grades as another user")
def test_packages_whose_own_mode_closes_them_are_named_with_the_umask_as_the_cause(
    tmp_path, monkeypatch
):
    (tmp_path / "numpy").mkdir(mode=0o700)
    monkeypatch.setattr(kit_folder.sysconfig, "get_path", lambda name: str(tmp_path))
    with pytest.raises(
        IsolationUnavailable,
        match=r"environment.*/numpy, whose mode says so.*umask of 077.*chmod -R",
    ):
        kit_folder.interpreter("strict")


def test_an_installed_grader_is_hidden_among_the_packages(tmp_path):
    packages = tmp_path / "site-packages"
    (packages / "dinosaur_grader").mkdir(parents=True)
    python = Interpreter("/usr/bin/python3", ("/usr",), (str(packages),))
    words = bubblewrap.command("strict", python, kit_folder.kit(), Path("/tmp"), 5, Limits())
    assert words[words.index("/packages/0/dinosaur_grader") - 1] == "--tmpfs"
    assert words.index("/packages/0") < words.index("/packages/0/dinosaur_grader")


def test_an_installed_grader_is_not_among_what_a_process_may_read(tmp_path):
    packages = tmp_path / "site-packages"
    for name in ("dinosaur_grader", "numpy"):
        (packages / name).mkdir(parents=True)
    python = Interpreter("/usr/bin/python3", ("/usr",), (str(packages),))
    readable = bubblewrap.readable(
        "process", python, [str(packages)], readable_files.secrets(python, ())
    )
    assert str(packages / "numpy") in readable
    assert {
        str(packages),
        str(packages / "dinosaur_grader"),
        str(packages / "utils"),
    }.isdisjoint(readable)
