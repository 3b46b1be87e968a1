"""Whatever must not reach a student is found, wherever it is planted; the real release
holds none of it."""

import gzip
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from dinosaur_grader.workshop.leaks import KIT as ROOT
from dinosaur_grader.workshop.leaks import leaks

NOTEBOOK = "dinosaur_island.ipynb"


@pytest.fixture
def release(tmp_path):
    unneeded = shutil.ignore_patterns("__pycache__")
    kits = ROOT / "release" / "dinosaur_island"
    return shutil.copytree(kits, tmp_path / "dinosaur_island", ignore=unneeded)


def kinds(folder: Path) -> set[str]:
    return {leak.kind for leak in leaks(folder)}


def plant(folder: Path, text: str, **cell) -> None:
    """Put a code cell with `text` at the end of the release's notebook."""
    path = folder / NOTEBOOK
    notebook = json.loads(path.read_text(encoding="utf-8"))
    new = {"cell_type": "code", "execution_count": None, "id": "x", "metadata": {}}
    notebook["cells"].append(new | {"outputs": [], "source": text} | cell)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def test_the_committed_release_has_no_leak():
    assert [str(leak) for leak in leaks(ROOT / "release")] == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("np.clip(gradient, -maxValue, maxValue, out=gradient)", "an answer"),
        ("    idx =  np.random.choice(range(vocab_size), p=y.ravel())  # copied", "an answer"),
        ("### BEGIN SOLUTION", "a solution's marks"),
        ("### BEGIN HIDDEN TESTS", "a hidden test"),
        ("from dinosaur_grader.plain import marks", "a hidden test"),
        ("# Instructor: most students forget dby", "an instructor's comment"),
        ("<!-- instructors: see the guide -->", "an instructor's comment"),
        ("open('/home/alice/course/names.txt')", "a path of the author's"),
        (r"open('C:\\Users\\alice\\names.txt')", "a path of the author's"),
        (f"open('{ROOT}/data/dinos.txt')", "a path of the author's"),
    ],
)
def test_a_planted_text_is_found(release, text, kind):
    plant(release, text)

    assert kinds(release) == {kind}


def test_an_output_is_found(release):
    plant(release, "1 + 1", execution_count=1)

    assert kinds(release) == {"an output"}


def test_a_twin_is_found(release):
    shutil.copyfile(ROOT / "source" / "dinosaur_island.py", release / "twin.py")

    assert {"a twin", "a solution's marks", "a hidden test", "an answer"} <= kinds(release)


def test_an_answer_in_a_helper_file_is_found(release):
    helper = release / "utils" / "text.py"
    answer = "\n    loss, cache = rnn_forward(X, Y, a_prev, parameters)\n"
    helper.write_text(helper.read_text(encoding="utf-8") + answer, encoding="utf-8")

    assert kinds(release) == {"an answer"}


@pytest.mark.parametrize("name", ["gradebook.db", "course.seed", "utils/x.pyc"])
def test_a_graders_file_is_found(release, name):
    (release / name).write_bytes(b"x")

    assert kinds(release) == {"a grader's file"}


def test_a_notebook_as_a_site_serves_it_is_searched_too(tmp_path):
    cell = {"cell_type": "code", "outputs": [], "execution_count": None}
    cell["source"] = "gradients = clip(gradients, 5)"
    page = {"type": "notebook", "content": {"cells": [cell]}}
    (tmp_path / "all.json").write_text(json.dumps(page), encoding="utf-8")

    assert kinds(tmp_path) == {"an answer"}


def test_an_answer_is_found_however_its_lines_end(release):
    twin = (ROOT / "source" / "dinosaur_island.py").read_bytes()
    (release / "twin.py").write_bytes(twin.replace(b"\n", b"\r"))

    assert {"a twin", "an answer"} <= kinds(release)


def zipped(path: Path, name: str, content: bytes) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)


ANSWER = (ROOT / "solutions" / "dinosaur_island" / NOTEBOOK).read_bytes()


def test_an_answer_is_found_in_a_gzipped_file(release):
    (release / "page.ipynb.gz").write_bytes(gzip.compress(ANSWER))

    assert ("page.ipynb", "an answer") in {(leak.path, leak.kind) for leak in leaks(release)}


@pytest.mark.parametrize("suffix", ["zip", "whl"])
def test_an_answer_is_found_in_a_zip_within_a_zip(release, suffix, tmp_path):
    zipped(tmp_path / "inner.zip", "deep/work.ipynb", ANSWER)
    zipped(release / f"kit.{suffix}", "inner.zip", (tmp_path / "inner.zip").read_bytes())

    found = {(leak.path, leak.kind) for leak in leaks(release)}

    assert (f"kit.{suffix}/inner.zip/deep/work.ipynb", "an answer") in found


def test_a_seed_is_found_in_a_zip_and_other_peoples_comments_are_no_leak(release):
    zipped(release / "seed.zip", "course/course.seed", b"12")
    zipped(release / "package.whl", "package/x.py", b"# %%\n# instructor: see /home/ada/x\n")

    assert [(leak.path, leak.kind) for leak in leaks(release)] == [
        ("seed.zip/course/course.seed", "a grader's file")
    ]


def test_what_only_looks_like_an_archive_is_no_reason_to_stop(release):
    (release / "broken.zip").write_bytes(b"PK no more")
    (release / "broken.gz").write_bytes(b"nothing")

    assert leaks(release) == []
