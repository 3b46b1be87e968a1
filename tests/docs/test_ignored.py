"""What the pages tell an instructor to make in the clone is never published with it: git
passes by it."""

import re
import subprocess

import pytest

from tests.conftest import ROOT
from tests.docs.test_names_in_docs import PAGES

MADE = re.compile(
    r"(?:--(?:out|to|into|html|changes|upload)|(?:cp -p|mv) course\.seed) ([a-z][\w./-]*)"
)
BESIDE = (
    "submitted.attempts",
    "submitted.attempts.jsonl",
    "upload-2",
    "course.toml",
    "roster.csv",
    "canvas.csv",
)


def made():
    """The names in the commands of all pages, but for what the demo makes below its own
    folder."""
    found = {name for page in PAGES for name in MADE.findall((ROOT / page).read_text("utf-8"))}
    return sorted({*found, *BESIDE})


def test_the_pages_name_what_is_looked_for():
    assert {"out", "graded", "submitted-moodle", "course.seed.backup", "image"} <= set(made())


@pytest.mark.parametrize("name", made())
def test_git_passes_by_what_the_pages_make(name):
    inside = name if "." in name.removeprefix("submitted.") else f"{name}/anything"
    ignored = subprocess.run(["git", "check-ignore", "-q", inside], cwd=ROOT)
    assert ignored.returncode == 0, f".gitignore lets {name} into a commit"
