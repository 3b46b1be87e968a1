"""Every path, module, verb, make command and heading that the pages name is there."""

import ast
import fnmatch
import functools
import importlib.util
import re

import pytest

from dinosaur_grader.cli import VERBS
from tests.conftest import ROOT
from tests.test_house import tracked

PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "data/README.md",
    *(str(p.relative_to(ROOT)) for p in sorted((ROOT / "docs").rglob("*.md"))),
)
ROOMS = (
    *("dinosaur_grader", "utils", "tests", "bench", "tools", "source"),
    *("data", "docs", "release", "solutions", "locks", "rubrics"),
)
PATH = re.compile(rf"(?<![\w./@<-])(?:(?:{'|'.join(ROOMS)})/|\.ci/|\.github/)[\w./*-]*[\w/*]")
MODULE = re.compile(
    r"(?<![\w./-])(?:dinosaur_grader|utils|tests|bench|tools)(?:\.[a-z_]\w*)+(?!\w*[(/])"
)
VERB = re.compile(r"dinosaur-grader ([a-z]+)")
UNSAFE = re.compile(r" -m (?<! -P -m )(?:dinosaur_)?grader(?![.\w])")
UNSAFE_MODULE = re.compile(rf" -m (?<! -P -m )(?:{'|'.join(ROOMS)})\b")
TELLS_OF_IT = {"CHANGELOG.md", "tests/docs/test_safe_path.py"}
NAMED = re.compile(r"`((?:dinosaur_grader|utils|tests|bench|tools)(?:\.[A-Za-z_]\w*)+)`")
MAKE = re.compile(r"""(?:^|[`"]|; )make ([a-z-]+)""", re.M)
CODE = re.compile(r"^```.*?^```$|`[^`\n]+`", re.M | re.S)
LINK = re.compile(r"\]\((?!https?:|attachment:)([^)#]*)(?:#([^)]*))?\)")
MADE_BY_THE_READER = {
    "CONTRIBUTING.md": {
        "dinosaur_grader/desk/late.py",
        "tests/dinosaur_grader/desk/test_late.py",
        "late",
        *("release/NAME/utils", "solutions/NAME/"),
    },
    "docs/instructor/platforms/index.md": {".github/workflows/check.yml"},
    "docs/author/index.md": {"*averages*", "source/NAME.py"},
    "docs/author/functions.md": {"*averages*", "source/NAME.py", "rubrics/NAME/f.py"},
    "docs/author/kinds.md": {"*averages*"},
    "docs/author/properties.md": {"*averages*"},
}


@functools.cache
def files() -> frozenset[str]:
    """The files of this repository and their folders, which end in a stroke."""
    names = [str(path.relative_to(ROOT)) for path in tracked()]
    folders = {
        f"{'/'.join(name.split('/')[:depth])}/"
        for name in names
        for depth in range(1, name.count("/") + 1)
    }
    return frozenset({*names, *folders})


def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def code(page: str) -> str:
    """The page's blocks and spans of code."""
    return "\n".join(CODE.findall(text(page)))


def unknown(page: str, named, is_there) -> set[str]:
    own = MADE_BY_THE_READER.get(page, ())
    ours = {name for name in named if not any(fnmatch.fnmatch(name, each) for each in own)}
    return {name for name in ours if not is_there(name)}


def is_file_or_folder(name: str) -> bool:
    if "*" in name:
        return any(ROOT.glob(name))
    return name in files() or f"{name}/" in files() or (ROOT / name).is_symlink()


def is_module(name: str) -> bool:
    """Whether this is a module, or a name in one."""
    home, _, last = name.rpartition(".")
    try:
        found = importlib.import_module(home)
        return hasattr(found, last) or importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def test_what_moved_is_not_there():
    gone = (
        "python -m dinosaur_grader.checks.judges` reads `dinosaur_grader/gone/`, `data/*.wav`"
    )
    assert MODULE.findall(gone) == ["dinosaur_grader.checks.judges"]
    assert PATH.findall(gone) == ["dinosaur_grader/gone/", "data/*.wav"]
    assert not any(map(is_module, MODULE.findall(gone)))
    assert not any(map(is_file_or_folder, PATH.findall(gone)))


def headings(page: str) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    found = re.findall(r"^#+ (.+)$", text(page), re.M)
    return {
        re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in found
    }


@pytest.mark.parametrize("page", PAGES)
def test_every_path_module_verb_and_make_command_is_there(page):
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.M))

    assert unknown(page, PATH.findall(text(page)), is_file_or_folder) == set()
    assert unknown(page, MODULE.findall(text(page)), is_module) == set()
    assert unknown(page, VERB.findall(text(page)), VERBS.__contains__) == set()
    assert unknown(page, MAKE.findall(code(page)), targets.__contains__) == set()


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_page_and_a_heading(page):
    for target, anchor in LINK.findall(text(page)):
        place = (ROOT / page).parent / target if target else ROOT / page
        assert place.exists(), target
        if anchor:
            assert anchor in headings(str(place.resolve().relative_to(ROOT)))


@pytest.mark.parametrize("room", ["dinosaur_grader", "utils", "bench", "tools"])
def test_every_reference_of_a_docstring_is_there(room):
    paths = [p for p in tracked() if p.suffix == ".py" and p.is_relative_to(ROOT / room)]
    gone = [
        (str(path.relative_to(ROOT)), name)
        for path in paths
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        for name in NAMED.findall(str(node.value.value))
        if not name.endswith(".py") and not is_module(name)
    ]
    assert len(paths) > 10 and gone == []


def words(path) -> str:
    """The text of a file without what stands between the words of a command in code."""
    return re.sub(r"[\"'`,\s]+", " ", path.read_bytes().decode("utf-8", "replace"))


def test_nothing_starts_the_grader_by_its_module_without_the_safe_path():
    """The folder one is in would come first on the path, and it may be a student's."""
    found = {str(p.relative_to(ROOT)) for p in tracked() if UNSAFE.search(words(p))}
    assert found == TELLS_OF_IT


def test_an_instructors_page_starts_no_module_of_ours_without_the_safe_path():
    pages = [page for page in PAGES if page.startswith("docs/")]
    assert [page for page in pages if UNSAFE_MODULE.search(words(ROOT / page))] == []


def test_every_verb_is_named_on_a_page():
    named = {
        verb for page in PAGES if page != "CONTRIBUTING.md" for verb in VERB.findall(text(page))
    }
    assert set(VERBS) <= named


QUOTED = re.compile(r'"([^"]+)"')
OTHERS_SAY = {"Unwritable directory"}  # nbgrader's


def said_in_code() -> str:
    """All texts of the package, with what is split over lines joined."""
    paths = sorted((ROOT / "dinosaur_grader").rglob("*.py"))
    joined = re.sub(r'"\s*f?"', "", "".join(p.read_text(encoding="utf-8") for p in paths))
    return re.sub(r"\s+", " ", joined)


def test_every_message_that_the_troubles_page_quotes_is_still_said():
    cells = [
        line.split("|")[1]
        for line in text("docs/instructor/troubleshooting.md").splitlines()
        if "|" in line
    ]
    quoted = {each for cell in cells for each in QUOTED.findall(cell)} - OTHERS_SAY
    code = said_in_code()
    gone = {
        part.strip(" .,")
        for each in quoted
        for part in re.split(r"\.\.\.|\d+(?:\.\d+)?|\S*/\S*", each)
        if part.count(" ") > 1 and part.strip(" .,") not in code
    }
    assert len(quoted) > 2 and gone == set()
