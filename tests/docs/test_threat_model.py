"""Each promise of the threat model names a test that is there, and the attacks it names
are in the gallery."""

import re

import pytest

from dinosaur_grader.desk.lms import archive, collect
from dinosaur_grader.inside import worker
from dinosaur_grader.judging import lending, verdicts
from dinosaur_grader.judging.plan import Budget
from dinosaur_grader.sandbox import sandbox
from tests.conftest import ROOT
from tests.dinosaur_grader.judging import test_peak
from tests.gallery import hostile
from tools.size import lines, size

PAGE = (ROOT / "docs" / "evidence" / "threat-model.md").read_text(encoding="utf-8")
WORDS = " ".join(PAGE.split())
ROWS = [
    " ".join(row.split()).partition(". `")
    for part in PAGE.partition("## Promises\n")[2].partition("\n## ")[0].split("\n\n")
    for row in part.removeprefix("- ").split("\n- ")
    if part.startswith("- ")
]
GALLERY = ROOT / "tests" / "gallery" / "hostile"
NAMES = {
    attack.name
    for lesson in ("dinosaur_island", "every_kind")
    for attack in hostile.attacks(lesson)
}
MODULE, PATH = re.compile(r"`(\w+\.py)`"), re.compile(r"`(tests/[\w/]+\.py)`")
ATTACK = re.compile(r"(?<![\w/`.-])[a-z]+(?:-[a-z]+)+(?![\w/.-])")
COMMANDS = ("`dinosaur-grader check`",)


def test_the_promises_are_read():
    assert len(ROWS) > 25


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:50])
def test_a_promise_names_tests_and_attacks_that_are_there(row):
    tested = "".join(row[1:])
    modules = [name for name in MODULE.findall(tested) if not name.startswith("test_")]
    paths = PATH.findall(tested)
    assert modules or paths or any(command in tested for command in COMMANDS)
    assert "`test_" not in tested  # by its whole path
    assert [name for name in modules if not (GALLERY / name).exists()] == []
    behind = re.split(r"`\w+\.py`", re.sub(r"`tests/\S+`[^|;]*", "", tested))[1:]
    attacks = [word for part in behind for word in ATTACK.findall(part)]
    assert [word for word in attacks if word not in NAMES] == []
    # read, since a file may have lost its tests; that they can be collected, their own run shows
    assert [
        path for path in paths if "\ndef test_" not in (ROOT / path).read_text("utf-8")
    ] == []


SECURITY = (ROOT / "SECURITY.md").read_text(encoding="utf-8").partition("**Promised")[2]
PROMISES = [
    part
    for part in re.split(r"\n\n|\n- ", SECURITY.partition("\n## ")[0])
    if not part.rstrip().endswith(":**")
]


def test_each_promise_of_the_first_page_names_a_test_of_this_page():
    rows = "".join(tested for *_, tested in ROWS)
    assert len(PROMISES) == 6
    for promise in PROMISES:
        named = PATH.findall(promise)
        assert named, promise
        assert [path for path in named if path not in rows] == []


SECONDS = {2.0: "two seconds", 10.0: "ten seconds"}


def test_the_numbers_of_the_page_are_the_code_s():
    """Tests of the caps put smaller ones in their place."""
    assert f"asks back {lending.MAX_CALLS} times at most" in WORDS
    assert f"in {SECONDS[verdicts.SECONDS]} of processor time at most" in WORDS
    assert f"prolongs a question by {SECONDS[sandbox.LENT_SECONDS]} at most" in WORDS
    assert f"stays under {test_peak.MOST} MB" in WORDS
    most = archive.MAX_BYTES // 2**20
    assert f"takes {collect.MAX_FILES} files of {most} MB of a student at most" in WORDS
    assert worker.MAX_FILES == 1000 and "10 bits a child; after a thousand files" in WORDS
    assert Budget().children < 2**6 and "under 6 bits a notebook" in WORDS


IN_COMMENTS = re.compile(r"\(attacks? ([a-z ,\n#-]+)\)")


def test_the_attacks_that_comments_of_the_engine_name_are_in_the_gallery():
    text = "".join(
        path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "dinosaur_grader").rglob("*.py"))
    )
    named = [
        name
        for said in IN_COMMENTS.findall(text)
        for name in re.sub(r"[\s#]+", " ", said).strip().split(", ")
    ]
    assert len(named) > 10
    assert [name for name in named if name not in NAMES] == []


TO_READ = PAGE.partition("## What to read to believe it\n")[2]
UNDER = re.compile(r"Under ([\d,]+) lines of code")
PLACE = re.compile(r"`(dinosaur_grader/[\w/]+)(/|\.py)`")


def test_what_is_to_be_read_is_as_long_as_the_page_says():
    named = PLACE.findall(TO_READ)
    folders = [ROOT / path for path, end in named if end == "/"]
    files = [ROOT / f"{path}.py" for path, end in named if end == ".py"]
    count = size(folders) + sum(lines(path.read_text("utf-8")) for path in files)
    assert [path.name for path in folders] == ["judging", "checks", "sandbox", "inside", "lms"]
    assert [path.name for path in files] == ["secret.py"]
    most = int(UNDER.search(TO_READ)[1].replace(",", ""))
    assert most - 200 < count < most


def test_comments_docstrings_and_blank_lines_are_not_counted():
    assert lines('"""A\npage."""\n\n# why\nx = 1  # one\n\ndef f():\n    """Do."""\n') == 2
