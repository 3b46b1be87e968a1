"""The solved notebooks are executed and clean, and nbval finds each output again as they
lie, with nothing else typed."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbclient
import nbformat
import pytest
from jupyter_server.services.contents.largefilemanager import LargeFileManager
from nbgrader import nbgraderformat
from nbgrader.preprocessors import Execute

from tests import kernels, skips
from tests.conftest import ROOT
from tools.links import find_text_for_link
from tools.notebooks import LINKED

SOLUTIONS = sorted((ROOT / "solutions").glob("*/*.ipynb"))
SHORT = ROOT / "solutions" / "step_backwards" / "step_backwards.ipynb"


def code_cells(path: Path) -> list[dict]:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def demand_links(clone: Path = ROOT) -> None:
    """Skip the test where this clone has text files in the place of links."""
    if reason := find_text_for_link(clone):
        pytest.skip(reason)


def run_nbval(course: Path, *options: str, env: dict[str, str] | None = None) -> str:
    """What somebody sees who types `pytest --nbval solutions/` in `course`: the last
    line, and all else where a cell failed."""
    command = [sys.executable, "-m", "pytest", "--nbval", "solutions/", *options]
    ran = subprocess.run(
        [*command, "-p", "no:cacheprovider"],
        cwd=course,
        env=env or os.environ,
        capture_output=True,
        text=True,
    )
    said = ran.stdout.rstrip()
    return said if ran.returncode else said.splitlines()[-1]


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_no_solved_notebook_says_that_something_is_missing(path):
    # an attempt catches what its cell raises, so that no output is an error
    text = path.read_text(encoding="utf-8")
    assert "can't do this yet" not in text and "not written yet" not in text


@pytest.fixture
def course(tmp_path):
    """A course with the shortest of the solutions, laid out as here."""
    demand_links()
    shutil.copytree(SHORT.parent, tmp_path / "solutions" / SHORT.stem, symlinks=True)
    for part in LINKED:
        (tmp_path / part).symlink_to(ROOT / part)
    return tmp_path


def save_by_older_jupyter(path: Path) -> None:
    """As Notebook 6 does: format 4.4, in which no cell has an id."""
    notebook = json.loads(path.read_text(encoding="utf-8")) | {"nbformat_minor": 4}
    for cell in notebook["cells"]:
        del cell["id"]
    path.write_text(json.dumps(notebook), encoding="utf-8")


def save_by_jupyter(path: Path) -> None:
    """As JupyterLab does after *Run all*."""
    notebook = nbformat.read(path, as_version=4)
    nbclient.execute(notebook, cwd=str(path.parent))
    contents = LargeFileManager(root_dir=str(path.parent))
    model = contents.get(path.name)
    contents.save(model | {"content": json.loads(nbformat.writes(notebook))}, path.name)


def save_by_nbgrader(path: Path) -> None:
    """As `nbgrader autograde` does after it has run the cells."""
    notebook = nbgraderformat.read(path, as_version=4)
    place = {"metadata": {"path": str(path.parent)}, "unique_key": path.stem}
    nbgraderformat.write(Execute().preprocess(notebook, place)[0], path)


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_a_solution_was_run_in_order_and_holds_no_error_and_no_path_of_a_machine(path):
    text = path.read_text(encoding="utf-8")
    counts = [cell["execution_count"] for cell in code_cells(path)]

    # nbval compares nothing where a count is null
    assert counts == list(range(1, len(counts) + 1))
    assert '"output_type": "error"' not in text
    assert not re.search(r"/home/|/root/|/tmp/|/work/", text)


@pytest.mark.slow
@pytest.mark.parametrize("save", [save_by_older_jupyter, save_by_jupyter, save_by_nbgrader])
def test_nbval_passes_whoever_saved_the_notebook(course, save):
    save(course / "solutions" / SHORT.stem / SHORT.name)

    assert re.search(rf"\b{len(code_cells(SHORT))} passed", run_nbval(course))


@pytest.mark.slow
def test_nbval_sees_a_number_that_differs(course):
    path = course / "solutions" / SHORT.stem / SHORT.name
    text = path.read_text(encoding="utf-8")

    assert text.count("-0.094203") == 2
    path.write_text(text.replace("-0.094203", "-0.094204"), encoding="utf-8")

    assert "1 failed" in run_nbval(course)


@pytest.mark.slow
def test_nbval_passes_with_a_kernel_that_no_openblas_knows(course):
    said = run_nbval(course, env=kernels.environment("Mango"))

    assert re.search(rf"\b{len(code_cells(SHORT))} passed", said)


def make_links_text(clone: Path) -> None:
    for part in LINKED:
        path = clone / "solutions" / SHORT.stem / part
        path.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"../../{part}")


@pytest.mark.slow
def test_where_links_are_text_files_nbval_is_skipped_by_name(course):
    (course / "tools").mkdir()
    for name in ("conftest.py", "tools/__init__.py", "tools/links.py"):
        shutil.copyfile(ROOT / name, course / name)
    make_links_text(course)

    said = run_nbval(course)

    assert f"{len(code_cells(SHORT))} skipped" in said


def test_a_test_that_needs_links_is_skipped_by_name_where_they_are_text_files(tmp_path):
    make_links_text(tmp_path)

    with pytest.raises(pytest.skip.Exception) as skipped:
        demand_links(tmp_path)

    named = [each.when for each in skips.read(skips.FILE) if each.explains(skipped.value.msg)]
    assert named == ["not in CI"]


@pytest.mark.proof  # .ci/run types it, with two kernels
@pytest.mark.parametrize("option", ["--nbval", "--nbval-lax"])
def test_nbval_passes_with_each_kernel_that_this_processor_knows(several_kernels, option):
    demand_links()
    cells = sum(len(code_cells(path)) for path in SOLUTIONS)
    said = [run_nbval(ROOT, option, env=kernels.environment(each)) for each in several_kernels]

    assert [re.findall(r"\b(\d+) passed", line) for line in said] == [[str(cells)]] * len(said)
