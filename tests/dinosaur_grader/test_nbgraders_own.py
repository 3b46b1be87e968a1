"""nbgrader's own tests, which its wheel brings along: with our lines in force each has
the result that it has without them."""

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import nbgrader
import pytest

from tests.dinosaur_grader import course

pytestmark = pytest.mark.slow
OUR_LINES = """
import os

from dinosaur_grader.desk.quickstart import bring

c = get_config()
bring(c)


class Seen(c.Autograde.exporter_class):
    def __init__(self, **kw):
        with open(os.environ["SEEN"], "a") as file:
            print("autograde", file=file)
        super().__init__(**kw)


c.Autograde.exporter_class = Seen
"""
THEIRS = Path(nbgrader.__file__).parent / "tests"
SAMPLE = "penalty_plugin or no_execute"
DIFFERENT: dict[str, str] = {}
"""The tests whose result is another one with our lines, and why that is right."""


def results(folder, *chosen, config="c = get_config()\n"):
    """How each of nbgrader's tests went, with this in a configuration file that every
    course reads; and how often `autograde` went through our exporter."""
    for room in ("home", "config", "cwd"):
        (folder / room).mkdir(parents=True)
    (folder / "config" / "nbgrader_config.py").write_text(config)
    own = {"HOME": "home", "JUPYTER_CONFIG_PATH": "config", "SEEN": "seen"}
    env = course.environment() | {name: str(folder / place) for name, place in own.items()}
    options = [f"--rootdir={THEIRS}", f"--junitxml={folder / 'xml'}"]
    options += ["-q", "-p", "no:cacheprovider", "-o", "addopts="]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *chosen],
        cwd=folder / "cwd",
        env=env,
        capture_output=True,
        text=True,
        timeout=3600,
    )
    assert done.returncode in (0, 1), done.stdout[-3000:] + done.stderr
    cases = list(ElementTree.parse(folder / "xml").iter("testcase"))
    went = {f"{case.get('classname')}::{case.get('name')}": outcome(case) for case in cases}
    assert len(went) == len(cases)
    seen = folder / "seen"
    return went, len(seen.read_text().splitlines()) if seen.exists() else 0


def outcome(case):
    named = {child.tag for child in case} & {"failure", "error", "skipped"}
    return min(named, default="passed")


def same_results(folder, *chosen):
    """Both runs' results, compared; how many tests passed, and how many exporters of
    ours there were."""
    without, none = results(folder / "without", *chosen)
    own, seen = results(folder / "with", *chosen, config=OUR_LINES)
    assert none == 0
    changed = {name for name in without | own if without.get(name) != own.get(name)}
    assert changed == set(DIFFERENT)
    return list(without.values()).count("passed"), seen


def test_some_of_nbgraders_own_tests_go_as_without_us(tmp_path):
    passed, seen = same_results(
        tmp_path, THEIRS / "apps" / "test_nbgrader_autograde.py", "-k", SAMPLE
    )
    assert passed >= 2
    assert seen >= passed


@pytest.mark.proof
def test_all_of_nbgraders_own_tests_go_as_without_us(tmp_path):
    passed, seen = same_results(tmp_path, THEIRS / "preprocessors", THEIRS / "apps")
    assert passed > 350
    assert seen > 40
