"""A student downloads one folder of `release/`: in a new environment its notebook runs.

The graded one is run blank and solved.
"""

import functools
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

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


def found(name: str) -> str | None:
    return shutil.which(name, path="/usr/bin:/usr/local/bin")


def environment(folder: Path, python: str) -> Path:
    """A new virtual environment with what a student installs; its Python's path."""
    subprocess.run([python, "-m", "venv", str(folder)], check=True)
    inside = folder / "bin" / "python"
    pip(inside, "install", "--no-compile", *WANTED)
    return inside


def pip(python: Path, *arguments: str) -> None:
    subprocess.run([str(python), "-m", "pip", "-q", *arguments], check=True)


@pytest.fixture(scope="module")
def student(tmp_path_factory):
    """A function: the environment for one of the Pythons, made when it is first asked
    for."""

    @functools.cache
    def python(name: str) -> Path:
        if not found(name):
            pytest.skip(f"{name} is not on this machine")
        return environment(tmp_path_factory.mktemp("student") / "new", found(name))

    return python


def run(python: Path, folder: Path, notebook) -> list:
    """The notebook's code cells after a run by the environment's own kernel in
    `folder`."""
    kernels = folder.parent / "kernels" / "student"
    kernels.mkdir(parents=True, exist_ok=True)
    spec = {
        "argv": [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "student",
    }
    (kernels / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    client = NotebookClient(
        notebook,
        timeout=300,
        kernel_name="student",
        resources={"metadata": {"path": str(folder)}},
        allow_errors=True,
    )
    client.km = client.create_kernel_manager()
    client.km.kernel_spec_manager.kernel_dirs.insert(0, str(kernels.parent))
    env = {
        key: value
        for key, value in os.environ.items()
        if key not in ("PYTHONPATH", "VIRTUAL_ENV")
    }
    client.execute(env=env)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def texts(cells) -> str:
    """All that the cells printed, and what they showed in words."""
    outputs = [output for cell in cells for output in cell.outputs]
    return "".join(output.get("text", "") + shown(output) for output in outputs)


def shown(output) -> str:
    """The words of a panel."""
    panel = output.output_type == "display_data" and "text/html" in output.data
    return output.data["text/plain"] + "\n" if panel else ""


def errors(cells) -> list[str]:
    found = [
        output for cell in cells for output in cell.outputs if output.output_type == "error"
    ]
    return [f"{output.ename}: {output.evalue}" for output in found]


def solved() -> nbformat.NotebookNode:
    """The released notebook with the answers in its four cells."""
    notebook = nbformat.read(RELEASE / "dinosaur_island.ipynb", as_version=4)
    right = nbformat.read(
        ROOT / "solutions/dinosaur_island/dinosaur_island.ipynb", as_version=4
    )
    answers = {
        cell.id: cell.source
        for cell in right.cells
        if cell.id in ("clip", "sample", "optimize", "model")
    }
    for cell in notebook.cells:
        cell.source = answers.get(cell.id, cell.source)
    return notebook


@pytest.fixture
def folder(tmp_path):
    return Path(
        shutil.copytree(
            RELEASE, tmp_path / "dinosaur_island", ignore=shutil.ignore_patterns("__pycache__")
        )
    )


@pytest.mark.parametrize(
    "name", [PYTHONS[0], pytest.param(PYTHONS[1], marks=pytest.mark.proof)]
)
def test_the_solved_release_passes_every_check_in_a_new_environment(name, folder, student):
    cells = run(student(name), folder, solved())

    assert errors(cells) == []
    for line in ("clip: 8 of 8", "sample: 10 of 10", "optimize: 10 of 10", "model: 10 of 10"):
        assert line in texts(cells)
    assert "Iteration: 4000, Loss: 25.665858" in texts(cells)


def test_the_second_notebook_runs_in_a_new_environment_without_any_checks(tmp_path, student):
    ignored = shutil.ignore_patterns("__pycache__")
    folder = Path(
        shutil.copytree(
            ROOT / "release" / "shakespeare", tmp_path / "shakespeare", ignore=ignored
        )
    )
    notebook = nbformat.read(folder / "shakespeare.ipynb", as_version=4)
    # an epoch takes most of the time, and test_student_kit.py has it learnt
    notebook.cells = [cell for cell in notebook.cells if "one_more_epoch" not in cell.source]
    notebook.cells.append(
        nbformat.v4.new_code_cell(
            "import utils; print(utils.__file__, hasattr(utils, 'check'))"
        )
    )

    cells = run(student(PYTHONS[0]), folder, notebook)

    assert errors(cells) == []
    assert texts(cells[-1:]) == f"{folder / 'utils' / '__init__.py'} False\n"


def test_another_package_named_utils_does_not_get_in_the_way(folder, tmp_path, student):
    other = tmp_path / "other"
    (other / "utils").mkdir(parents=True)
    (other / "utils" / "__init__.py").write_text(
        "def softmax(x): return None\n", encoding="utf-8"
    )
    (other / "pyproject.toml").write_text(
        '[project]\nname = "utils"\nversion = "1.0"\n', encoding="utf-8"
    )
    python = student(PYTHONS[0])
    pip(python, "install", str(other))
    notebook = solved()
    ids = [cell.id for cell in notebook.cells]
    notebook.cells = notebook.cells[: ids.index("optimize")]
    try:
        cells = run(python, folder, notebook)
    finally:
        pip(python, "uninstall", "-y", "utils")

    assert errors(cells) == []
    assert "sample: 10 of 10" in texts(cells)


def test_a_folder_without_utils_is_explained(folder, student):
    shutil.rmtree(folder / "utils")
    notebook = nbformat.read(folder / "dinosaur_island.ipynb", as_version=4)
    first = next(i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code")
    notebook.cells = notebook.cells[: first + 1]

    cells = run(student(PYTHONS[0]), folder, notebook)

    assert len(errors(cells)) == 1
    assert "Get the kit (dinosaur-island-kit.zip) from your course" in errors(cells)[0]


def test_the_blank_release_runs_through_and_scores_nothing(folder):
    cells = run(
        Path(sys.executable),
        folder,
        nbformat.read(folder / "dinosaur_island.ipynb", as_version=4),
    )

    assert errors(cells) == []
    for line in ("clip: 0 of 8", "sample: 0 of 10", "optimize: 0 of 10", "model: 0 of 10"):
        assert line in texts(cells)
