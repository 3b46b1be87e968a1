"""The hosted workflow: what it runs, that each line can be given by a person, and that
zizmor finds nothing in it."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT
from tests.workflow import FILE, commands, jobs

MAKE = re.compile(r"^make ([a-z-]+)(?: [A-Z]+=\S+)?$")
CI = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def made(job: str) -> list[str]:
    """The make commands that the job's user gives."""
    return [
        found[1]
        for as_root, line in commands(job)
        if not as_root and (found := MAKE.match(line))
    ]


def test_each_job_runs_what_it_is_for():
    assert set(jobs()) == {"quick", "whole", "proofs"}
    assert made("quick") == ["lint", "demo", "test-quick"]
    assert made("whole") == ["check-notebooks", "test", "bench-quick"]
    assert made("proofs") == ["proofs"]


def test_the_hosted_workflow_runs_all_that_ci_runs():
    here = {found[1] for line in CI if (found := MAKE.match(line.split(" #")[0]))}
    assert len(here) >= 3
    assert here <= {*made("quick"), *made("whole")}


@pytest.mark.parametrize("job", jobs())
def test_every_job_installs_the_system_packages_as_root_before_anything_else_of_ours(job):
    lines = commands(job)
    assert [line for as_root, line in lines if as_root][-1] == "make system"
    assert [as_root for as_root, _ in lines] == sorted(
        (as_root for as_root, _ in lines), reverse=True
    )


@pytest.mark.parametrize("job", jobs())
def test_every_line_is_a_command_of_its_own_without_a_value_of_the_host(job):
    for _, line in commands(job):
        assert "${{" not in line
        assert not line.endswith("\\")
        assert subprocess.run(["bash", "-n", "-c", line]).returncode == 0, line


def test_the_pythons_are_the_oldest_and_the_newest_and_one_between():
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "requires-python"
    ]
    oldest, beyond = re.fullmatch(r">=3\.(\d+),<3\.(\d+)", wanted).groups()
    pythons = jobs()["quick"]["strategy"]["matrix"]["python"]
    assert (pythons[0], pythons[-1], len(pythons)) == (f"3.{oldest}", f"3.{int(beyond) - 1}", 3)
    (setup,) = [
        step for step in jobs()["quick"]["steps"] if "setup-python" in step.get("uses", "")
    ]
    assert setup["with"]["python-version"] == "${{ matrix.python }}"


def test_it_may_read_and_nothing_more_and_every_job_ends():
    workflow = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 120
        assert "permissions" not in job


def test_the_command_tells_who_gives_which_line():
    command = [sys.executable, "-m", "tests.workflow", "quick"]
    told = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert told[-4:] == [
        "root\tmake system",
        "user\tmake lint",
        "user\tmake demo",
        "user\tmake test-quick",
    ]


def zizmor(path: Path) -> subprocess.CompletedProcess:
    """What zizmor, of the extra `lint`, finds in a workflow of medium severity or
    higher."""
    command = [
        Path(sys.executable).with_name("zizmor"),
        "--offline",
        "--no-config",
        "--min-severity",
        "medium",
        path,
    ]
    return subprocess.run(command, capture_output=True, text=True)


def test_zizmor_finds_nothing_of_medium_severity_or_higher():
    done = zizmor(FILE)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("finding", "old", "new"),
    [
        ("excessive-permissions", "contents: read", "contents: write"),
        ("unpinned-uses", "@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2", "@v4"),
        ("artipacked", "        with:\n          persist-credentials: false\n", ""),
        ("template-injection", "run: make lint", "run: echo ${{ github.head_ref }}"),
    ],
)
def test_zizmor_would_find_it(tmp_path, finding, old, new):
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "ci.yml").write_text(text.replace(old, new), encoding="utf-8")

    done = zizmor(tmp_path / "ci.yml")

    assert done.returncode != 0
    assert f"[{finding}]" in done.stdout
