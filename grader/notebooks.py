"""`python -m grader.notebooks [--check]`: everything that is generated from the twins.

    source/NAME.py  ->  source/NAME/NAME.ipynb  ->  release/NAME/  (nbgrader, then made self-contained)
                                                ->  solutions/NAME/NAME.ipynb  (solved and executed)

All of it is built in a temporary folder and swapped in only when everything succeeded: a failed `nbgrader
generate_assignment --force` deletes the release that it should have replaced. `--check` builds too, but compares.
"""

from __future__ import annotations

import argparse
import filecmp
import importlib
import importlib.util
import json
import shutil
import sys
import tempfile
import tomllib
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config, PyFileConfigLoader

from grader.twin import dumps, solved, source_notebook

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("source", "release", "solutions")
DATA = {"dinosaur_island": ("dinos*",), "shakespeare": ("sonnets*", "shakespeare*")}
UNWANTED = shutil.ignore_patterns("__pycache__", "*.pyc", ".*", "_data")
CELL_SECONDS = 300


def assignments(root: Path = ROOT) -> tuple[str, ...]:
    """The names of the assignments that have a twin, the graded one first."""
    return tuple(name for name in DATA if (root / "source" / f"{name}.py").is_file())


def build(name: str, out: Path, root: Path = ROOT) -> None:
    """Build source notebook, release and solution of one assignment under `out`, laid out as in the repository."""
    folder = out / "source" / name
    folder.mkdir(parents=True)
    notebook = source_notebook(root / "source" / f"{name}.py")
    (folder / f"{name}.ipynb").write_text(dumps(notebook), encoding="utf-8")
    _release(name, out, root)
    _complete(name, out / "release" / name, root)
    _solve(notebook, name, out)


def _release(name: str, course: Path, root: Path) -> None:
    """nbgrader's own step, in a course of its own."""
    config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    config.merge(Config({"CourseDirectory": {"root": str(course), "assignment_id": name}}))
    config.CourseDirectory.db_url = f"sqlite:///{course / 'gradebook.db'}"
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
    converter.start()
    path = course / "release" / name / f"{name}.ipynb"
    path.chmod(0o644)
    path.write_text(dumps(nbformat.read(path, as_version=4)), encoding="utf-8")


def _complete(name: str, folder: Path, root: Path) -> None:
    """Make the folder work when it is downloaded alone: its own utils, data and list of requirements."""
    shutil.copytree(root / "utils", folder / "utils", ignore=UNWANTED)
    (folder / "data").mkdir()
    for pattern in DATA[name]:
        for path in sorted((root / "data").glob(pattern)):
            shutil.copyfile(path, folder / "data" / path.name)
    (folder / "requirements.txt").write_text(_requirements(root), encoding="utf-8")


def _requirements(root: Path) -> str:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["student"]
    return "# What the notebook needs: pip install -r requirements.txt\n" + "\n".join(wanted) + "\n"


def _solve(notebook, name: str, out: Path) -> None:
    """Execute the solved notebook where a student would: in a copy of the release folder."""
    answer = solved(notebook)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / name
        shutil.copytree(out / "release" / name, work)
        NotebookClient(answer, timeout=CELL_SECONDS, resources={"metadata": {"path": str(work)}}).execute()
    answer.metadata = notebook.metadata
    for cell in answer.cells:
        cell.metadata.pop("execution", None)  # times of day
    target = out / "solutions" / name
    target.mkdir(parents=True)
    (target / f"{name}.ipynb").write_text(dumps(answer), encoding="utf-8")


def public_probes(out: Path) -> None:
    """Refresh `utils/probes.json`, the public probes with their expected values, where the grader can make them."""
    if importlib.util.find_spec("grader.probes") is None:
        return
    probes = importlib.import_module("grader.probes")
    out.write_text(probes.public_json(), encoding="utf-8")


def swap(built: Path, root: Path, names: tuple[str, ...]) -> None:
    """Put what was built in the place of what was there."""
    for room in ROOMS:
        for name in names:
            target = root / room / name
            if target.exists():
                shutil.rmtree(target)
            shutil.copytree(built / room / name, target)


def differences(built: Path, root: Path, names: tuple[str, ...]) -> list[str]:
    """The files, relative to the root, that are missing, left over, or differ in a byte that matters."""
    found = []
    for folder in [f"{room}/{name}" for room in ROOMS for name in names]:
        new, old = _files(built / folder), _files(root / folder)
        found += [f"{folder}/{path}: not generated any more" for path in sorted(old - new)]
        found += [f"{folder}/{path}: missing" for path in sorted(new - old)]
        same = sorted(new & old)
        found += [f"{folder}/{p}: differs" for p in same if not _alike(built / folder / p, root / folder / p)]
    return found


def _files(folder: Path) -> set[str]:
    paths = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix() for path in paths}


def _alike(a: Path, b: Path) -> bool:
    if filecmp.cmp(a, b, shallow=False):
        return True
    return a.suffix == ".ipynb" and _texts(a) == _texts(b)


def _texts(path: Path) -> object:
    """A notebook without the bytes of its pictures, which depend on the machine's fonts and libraries."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            for kind in [kind for kind in output.get("data", {}) if kind.startswith("image/")]:
                output["data"][kind] = "picture"
    return notebook


def main(arguments: list[str] | None = None) -> int:
    """Generate, or with `--check` compare; 0 when all is as it should be."""
    parser = argparse.ArgumentParser(prog="python -m grader.notebooks", description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing; fail where a committed file differs")
    options = parser.parse_args(arguments)
    names = assignments()
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder)
        for name in names:
            build(name, built)
        if not options.check:
            swap(built, ROOT, names)
            return 0
        found = differences(built, ROOT, names)
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
