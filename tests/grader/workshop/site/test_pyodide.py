"""Pyodide's files for the site: all that is needed and no more, and whatever is missing
or changed is named."""

import json

import pytest

from grader.workshop.site.pyodide import CORE, LOCK, PyodideIncomplete, cut_out, needed, sha256

DEPENDS = {
    "micropip": [], "ipython": ["prompt_toolkit", "stack_data"], "prompt-toolkit": [], "stack-data": [], "jedi": [],
    "numpy": [], "matplotlib": ["numpy", "six", "fonttools"], "fonttools": [], "six": [], "scipy": ["numpy"],
}  # fmt: skip

NEEDED = {"micropip", "ipython", "stack-data", "numpy", "matplotlib", "six"}


@pytest.fixture
def pyodide(tmp_path):
    """A Pyodide in small: a lock with ten packages and all its files."""
    folder = tmp_path / "pyodide"
    folder.mkdir()
    packages = {}
    for name, depends in DEPENDS.items():
        wheel = folder / f"{name}-1.0-py3-none-any.whl"
        wheel.write_text(name)
        packages[name] = {
            "name": name,
            "file_name": wheel.name,
            "sha256": sha256(wheel),
            "depends": depends,
        }
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


def test_a_name_is_found_however_it_is_spelt(pyodide):
    packages = json.loads((pyodide / LOCK).read_text())["packages"]

    assert list(needed(packages, ("IPython",))) == ["ipython", "stack-data"]


def test_what_nobody_here_uses_stays_out_and_nothing_asks_for_it(pyodide):
    packages = json.loads((pyodide / LOCK).read_text())["packages"]

    assert needed(packages)["matplotlib"]["depends"] == ["numpy", "six"]


def test_a_missing_file_is_named(pyodide, tmp_path):
    (pyodide / "six-1.0-py3-none-any.whl").unlink()

    with pytest.raises(PyodideIncomplete, match=r"lacks six-1\.0-py3-none-any\.whl"):
        cut_out(pyodide, tmp_path / "cut")


def test_a_changed_wheel_is_named(pyodide, tmp_path):
    (pyodide / "numpy-1.0-py3-none-any.whl").write_text("something else")

    with pytest.raises(
        PyodideIncomplete, match=r"other bytes than its lock file promises: numpy-1\.0"
    ):
        cut_out(pyodide, tmp_path / "cut")


def test_a_lock_without_a_needed_package_is_no_lock_for_this_site():
    with pytest.raises(PyodideIncomplete, match="knows no package matplotlib"):
        needed({"numpy": {"depends": []}}, ("numpy", "matplotlib"))


def test_a_folder_without_a_lock_is_told_what_to_get(tmp_path):
    with pytest.raises(PyodideIncomplete, match=r"pyodide-<version>\.tar\.bz2"):
        cut_out(tmp_path, tmp_path / "cut")
