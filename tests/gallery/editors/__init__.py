"""What editors do to a notebook between its release and its return, written down as functions from a notebook to bytes.

The facts come from the editors' own sources. `KEEPING` leaves every cell in its place, so the notebook must be walked as if it
had never moved; `SPLITTING` also cuts, copies or merges cells, as their menus do, and must lose nothing.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable

Editor = Callable[[dict], bytes]


def written(notebook: dict, **how) -> bytes:
    return (json.dumps(notebook, indent=1, ensure_ascii=False, **how) + "\n").encode()


def grade_id(cell: dict) -> str:
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def place(notebook: dict, wanted: str) -> int:
    return next(at for at, cell in enumerate(notebook["cells"]) if grade_id(cell) == wanted)


def lines(text: str | list[str]) -> list[str]:
    return ("".join(text)).splitlines(keepends=True)


def notebook_7(notebook: dict) -> bytes:
    """As JupyterLab, with which it is tried as it is, too: saved with all cells run, folded, scrolled and put into a slide show; the kernel's own words in the metadata."""
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"] |= {"editable": True, "slideshow": {"slide_type": ""}, "tags": cell["metadata"].get("tags", [])}
        if cell["cell_type"] == "code":
            cell["metadata"] |= {"scrolled": True, "collapsed": False, "execution": {"iopub.status.busy": "2025-01-01"}}
            cell["execution_count"] = number
    notebook["metadata"]["kernelspec"] = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    notebook["metadata"]["language_info"] = {"name": "python", "version": "3.13.1", "file_extension": ".py"}
    notebook["nbformat_minor"] = 5
    return written(notebook)


def vs_code(notebook: dict) -> bytes:
    for number, cell in enumerate(_code(notebook)):
        cell["id"] = f"{number:08x}"
        cell["metadata"]["vscode"] = {"languageId": "python"}
        cell["source"] = lines(cell["source"])
    return written(notebook, sort_keys=True)


def jupyterlite(notebook: dict) -> bytes:
    notebook["nbformat_minor"] = 4
    for cell in notebook["cells"]:
        cell.pop("id", None)
        cell["source"] = "".join(cell["source"])
        cell["metadata"]["trusted"] = True
    return written(notebook)


def colab(notebook: dict) -> bytes:
    """Also a widget's output without the widget's state, on which nbconvert's exporter trips."""
    notebook["nbformat_minor"] = 0
    notebook["metadata"] |= {"colab": {"provenance": [], "toc_visible": True}, "widgets": {"unknown": {"no": "state"}}}
    widget = {"application/vnd.jupyter.widget-view+json": {"model_id": "abc", "version_major": 2, "version_minor": 0}}
    _code(notebook)[0]["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": widget}]
    for number, cell in enumerate(notebook["cells"]):
        cell.pop("id", None)
        cell.pop("attachments", None)
        cell["metadata"] |= {"id": f"Xy{number}", "colab": {"base_uri": "https://localhost:8080/"}, "cellView": "form"}
        cell["metadata"]["colab_type"] = cell["cell_type"]
        if cell["cell_type"] == "code":
            cell["metadata"]["outputId"] = f"out{number}"
    return written(notebook)


def colab_without_metadata(notebook: dict) -> bytes:
    """Should it drop what it does not know: nothing is left of nbgrader's ids or of the tags."""
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"] = {"id": f"Xy{number}"}
        cell.pop("id", None)
    return written(notebook)


def clouds(notebook: dict) -> bytes:
    """What Deepnote, Kaggle and Databricks write in, each in a place of its own."""
    notebook["metadata"] |= {"deepnote_notebook_id": "abc", "deepnote_execution_queue": []}
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"] |= {"cell_id": f"{number:032x}", "_uuid": f"{number:040x}", "execution": {"status": "ok"}}
        cell["block_group"] = f"{number:032x}"
    for cell in _code(notebook):
        cell["execution_count"] = 0
        cell["metadata"]["application/vnd.databricks.v1+cell"] = {"title": "", "inputWidgets": {}}
        cell["outputs"] = [{"output_type": "display_data", "data": {"application/vnd.databricks.v1+output": {}}}]
    return written(notebook | {"block_group": "top"})


def refused_by_the_schema(notebook: dict) -> bytes:
    """Repeated tags, outputs on a text cell, no execution counts, one id for all cells."""
    for cell in notebook["cells"]:
        cell["id"] = "same"
        cell["metadata"]["tags"] = [*cell["metadata"].get("tags", []), "mine", "mine"]
        cell.pop("execution_count", None)
        if cell["cell_type"] == "markdown":
            cell["outputs"] = []
    return written(notebook)


def windows(notebook: dict) -> bytes:
    """A byte-order mark, Windows line ends in the file and in the cells, and a CR that crept into an id."""
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")
        if grade_id(cell):
            cell["metadata"]["nbgrader"]["grade_id"] += "\r"
    return b"\xef\xbb\xbf" + written(notebook).replace(b"\n", b"\r\n")


def _code(notebook: dict) -> list[dict]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def _split(notebook: dict, wanted: str, keep_metadata: bool) -> bytes:
    at = place(notebook, wanted)
    first, second = notebook["cells"][at], copy.deepcopy(notebook["cells"][at])
    head = "# What the function needs.\nLIMIT = 5\n"
    second["source"], first["source"] = first["source"], [head]
    second["id"] = "second-part"
    second["metadata"] = second["metadata"] if keep_metadata else {}
    notebook["cells"].insert(at + 1, second)
    return written(notebook)


def jupyterlab_split(notebook: dict) -> bytes:
    """All parts keep the metadata, so an id is there twice."""
    return _split(notebook, "clip", keep_metadata=True)


def vs_code_split(notebook: dict) -> bytes:
    """Only the first part keeps the metadata, so the function's cell has none."""
    return _split(notebook, "clip", keep_metadata=False)


def jupyterlab_copy(notebook: dict) -> bytes:
    """A copy of a solution and of a test cell, each with a new id of its own and the old metadata."""
    for wanted in ("sample", "clip_expected"):
        at = place(notebook, wanted)
        notebook["cells"].insert(at + 1, notebook["cells"][at] | {"id": f"copy-of-{at}"})
    return written(notebook)


def jupyterlab_merge(notebook: dict) -> bytes:
    """A solution merged into the test below it: the test was the active cell, so its metadata stay."""
    at = place(notebook, "clip_expected")
    above, test = notebook["cells"][at - 1], notebook["cells"][at]
    test["source"] = "".join(above["source"]) + "\n\n" + "".join(test["source"])
    del notebook["cells"][at - 1]
    return written(notebook)


def vs_code_join(notebook: dict) -> bytes:
    """A test joined to the solution above it: the solution's cell survives with its metadata, the test's are gone."""
    at = place(notebook, "clip_expected")
    above, test = notebook["cells"][at - 1], notebook["cells"][at]
    above["source"] = "".join(above["source"]) + "\n\n" + "".join(test["source"])
    del notebook["cells"][at]
    return written(notebook)


def notebook_7_change_of_type(notebook: dict) -> bytes:
    """The key M on a solution cell: a text cell that keeps its metadata."""
    cell = notebook["cells"][place(notebook, "sample")]
    cell["cell_type"] = "markdown"
    del cell["outputs"], cell["execution_count"]
    return written(notebook)


KEEPING: tuple[Editor, ...] = (
    *(notebook_7, vs_code, jupyterlite, colab, colab_without_metadata),
    *(clouds, refused_by_the_schema, windows),
)
SPLITTING: tuple[Editor, ...] = (
    *(jupyterlab_split, vs_code_split, jupyterlab_copy),
    *(jupyterlab_merge, vs_code_join, notebook_7_change_of_type),
)
