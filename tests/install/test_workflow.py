"""The hosted workflows: what they run and may do, that each line can be given by a
person, and that zizmor finds nothing in them."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT
from tests.workflow import FOLDER, commands, jobs, names, workflow

MAKE = re.compile(r"^make ([a-z-]+)(?: [A-Z]+=\S+)?$")
CI = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
CONTAINER = ROOT / "docs/instructor/platforms/index.md"
READ = {"contents": "read"}
MAY = {
    "docs/pages": READ,
    "docs/publish": {"pages": "write", "id-token": "write"},
    "release/build": READ,
    "release/publish": {"attestations": "write", "id-token": "write"},
}
"""What a job is allowed, where that isn't its workflow's own."""


def made(job: str) -> list[str]:
    """The make commands that the job's user gives."""
    return [
        found[1]
        for as_root, line in commands(job)
        if not as_root and (found := MAKE.match(line))
    ]


def test_each_job_runs_what_it_is_for_and_together_all_that_ci_runs():
    assert {job: made(job) for job in jobs()} == {
        "quick": ["lint", "demo", "test-quick"],
        "lowest": ["test-lowest"],
        "newest": ["test-newest"],
        "container": ["setup"],
        "whole": ["check-notebooks", "test", "bench-quick"],
        "proofs": ["proofs"],
        "docs/pages": ["docs"],
        "docs/publish": [],
        "release/build": ["dist"],
        "release/publish": [],
    }
    here = {found[1] for line in CI if (found := MAKE.match(line.split(" #")[0]))}
    assert len(here) >= 3
    assert here <= {*made("quick"), *made("whole")}


def test_nbval_runs_the_solved_notebooks_with_two_kernels_here_and_there():
    lines = [
        f"OPENBLAS_CORETYPE={kernel} .venv/bin/pytest --nbval solutions/"
        for kernel in ("Sandybridge", "Haswell")
    ]
    hosted = [line for _, line in commands("whole")]
    first = hosted.index("make check-notebooks") + 1

    assert hosted[first : first + 2] == lines
    assert [line for line in CI if "--nbval" in line] == lines


@pytest.mark.parametrize("command", ["test-lowest", "test-newest"])
def test_the_oldest_and_the_newest_packages_are_tried_once_here_and_there(command):
    hosted = [name for job in jobs() for name in made(job)]

    assert [line.strip() for line in CI].count(f"make {command}") == 1
    assert hosted.count(command) == 1


@pytest.mark.parametrize("job", jobs())
def test_a_job_ends_and_its_lines_are_root_s_first_and_commands_for_anyone(job):
    lines = commands(job)
    whose = [as_root for as_root, _ in lines]
    assert whose == sorted(whose, reverse=True)
    assert [line for _, line in lines if "${{" in line or line.endswith("\\")] == []
    for _, line in lines:
        subprocess.run(["bash", "-n", "-c", line], check=True)
    assert jobs()[job]["timeout-minutes"] <= 120


@pytest.mark.parametrize("job", ["quick", "lowest", "newest", "whole", "proofs"])
def test_a_job_that_grades_at_strict_has_the_system_s_packages(job):
    assert [line for as_root, line in commands(job) if as_root] == ["make system"]


@pytest.mark.parametrize("job", ["quick", "lowest", "newest"])
def test_each_python_that_the_kit_is_for_runs_the_jobs_of_a_push(job):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    oldest, beyond = re.fullmatch(r">=3\.(\d+),<3\.(\d+)", project["requires-python"]).groups()
    pythons = jobs()[job]["strategy"]["matrix"]["python"]
    assert pythons == [f"3.{minor}" for minor in range(int(oldest), int(beyond))]


def test_the_image_is_built_and_run_by_the_lines_of_its_page():
    page = CONTAINER.read_text(encoding="utf-8")
    (block,) = re.findall(r"```bash\n([^`]*docker [^`]*)```", page)
    lines = [line for _, line in commands("container")]
    assert set(block.splitlines()) <= set(lines)
    assert lines[-1].startswith('grep "^ada,dinosaur_island,100,100,graded,"')


def test_no_job_may_more_than_it_has_to():
    allowed = {name: workflow(name)["permissions"] for name in names()}
    assert allowed == {"ci": READ, "docs": {}, "release": {}}
    own = {job: what["permissions"] for job, what in jobs().items() if "permissions" in what}
    assert own == MAY


def test_who_may_publish_runs_no_line_of_ours_and_only_for_main_or_a_tag():
    publishing = [job for job, may in MAY.items() if "id-token" in may]
    assert [line for job in publishing for line in commands(job)] == []
    assert workflow("release")[True] == {"push": {"tags": ["v*"]}}  # YAML's `on` is true
    assert "github.ref == 'refs/heads/main'" in jobs()["docs/publish"]["if"]
    assert jobs()["release/publish"]["environment"] == "pypi"


@pytest.mark.parametrize("name", names())
def test_each_action_is_pinned_to_a_commit_and_says_its_release(name):
    text = (FOLDER / f"{name}.yml").read_text(encoding="utf-8")
    used = re.findall(r"uses: (.*)", text)
    pinned = r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+"
    assert used and [one for one in used if not re.fullmatch(pinned, one)] == []
    checkouts = text.count("uses: actions/checkout@")
    assert text.count("persist-credentials: false") == checkouts


def test_dependabot_looks_after_the_actions_and_the_lock():
    text = (ROOT / ".github" / "dependabot.yml").read_text(encoding="utf-8")
    updates = yaml.safe_load(text)["updates"]
    assert [one["package-ecosystem"] for one in updates] == ["github-actions", "uv"]


def zizmor(path: Path) -> subprocess.CompletedProcess:
    """What zizmor, of the extra `lint`, finds in the workflows and beside them."""
    command = [Path(sys.executable).with_name("zizmor"), "--offline", "--no-config", path]
    return subprocess.run(command, capture_output=True, text=True)


def test_zizmor_finds_nothing(tmp_path):
    done = zizmor(ROOT / ".github")
    assert done.returncode == 0, done.stdout + done.stderr

    shutil.copytree(ROOT / ".github", tmp_path / ".github")
    ci = tmp_path / ".github" / "workflows" / "ci.yml"
    ci.write_text(ci.read_text().replace("contents: read", "contents: write"))
    assert "[excessive-permissions]" in zizmor(tmp_path / ".github").stdout
