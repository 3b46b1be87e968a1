"""`python -m bench.proofs.pythons`: what is generated of the graded notebook, and what is
said of its gallery, made by each Python that people have, and compared.

Each Python is that of a distribution, unpacked by mmdebstrap; NumPy and msgspec are pip's.
bubblewrap shows it this checkout, which it can't change, and no network. Exit code 0 where
all say the same as the Python of this command, 1 where something differs, 2 where one of
them can't be had.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.clean_room import apt_settings, mirror

ROOT = Path(__file__).resolve().parents[2]
NEEDS = ("numpy", "msgspec")
UBUNTU = "http://archive.ubuntu.com/ubuntu"
DEBIAN_KEYS, UBUNTU_KEYS = "debian-archive-keyring", "ubuntu-archive-keyring"
PACKAGE = {DEBIAN_KEYS: "debian-archive-keyring", UBUNTU_KEYS: "ubuntu-keyring"}
"""The package that brings a file of keys."""
OUTLINES = """
import json, sys
from dinosaur_grader.checks.words.reading.reader import outline
print(json.dumps([outline(text, function) for text, function in json.load(sys.stdin)]))
"""
MISTAKES = (
    "sorted([1], foo=2)",
    "(lambda a: a)(b=1)",
    "len(None)",
    "[1][1]",
    "[0]['a']",
    "{}['a']",
    "{[]: 1}",
    "nope",
    "[].push(1)",
    "a, b = 1, 2, 3",
    "a, b = 3",
    "1 + 'a'",
    "None + 1",
    "None[0]",
    "3()",
    "for q in 3: pass",
    "int('a')",
    "1 % 0",
    "max([])",
    "range('a')",
    "'a' < 1",
    "def f():\n    n += 1\nf()",
)
"""What raises errors that Pythons word in different ways."""


@dataclass(frozen=True)
class Home:
    """The distribution whose Python it is."""

    python: str
    suite: str
    keys: str = DEBIAN_KEYS

    @property
    def address(self) -> str:
        return UBUNTU if self.keys == UBUNTU_KEYS else mirror()


HOMES = (
    Home("3.11", "bookworm"),
    Home("3.12", "noble", UBUNTU_KEYS),
    Home("3.13", "trixie"),
    Home("3.14", "forky"),
)


class NoPython(RuntimeError):
    """A Python can't be had here; the message says why."""


def outlines(python: str, texts: Iterable[tuple[str, str]]) -> list[str]:
    """Make the digests of pairs of a text and its function by this interpreter, which
    needs nothing but its standard library."""
    done = subprocess.run(
        [python, "-c", OUTLINES],
        cwd=ROOT,
        input=json.dumps(list(texts)),
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def made() -> dict[str, str]:
    """Make what is compared by the Python that runs this: path or name -> text."""
    # what needs NumPy, only where it is made
    from dinosaur_grader.assignments import assignment, locations
    from dinosaur_grader.workshop import gallery, publish

    rubric = assignment.load(locations.chosen("", None)).rubric
    found = {f"error: {mistake}": said_of(mistake) for mistake in MISTAKES}
    for answer in gallery.answers(rubric):
        reading = rubric.words(answer.function).reading(answer.function, answer.text)
        said = [f"{slip.fault}: {slip.hint}" for slip in reading.slips]
        found[f"answer: {answer.function}/{answer.name}"] = "\n".join(said)
    return found | publish.of_the_kit(rubric)


def said_of(mistake: str) -> str:
    """Say what is made of the error that this code of ours raises."""
    from dinosaur_grader.checks.words.errors import of_error

    try:
        with warnings.catch_warnings(action="ignore"):  # of what can be seen to be wrong
            exec(mistake, {})  # noqa: S102  our own text
    except Exception as error:  # noqa: BLE001  which one it is belongs to what is compared
        return ": ".join(of_error(type(error).__name__, str(error)))
    raise AssertionError(f"{mistake} raises nothing")


def made_by(home: Home, folder: Path) -> dict[str, str]:
    """Make the same by another Python, in `folder`. Raises NoPython."""
    root, settings = folder / "root", folder / "apt.conf"
    settings.write_text(apt_settings(), encoding="utf-8")
    unpack = ["mmdebstrap", "--quiet", "--variant=extract", "--include=python3,libstdc++6"]
    unpack += [f"--keyring={_keys(home.keys, folder)}", f"--aptopt={settings}"]
    _run([*unpack, home.suite, str(root), f"deb {home.address} {home.suite} main"])
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    only = [
        "--only-binary=:all:",
        "--python-version",
        home.python,
        "--target",
        str(root / "packages"),
    ]
    _run([*pip, *only, *NEEDS])
    for name in ("lib", "lib64"):  # newer distributions make these links while they install
        if not (root / name).exists():
            (root / name).symlink_to(f"usr/{name}")
    show = ["--bind", str(root), "/", "--proc", "/proc", "--dev", "/dev"]
    show += ["--ro-bind", str(ROOT), "/kit", "--chdir", "/kit", "--unshare-all", "--clearenv"]
    show += ["--setenv", "PYTHONPATH", "/packages", "--setenv", "PYTHONDONTWRITEBYTECODE", "1"]
    command = [f"/usr/bin/python{home.python}", "-m", "bench.proofs.pythons", "--made"]
    return json.loads(_run(["bwrap", *show, *command]))


def _keys(name: str, folder: Path) -> Path:
    """Find the keys with which a distribution signs; of another one they are fetched."""
    here, below = Path("/usr/share/keyrings"), folder / "keys"
    if not (here / f"{name}.gpg").exists():
        below.mkdir()
        below.chmod(0o777)  # apt fetches as a user of its own
        _run(["apt-get", "--quiet", "download", PACKAGE[name]], below)
        _run(["dpkg", "--extract", *map(str, below.glob("*.deb")), str(below)])
        here = below / here.relative_to("/")
    return here / f"{name}.gpg"


def _run(command: list[str], folder: Path = ROOT) -> str:
    if not shutil.which(command[0]):
        raise NoPython(f"{command[0]} is not on this machine")
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word"])[-1]
        raise NoPython(f"{command[0]} ended with code {done.returncode}: {last}")
    return done.stdout


def differing(ours: Mapping[str, str], theirs: Mapping[str, str]) -> list[str]:
    """List what is not the same in both."""
    return sorted(name for name in {**ours, **theirs} if ours.get(name) != theirs.get(name))


def main(words: list[str]) -> int:
    ours = made()
    if words == ["--made"]:
        print(json.dumps(ours))
        return 0
    code = 0
    for home in HOMES:
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o711)  # apt fetches as a user of its own
            try:
                off = differing(ours, made_by(home, Path(folder)))
            except NoPython as error:
                print(f"Python {home.python}: not run: {error}")
                code = max(code, 2)
                continue
        print(f"Python {home.python}: {len(ours)} texts, {len(off)} of them differ", *off[:9])
        code = 1 if off else code
    return code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
