"""A student downloads one folder of `release/`: in a new environment its notebook runs.

Blank it is run by tests/tools/test_student_kit.py.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.browser import driving

ROOT = Path(__file__).resolve().parents[2]
RELEASE = ROOT / "release" / "dinosaur_island"
PYTHONS = ("python3.11", "python3.13")
# What the requirements say, with the kernel alone in the place of the whole Notebook:
# nothing else of it runs here.
KIT = [
    line
    for line in (RELEASE / "requirements.txt").read_text(encoding="utf-8").splitlines()
    if line[0] in "nm"
]
WANTED = [line.split("#")[0].strip() for line in KIT if not line.startswith("notebook")] + [
    "ipykernel"
]

pytestmark = pytest.mark.slow


@pytest.fixture(
    scope="module", params=[PYTHONS[0], pytest.param(PYTHONS[1], marks=pytest.mark.proof)]
)
def python(request, tmp_path_factory) -> Path:
    """The Python of a new virtual environment with what a student installs."""
    if not (found := shutil.which(request.param, path="/usr/bin:/usr/local/bin")):
        pytest.skip(f"{request.param} is not on this machine")
    folder = tmp_path_factory.mktemp("student") / "new"
    subprocess.run([found, "-m", "venv", str(folder)], check=True)
    inside = folder / "bin" / "python"
    install = [str(inside), "-m", "pip", "-q", "install", "--no-compile", *WANTED]
    subprocess.run(install, check=True)
    return inside


def run(python: Path, folder: Path, notebook) -> list:
    """The notebook's code cells after a run by the environment's own kernel in
    `folder`."""
    kernels = folder.parent / "kernels" / "student"
    kernels.mkdir(parents=True)
    start = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": start, "display_name": "student"}
    (kernels / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    place = {"metadata": {"path": str(folder)}}
    how = {"timeout": 300, "kernel_name": "student", "allow_errors": True}
    client = NotebookClient(notebook, resources=place, **how)
    client.km = client.create_kernel_manager()
    client.km.kernel_spec_manager.kernel_dirs.insert(0, str(kernels.parent))
    own = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    client.execute(env=own)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def downloaded(name: str, to: Path) -> Path:
    """The folder of a release, as a student has it."""
    ignored = shutil.ignore_patterns("__pycache__")
    return Path(shutil.copytree(ROOT / "release" / name, to / name, ignore=ignored))


def test_the_solved_release_passes_every_check_in_a_new_environment(tmp_path, python):
    """But for the cells that only demonstrate: `make check-notebooks` runs these."""
    notebook = nbformat.reads(json.dumps(driving.solved()), as_version=4)
    notebook.cells = [
        cell for cell in notebook.cells if "demonstration" not in cell.metadata.get("tags", [])
    ]

    cells = run(python, downloaded("dinosaur_island", tmp_path), notebook)

    assert driving.errors(cells) == []
    for line in ("clip: 8 of 8", "sample: 10 of 10", "optimize: 10 of 10", "model: 10 of 10"):
        assert line in driving.printed(cells)


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.proof)])
def test_the_second_notebook_begins_in_a_new_environment_without_any_checks(
    tmp_path, python, whole
):
    folder = downloaded("shakespeare", tmp_path)
    notebook = nbformat.read(folder / "shakespeare.ipynb", as_version=4)
    # what comes after the weights takes long
    loads = next(i for i, c in enumerate(notebook.cells) if "load_model()" in c.source)
    notebook.cells = notebook.cells[: None if whole else loads + 1]
    own = "import utils; print(utils.__file__, hasattr(utils, 'check'))"
    notebook.cells.append(nbformat.v4.new_code_cell(own))

    cells = run(python, folder, notebook)

    assert driving.errors(cells) == []
    assert driving.printed(cells[-1:]) == f"{folder / 'utils' / '__init__.py'} False\n"
