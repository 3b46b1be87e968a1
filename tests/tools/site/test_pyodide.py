"""Pyodide's files for the site: all that is needed and no more, and whatever is missing
or changed is named."""

import json
import zipfile

import pytest

from tools.site import licences
from tools.site.pyodide import CORE, LOCK, PyodideIncomplete, cut_out, sha256

DEPENDS = {
    "micropip": [], "ipython": ["prompt_toolkit", "stack_data"], "prompt-toolkit": [], "stack-data": [], "jedi": [],
    "numpy": [], "matplotlib": ["numpy", "six", "fonttools"], "fonttools": [], "six": [], "scipy": ["numpy"],
}  # fmt: skip

SIX = "six-1.0-py3-none-any.whl"
NEEDED = {"micropip", "ipython", "stack-data", "numpy", "matplotlib", "six"}


def wheel_of(path, metadata, licence=""):
    """A wheel that holds its metadata, and a licence's text if given."""
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("it-1.0.dist-info/METADATA", f"Metadata-Version: 2.4\n{metadata}\n\n")
        if licence:
            packed.writestr("it-1.0.dist-info/licenses/LICENSE", licence)
    return path


@pytest.fixture
def pyodide(tmp_path):
    """A Pyodide in small: a lock with ten packages and all its files."""
    folder = tmp_path / "pyodide"
    folder.mkdir()
    packages = {}
    for name, depends in DEPENDS.items():
        wheel = folder / f"{name}-1.0-py3-none-any.whl"
        wheel_of(wheel, f"License-Expression: MIT\nName: {name}")
        known = {"name": name, "file_name": wheel.name, "sha256": sha256(wheel)}
        packages[name] = {**known, "depends": depends}
    for name in CORE:
        (folder / name).write_text(name)
    (folder / LOCK).write_text(json.dumps({"info": {"python": "3.14.0"}, "packages": packages}))
    return folder


def test_only_what_is_needed_is_cut_out_and_the_lock_knows_no_more(pyodide, tmp_path):
    cut_out(pyodide, tmp_path / "cut")

    wheels = {path.name.split("-1.0")[0] for path in (tmp_path / "cut").glob("*.whl")}
    lock = json.loads((tmp_path / "cut" / LOCK).read_text())
    assert wheels == NEEDED == set(lock["packages"])
    assert lock["info"] == {"python": "3.14.0"}
    assert all((tmp_path / "cut" / name).is_file() for name in CORE)
    rows = (tmp_path / "cut" / licences.LIST).read_text().splitlines()
    assert rows[0].startswith("Pyodide")
    assert "numpy-1.0-py3-none-any.whl: MIT" in rows
    assert len(rows) == len(licences.CORE) + len(NEEDED)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda folder: (folder / SIX).unlink(), rf"lacks {SIX}"),
        (
            lambda folder: (folder / SIX).write_text("something else"),
            rf"other bytes than its lock file promises: {SIX}",
        ),
        (lambda folder: (folder / LOCK).unlink(), r"pyodide-<version>\.tar\.bz2"),
    ],
)
def test_what_is_missing_or_changed_is_named(pyodide, tmp_path, change, said):
    change(pyodide)

    with pytest.raises(PyodideIncomplete, match=said):
        cut_out(pyodide, tmp_path / "cut")


FREE = {
    "License-Expression: BSD-3-Clause AND 0BSD AND (MIT OR Zlib)": "BSD-3-Clause AND 0BSD AND (MIT OR Zlib)",
    "Classifier: License :: OSI Approved :: BSD License": "BSD License",
    "License: Apache 2.0": "Apache 2.0",
    "License: Dual License\nClassifier: License :: OSI Approved :: Apache Software License": "Apache Software License",
}


@pytest.mark.parametrize("metadata", FREE)
def test_a_wheel_says_its_licence(tmp_path, metadata):
    assert licences.licence(wheel_of(tmp_path / "it.whl", metadata)) == FREE[metadata]


@pytest.mark.parametrize(
    "metadata",
    [
        "Name: it",
        "License-Expression: MIT AND LicenseRef-Own",
        "License: MIT\nClassifier: License :: Other/Proprietary License",
        "Classifier: License :: OSI Approved :: MIT License\nClassifier: License :: Free for non-commercial use",
    ],
)
def test_what_is_not_known_to_be_free_stops_the_build(pyodide, tmp_path, metadata):
    lock = json.loads((pyodide / LOCK).read_text())
    wheel = wheel_of(pyodide / SIX, metadata)
    lock["packages"]["six"]["sha256"] = sha256(wheel)
    (pyodide / LOCK).write_text(json.dumps(lock))

    with pytest.raises(licences.NotFree, match=f"{SIX} is under"):
        cut_out(pyodide, tmp_path / "cut")


def test_a_folder_for_tests_is_built_only_where_that_is_asked(pyodide, tmp_path):
    (pyodide / licences.KEPT_BACK).write_text("a licence forbids it")

    with pytest.raises(licences.NotFree, match="is for tests"):
        cut_out(pyodide, tmp_path / "cut")
    assert not (tmp_path / "cut").exists()
    cut_out(pyodide, tmp_path / "cut", for_tests=True)
    assert (tmp_path / "cut" / LOCK).is_file()
