"""The verb `doctor`: what was found on this machine, and which layers of isolation
hold, level by level.

It is run where something is missing, so nothing that is missing may stop it, and its
output is what a report of a fault quotes.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from dinosaur_grader.assignments import locations, packages
from dinosaur_grader.assignments.rubric import settings
from dinosaur_grader.desk import options as opts
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.inside.layers import landlock_version
from dinosaur_grader.results import LEVELS
from dinosaur_grader.sandbox import syscall_filter
from dinosaur_grader.sandbox.sandbox import IsolationUnavailable
from dinosaur_grader.sandbox.self_test import Layer, prove

PACKAGES = (
    *("numpy", "ipython", "msgspec", "nbgrader", "nbformat", "sqlalchemy"),
    *("py-landlock", "pyseccomp"),
)
SETTINGS = (
    "/proc/sys/user/max_user_namespaces",
    "/proc/sys/kernel/unprivileged_userns_clone",
    "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
)
NOT_THERE = "not found"
UNPROTECTED = "is available, but protects only the marking: choose it explicitly, and only for work you trust"


def command(
    level: Annotated[
        str,
        typer.Argument(
            callback=opts.checked_level, help="Check this level only: strict, process or none."
        ),
    ] = "",
    json: opts.AsJson = False,
) -> int:
    """Show which isolation layers hold on this machine, and how to get the rest. The exit
    code is 0 if strict, or the level you name, holds. `check` begins with the same."""
    levels = {one: layers(one) for one in ((level,) if level else LEVELS)}
    found, requires = list(machine()), list(required(Path.cwd()))
    if json:
        opts.show_json(
            {
                "machine": [{"name": name, "found": what} for name, what in found],
                "requires": [{"name": name, "found": what} for name, what in requires],
                "levels": {
                    one: {"holds": holds(of), "layers": of} for one, of in levels.items()
                },
            }
        )
    else:
        for name, what in (*found, *requires):
            print(f"{name + ':':<12}{what}")
        for one, of in levels.items():
            print(f"\n{described(one, of)}")
    return 0 if holds(levels[level or LEVELS[0]]) else 1


def machine() -> Iterator[tuple[str, str]]:
    """Yield what a report of a fault should name, as pairs of a name and what was found."""
    yield "Python", f"{platform.python_version()}, {sys.executable} (from {sys.base_prefix})"
    yield "packages", ", ".join(f"{name} {_package(name)}" for name in PACKAGES)
    yield "system", _system()
    yield "kernel", f"{platform.release()} {platform.machine()}"
    yield "user", "root" if os.getuid() == 0 else f"an ordinary one ({os.getuid()})"
    yield "bubblewrap", _program("bwrap")
    yield "setpriv", _program("setpriv")
    yield "libseccomp", _libseccomp()
    yield "Landlock", landlock_version()
    for path in SETTINGS:
        if os.path.exists(path):
            name = path.removeprefix("/proc/sys/").replace("/", ".")
            yield "setting", f"{name} = {Path(path).read_text().strip()}"


def required(course: Path) -> Iterator[tuple[str, str]]:
    """Yield what each assignment of the course in this folder requires, and what of it is
    lacking."""
    for name in locations.names(course) if locations.is_course(course) else ():
        folder = locations.rubric(name, course)
        with contextlib.suppress(Refused, OSError):  # `build` says what is wrong with a file
            found = settings(locations.lesson(folder)).requires if folder else ()
            lacking = packages.lacking(found)
            text = packages.how_to_install(lacking)
            of = f" ({', '.join(lacking)} {text})" if lacking else ""
            if found:
                yield "requires", f"{name}: {', '.join(found)}{of}"


def _package(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return NOT_THERE


def _system() -> str:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")
    except OSError:
        return platform.system()


def _program(name: str) -> str:
    if not (path := shutil.which(name)):
        return NOT_THERE
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    return f"{(said.stdout or said.stderr).strip()}, {path}"


def _libseccomp() -> str:
    try:
        return syscall_filter.version()
    except syscall_filter.FilterUnavailable as error:
        return f"{NOT_THERE} ({error})"


def layers(level: str) -> list[Layer]:
    """Try the layers of a level. Where not even a sandbox opens, what is missing is the
    only one."""
    try:
        return prove(level)
    except IsolationUnavailable as missing:
        return [Layer(missing.layer, False, missing.why, missing.fix)]


def holds(of: Iterable[Layer]) -> bool:
    """Tell whether all these layers hold."""
    return all(layer.holds for layer in of)


def described(level: str, of: Iterable[Layer]) -> str:
    """Say which of a level's layers hold, a line each, and how to get the others."""
    says = UNPROTECTED if level == "none" else "holds"
    lines = [f"{level}: {says if holds(of) else 'is not available here'}"]
    for layer in of:
        missing = f"  NO  {layer.name}: {layer.why}. {layer.fix}"
        lines.append(f"  yes {layer.name}" if layer.holds else missing)
    return "\n".join(lines)


def demand(level: str, tell: Callable[[str], None]) -> None:
    """Say what holds of a level. Raises IsolationUnavailable where something doesn't."""
    of = layers(level)
    tell(described(level, of))
    for layer in of:
        if not layer.holds:
            raise IsolationUnavailable(level, layer.name, layer.why, layer.fix)
