"""`make site`: the notebooks as a web page, in which Python runs in the reader's own
browser. Nothing to install.

The page is JupyterLite with its Pyodide kernel, and holds what `release/` holds,
nothing else. Without `--pyodide` it loads Python from Pyodide's public CDN; with a
folder of Pyodide's own files it is complete, and asks no other host.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from dinosaur_grader.printable.pages import WITH_AN_ICON
from dinosaur_grader.workshop.leaks import leaks
from tools.site.licences import NotFree
from tools.site.page import KERNEL, PYODIDE, dress, inventor, keep, weights
from tools.site.pyodide import PyodideIncomplete, cut_out

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = ROOT / ".venv-site"
PAGES = Path(__file__).with_name("templates") / "website"
ASSIGNMENTS = ("dinosaur_island", "find_the_fault", "shakespeare", "step_backwards")
APPS = ("notebooks", "lab", "tree", "edit")
FROM_HERE = "Python comes from this site too, and no other one is asked."
FROM_CDN = "Python itself comes from a public server, cdn.jsdelivr.net."
PREFERENCES = {
    "@jupyterlab/apputils-extension:themes": {"adaptive-theme": True},
    "@jupyterlab/notebook-extension:tracker": {"codeCellConfig": {"lineWrap": True}},
}
"""Light or dark as the reader's device is; a long line of code goes on below, since a phone
shows forty characters."""


class SiteRefused(RuntimeError):
    """The site could not be built, or holds what must not reach a student; the message
    says what to do."""


def build(
    out: Path,
    pyodide: Path | None = None,
    environment: Path = ENVIRONMENT,
    wheels: Path | None = None,
    for_tests: bool = False,
) -> None:
    """Build the site in the folder `out`, which is replaced, with `pyodide` a folder of
    Pyodide's files or None.

    Raises SiteRefused where JupyterLite fails or a leak is found, PyodideIncomplete
    where `pyodide` lacks a file, NotFree where it holds what may not be handed on and
    the site is not `for_tests`; what stood in `out` stays as it was then.
    """
    with tempfile.TemporaryDirectory(prefix="dinosaur-site-") as folder:
        stage, made = Path(folder) / "stage", Path(folder) / "site"
        lay_out(stage, pyodide, for_tests)
        _jupyterlite(stage, made, environment, wheels or environment / "wheels")
        dress(made)
        (made / "index.html").write_text(front_page(made), encoding="utf-8")
        keep(made)
        refuse_leaks(made)
        if out.exists():
            shutil.rmtree(out)
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(made, out)


def front_page(site: Path) -> str:
    """The first page of the `site` that was built, with its own numbers."""
    local = (site / PYODIDE).is_dir()
    first, later = (f"{size / 1e6:.0f}\N{NO-BREAK SPACE}MB" for size in weights(site))
    then = f", {later} more with the later figures" if local else ", and Python itself"
    names = (ROOT / "data" / "dinos.txt").read_text(encoding="utf-8").splitlines()
    values = {
        "policy": f"{WITH_AN_ICON}; script-src 'self'; connect-src 'self'",
        "size": f"{first} the first time{then}",
        "python": FROM_HERE if local else FROM_CDN,
        "names": f"{len(names):,}",
        "inventor.html": inventor(),
        "inventor.css": (PAGES / "page" / "inventor.css").read_text(encoding="utf-8"),
    }
    text = (PAGES / "index.html").read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"{{{{ {name} }}}}", value)
    return text


def lay_out(stage: Path, pyodide: Path | None, for_tests: bool = False) -> None:
    """Put into the new folder `stage` what JupyterLite reads: the assignments, its
    settings, and Pyodide if given."""
    for name in ASSIGNMENTS:
        shutil.copytree(
            ROOT / "release" / name,
            stage / "files" / name,
            ignore=shutil.ignore_patterns("__pycache__", ".*"),
        )
    settings = {"jupyter-lite-schema-version": 0, "jupyter-config-data": _runtime()}
    (stage / "jupyter-lite.json").write_text(json.dumps(settings), encoding="utf-8")
    (stage / "overrides.json").write_text(json.dumps(PREFERENCES), encoding="utf-8")
    if pyodide:
        cut_out(pyodide, stage / "static" / "pyodide", for_tests)


def _runtime() -> dict:
    return {
        "appName": "Dinosaur Island",
        "litePluginSettings": {
            KERNEL: {
                "disablePyPIFallback": True,
            }
        },
    }


def _jupyterlite(stage: Path, made: Path, environment: Path, wheels: Path) -> None:
    command = [
        str(environment / "bin" / "jupyter"),
        "lite",
        "build",
        "--no-sourcemaps",
        "--no-unused-shared-packages",
    ]
    command += [f"--lite-dir={stage}", f"--contents={stage / 'files'}", f"--output-dir={made}"]
    command += [f"--apps={app}" for app in APPS]
    command += [f"--piplite-wheels={wheel}" for wheel in sorted(wheels.glob("*.whl"))]
    done = subprocess.run(command, capture_output=True, text=True, cwd=stage)
    if done.returncode:
        raise SiteRefused(
            f"jupyter lite build ended with code {done.returncode}:\n{(done.stdout + done.stderr)[-3000:]}"
        )


def refuse_leaks(site: Path) -> None:
    """Raise SiteRefused naming what in `site` must not reach a student: an answer, a
    hidden test, a grader's file."""
    firsts = {(leak.path, leak.kind): leak for leak in reversed(leaks(site))}
    if firsts:
        lines = "\n".join(f"  {leak}" for leak in sorted(firsts.values()))
        raise SiteRefused(
            f"it would hold what no student may see, so it was not built:\n{lines}"
        )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.site.build", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "site")
    parser.add_argument(
        "--pyodide", type=Path, help="a folder with Pyodide's files: no other host is asked"
    )
    parser.add_argument(
        "--for-tests",
        action="store_true",
        help="take a folder too that may not be handed on; never publish that site",
    )
    chosen = parser.parse_args(arguments)
    try:
        build(chosen.out, chosen.pyodide, for_tests=chosen.for_tests)
    except (SiteRefused, PyodideIncomplete, NotFree) as error:
        print(f"site: {error}", file=sys.stderr)
        return 1
    size = sum(path.stat().st_size for path in chosen.out.rglob("*") if path.is_file())
    print(
        f"site: {chosen.out}, {size / 1e6:.0f} MB, {'complete offline' if chosen.pyodide else 'Python from the CDN'}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
