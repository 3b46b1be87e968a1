"""What goes into the browser site before JupyterLite builds it, and what is refused."""

import json

import pytest

from tools.site import build as site
from tools.site.build import ASSIGNMENTS, ENVIRONMENT, KERNEL, SiteRefused, lay_out


def test_every_assignment_is_laid_out_with_its_utils_and_data(tmp_path):
    lay_out(tmp_path / "stage", pyodide=None)

    for name in ASSIGNMENTS:
        folder = tmp_path / "stage" / "files" / name
        assert (folder / f"{name}.ipynb").is_file()
        assert (folder / "utils" / "rnn.py").is_file()
        assert list((folder / "data").iterdir())
        assert not list(folder.rglob("__pycache__"))


def test_no_package_is_sought_on_the_network(tmp_path):
    lay_out(tmp_path / "stage", pyodide=None)

    settings = json.loads((tmp_path / "stage" / "jupyter-lite.json").read_text())
    kernel = settings["jupyter-config-data"]["litePluginSettings"][KERNEL]
    assert kernel["disablePyPIFallback"] is True


def test_a_hidden_test_in_the_site_is_refused_by_name(tmp_path):
    (tmp_path / "page.html").write_text("<pre>### BEGIN HIDDEN TESTS</pre>")

    with pytest.raises(SiteRefused, match=r"page\.html: a hidden test"):
        site.refuse_leaks(tmp_path)


def test_a_build_that_fails_leaves_the_site_that_was_there(tmp_path):
    jupyter = tmp_path / "environment" / "bin" / "jupyter"
    jupyter.parent.mkdir(parents=True)
    jupyter.write_text("#!/bin/sh\necho out of paper >&2\nexit 3\n")
    jupyter.chmod(0o755)
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("yesterday's")

    with pytest.raises(SiteRefused, match=r"code 3:\s+out of paper"):
        site.build(tmp_path / "site", environment=tmp_path / "environment")

    assert (tmp_path / "site" / "index.html").read_text() == "yesterday's"


def test_the_tools_live_apart_from_nbgrader():
    assert ENVIRONMENT.name == ".venv-site"
    locked = (ENVIRONMENT.parent / "locks" / "site.txt").read_text()
    assert "jupyterlite-core==0.8." in locked
    assert "nbgrader" not in locked
