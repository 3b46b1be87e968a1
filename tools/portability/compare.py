"""`make portability`: the same logs and verdicts on other BLAS kernels, NumPy versions,
Pythons and in WebAssembly.

Each setting is a child process, for a kernel is chosen when NumPy is loaded. Settings
that the machine can't run are named and left out. Exit code 0 where all that ran
agrees, 1 where something differs, with the first difference of each.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import locations
from dinosaur_grader.assignments.probes import PRACTICE_SEED, probes
from dinosaur_grader.workshop import gallery, publish

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("dinosaur_grader", "utils", "tools", "data")
CLASSIC = ROOT.parent / "shared" / "data" / "dinos.txt"
NAMES = "DINOSAUR_ISLAND_NAMES"
KERNELS = ("Haswell", "SkylakeX", "Sandybridge", "Prescott")
ENVIRONMENTS = (
    ("python3.11", "numpy==1.26.*"),
    ("python3.11", "numpy==2.4.*"),
    ("python3.13", "numpy"),
)
# OpenBLAS as NumPy's wheels have it is built for a short list of kernels, in which
# Katmai is a second name of Prescott.
ALIASES = {"katmai": "prescott"}
VARIABLE = "OPENBLAS_CORETYPE"
KERNEL_DIED = (-signal.SIGILL, -signal.SIGSEGV)


@dataclass(frozen=True)
class Setting:
    """One way to run: a name to print, the interpreter, and the kernel that is asked
    for (none: the machine's own)."""

    name: str
    python: str = sys.executable
    kernel: str = ""


@dataclass(frozen=True)
class SettingResult:
    """What a setting gave: the child's `report`, or the `reason` why there is none;
    `broken` if that is a failure."""

    setting: Setting
    report: dict = field(default_factory=dict)
    reason: str = ""
    broken: bool = False


def snapshot(folder: Path, name: str = "") -> Path:
    """A copy of what the children read, so that all settings see the same files however
    long the run takes.

    `asked/` in it holds what of an assignment they need: right answers, gallery, and
    all questions of the practice seed with what this machine says is right.
    """
    for room in ROOMS:
        shutil.copytree(
            ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__")
        )
    rubric, asked = assignments.load(locations.chosen(name, None)).rubric, folder / "asked"
    publish.write(publish.written(rubric, probes(rubric, PRACTICE_SEED)), asked)
    if rubric.special:  # ours, in place of the students' copy
        shutil.copyfile(rubric.folder / "observe.py", asked / "observe.py")
    shutil.copytree(rubric.folder / gallery.FOLDER, asked / gallery.FOLDER)
    given = [ast.unparse(node) for node in rubric.answers.given]
    answers = json.dumps({"texts": rubric.answers.texts, "given": given})
    (asked / "answers.json").write_text(answers, encoding="utf-8")
    return folder


def run(setting: Setting, parts: list[str], root: Path) -> SettingResult:
    """Run the child of one setting in `root`, a snapshot, and read its report."""
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE}
    if CLASSIC.is_file():
        environment.setdefault(NAMES, str(CLASSIC))
    if setting.kernel:
        environment[VARIABLE] = setting.kernel
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report.json"
        command = [
            setting.python,
            "-m",
            "tools.portability.child",
            "--out",
            str(out),
            *parts,
        ]
        done = subprocess.run(
            command, cwd=root, env=environment, capture_output=True, text=True
        )
        if done.returncode in KERNEL_DIED and setting.kernel:
            return SettingResult(
                setting,
                reason=f"this machine can't run the kernel {setting.kernel}: its child died at once",
            )
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no word"])[-1]
            return SettingResult(
                setting,
                reason=f"the child ended with code {done.returncode}: {last}",
                broken=True,
            )
        report = json.loads(out.read_text(encoding="utf-8"))
    loaded = report["kernel"].lower()
    if setting.kernel and setting.kernel.lower() not in (loaded, ALIASES.get(loaded)):
        reason = f"this machine can't run the kernel {setting.kernel}: {report['kernel']} was loaded in its place"
        return SettingResult(setting, reason=reason)
    return SettingResult(setting, report)


def make_environment(python: str, numpy: str, folder: Path) -> Setting | SettingResult:
    """An environment in `folder` with that Python and NumPy, or `Seen` with the reason
    where it can't be made."""
    setting = Setting(f"{python}, {numpy}")
    found = shutil.which(python)
    if not found:
        return SettingResult(setting, reason=f"{python} is not on this machine")
    place = folder / "".join(letter if letter.isalnum() else "_" for letter in setting.name)
    interpreter = place / "bin" / "python"
    for command in (
        [found, "-m", "venv", str(place)],
        [
            str(interpreter),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            numpy,
            "threadpoolctl",
        ],
    ):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            last = ((done.stderr or done.stdout).strip().splitlines() or ["no word"])[-1]
            return SettingResult(
                setting, reason=f"its environment could not be made: {last}", broken=True
            )
    return Setting(setting.name, str(interpreter))


def differences(first: dict, other: dict) -> list[str]:
    """What `other` has that `first` has not: one sentence for each log that differs,
    and one for each verdict."""
    found = []
    for corpus, log in first["logs"].items():
        ours, theirs = log.splitlines(), other["logs"].get(corpus, "").splitlines()
        if ours != theirs:
            pairs = zip([*ours, "(end)"], [*theirs, "(end)"], strict=False)
            ours_line, theirs_line = next(pair for pair in pairs if pair[0] != pair[1])
            found.append(
                f"the log of the corpus {corpus}: {theirs_line!r} where {ours_line!r} stood"
            )
    for answer in sorted(first["verdicts"].keys() | other["verdicts"].keys()):
        ours, theirs = first["verdicts"].get(answer, []), other["verdicts"].get(answer, [])
        if ours != theirs:
            rows = [row for row in theirs if row not in ours] or ["nothing"]
            were = [row for row in ours if row not in theirs] or ["nothing"]
            found.append(f"the verdicts on {answer}: {rows[0]} where {were[0]} stood")
    return found


def tell(one: SettingResult, first: SettingResult | None) -> bool:
    """Print a line on one setting, and what differs from the first that ran; True where
    something is wrong."""
    if not one.report:
        print(f"{one.setting.name:26} not run: {one.reason}", flush=True)
        return one.broken
    report = one.report
    found = differences(first.report, report) if first else []
    word = ("differs" if found else "the same") if first else "the first, to compare with"
    where = f"Python {report['python']}, NumPy {report['numpy']}, kernel {report['kernel']}"
    what = f"logs of {' and '.join(report['logs'])}, {len(report['verdicts'])} answers"
    print(f"{one.setting.name:26} {where}: {what}: {word}", flush=True)
    for sentence in found:
        print(f"    {sentence}")
    return bool(found)


def judge(seen: Iterable[SettingResult]) -> int:
    """Tell each setting as it comes; 0 where all that ran agrees and nothing broke."""
    first, wrong = None, False
    for one in seen:
        wrong = tell(one, first) or wrong
        first = first or (one if one.report else None)
    if not first:
        print("No setting ran, so nothing is shown.", file=sys.stderr)
    return int(wrong or not first)


def everything(
    parts: list[str], environments: bool, folder: Path, pyodide: Path | None = None
) -> Iterator[SettingResult]:
    """One setting after the other: as it is, each kernel, each environment, and
    WebAssembly."""
    from tools.portability import wasm  # which stands on this module

    root = snapshot(folder / "copy")
    for setting in (
        Setting("as it is"),
        *(Setting(f"kernel {kernel}", kernel=kernel) for kernel in KERNELS),
    ):
        yield run(setting, parts, root)
    for python, numpy in ENVIRONMENTS if environments else ():
        made = make_environment(python, numpy, folder)
        yield run(made, parts, root) if isinstance(made, Setting) else made
    yield wasm.run(pyodide, parts, root)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.portability.compare",
        description=__doc__.partition("\n")[0],
    )
    parser.add_argument(
        "--no-environments", action="store_true", help="other kernels only: needs no network"
    )
    parser.add_argument("--no-gallery", action="store_true", help="the training logs only")
    parser.add_argument(
        "--pyodide", type=Path, help="a folder with Pyodide's files, for WebAssembly in node"
    )
    chosen = parser.parse_args(arguments)
    parts = ["--no-gallery"] if chosen.no_gallery else []
    with tempfile.TemporaryDirectory() as folder:
        return judge(
            everything(parts, not chosen.no_environments, Path(folder), chosen.pyodide)
        )


if __name__ == "__main__":
    sys.exit(main())
