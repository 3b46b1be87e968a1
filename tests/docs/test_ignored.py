"""What the pages tell an instructor to make in the clone is never published with it: git
passes by it."""

import re
import subprocess

from tests.conftest import ROOT
from tests.docs.test_names_in_docs import PAGES

MADE = re.compile(
    r"(?:--(?:out|to|into|html|changes|upload)|(?:cp -p|mv) course\.seed) ([a-z][\w./-]*)"
)
BESIDE = (
    *("submitted.attempts", "upload-2", "downloads"),
    *("rendered.json", "gradebook.db.lock"),
    *("course.toml", "roster.csv", "canvas.csv"),
)


def made():
    """The names in the commands of all pages, but for what the demo makes below its own
    folder."""
    found = {name for page in PAGES for name in MADE.findall((ROOT / page).read_text("utf-8"))}
    return sorted({*found, *BESIDE})


def test_git_passes_by_what_the_pages_make():
    names = made()
    assert {"graded", "submitted-moodle", "course.seed.backup", "image"} <= set(names)
    inside = [
        name if "." in name.removeprefix("submitted.") else f"{name}/anything" for name in names
    ]
    how = {"cwd": ROOT, "capture_output": True, "text": True}
    ignored = subprocess.run(["git", "check-ignore", *inside], **how).stdout.splitlines()
    assert [name for name in inside if name not in ignored] == []
