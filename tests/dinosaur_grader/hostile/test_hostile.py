"""The hostile gallery, graded once among honest submissions in `strict`: no trick is
worth a point, none does harm."""

import json
import os
import re
import sys
from pathlib import Path

import psutil
import pytest

from dinosaur_grader.assignments import course_seed
from dinosaur_grader.assignments import probes as drawing
from dinosaur_grader.judging.plan import Budget
from tests.dinosaur_grader import stored
from tests.dinosaur_grader.desk.upgrade import rows
from tests.dinosaur_grader.hostile import (
    hostile_class,
    test_hostile_machine,
    test_hostile_process,
)
from tests.dinosaur_grader.hostile.hostile_class import HONEST
from tests.dinosaur_grader.judging import test_peak
from tests.dinosaurs import RUBRIC
from tests.gallery import hostile
from tests.gallery.hostile import cheats, reading
from tests.gallery.proving_ground import HARM, ProvingGround

pytestmark = [pytest.mark.isolation, pytest.mark.slow]
ELSEWHERE = {
    *(case.values[1].name for case in test_hostile_machine.CASES),
    *test_peak.NAMES,
    *(one.name for one in cheats.ATTACKS if one not in test_hostile_process.TELLING),
} - {one.name for one in reading.ATTACKS[:3]}
"""These are graded elsewhere in CI: at `strict` one by one, and what is compared is the
same at each level. A sample of them is in the class, with the readers that look for a
course: here is one."""
ATTACKS = hostile.attacks()
SAMPLE = [
    *(attack for attack in ATTACKS if attack.name not in ELSEWHERE),
    *[attack for attack in ATTACKS if attack.name in ELSEWHERE][::8],
]
CLASSES = [
    pytest.param((SAMPLE, hostile_class.SHORT), id="sample"),
    pytest.param((ATTACKS, Budget()), id="all", marks=pytest.mark.proof),
]


def there() -> tuple[set[int], set[str]]:
    """All processes under this one, but for multiprocessing's own tracker, which lives
    as long as the driver does; and what lies in the folders that all share."""
    children = psutil.Process().children(recursive=True)
    processes = {
        one.pid for one in children if "resource_tracker" not in " ".join(one.cmdline())
    }
    return processes, {entry for shared in ("/tmp", ".") for entry in os.listdir(shared)}


@pytest.fixture(scope="module", params=CLASSES)
def aftermath(request, strict, tmp_path_factory):
    """The class and the three alone: their folder, the attacks, what was there before and
    after, and what was hit."""
    home, (attacks, budget) = tmp_path_factory.mktemp("hostile"), request.param
    with ProvingGround() as ground:
        before = there()
        hostile_class.grade_with_and_alone(home, "strict", attacks, budget)
        yield home, attacks, before, there(), ground.harm()


@pytest.fixture(scope="module")
def home(aftermath):
    return aftermath[0]


@pytest.fixture(scope="module")
def out(home):
    return home / "all-out"


@pytest.fixture(scope="module")
def texts(out):
    """All that was written, of any kind."""
    written = [path.read_text("utf-8", "replace") for path in out.rglob("*") if path.is_file()]
    assert len(written) > 100
    return written


def test_attacks_earn_no_more_than_their_honest_part_and_cost_nobody_a_mark(aftermath):
    home, attacks, *_ = aftermath
    assert hostile_class.not_held(home, attacks) == {}
    hostile_class.assert_honest_marks_are_the_same(home)


def test_nothing_was_hit_and_no_process_or_file_is_left(aftermath, out):
    _, _, (processes, files), (running, lying), harm = aftermath
    assert harm == []
    assert f"{HARM}: " not in (out / "results.jsonl").read_text(encoding="utf-8")
    assert running == processes
    names = [
        name for name in lying - files if re.search(r"hostile|\.pth$|customize\.py$", name)
    ]
    assert names == []
    assert not list(Path(sys.prefix).rglob("hostile-gallery.pth"))


def test_what_the_readers_found_is_nothing_of_the_grader_s(home, texts):
    secret = (home / "course.seed").read_text().splitlines()[-1]
    assert [text for text in texts if secret in text] == []


def test_no_number_of_a_hidden_question_comes_out_as_an_error_s_name(texts):
    public = {
        f"SEEN{float(probe.call.positional[1])}".replace(".", "_").replace("-", "m")
        for probe in drawing.published(RUBRIC)
        if probe.function == "clip"
    }
    assert {word for text in texts for word in re.findall(r"SEEN[\dm]\w*", text)} <= public


def test_no_cell_tells_what_was_asked_before_it(out):
    told = [each for each in stored.results(out) if each.student_id.startswith("told-by")]
    assert len(told) == 4
    assert [note for each in told for note in each.notes if note.startswith("cell")] == []


def test_no_right_answer_to_a_secret_question_is_said(home, texts):
    """Where the right `sample` is lent, it is asked what `sample` was asked."""
    secret = course_seed.load(home / "course.seed").value
    asked = [p for p in drawing.asked(RUBRIC, secret) if p.function == "sample"]
    names = [probe.expected["indices"] for probe in asked if "indices" in probe.expected]
    right = ["_".join(map(str, name)) for name in names]
    assert len(right) == 11
    assert [answer for answer in right for text in texts if answer in text] == []


def test_no_table_holds_what_a_spreadsheet_runs_or_a_terminal_obeys(out):
    cells = [
        cell for table in out.rglob("*.csv") for row in rows(table) for cell in row.values()
    ]
    texts = [cell for cell in cells if not re.fullmatch(r"-?[\d.]+", cell)]
    assert len(texts) > 500
    assert [
        text for text in texts if re.match("[=+@\t-]", text) or not text.isprintable()
    ] == []


def test_the_results_hold_one_line_a_student_and_none_that_an_attack_wrote(aftermath, out):
    lines = (out / "results.jsonl").read_text(encoding="utf-8").splitlines()
    students = [json.loads(line)["result"]["student_id"] for line in lines]
    assert len(students) == len(set(students)) == len(aftermath[1]) + len(HONEST)
