"""No test is skipped silently: every reason is named in a file, with the condition
under which it is a good one.

With CI=true a skip fails the run unless `skips.toml` names it and its condition holds
on this machine. Everywhere else the summary counts the skips of each entry, and lists
those that no entry explains.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import platform
import re
import shutil
import tomllib
from collections.abc import Callable, Container
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import kernels

FILE = Path(__file__).with_name("skips.toml")
CLASSIC = Path(__file__).parents[2] / "shared" / "data"


def in_ci() -> bool:
    return os.environ.get("CI") == "true"


# Each is called with what the groups of the entry's expression found.
CONDITIONS: dict[str, Callable[..., bool]] = {
    "not root": lambda: os.geteuid() != 0,
    "no classic file": lambda name: not (CLASSIC / name).exists(),
    "no such Python": lambda name: shutil.which(name, path="/usr/bin:/usr/local/bin") is None,
    "not x86-64": lambda: platform.machine() != "x86_64",
    "one kernel": lambda: len(kernels.known()) < 2,
    "no mmdebstrap": lambda: shutil.which("mmdebstrap") is None,
    "no Keras": lambda: any(
        importlib.util.find_spec(name) is None for name in ("keras", "jax")
    ),
    "not in CI": lambda *_: not in_ci(),
}


HOST = {"not root", "no classic file", "no mmdebstrap", "no Keras"}
"""What a clean room's user may lack: CI runs these tests once more, outside of it."""
CLASSIC_FIXTURES = {"classic_names", "classic_sonnets"}


@dataclass(frozen=True)
class Entry:
    """One table of the file."""

    reason: str
    when: str
    why: str

    def explains(self, reason: str) -> re.Match | None:
        return re.fullmatch(self.reason, reason, re.DOTALL)


@functools.cache
def read(file: Path) -> list[Entry]:
    """The file's entries. Raises KeyError for a condition that is not among
    `CONDITIONS`."""
    entries = [
        Entry(**table) for table in tomllib.loads(file.read_text(encoding="utf-8"))["skip"]
    ]
    for entry in entries:
        CONDITIONS[entry.when]
    return entries


def takes_the_host(item: pytest.Item) -> bool:
    """Whether a test waits for what a clean room's user may lack: by its `skipif`, or by
    a fixture that gives the classic files."""
    reasons = [str(mark.kwargs.get("reason", "")) for mark in item.iter_markers("skipif")]
    named = any(
        entry.when in HOST and entry.explains(reason)
        for entry in read(FILE)
        for reason in reasons
    )
    return named or not CLASSIC_FIXTURES.isdisjoint(item.fixturenames)


def verdict(
    reason: str, entries: list[Entry], markers: Container[str] = ("host",)
) -> tuple[Entry | None, str]:
    """The first entry that names the reason, and what is wrong with the skip: empty
    where it is allowed here."""
    for entry in entries:
        if found := entry.explains(reason):
            if not CONDITIONS[entry.when](*found.groups()):
                return entry, f"allowed only where this holds: {entry.when}"
            if entry.when in HOST and "host" not in markers:
                return entry, "say it in a skipif mark, else CI runs the test nowhere"
            return entry, ""
    return None, "no entry names it"


class Watch:
    """The pytest plug-in: keeps every skip, and judges them when the session ends."""

    def __init__(self, file: Path = FILE):
        self.file, self.entries, self.skipped = file, read(file), {}

    def pytest_runtest_logreport(self, report) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            self._keep(report)

    def pytest_collectreport(self, report) -> None:
        if report.skipped:  # a whole module, which no test reports
            self._keep(report)

    def _keep(self, report) -> None:
        said = (
            report.longrepr[-1] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        )
        reason = said.removeprefix("Skipped: ")
        self.skipped[report.nodeid] = (reason, getattr(report, "keywords", ()))

    def judged(self) -> tuple[dict[Entry, int], list[str]]:
        """How many skips each entry allows here, and a line for each that none does."""
        allowed: dict[Entry, int] = {}
        refused = []
        for nodeid, (reason, markers) in self.skipped.items():
            entry, wrong = verdict(reason, self.entries, markers)
            if wrong:
                refused.append(f"{nodeid}: {reason}: {wrong}")
            else:
                allowed[entry] = allowed.get(entry, 0) + 1
        return allowed, refused

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session, exitstatus) -> None:
        if (
            in_ci()
            and exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
            and self.judged()[1]
        ):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter) -> None:
        allowed, refused = self.judged()
        if self.skipped:
            terminalreporter.section(f"skips, by {self.file.name}")
        for entry, count in allowed.items():
            terminalreporter.line(f"{count:4} {entry.when}: {entry.why}")
        for line in refused:
            terminalreporter.line(
                f"skipped {'in CI ' if in_ci() else ''}without a good reason: {line}", red=True
            )
