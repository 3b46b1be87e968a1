"""The worked example of `docs/write-a-probe.md`: applied to a copy of the repository,
block by block, and asked."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from tests.conftest import ROOT

PAGE = ROOT / "docs" / "write-a-probe.md"
FILE = re.compile(r"^```python\n# --> (\S+)\n(.*?)^```$", re.M | re.S)
EDIT = re.compile(r"^```diff\n--- (\S+)\n(.*?)^```$", re.M | re.S)
ASK = """
import json
from grader.plain import marks
from grader.assignments.probes import PRACTICE_SEED, probes
from grader.assignments.reference import namespace_of, reference, source
from utils.checks.asking import ask

ANSWERS = {
    "reference": source("perplexity"),
    "other style": "def perplexity(loss, length):\\n    return np.array([np.e]) ** (loss / length)",
    "not shared": "def perplexity(loss, length):\\n    return np.exp(loss)",
    "no exponential": "def perplexity(loss, length):\\n    return loss / length",
    "constant": "def perplexity(loss, length):\\n    return 7.0",
    "by heart": "def perplexity(loss, length):\\n    return {9.2: 9.974182454814718, 23.5: 7.08698}.get(loss, 1.0)",
    "blank": "def perplexity(loss, length):\\n    value = None\\n    return value",
}
own = [probe for probe in probes(PRACTICE_SEED) if probe.function == "perplexity"]
told = {}
for name, text in ANSWERS.items():
    namespace = namespace_of(text)
    verdicts = ask(own, namespace, reference())
    points = [marks(f"perplexity_{part}", namespace) for part in ("expected", "hidden")]
    told[name] = {"points": points, "faults": sorted({v.fault for v in verdicts if not v.passed})}
print(json.dumps(told))
"""
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Points and faults of some answers, from a copy of the repository with the page
    applied."""
    copy = tmp_path_factory.mktemp("copy")
    for room in ("utils", "grader", "source", "data", "docs"):
        shutil.copytree(ROOT / room, copy / room, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "nbgrader_config.py"):
        shutil.copyfile(ROOT / name, copy / name)
    apply(copy)
    prepare = "from grader.workshop.notebooks import ROOT, prepare; prepare(('dinosaur_island',), ROOT)"
    run(copy, prepare)
    return json.loads(run(copy, ASK).splitlines()[-1])


def apply(copy):
    page = PAGE.read_text(encoding="utf-8")
    for name, text in FILE.findall(page):
        with open(copy / name, "a", encoding="utf-8") as file:
            file.write(text)
    for name, text in EDIT.findall(page):
        before, after = (
            "\n".join(line[1:] for line in text.splitlines() if line[0] == sign)
            for sign in "-+"
        )
        old = (copy / name).read_text(encoding="utf-8")
        assert old.count(before) == 1, (
            f"{name} has {before!r} {old.count(before)} times: mend the page"
        )
        (copy / name).write_text(old.replace(before, after), encoding="utf-8")


def run(copy, program):
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=copy,
        env=environment(copy),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def environment(copy):
    return {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.mark.parametrize("name", ["reference", "other style"])
def test_right_answers_get_all_points(told, name):
    assert told[name] == {"points": [4.0, 6.0], "faults": []}


@pytest.mark.parametrize(
    ("name", "fault"), [("not shared", "not_shared"), ("no exponential", "no_exponential")]
)
def test_a_known_fault_draws_its_hint_on_every_question(told, name, fault):
    assert told[name] == {"points": [0.0, 0.0], "faults": [fault]}


@pytest.mark.parametrize("name", ["constant", "by heart", "blank"])
def test_what_is_no_answer_gets_nothing(told, name):
    assert told[name]["points"] == [0.0, 0.0]


def test_the_page_shows_nothing_that_is_not_applied():
    blocks = re.findall(r"^```(\w+)$", PAGE.read_text(encoding="utf-8"), re.M)
    page = PAGE.read_text(encoding="utf-8")
    assert set(blocks) == {"python", "diff"}
    assert len(FILE.findall(page)) + len(EDIT.findall(page)) == len(blocks)
