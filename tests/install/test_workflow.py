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


def test_each_job_runs_what_it_is_for_and_together_all_that_ci_runs():
    assert set(jobs()) == {"quick", "whole", "proofs"}
    assert made("quick") == ["lint", "demo", "test-quick"]
    assert made("whole") == ["check-notebooks", "test", "bench-quick"]
    assert made("proofs") == ["proofs"]
    here = {found[1] for line in CI if (found := MAKE.match(line.split(" #")[0]))}
    assert len(here) >= 3
    assert here <= {*made("quick"), *made("whole")}


@pytest.mark.parametrize("job", jobs())
def test_a_job_installs_as_root_first_and_ends_and_its_lines_are_commands_for_anyone(job):
    lines = commands(job)
    assert [line for as_root, line in lines if as_root][-1] == "make system"
    whose = [as_root for as_root, _ in lines]
    assert whose == sorted(whose, reverse=True)
    assert [line for _, line in lines if "${{" in line or line.endswith("\\")] == []
    assert jobs()[job]["timeout-minutes"] <= 120
    assert "permissions" not in jobs()[job]


def test_each_python_that_the_kit_is_for_runs_the_quick_job():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    oldest, beyond = re.fullmatch(r">=3\.(\d+),<3\.(\d+)", project["requires-python"]).groups()
    pythons = jobs()["quick"]["strategy"]["matrix"]["python"]
    assert pythons == [f"3.{minor}" for minor in range(int(oldest), int(beyond))]


def zizmor(path: Path) -> subprocess.CompletedProcess:
    """What zizmor, of the extra `lint`, finds in a workflow of medium severity or
    higher."""
    options = ["--offline", "--no-config", "--min-severity", "medium"]
    command = [Path(sys.executable).with_name("zizmor"), *options, path]
    return subprocess.run(command, capture_output=True, text=True)


def test_it_may_read_and_nothing_more_and_zizmor_finds_nothing_of_medium_severity(tmp_path):
    text = FILE.read_text(encoding="utf-8")
    assert yaml.safe_load(text)["permissions"] == {"contents": "read"}
    done = zizmor(FILE)
    assert done.returncode == 0, done.stdout + done.stderr

    (tmp_path / "ci.yml").write_text(text.replace("contents: read", "contents: write"))
    assert "[excessive-permissions]" in zizmor(tmp_path / "ci.yml").stdout
