"""What an index would get: looked at by the tools that indexes and their readers use."""

import re
import subprocess
import tarfile
import zipfile
from collections import Counter

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The folder that `make dist` builds into. It compares and looks for itself."""
    folder = tmp_path_factory.mktemp("dist")
    command = ["bash", "tools/dist.sh", folder]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Final rating: 10/10" in done.stdout
    return folder


@pytest.fixture(scope="module")
def wheel(built):
    (path,) = built.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_wheel_holds_each_file_once_and_nothing_hidden(wheel):
    often = Counter(content for content in wheel.values() if content)

    assert [name for name, content in wheel.items() if content and often[content] > 1] == []
    assert [name for name in wheel if "/." in name or "__pycache__" in name] == []
    assert "dinosaur_grader/_kit/rubrics/dinosaur_island/clip.py" in wheel


def test_on_an_index_s_page_every_link_of_the_readme_leads_somewhere(wheel):
    (metadata,) = (text for name, text in wheel.items() if name.endswith("/METADATA"))
    page = metadata.decode().partition("\n\n")[2]
    links = re.findall(r"\]\(([^)]+)\)|\b(?:src|srcset|href)=\"([^\"]+)\"", page)

    assert len(links) > 5
    assert [
        link for link in map("".join, links) if not link.startswith(("https://", "#"))
    ] == []


def test_the_sdist_has_what_the_wheel_is_built_from_and_no_tests(built):
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}

    assert {
        "pyproject.toml",
        "hatch_build.py",
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
    } <= inside
    folders = {"dinosaur_grader", "data", "utils", "source", "release", "rubrics"}
    assert {name.partition("/")[0] for name in inside if "/" in name} == folders
