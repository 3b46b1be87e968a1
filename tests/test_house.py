"""What holds for the repository as a whole."""

import hashlib
import re
import subprocess

import pytest

from tests.conftest import ROOT

BARRED = {
    "ad6465621cf56c08f71d4fbb40cf7eab763f9df42c54cc460d6c4d86e9c927fb",
    "1b454b67b44e6f367c83a17ed295c46c5d4a1173cf5d09161882af4041bae023",
}


def tracked():
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in listing.decode().split("\0") if name and (ROOT / name).is_file()]


def test_the_classic_files_are_not_committed():
    sums = {hashlib.sha256(path.read_bytes()).hexdigest() for path in tracked()}
    assert len(sums) > 10
    assert not sums & BARRED


def test_no_file_names_a_private_path():
    private = re.compile(rb"/root/[\w.]|/work/main|/home/[a-z]+/\w")
    allowed = {"tests/test_house.py"}
    found = [str(p.relative_to(ROOT)) for p in tracked() if private.search(p.read_bytes())]
    assert [name for name in found if name not in allowed and not name.startswith("tests/")] == []


def test_make_alone_lists_every_command_of_the_contract():
    listing = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for command in (
        "system",
        "setup",
        "demo",
        "test",
        "test-quick",
        "notebooks",
        "check-notebooks",
        "bench",
        "portability",
        "proofs",
    ):
        assert f"make {command} " in listing


@pytest.mark.parametrize(
    "command", ["make demo", "make test", "make notebooks", "python -m grader grade", "python -m grader check"]
)
def test_the_readme_names_the_command(command):
    assert command in (ROOT / "README.md").read_text()
