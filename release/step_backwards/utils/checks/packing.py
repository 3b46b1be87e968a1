"""Packing the work: the notebook as it is saved, checked in a clean namespace, and the
one file to hand in.

It works wherever the notebook's file can be found from its kernel: in JupyterLab, in
Notebook, on the page with nothing to install, in VS Code and in Colab. Only the page and
Colab give the notebook as it stands; elsewhere it is the file as it was last saved.
"""

from __future__ import annotations

import base64
import contextlib
import html
import io
import json
import linecache
import os
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from .calls import Overrun
from .cell_source import own_line, parsed, refuse_input, where_stopped
from .counting import counted
from .in_notebook import looked_at, source_of
from .panel import BLANK, RIGHT, WRONG, Look, Panel, boxed, paragraph
from .published import own, public_probes

FOLDER = "to_hand_in"
NO_MARK = "This is not a mark."
NOT_ASKED = {"demonstration", "aside"}
"""Tags of cells on which no mark depends."""
PATIENCE, PAUSE = 5.0, 0.1  # seconds, until the page has saved


@dataclass
class Packed:
    """What was packed and what there is to say of it; a notebook shows it with a link to
    the file.

    `older` are the functions whose saved text is not the one that was run last. That
    comes before all else: what is found below is found in the saved text.
    """

    file: Path
    panels: list[Panel] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    older: list[str] = field(default_factory=list)
    when: str = ""

    def __repr__(self) -> str:
        lines = [self.head, *self._first(), *self._last(), f"The file: {self.file.as_posix()}"]
        return "\n\n".join(["\n".join(lines), *map(repr, self._unfinished())])

    def _repr_html_(self) -> str:
        content = base64.b64encode(self.file.read_bytes()).decode("ascii")
        what = "the notebook as it was saved" if self.older else "the file to hand in"
        link = paragraph(
            f'<a download="{html.escape(self.file.name)}" '
            f'href="data:application/x-ipynb+json;base64,{content}">'
            f"<strong>Download {html.escape(self.file.name)}</strong></a>, "
            f"{what}. It also lies in {html.escape(self.file.parent.as_posix())}."
        )
        first, last = (
            [paragraph(html.escape(line)) for line in lines]
            for lines in (self._first(), self._last())
        )
        box = boxed("packed work", self.look, [self.head], [*first, link, *last])
        below = [
            f'<div style="margin-top:1em">{p._repr_html_()}</div>' for p in self._unfinished()
        ]
        return "".join([box, *below])

    @property
    def look(self) -> Look:
        """The look of its head."""
        if self.older:
            return WRONG
        return BLANK if self.notes or self._unfinished() else RIGHT

    @property
    def head(self) -> str:
        """What matters most, in a few words."""
        if self.older:
            return f"{self.look.sign} Save first"
        whole = "All that is checked here is right."
        said = whole if self.look is RIGHT else "Not all is right yet: see below."
        return f"{self.look.sign} Packed. {said}"

    def _unfinished(self) -> list[Panel]:
        return [panel for panel in self.panels if panel.points < panel.full]

    def _first(self) -> list[str]:
        """What to do about the file."""
        if self.older:  # who runs a cell and hands in an older file loses its points
            return [
                f"The saved notebook has another {', '.join(self.older)} than you ran last. "
                f"Save it ({SAVE}), then run this cell again."
            ]
        if self.when:
            return [
                f"Packed as it was saved at {self.when}. If you changed it since, save and pack again."
            ]
        return []

    def _last(self) -> list[str]:
        sums = " ".join(panel.sum for panel in self.panels)
        return [*self.notes, sums, " ".join([NO_MARK, *own().asked_later])]


class NoNotebook(RuntimeError):
    """The notebook's file can't be found from its kernel; the message says what to do."""


def pack_notebook(name: str) -> Packed | None:
    """Pack the notebook of the assignment `name`. Returns None, with a word, where its
    file is not to be found."""
    from ..lesson import someone_watches  # beside the students' copy of this, and nowhere else

    if not someone_watches():
        print("Nothing is packed here: a program runs this notebook. Run the cell yourself.")
        return None
    names = _shell_names()
    try:
        notebook, when = _as_it_stands(name, names)
    except NoNotebook as error:
        print(error)
        return None
    file = Path(FOLDER) / f"{name}.ipynb"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(_bare(notebook), indent=1) + "\n", encoding="utf-8")
    panels, found = _afresh(notebook)
    older = _older(notebook, names) if when else []
    packed = Packed(file, panels, [*_deleted(notebook), *found], older, when)
    _download_in_colab(file)
    return packed


def _shell_names() -> dict:
    """Return the names of the notebook that runs here, or none where no notebook does."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell.user_ns if shell else {}


def _as_it_stands(name: str, names: dict) -> tuple[dict, str]:
    """Get the notebook as newly as it can be had, and when it was saved; empty where it
    is as it stands now."""
    # Colab's page has it as it is now, and no file of it lies here
    if (from_colab := _colab()) is not None:
        return from_colab, ""
    path = _path(name, names)
    saved_here = _page_saves(path)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    when = time.strftime("%H:%M", time.localtime(path.stat().st_mtime))
    return notebook, "" if saved_here else when


SAVE = "Ctrl + S, on a Mac ⌘ + S"


def _colab() -> dict | None:
    if "google.colab" not in sys.modules:
        return None
    from google.colab import _message  # its own way to its page

    return _message.blocking_request("get_ipynb", timeout_sec=30)["ipynb"]


def _download_in_colab(file: Path) -> None:
    if "google.colab" in sys.modules:
        from google.colab import files

        files.download(str(file))


def _path(name: str, names: dict) -> Path:
    """Find the notebook's file. It is the one that the front end names, or the one in
    this folder with our cells."""
    # VS Code and Jupyter say it, each in its own place
    said = [names.get("__vsc_ipynb_file__"), os.environ.get("JPY_SESSION_NAME")]
    here = [Path(f"{name}.ipynb"), *sorted(Path().glob("*.ipynb"))]
    for path in [*(Path(each) for each in said if each), *here]:
        if path.suffix == ".ipynb" and path.is_file() and _graded(_read(path)):
            return path
    raise NoNotebook(
        f"The notebook's file is not in {Path.cwd()}. Save it as {name}.ipynb, and hand in that file."
    )


def _read(path: Path) -> dict:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError):
        return {}


def _cells(notebook: dict) -> list[dict]:
    cells = notebook.get("cells", [])
    return [cell for cell in cells if cell.get("cell_type") == "code"]


def _graded(notebook: dict) -> dict[str, str]:
    """Return the text of each cell with an nbgrader id."""
    found = {_id(cell): _text(cell) for cell in _cells(notebook)}
    return {key: text for key, text in found.items() if key}


def _id(cell: dict) -> str:
    return cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", "")


def _text(cell: dict) -> str:
    return "".join(cell["source"])


def _page_saves(path: Path) -> bool:
    """Ask the page in which this Python runs to save the notebook, and wait for it.
    Returns whether it has saved."""
    if sys.platform != "emscripten":
        return False
    import js
    from pyodide.ffi import to_js

    before = path.stat().st_mtime
    message = {"dinosaurIsland": {"kind": "save"}}
    js.postMessage(to_js(message, dict_converter=js.Object.fromEntries))
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        if path.stat().st_mtime > before:
            return True
        time.sleep(PAUSE)
    return False


def _older(notebook: dict, names: dict) -> list[str]:
    """List the graded functions whose saved text is not the one that was run last."""
    saved = _graded(notebook)
    ran = {name: source_of(names[name]) for name in own().functions if name in names}
    return [
        name
        for name, text in ran.items()
        if text and name in saved and text.strip() != saved[name].strip()
    ]


def _deleted(notebook: dict) -> list[str]:
    there = _graded(notebook)
    wanted = dict.fromkeys([*own().functions, *(probe.cell for probe in public_probes())])
    return [
        f"The cell {each} is gone. Take it from the notebook as it was given out: points hang on it."
        for each in wanted
        if each not in there
    ]


def _bare(notebook: dict) -> dict:
    """Return the notebook without outputs, which are made again when it is graded."""
    cells = [
        cell | {"outputs": [], "execution_count": None}
        if cell.get("cell_type") == "code"
        else cell
        for cell in notebook["cells"]
    ]
    return notebook | {"cells": cells}


def _afresh(notebook: dict) -> tuple[list[Panel], list[str]]:
    """Run the notebook's cells in a namespace of their own, and check each graded
    function. Returns the panel of each, and which cell stopped."""
    # as the grader will: from the top, without what was only in the kernel's memory
    names: dict = {"__name__": "__main__", "display": _nothing, "get_ipython": _nothing}
    names["input"] = refuse_input
    notes, panels = [], []
    with _as_before():
        for number, cell in enumerate(_cells(notebook), 1):
            if not _left_out(cell):
                notes += _ran(_text(cell), number, names)
        for name in own().functions:
            if name not in names:
                notes.append(f"{name} is not there: its cell defines no such name.")
                continue
            panel = looked_at(names[name], name, names)
            panels += [panel] if panel else []
    return panels, notes


def _nothing(*_, **__) -> None:
    """Do nothing, in place of what only a notebook has."""


def _left_out(cell: dict) -> bool:
    metadata = cell.get("metadata", {})
    test = metadata.get("nbgrader", {}).get("grade", False)
    return bool(test or NOT_ASKED & set(metadata.get("tags", [])))


@contextlib.contextmanager
def _as_before() -> Iterator[None]:
    """Restore the random states afterwards, and show nothing of what cells print."""
    numpys, pythons = np.random.get_state(), random.getstate()
    try:
        with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
            yield
    finally:
        np.random.set_state(numpys)
        random.setstate(pythons)


def _ran(text: str, number: int, names: dict) -> list[str]:
    """Run a cell in `names`, and return what to say where it stopped."""
    # a traceback quotes a cell's line from here
    place = f"<packed cell {number}>"
    linecache.cache[place] = (len(text), None, text.splitlines(keepends=True), place)
    first = text.strip().partition("\n")[0]
    try:
        with counted(names) as count:
            exec(compile(parsed(text), place, "exec"), names)  # noqa: S102  the notebook's own cells, in its own kernel
    except Overrun:
        pass
    except KeyboardInterrupt as stopped:
        return [f"You stopped the cell `{first}`{where_stopped(stopped, names)}."]
    except (Exception, SystemExit) as error:  # noqa: BLE001  a student's cell may raise anything
        line = own_line(error, names) or first
        return [f"The cell `{first}` stops at `{line}`: {type(error).__name__}: {error}"]
    return [f"The cell `{first}` ran for too long and was left."] if count.over else []
