"""Skips are named: the mechanism in a small folder of its own, and that every skip of
these tests has its entry."""

import ast
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
IN_A_TEST = "import pytest\n\ndef test_one(): pass\n\ndef test_two(): pytest.skip({0!r})\n"
IN_A_MARK = "import pytest\n\ndef test_one(): pass\n\n@pytest.mark.skipif(True, reason={0!r})\ndef test_two(): pass\n"
IN_A_MODULE = "import pytest\n\npytest.skip({0!r}, allow_module_level=True)\n"
WHERE = (IN_A_TEST, IN_A_MARK, IN_A_MODULE)
ONE = "def test_one(): pass\n"


def run(folder: Path, ci: str, *options: str, **files: str) -> tuple[int, str]:
    """pytest's exit code and output for a folder with these test files."""
    for name, text in {"conftest": CONFTEST, **files}.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    (folder / "named.toml").write_text(NAMED, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n")
    own = {"CI": ci, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    env = {**os.environ, **own}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)
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


def test_in_ci_skips_that_are_right_pass_wherever_they_stand(tmp_path):
    files = {f"test_{i}": where.format("rain") for i, where in enumerate(WHERE)}
    ended, out = run(tmp_path, "true", **files, test_b=ONE)

    assert ended == 0, out
    assert "3 here: since here" in out


def test_skips_of_two_processes_are_judged_by_the_one_that_started_them(tmp_path):
    good = {f"test_a{i}": where.format("rain") for i, where in enumerate(WHERE)}
    bad = {f"test_b{i}": where.format("rain and wind") for i, where in enumerate(WHERE)}
    options = ("-p", "xdist.plugin", "-n", "2")
    ended, out = run(tmp_path, "true", *options, **good, **bad, test_c=ONE)

    assert ended == 1, out
    assert "3 here: since here" in out
    assert [name for name in bad if f"without a good reason: {name}.py" not in out] == []
    assert "without a good reason: test_a" not in out


def test_elsewhere_the_summary_counts_what_is_named_and_lists_the_rest(tmp_path):
    texts = [
        IN_A_TEST.format("rain"),
        IN_A_MODULE.format("rain"),
        ONE,
        IN_A_TEST.format("a tool"),
    ]
    files = {f"test_{i}": text for i, text in enumerate(texts)}
    ended, out = run(tmp_path, "", **files, test_c=IN_A_MARK.format("hail"))

    assert ended == 0, out
    assert "2 here: since here" in out
    assert "1 not in CI: since not in CI" in out
    assert "skipped without a good reason: test_c.py::test_two: hail: no entry names it" in out


def test_a_failure_stays_a_failure(tmp_path):
    files = {"test_a": IN_A_TEST.format("rain"), "test_b": "def test_one(): assert False\n"}
    assert run(tmp_path, "true", **files)[0] == 1


def test_a_run_without_skips_says_nothing_of_them(tmp_path):
    ended, out = run(tmp_path, "true", test_a=ONE)
    assert (ended, "skip" in out) == (0, False)


def test_an_entry_with_an_unknown_condition_is_refused(tmp_path):
    (tmp_path / "named.toml").write_text(
        '[[skip]]\nreason = "rain"\nwhen = "sometimes"\nwhy = "it does"\n'
    )
    with pytest.raises(KeyError, match="sometimes"):
        skips.read(tmp_path / "named.toml")


def test_what_a_room_lacks_is_said_where_the_collection_sees_it(monkeypatch):
    """CI runs the quick tests in a room, and those marked `host` outside of it."""
    monkeypatch.setitem(skips.CONDITIONS, "not root", lambda: True)
    entries = skips.read(skips.FILE)
    assert skips.verdict("only root can", entries, {"host"})[1] == ""
    assert "skipif" in skips.verdict("only root can", entries, {"isolation"})[1]


def test_the_tests_for_a_host_are_marked():
    command = [sys.executable, "-m", "pytest", "-q", "--collect-only", "-m", "host"]
    files = ["tests/utils/test_corpus.py", "tests/dinosaur_grader/inside/test_layers.py"]
    done = subprocess.run([*command, *files], cwd=ROOT, capture_output=True, text=True)
    assert "::test_the_classic_file_is_known_from_its_path" in done.stdout
    assert "::test_root_is_given_up[strict]" in done.stdout
    listed = [line for line in done.stdout.splitlines() if "::" in line]
    assert all("classic" in line or "root" in line for line in listed), listed


def reasons() -> dict[str, str]:
    """The reasons that the tests here give, by place; what is known only when it runs
    is written as three dots."""
    found = {}
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("pytest."):
                name = ast.unparse(node.func).rpartition(".")[2]
                if name in ("skip", "skipif", "importorskip"):
                    found[f"{path.relative_to(ROOT)}:{node.lineno}"] = written(node, name)
    return found


def written(node: ast.Call, name: str) -> str:
    said = [each.value for each in node.keywords if each.arg == "reason"]
    said += node.args if name == "skip" else []
    if not said:
        return "no reason at all"
    if isinstance(said[0], ast.JoinedStr):
        parts = said[0].values
        return "".join(p.value if isinstance(p, ast.Constant) else "python3.0" for p in parts)
    return said[0].value if isinstance(said[0], ast.Constant) else ast.unparse(said[0])


def test_every_skip_of_these_tests_is_named():
    entries = skips.read(skips.FILE)
    isolation = {"str(error)", "why"}  # the words of IsolationUnavailable
    found = {place: said for place, said in reasons().items() if said not in isolation}
    assert len(found) > 15
    assert {
        place: said
        for place, said in found.items()
        if not any(e.explains(said) for e in entries)
    } == {}


def test_the_words_of_isolation_are_named():
    from dinosaur_grader.sandbox.sandbox import IsolationUnavailable

    said = str(IsolationUnavailable("strict", "bubblewrap", "it is not there", "Install it."))
    assert skips.verdict(said, skips.read(skips.FILE))[0].when == "not in CI"


def test_every_entry_names_a_skip_of_these_tests():
    found = [
        *reasons().values(),
        "isolation 'strict' is not available here: bubblewrap: no. Install it.",
    ]
    entries = skips.read(skips.FILE)
    assert [
        entry.reason for entry in entries if not any(entry.explains(said) for said in found)
    ] == []
