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
    """A folder with the released notebook."""
    shutil.copyfile(ROOT / "release" / "dinosaur_island" / NOTEBOOK, tmp_path / NOTEBOOK)
    return tmp_path


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


def test_an_output_and_each_of_a_grader_s_files_are_found(release):
    plant(release, "1 + 1", execution_count=1)
    for name in ("gradebook.db", "course.seed", "x.pyc"):
        (release / name).write_bytes(b"x")

    assert sorted(leak.kind for leak in leaks(release)) == ["a grader's file"] * 3 + [
        "an output"
    ]


@pytest.mark.parametrize("end", [b"\n", b"\r"])
def test_a_script_is_found_however_its_lines_end(release, end):
    script = (ROOT / "source" / "dinosaur_island.py").read_bytes()
    (release / "script.py").write_bytes(script.replace(b"\n", end))

    assert {"a script", "a solution's marks", "an answer"} <= kinds(release)


def test_an_answer_in_a_helper_file_is_found(release):
    answer = "def f():\n    loss, cache = rnn_forward(X, Y, a_prev, parameters)\n"
    (release / "text.py").write_text(answer, encoding="utf-8")

    assert kinds(release) == {"an answer"}


def test_a_notebook_as_a_site_serves_it_is_searched_too(tmp_path):
    cell = {"cell_type": "code", "outputs": [], "execution_count": None}
    page = {"cells": [cell | {"source": "gradients = clip(gradients, 5)"}]}
    served = {"type": "notebook", "content": page}
    (tmp_path / "all.json").write_text(json.dumps(served), encoding="utf-8")

    assert kinds(tmp_path) == {"an answer"}


def zipped(path: Path, name: str, content: bytes) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)


ANSWER = (ROOT / "solutions" / "dinosaur_island" / NOTEBOOK).read_bytes()


def test_an_answer_is_found_in_an_archive_and_in_one_within_it(release):
    (release / "page.ipynb.gz").write_bytes(gzip.compress(ANSWER))
    zipped(release / "inner.zip", "deep/work.ipynb", ANSWER)
    zipped(release / "kit.whl", "inner.zip", (release / "inner.zip").read_bytes())
    (release / "broken.zip").write_bytes(b"PK no more")
    (release / "broken.gz").write_bytes(b"nothing")

    found = {leak.path for leak in leaks(release) if leak.kind == "an answer"}

    packed = "inner.zip/deep/work.ipynb"
    assert found == {"page.ipynb", packed, f"kit.whl/{packed}"}


def test_a_seed_is_found_in_a_zip_and_other_peoples_comments_are_no_leak(release):
    zipped(release / "seed.zip", "course/course.seed", b"12")
    zipped(release / "package.whl", "package/x.py", b"# %%\n# instructor: see /home/ada/x\n")

    assert [(leak.path, leak.kind) for leak in leaks(release)] == [
        ("seed.zip/course/course.seed", "a grader's file")
    ]


def test_a_question_beside_the_lesson_is_found_too(release):
    questions = ROOT / "rubrics" / "dinosaur_island" / "clip.py"
    lines = questions.read_text(encoding="utf-8").splitlines()
    line = next(line for line in lines if line.startswith("    usual = Call("))
    plant(release, line)

    assert kinds(release) == {"an answer"}
