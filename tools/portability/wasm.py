"""WebAssembly as one more setting of `make portability`: the same child, in Pyodide, in
node.

It takes node and a folder with Pyodide's files and NumPy (docs/maintainer/browser-site.md); where
one is missing the setting is named with what it lacks. NumPy has no BLAS there,
integers are 32 bits wide by default, and Python is another one.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tools.portability.compare import CLASSIC, NAMES, Setting, SettingResult

SCRIPT = Path(__file__).with_suffix(".mjs")
SETTING = Setting("WebAssembly")
LOCK = "pyodide-lock.json"


def run(pyodide: Path | None, parts: list[str], root: Path) -> SettingResult:
    """Run the child in WebAssembly, in `root`, a snapshot, and read its report."""
    if lack := lacking(pyodide):
        return SettingResult(SETTING, reason=lack)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report.json"
        names = os.environ.get(NAMES) or (str(CLASSIC) if CLASSIC.is_file() else "")
        command = [
            "node",
            str(SCRIPT),
            str(pyodide.resolve()),
            str(root.resolve()),
            str(out),
            names,
            "--",
            *parts,
        ]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no word"])[-1]
            return SettingResult(
                SETTING, reason=f"node ended with code {done.returncode}: {last}", broken=True
            )
        return SettingResult(SETTING, json.loads(out.read_text(encoding="utf-8")))


def lacking(pyodide: Path | None) -> str:
    """What this machine lacks for it, as a sentence; empty where nothing."""
    if not shutil.which("node"):
        return "node is not on this machine"
    if pyodide is None:
        return "no folder with Pyodide's files was given: --pyodide FOLDER"
    if not (pyodide / LOCK).is_file():
        return f"{pyodide} holds no {LOCK}, so it is not a folder with Pyodide's files"
    return ""
