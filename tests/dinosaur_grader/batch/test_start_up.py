"""The log of a command: which words ask for it, who writes into it, and in what form."""

import logging
import os
import subprocess

import pytest

from dinosaur_grader.batch import start_up
from dinosaur_grader.batch.grade_class import FEW
from dinosaur_grader.exit_codes import Refused
from tests.dinosaur_grader import small
from tests.dinosaur_grader.course import GRADER
from tests.dinosaurs import ASSIGNMENT


@pytest.fixture
def environment(monkeypatch):
    """The process's environment, which is as before at the end; so is the log."""
    for name in (start_up.FILE, start_up.VERBOSE):
        monkeypatch.setenv(name, "")
    yield os.environ
    monkeypatch.undo()
    start_up.log()


def test_both_options_are_taken_out_of_a_verbs_words(environment, tmp_path):
    words = ["--out", "here", "--verbose", "--log", str(tmp_path / "log"), "--workers", "2"]
    behind = ["--", "--verbose"]  # the verb's own
    assert start_up.without_log_options(behind) == behind
    assert environment[start_up.VERBOSE] == ""
    assert start_up.without_log_options(words) == ["--out", "here", "--workers", "2"]
    assert environment[start_up.VERBOSE] == "1"
    assert environment[start_up.FILE] == str(tmp_path / "log")


@pytest.mark.parametrize("words", [["--log"], ["--log", "--out"], ["--log=no/such/folder/log"]])
def test_a_file_that_cannot_be_written_is_wrong_usage(environment, words):
    with pytest.raises(Refused, match="log"):
        start_up.without_log_options(words)


def test_a_hostile_name_stays_on_its_line(environment, tmp_path):
    environment[start_up.FILE] = str(tmp_path / "log")
    start_up.log()
    logging.getLogger("dinosaur_grader.test").warning(
        "%s: done", "ada\n2026 root: \x1b[2Jall points"
    )
    (line,) = (tmp_path / "log").read_text().splitlines()
    assert line.endswith("ada | 2026 root: \ufffd[2Jall points: done")


@pytest.mark.slow
def test_the_driver_and_its_workers_write_into_one_log(tmp_path):
    class_of = [
        "ada",
        *(f"student{number}" for number in range(FEW)),
    ]  # too many for one process
    for student in class_of:
        small.hand_in(tmp_path / "submitted", student, ASSIGNMENT.blank_path.read_bytes())
    words = "grade --submitted submitted --out out --isolation none --workers 1 --log grade.log"
    command = [*GRADER, *words.split()]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "grade.log").read_text().splitlines()
    assert len({line.split()[2] for line in lines}) == 2  # processes
    for said in (
        "grading the canary",
        "ada: graded",
        f"wrote the marks of {len(class_of)} students",
    ):
        assert any(said in line for line in lines), said
    assert "grading the canary" not in done.stderr
