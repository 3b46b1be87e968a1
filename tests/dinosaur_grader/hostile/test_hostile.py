"""The hostile gallery, graded once among honest submissions in `strict`: no trick is
worth a point, none does harm."""

import json
import os
import re
import sys
from pathlib import Path

import psutil
import pytest

from dinosaur_grader.assignments import probes as drawing
from dinosaur_grader.assignments import seed
from dinosaur_grader.batch import journal
from dinosaur_grader.judging.plan import Budget
from tests.dinosaur_grader.hostile import hostile_class, test_hostile_machine
from tests.dinosaur_grader.hostile.hostile_class import HONEST, rows
from tests.dinosaurs import RUBRIC
from tests.gallery import hostile
from tests.gallery.proving_ground import HARM, ProvingGround

pytestmark = [pytest.mark.isolation, pytest.mark.slow]
ALONE = {case.values[1].name for case in test_hostile_machine.CASES}
"""These are graded one by one at `strict` as well: in CI a sample of them is in the class."""
ATTACKS = hostile.attacks()
SAMPLE = [
    *(attack for attack in ATTACKS if attack.name not in ALONE),
    *[attack for attack in ATTACKS if attack.name in ALONE][::5],
]
CLASSES = [
    pytest.param((SAMPLE, hostile_class.SHORT), id="sample"),
    pytest.param((ATTACKS, Budget()), id="all", marks=pytest.mark.proof),
]


def descendants() -> set[int]:
    """All processes under this one, but for multiprocessing's own tracker, which lives
    as long as the driver does."""
    children = psutil.Process().children(recursive=True)
    return {
        child.pid for child in children if "resource_tracker" not in " ".join(child.cmdline())
    }


def entries(folder: Path) -> set[str]:
    return {entry.name for entry in os.scandir(folder)}


@pytest.fixture(scope="module", params=CLASSES)
def aftermath(request, strict, tmp_path_factory):
    """The class and the three alone, and what was there before and after."""
    home, (attacks, budget) = tmp_path_factory.mktemp("hostile"), request.param
    with ProvingGround() as ground:
        before = descendants(), entries(Path("/tmp")), entries(Path.cwd())
        hostile_class.grade_with_and_alone(home, "strict", attacks, budget)
        after = descendants(), entries(Path("/tmp")), entries(Path.cwd())
        yield {
            "home": home,
            "attacks": attacks,
            "before": before,
            "after": after,
            "harm": ground.harm(),
        }


@pytest.fixture(scope="module")
def out(aftermath):
    return aftermath["home"] / "all-out"


@pytest.fixture(scope="module")
def texts(out):
    """All that was written, of any kind."""
    return [path.read_text("utf-8", "replace") for path in out.rglob("*") if path.is_file()]


def test_attacks_end_in_their_states_and_earn_no_more_than_their_honest_part(aftermath):
    assert hostile_class.not_held(aftermath["home"], aftermath["attacks"]) == {}


def test_honest_marks_are_the_same_as_without_the_attacks(aftermath):
    hostile_class.assert_honest_marks_are_the_same(aftermath["home"])


def test_the_sentinel_the_listeners_and_the_file_are_untouched(aftermath):
    assert aftermath["harm"] == []


def test_no_attack_says_that_it_got_through(out):
    assert f"{HARM}: " not in (out / "results.jsonl").read_text(encoding="utf-8")


def test_no_process_is_left(aftermath):
    assert aftermath["after"][0] == aftermath["before"][0]


def test_no_file_is_left_in_shared_places(aftermath):
    made = (aftermath["after"][1] - aftermath["before"][1]) | (
        aftermath["after"][2] - aftermath["before"][2]
    )
    assert {
        name for name in made if "hostile" in name or name.endswith((".pth", "customize.py"))
    } == set()
    assert not list(Path(sys.prefix).rglob("hostile-gallery.pth"))


def test_what_the_readers_found_is_nothing_of_the_grader_s(aftermath, texts):
    secret = (aftermath["home"] / "course.seed").read_text().splitlines()[-1]
    assert len(texts) > 100
    assert [text for text in texts if secret in text] == []


def test_no_number_of_a_hidden_question_comes_out_as_an_error_s_name(texts):
    limits = [
        probe.call.positional[1]
        for probe in drawing.published(RUBRIC)
        if probe.function == "clip"
    ]
    public = {f"SEEN{float(limit)}".replace(".", "_").replace("-", "m") for limit in limits}
    assert {word for text in texts for word in re.findall(r"SEEN[\dm]\w*", text)} <= public


def test_no_cell_tells_what_was_asked_before_it(out):
    results = journal.results(out / "results.jsonl")
    told = [each for each in results if each.student_id.startswith("told-by")]
    assert len(told) == 4
    assert [note for each in told for note in each.notes if note.startswith("cell")] == []


def test_no_right_answer_to_a_secret_question_is_said(aftermath, texts):
    """Where the right `sample` is lent, it is asked what `sample` was asked."""
    secret = seed.load(aftermath["home"] / "course.seed").value
    asked = [p for p in drawing.asked(RUBRIC, secret) if p.function == "sample"]
    right = ["_".join(map(str, probe.expected["indices"])) for probe in asked]
    assert len(right) == 7
    assert [answer for answer in right for text in texts if answer in text] == []


def test_no_table_holds_what_a_spreadsheet_runs_or_a_terminal_obeys(out):
    tables = list(out.rglob("*.csv"))
    cells = [cell for table in tables for row in rows(table) for cell in row.values()]
    texts = [cell for cell in cells if not re.fullmatch(r"-?[\d.]+", cell)]
    assert len(texts) > 500
    assert [text for text in texts if text.startswith(("=", "+", "-", "@", "\t"))] == []
    assert [text for text in texts if not text.isprintable()] == []


def test_no_page_holds_a_script_that_a_notebook_brought(out):
    pages = list(out.rglob("*.html"))
    assert len(pages) > 10
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not re.search("<script|<img src=x|<iframe|<svg onload", text), page


def test_the_journal_holds_one_line_a_student_and_none_that_an_attack_wrote(aftermath, out):
    lines = (out / "results.jsonl").read_text(encoding="utf-8").splitlines()
    students = [json.loads(line)["result"]["student_id"] for line in lines]
    assert len(students) == len(set(students)) == len(aftermath["attacks"]) + len(HONEST)
