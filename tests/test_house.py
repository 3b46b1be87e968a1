"""What holds for the repository as a whole."""

import ast
import hashlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from dinosaur_grader.workshop import first_cell
from tests.conftest import ROOT

BARRED = {
    "ad6465621cf56c08f71d4fbb40cf7eab763f9df42c54cc460d6c4d86e9c927fb",
    "1b454b67b44e6f367c83a17ed295c46c5d4a1173cf5d09161882af4041bae023",
}


def tracked():
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout
    return [
        ROOT / name for name in listing.decode().split("\0") if name and (ROOT / name).is_file()
    ]


def test_the_classic_files_are_not_committed():
    sums = {hashlib.sha256(path.read_bytes()).hexdigest() for path in tracked()}
    assert len(sums) > 10
    assert not sums & BARRED


def test_no_file_names_a_private_path():
    private = re.compile(rb"/root/[\w.]|/work/main|/home/[a-z]+/\w")
    allowed = {"tests/test_house.py"}
    found = [str(p.relative_to(ROOT)) for p in tracked() if private.search(p.read_bytes())]
    assert [
        name for name in found if name not in allowed and not name.startswith("tests/")
    ] == []


def test_make_alone_lists_every_command_of_the_contract():
    listing = subprocess.run(
        ["make"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for command in (
        "system",
        "setup",
        "demo",
        "test",
        "test-quick",
        "notebooks",
        "check-notebooks",
        "bench",
        "portability",
        "proofs",
    ):
        assert f"make {command} " in listing


@pytest.mark.parametrize(
    "command",
    [
        "make demo",
        "make test",
        "make notebooks",
        "dinosaur-grader grade",
        "dinosaur-grader check",
    ],
)
def test_the_readme_names_the_command(command):
    assert command in (ROOT / "README.md").read_text()


def test_the_first_pages_are_short_enough_to_read():
    assert len((ROOT / "README.md").read_text(encoding="utf-8")) < 14_000
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert len(contributing) < 16_000
    assert [line for line in contributing.splitlines() if len(line) > 120] == []


def test_version_and_addresses_are_the_same_wherever_they_are_written_by_hand():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    known = first_cell.addresses(ROOT)
    home = f"https://github.com/{known.repository}"

    assert citation["version"] == project["version"]
    assert project["urls"]["Repository"] == citation["repository-code"] == home
    assert all(url == home or url.startswith(f"{home}/") for url in project["urls"].values())
    for name, path in (
        ("Documentation", "tree/{}/docs"),
        ("Changelog", "blob/{}/CHANGELOG.md"),
    ):
        assert project["urls"][name] == f"{home}/{path.format(known.branch)}"
    assert known.known or f"/v{project['version']}/" in known.kit


def test_the_citation_has_what_its_format_asks_for():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))

    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert citation["cff-version"] == "1.2.0"


def test_the_hooks_before_a_commit_fetch_nothing_and_run_what_is_there():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    hooks = [hook for repo in config["repos"] for hook in repo["hooks"]]

    assert {repo["repo"] for repo in config["repos"]} == {"local"}
    assert {hook["language"] for hook in hooks} == {"system"}
    for hook in hooks:
        program = hook["entry"].split()[1 if hook["entry"].startswith("bash ") else 0]
        tool = (
            Path(sys.executable).parent / Path(program).name
            if program.startswith(".venv/")
            else ROOT / program
        )
        assert tool.exists(), program


def test_generated_files_are_marked_and_hand_written_ones_are_not():
    generated = (
        "source/dinosaur_island/dinosaur_island.ipynb",
        "release/shakespeare/utils/rnn.py",
        "uv.lock",
    )
    written = ("source/dinosaur_island.py", "utils/rnn.py", "dinosaur_grader/cli.py")
    said = subprocess.run(
        ["git", "check-attr", "linguist-generated", *generated, *written],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert [line.rpartition(" ")[2] for line in said.splitlines()] == ["set"] * 3 + [
        "unspecified"
    ] * 3


def test_a_release_has_no_marker_of_a_package():
    assert [path for path in tracked() if path.name == "py.typed"] == [
        ROOT / "dinosaur_grader/py.typed",
    ]


def test_no_folder_of_the_code_has_more_modules_than_a_reader_can_take_in():
    rooms = [
        folder
        for top in ("dinosaur_grader", "utils")
        for folder in (ROOT / top).rglob("")
        if folder.is_dir()
    ]
    full = {
        str(room): len(list(room.glob("*.py")))
        for room in rooms
        if len(list(room.glob("*.py"))) > 20
    }
    assert len(rooms) > 10
    assert full == {}


def graded_functions():
    """The names of all graded functions, of this repository's assignments and the
    example's."""
    rubrics = [*ROOT.glob("rubrics/*/assignment.toml"), *ROOT.glob("examples/rubrics/*/*.toml")]
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in rubrics]
    return [function["name"] for table in tables for function in table["functions"]]


def names_in(text, functions):
    """The texts of a module that are a graded function's name, or begin like one of its
    cells or questions."""
    constants = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant))
    return [
        node.value
        for node in constants
        if isinstance(node.value, str)
        and any(
            node.value == name or node.value.startswith((f"{name}_", f"{name}."))
            for name in functions
        )
    ]


def test_the_engine_names_no_graded_function():
    functions = graded_functions()
    modules = [*ROOT.glob("dinosaur_grader/**/*.py")]

    assert len(functions) >= 6
    assert len(modules) > 100
    assert {
        str(path.relative_to(ROOT)): names_in(path.read_text(encoding="utf-8"), functions)
        for path in modules
        if names_in(path.read_text(encoding="utf-8"), functions)
    } == {}


def test_no_help_of_a_verb_names_a_graded_function():
    verbs = [ROOT / "dinosaur_grader/cli.py", *ROOT.glob("dinosaur_grader/desk/**/*.py")]
    words = {word for path in verbs for word in re.findall(r"\w+", path.read_text("utf-8"))}
    assert "submission" in words
    assert words.isdisjoint(graded_functions())


def test_a_graded_function_in_a_text_would_be_found():
    text = 'CELLS = ("clip", "clip_hidden", "clip.classic", "clips", f"sample_{1}", "a clip")'

    assert names_in(text, ["clip", "sample"]) == [
        "clip",
        "clip_hidden",
        "clip.classic",
        "sample_",
    ]
