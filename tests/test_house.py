"""What holds for the repository as a whole."""

import ast
import hashlib
import re
import subprocess
import tomllib
from collections import Counter

import yaml

from dinosaur_grader.assignments import percent_file
from tests.conftest import ROOT
from tools import first_cell

BARRED = {
    "ad6465621cf56c08f71d4fbb40cf7eab763f9df42c54cc460d6c4d86e9c927fb",
    "1b454b67b44e6f367c83a17ed295c46c5d4a1173cf5d09161882af4041bae023",
}


def tracked():
    paths = [ROOT / name for name in said("git", "ls-files", "-z").split("\0") if name]
    return [path for path in paths if path.is_file()]


def said(*command):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


def test_the_classic_files_are_not_committed():
    sums = {hashlib.sha256(path.read_bytes()).hexdigest() for path in tracked()}
    assert len(sums) > 10
    assert not sums & BARRED


def test_no_file_names_a_private_path():
    private = re.compile(rb"/root/[\w.]|/work/main|/home/[a-z]+/\w")
    found = [str(p.relative_to(ROOT)) for p in tracked() if private.search(p.read_bytes())]
    assert [name for name in found if not name.startswith("tests/")] == []


def test_make_alone_lists_every_command_of_the_contract():
    listing = said("make")
    commands = "system setup demo test test-quick notebooks check-notebooks bench proofs"
    assert [name for name in commands.split() if f"make {name} " not in listing] == []


def test_the_readme_is_short_enough_to_read():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 90


def test_version_and_addresses_are_the_same_wherever_they_are_written_by_hand():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    known = first_cell.addresses(ROOT)
    home = f"https://github.com/{known.repository}"

    assert citation["version"] == project["version"]
    assert project["urls"]["Repository"] == citation["repository-code"] == home
    assert all(url == home or url.startswith(f"{home}/") for url in project["urls"].values())
    assert project["urls"]["Documentation"] == f"{home}/tree/{known.branch}/docs"
    assert project["urls"]["Changelog"] == f"{home}/blob/{known.branch}/CHANGELOG.md"
    assert known.known or f"/v{project['version']}/" in known.kit
    # what its format asks for
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert citation["cff-version"] == "1.2.0"


def graded_functions():
    """The names of all graded functions, of this repository's assignments and the
    example's."""
    lessons = [*ROOT.glob("source/*.py"), *ROOT.glob("examples/source/*.py")]
    return [
        cell.keys["exercise"]
        for lesson in lessons
        for cell in percent_file.read(lesson)
        if "exercise" in cell.keys
    ]


def names_in(text, functions):
    """The texts of a module that are a graded function's name, or begin like one of its
    cells or questions."""
    begins = re.compile(rf"({'|'.join(functions)})([_.]|$)")
    constants = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant))
    return [
        node.value
        for node in constants
        if isinstance(node.value, str) and begins.match(node.value)
    ]


def test_the_engine_names_no_graded_function():
    functions = graded_functions()
    texts = [path.read_text(encoding="utf-8") for path in ROOT.glob("dinosaur_grader/**/*.py")]

    assert len(functions) >= 6
    assert len(texts) > 100
    assert [name for text in texts for name in names_in(text, functions)] == []


def test_a_graded_function_in_a_text_would_be_found():
    text = 'CELLS = ("clip", "clip_hidden", "clip.classic", "clips", f"sample_{1}", "a clip")'

    found = names_in(text, ["clip", "sample"])
    assert found == ["clip", "clip_hidden", "clip.classic", "sample_"]


PACKAGE, TESTS = ROOT / "dinosaur_grader", ROOT / "tests" / "dinosaur_grader"


def modules():
    """The package's modules by their paths in it, without those that speak for a room and
    what a wheel brings along."""
    found = (path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))
    return sorted(p for p in found if p.name != "__init__.py" and p.parts[0] != "_kit")


def test_each_module_has_a_name_of_its_own():
    names = Counter(module.name for module in modules())
    assert len(names) > 100
    assert [name for name, times in names.items() if times > 1] == []


def test_each_module_has_its_tests_at_its_place():
    begins = re.compile(r"^(async def|def|class) ", re.MULTILINE)
    without = {
        module.as_posix()
        for module in modules()
        if begins.search((PACKAGE / module).read_text(encoding="utf-8"))
        and not (TESTS / module.with_name(f"test_{module.name}")).is_file()
    }
    assert without == set()
