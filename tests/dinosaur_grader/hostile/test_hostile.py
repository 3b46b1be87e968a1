"""The hostile gallery, graded once among honest submissions in `strict`: no trick is
worth a point, none does harm."""

import csv
import json
import os
import re
import sys
from pathlib import Path

import nbformat
import psutil
import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import probes as drawing
from dinosaur_grader.assignments import seed
from dinosaur_grader.batch import journal
from dinosaur_grader.batch.grade import Options, grade
from dinosaur_grader.records import outputs
from dinosaur_grader.sandbox.sandbox import IsolationUnavailable, Sandbox
from tests.dinosaurs import RUBRIC
from tests.gallery import hostile
from tests.gallery.proving_ground import HARM, ProvingGround

pytestmark = [pytest.mark.isolation, pytest.mark.slow]
ATTACKS = hostile.attacks()
HONEST = ("honest-blank", "honest-half", "honest-right")


def hand_in_honest(submitted: Path, work) -> None:
    solved = {
        cell.grade_id: cell.source for cell in work.solved if cell.grade_id in work.solutions
    }
    half = {name: solved[name] for name in ("clip", "optimize")}
    blank = nbformat.read(work.blank_path, as_version=4)
    for student, cells in zip(HONEST, ({}, half, solved), strict=True):
        hostile.write(hostile.Attack(student, "none", cells=cells), submitted, blank)


def run(submitted: Path, out: Path, seed: Path, workers: int) -> None:
    options = Options(submitted, out, workers, "strict", seed=seed)
    outputs.write(grade(options, print), options, print)


def rows(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def descendants() -> set[int]:
    """All processes under this one, but for multiprocessing's own tracker, which lives
    as long as the driver does."""
    children = psutil.Process().children(recursive=True)
    return {
        child.pid for child in children if "resource_tracker" not in " ".join(child.cmdline())
    }


def entries(folder: Path) -> set[str]:
    return {entry.name for entry in os.scandir(folder)}


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory):
    """One class of all attacks and three honest students, and the same three alone;
    what was there before and after."""
    try:
        with Sandbox("strict"):
            pass
    except IsolationUnavailable as error:
        pytest.skip(str(error))
    home = tmp_path_factory.mktemp("hostile")
    work = assignments.load("dinosaur_island")
    blank = nbformat.read(work.blank_path, as_version=4)
    hand_in_honest(home / "alone", work)
    hand_in_honest(home / "all", work)
    for attack in ATTACKS:
        hostile.write(attack, home / "all", blank, home / "out")
    with ProvingGround() as ground:
        before = descendants(), entries(Path("/tmp")), entries(Path.cwd())
        run(home / "alone", home / "alone-out", home / "course.seed", 1)
        run(home / "all", home / "out", home / "course.seed", 2)
        after = descendants(), entries(Path("/tmp")), entries(Path.cwd())
        yield {"home": home, "before": before, "after": after, "harm": ground.harm()}


@pytest.fixture(scope="module")
def totals(aftermath):
    return {row["student_id"]: row for row in rows(aftermath["home"] / "out" / "totals.csv")}


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_ends_in_its_state_and_earns_no_more_than_its_honest_part(totals, attack):
    row = totals[hostile.written_id(attack)]
    assert row["state"] in attack.states
    assert float(row["score"] or 0) <= attack.most


def test_honest_marks_are_the_same_as_without_the_attacks(aftermath):
    alone = rows(aftermath["home"] / "alone-out" / "grades.csv")
    among = [
        row
        for row in rows(aftermath["home"] / "out" / "grades.csv")
        if row["student_id"] in HONEST
    ]
    assert among == alone
    assert (
        sum(float(row["score"]) for row in among if row["student_id"] == "honest-right") == 100
    )


def test_the_sentinel_the_listeners_and_the_file_are_untouched(aftermath):
    assert aftermath["harm"] == []


def test_no_attack_says_that_it_got_through(aftermath):
    assert f"{HARM}: " not in (aftermath["home"] / "out" / "results.jsonl").read_text(
        encoding="utf-8"
    )


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


def test_what_the_readers_found_is_nothing_of_the_grader_s(aftermath):
    journal = (aftermath["home"] / "out" / "results.jsonl").read_text(encoding="utf-8")
    seed = (aftermath["home"] / "course.seed").read_text().splitlines()[-1]
    assert seed not in journal
    for page in (aftermath["home"] / "out" / "feedback").rglob("*.html"):
        assert seed not in page.read_text(encoding="utf-8")


def test_no_number_of_a_hidden_question_comes_out_as_an_error_s_name(aftermath):
    out = aftermath["home"] / "out"
    texts = [path.read_text("utf-8", "replace") for path in out.rglob("*") if path.is_file()]
    limits = [
        probe.call.positional[1]
        for probe in drawing.published(RUBRIC)
        if probe.function == "clip"
    ]
    public = {f"SEEN{float(limit)}".replace(".", "_").replace("-", "m") for limit in limits}
    assert {word for text in texts for word in re.findall(r"SEEN[\dm]\w*", text)} <= public


def test_no_cell_tells_what_was_asked_before_it(aftermath):
    results = journal.results(aftermath["home"] / "out" / "results.jsonl")
    told = [each for each in results if each.student_id.startswith("told-by")]
    assert len(told) == 4
    assert [note for each in told for note in each.notes if note.startswith("cell")] == []


def test_no_right_answer_to_a_secret_question_is_said(aftermath):
    """Where the right `sample` is lent, it is asked what `sample` was asked."""
    secret = seed.load(aftermath["home"] / "course.seed").value
    asked = [p for p in drawing.asked(RUBRIC, secret) if p.function == "sample"]
    right = ["_".join(map(str, probe.expected["indices"])) for probe in asked]
    out = aftermath["home"] / "out"
    texts = [path.read_text("utf-8", "replace") for path in out.rglob("*") if path.is_file()]
    assert len(right) == 7
    assert [answer for answer in right for text in texts if answer in text] == []


def test_no_table_holds_what_a_spreadsheet_runs_or_a_terminal_obeys(aftermath):
    tables = list((aftermath["home"] / "out").rglob("*.csv"))
    cells = [cell for table in tables for row in rows(table) for cell in row.values()]
    texts = [cell for cell in cells if not re.fullmatch(r"-?[\d.]+", cell)]
    assert len(texts) > 500
    assert [text for text in texts if text.startswith(("=", "+", "-", "@", "\t"))] == []
    assert [text for text in texts if not text.isprintable()] == []


def test_no_page_holds_a_script_that_a_notebook_brought(aftermath):
    pages = list((aftermath["home"] / "out").rglob("*.html"))
    assert len(pages) > 10
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not re.search("<script|<img src=x|<iframe|<svg onload", text), page


def test_the_journal_holds_one_line_a_student_and_none_that_an_attack_wrote(aftermath):
    lines = (
        (aftermath["home"] / "out" / "results.jsonl").read_text(encoding="utf-8").splitlines()
    )
    students = [json.loads(line)["result"]["student_id"] for line in lines]
    assert len(students) == len(set(students)) == len(ATTACKS) + len(HONEST)
