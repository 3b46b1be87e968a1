"""From the landing page to the packed file, graded natively with 100: by keys alone,
without a network after the first visit. Pictures go to `build/browser/`."""

import subprocess
import sys

import pytest

from tests.browser.driving import BEGIN, NAME, ROOT, Keys, Notebook, answers, printed, source
from tests.browser.serving import served
from tests.dinosaur_grader.desk import upgrade

pytestmark = [pytest.mark.browser, pytest.mark.slow]
KEPT = "() => document.documentElement.dataset.island == 'kept'"


def begin(page, address) -> Keys:
    """From the landing page into the notebook."""
    page.goto(f"{address}/index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "Open the notebook"
    page.keyboard.press("Enter")
    notebook = Notebook(page, address).wait_until_open()
    notebook.focus()
    return Keys(notebook)


def solve(keys: Keys) -> None:
    """Write the four functions and run what they need, and all checks; the arrows pass over
    the first cell, which is folded, and no mark depends on it."""
    definitions = [f"def {name}(" for name in answers()]
    for part, text in zip(definitions, answers().values(), strict=True):
        keys.write(keys.notebook.place(part), text)
    needed = (*BEGIN[1:], *definitions, "check(")
    for place, cell in enumerate(keys.notebook.cells()):
        if cell["cell_type"] == "code" and any(part in source(cell) for part in needed):
            keys.run(place)


def pack(keys: Keys, folder, shot) -> dict:
    """Run the last cell, take the file, and have it graded."""
    place = keys.notebook.place("import pack")
    keys.run(place)
    said = printed([shown(keys.notebook.cells()[place])])
    assert "model: 10 of 10 points here." in said
    shot(keys.page, "packed")
    with keys.page.expect_download() as download:
        keys.to(f"Download {NAME}.ipynb")
        keys.press("Enter")
    assert download.value.suggested_filename == f"{NAME}.ipynb"
    return marks(folder, download.value)


def shown(cell: dict) -> dict:
    """A cell whose last value is read like what it displayed."""
    outputs = [each | {"output_type": "display_data"} for each in cell["outputs"]]
    return cell | {"outputs": outputs}


def marks(folder, download) -> dict[str, tuple[str, str]]:
    """What `dinosaur-grader grade` gives natively to what ada downloaded in the browser,
    which is kept below `folder`."""
    handed_in = folder / "submitted" / "ada" / NAME / f"{NAME}.ipynb"
    handed_in.parent.mkdir(parents=True)
    download.save_as(handed_in)
    command = [sys.executable, "-P", "-m", "dinosaur_grader", "grade", "--isolation", "none"]
    command += ["--seed", str(folder / "course.seed"), "--out", str(folder / "graded")]
    command += ["--submitted", str(folder / "submitted")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    rows = upgrade.rows(folder / "graded" / "totals.csv")
    return {row["student_id"]: (row["score"], row["state"]) for row in rows}


def test_by_keys_alone_and_without_a_network_after_the_first_visit(
    visitor, site, tmp_path, shot
):
    with served(site.parent, gzip=True) as where:
        address = f"{where}/{site.name}"
        page = visitor.new_page()
        first = begin(page, address)
        first.run(first.notebook.place("import random"))
        page.wait_for_function(KEPT, polling=500)
        page.close()
    # the host is gone

    keys = begin(visitor.new_page(), address)
    solve(keys)

    assert pack(keys, tmp_path, shot) == {"ada": ("100", "graded")}
