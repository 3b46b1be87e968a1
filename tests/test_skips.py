"""Skips are named: which ones are right in CI, and that a run with a wrong one fails."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import skips
from tests.conftest import ROOT

CONDITIONS = {
    "here": lambda: True,
    "elsewhere": lambda: False,
    "no": lambda word: word == "bread",
}
CONFTEST = """
from pathlib import Path
from tests import skips
from tests.test_skips import CONDITIONS

skips.CONDITIONS |= CONDITIONS

def pytest_configure(config):
    config.pluginmanager.register(skips.Watch(Path(__file__).with_name("named.toml")))
"""
NAMED = "".join(
    f'[[skip]]\nreason = "{reason}"\nwhen = "{when}"\nwhy = "since {when}"\n'
    for reason, when in [
        ("rain", "here"),
        ("snow.*", "elsewhere"),
        ("no (\\\\w+)", "no"),
        ("a tool", "not in CI"),
    ]
)
WHERE = (
    "import pytest\n\ndef test_one(): pass\n\ndef test_two(): pytest.skip({0!r})\n",
    "import pytest\n\n@pytest.mark.skipif(True, reason={0!r})\ndef test_two(): pass\n",
    "import pytest\n\npytest.skip({0!r}, allow_module_level=True)\n",
)


def run(folder: Path, ci: str, *options: str, **reasons: str) -> tuple[int, str]:
    """pytest's exit code and output for a folder where each of these reasons is given in
    a test, in a mark and for a module."""
    files = {"conftest": CONFTEST, "test_one": "def test_one(): pass\n"}
    for name, reason in reasons.items():
        files |= {f"test_{name}{i}": where.format(reason) for i, where in enumerate(WHERE)}
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    (folder / "named.toml").write_text(NAMED, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n")
    own = {"CI": ci, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **own}, capture_output=True, text=True
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("reason", "wrong"),
    [
        ("rain", ""),
        ("snow in May", "allowed only where this holds: elsewhere"),
        ("no bread", ""),
        ("no wine", "allowed only where this holds: no"),
        ("a tool", "allowed only where this holds: not in CI"),
        ("rain and wind", "no entry names it"),
    ],
)
def test_in_ci_a_skip_is_right_only_where_it_is_named_and_its_condition_holds(
    tmp_path, monkeypatch, reason, wrong
):
    (tmp_path / "named.toml").write_text(NAMED, encoding="utf-8")
    monkeypatch.setattr(skips, "CONDITIONS", {**skips.CONDITIONS, **CONDITIONS})
    monkeypatch.setenv("CI", "true")
    assert skips.verdict(reason, skips.read(tmp_path / "named.toml"))[1] == wrong


@pytest.mark.slow
def test_in_ci_a_wrong_skip_of_any_process_fails_the_run(tmp_path):
    """With a process of pytest-xdist's, whose skips are judged by the one that started it."""
    options = ("-p", "xdist.plugin", "-n", "1")
    ended, out = run(tmp_path, "true", *options, good="rain", bad="rain and wind")

    assert ended == 1, out
    assert "3 here: since here" in out
    assert [i for i in range(3) if f"a good reason: test_bad{i}.py" not in out] == []
    assert "without a good reason: test_good" not in out


@pytest.mark.slow
def test_the_tests_for_a_host_are_marked():
    command = [sys.executable, "-m", "pytest", "-q", "--collect-only", "-m", "host"]
    files = ["tests/utils/test_corpus.py", "tests/dinosaur_grader/inside/test_layers.py"]
    # a -v of whoever runs this would change what is printed
    env = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    done = subprocess.run([*command, *files], cwd=ROOT, env=env, capture_output=True, text=True)
    listed = [line for line in done.stdout.splitlines() if "::" in line]
    assert any("::test_the_classic_file_is_known_from_its_path" in line for line in listed)
    assert any("::test_root_is_given_up[strict]" in line for line in listed)
    assert all("classic" in line or "root" in line for line in listed), listed
