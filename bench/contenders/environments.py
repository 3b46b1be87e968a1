"""An environment of its own for each peer from PyPI, below `build/`, made at its first
use."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

BUILD = Path(__file__).parents[2] / "build"
NOTEBOOKS = (
    "ipykernel>=6.29,<8",
    "numpy>=1.26,<3",
    "matplotlib>=3.8,<4",
    "msgspec>=0.18.6,<1",
)
"""What a notebook of the kit and the kit's own checks import in a peer's environment."""


class NoPeer(RuntimeError):
    """A peer is not available here; the message says why."""


def scripts(name: str, wanted: tuple[str, ...]) -> Path:
    """The folder of the commands of the environment `name`, which has what is `wanted`.
    Raises NoPeer."""
    home = BUILD / name
    uv, found, whole = shutil.which("uv", path=_search()), home / "bin", home / "installed"
    if whole.exists() and whole.read_text() == repr(wanted):
        return found
    if uv is None:
        raise NoPeer("the program uv is not there to install it")
    # compiling it at the first run is no cost of grading
    install = [uv, "pip", "install", "--quiet", "--compile-bytecode"]
    for command in (
        [uv, "venv", "--quiet", "--clear", "--python", sys.executable, home],
        [*install, "--python", found / "python", *wanted],
    ):
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
        if done.returncode:
            said = (done.stderr.strip() or "no reason given").splitlines()[-1].strip()
            raise NoPeer(f"it could not be installed: {said}")
    whole.write_text(repr(wanted))
    return found


def inside(found: Path, environment: dict[str, str]) -> dict[str, str]:
    """The `environment` with a peer's own commands and kernel first on its path."""
    path = f"{found}{os.pathsep}{environment['PATH']}"
    return {**environment, "PATH": path, "JUPYTER_PREFER_ENV_PATH": "1"}


def _search() -> str:
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
