"""A clone whose links are text files: a sentence, and nothing of the kit imported."""

import subprocess
import sys

from tests.conftest import ROOT
from tools import links


def test_a_link_that_is_a_text_file_is_named_with_what_to_do(tmp_path):
    (tmp_path / "utils").mkdir()
    (tmp_path / "utils" / "checks").write_text("../dinosaur_grader/checks")

    assert links.find_text_for_link(tmp_path) == (
        "utils/checks is no link here: `git config core.symlinks true`, "
        "then `git checkout -- utils/checks solutions`"
    )


def test_no_folder_and_no_link_is_taken_for_a_text_file(tmp_path):
    (tmp_path / "solutions" / "toy" / "utils").mkdir(parents=True)
    (tmp_path / "solutions" / "toy" / "data").symlink_to("../../data")

    assert links.find_text_for_link(tmp_path) == ""


def test_what_makes_notebooks_starts_without_the_kit_s_utils():
    program = "import sys, tools.notebooks\nprint('utils' in sys.modules)"
    command = [sys.executable, "-c", program]

    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

    assert said.stdout == "False\n"
