"""The public face of `utils`: what a student's notebook may rely on."""

import shutil
import subprocess
import sys
from pathlib import Path

import utils

CLASSIC = {
    "softmax", "smooth", "get_initial_loss", "print_sample", "get_sample", "initialize_parameters", "rnn_step_forward",
    "rnn_forward", "rnn_step_backward", "rnn_backward", "update_parameters",
}  # fmt: skip
OURS = {"check", "load_names", "vocabulary"}


def run(code, folder=None):
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=folder
    )
    return ran.stdout.strip()


def test_all_is_the_classic_names_and_our_three():
    assert set(utils.__all__) == CLASSIC | OURS
    assert utils.__all__ == sorted(utils.__all__)


def test_a_star_import_gives_the_names_of_all_and_no_others():
    names = run(
        "from utils import *; print(*sorted(n for n in dir() if not n.startswith('__')))"
    )
    assert names.split() == utils.__all__


def test_where_the_room_of_the_checks_is_absent_all_else_is_there(tmp_path):
    ignored = shutil.ignore_patterns("checks", "__pycache__")
    shutil.copytree(Path(utils.__file__).parent, tmp_path / "utils", ignore=ignored)

    names = run(
        "import utils; from utils import *; print(utils.__file__, *utils.__all__)", tmp_path
    ).split()

    assert Path(names[0]).is_relative_to(tmp_path)
    assert names[1:] == [name for name in utils.__all__ if name != "check"]


def test_importing_utils_brings_nothing_heavy_and_never_the_grader():
    rooms = "corpus checks.calls plots findings lesson sonnets.model"
    imports = ", ".join(f"utils.{room}" for room in rooms.split())
    brought = run(f"import sys, {imports}; print(*sys.modules)").split()
    heavy = {"matplotlib", "pooch", "msgspec", "IPython", "dinosaur_grader", "threadpoolctl"}
    assert heavy.isdisjoint(brought)
