"""A notebook in the open page, driven as a student would, and read as the application
holds it."""

import json
from pathlib import Path

NAME = "dinosaur_island"
ROOT = Path(__file__).resolve().parents[2]
WAIT = 180  # seconds, on a loaded machine
POLLING = 250  # milliseconds: asked with each frame, the page would be at work for that alone
BEGIN = ("sys.path.insert", "import random", "data = load_names", "char_to_ix = {")
"""Pieces of the cells that the graded ones stand on."""
MAX_KEYS = 400
MODEL = "window.jupyterapp.shell.currentWidget"


def blank(name: str = NAME) -> dict:
    """The released notebook."""
    return json.loads((ROOT / "release" / name / f"{name}.ipynb").read_text(encoding="utf-8"))


def answers() -> dict[str, str]:
    """The four right functions by their cell's id, from the solved notebook."""
    path = ROOT / "solutions" / NAME / f"{NAME}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return {
        each["id"]: "".join(each["source"])
        for each in cells
        if each["id"] in ("clip", "sample", "optimize", "model")
    }


def solved() -> dict:
    """The released notebook with the right functions in its four cells."""
    notebook, right = blank(), answers()
    for cell in notebook["cells"]:
        cell["source"] = right.get(cell["id"], cell["source"])
    return notebook


class Notebook:
    """One notebook of the site, open in `page`."""

    def __init__(self, page, address: str):
        self.page, self.address = page, address

    def open(self, name: str = NAME, python: bool = True) -> "Notebook":
        return self.open_file(f"{name}/{name}.ipynb", python)

    def open_file(self, path: str, python: bool = True) -> "Notebook":
        self.page.goto(f"{self.address}/notebooks/index.html?path={path}")
        return self.wait_until_open(python)

    def wait_until_open(self, python: bool = True) -> "Notebook":
        """Wait until the notebook's text is there, and with `python` a kernel for it."""
        ready = f"window.jupyterapp && {MODEL}?.context?.isReady"
        self._wait(f"{ready} && {MODEL}.sessionContext.session?.kernel" if python else ready)
        return self

    def put(self, content: dict, path: str = f"{NAME}/own.ipynb") -> "Notebook":
        """Open a notebook with this content; it is put there from the list of files, which
        starts no Python."""
        self.page.goto(f"{self.address}/tree/index.html")
        opened = "document.documentElement.classList.contains('island-open')"
        self._wait(f"{opened} && window.jupyterapp?.serviceManager.isReady")
        self.upload(path, content, "json")
        return self.open_file(path)

    def upload(self, path: str, content, format: str | None, kind: str = "") -> None:
        """Put a file into the site's storage in this browser, as an upload does; a folder
        where the `kind` is "directory"."""
        kind = kind or ("notebook" if path.endswith(".ipynb") else "file")
        what = {"type": kind, "format": format, "content": content}
        script = "([path, what]) => jupyterapp.serviceManager.contents.save(path, what).then(() => 0)"
        self.page.evaluate(script, [path, what])

    def run_all(self) -> None:
        self.menu("Run", "Run All Cells")

    def menu(self, name: str, entry: str) -> None:
        self.page.get_by_role("menuitem", name=name, exact=True).first.click()
        self.page.get_by_role("menuitem", name=entry).first.click()

    def run(self, place: int) -> None:
        """Run the cell at `place`, which has not run yet, and wait for it."""
        self.begin(place)
        self.wait_until_run(place)

    def wait_until_run(self, place: int, before: int | None = None) -> None:
        """Wait until the cell at `place` has run, for the first time or since it had the
        number `before`, and the kernel rests."""
        count = f"{MODEL}.context.model.cells.get({place}).executionCount"
        self._wait(f"{count} !== null && {count} !== {json.dumps(before)}")
        self.wait_until_idle()

    def focus(self) -> None:
        """Put the keyboard into the notebook, as a reader does who has come to it."""
        self.page.evaluate("() => jupyterapp.commands.execute('notebook:enter-command-mode')")

    def begin(self, place: int) -> None:
        """Run the cell at `place` without waiting for its end."""
        self.show(place)
        self.page.evaluate("() => { jupyterapp.commands.execute('notebook:run-cell'); }")

    def write(self, place: int, source: str) -> None:
        """Type `source` over what stands in the cell at `place`."""
        self.show(place)
        self.page.evaluate("() => jupyterapp.commands.execute('notebook:enter-edit-mode')")
        self.page.locator(".jp-Notebook-cell.jp-mod-active .cm-content").wait_for()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(source)

    def show(self, place: int) -> None:
        """Choose the cell at `place` and scroll to it; only what is in view is
        drawn."""
        self.page.evaluate(
            f"async place => {{ const notebook = {MODEL}.content; notebook.activeCellIndex = place;"
            " notebook.deselectAll(); await notebook.scrollToItem(place); }",
            place,
        )

    def cells(self) -> list[dict]:
        """The cells as the page holds them now, outputs included."""
        return self.page.evaluate(f"() => {MODEL}.context.model.toJSON().cells")

    def place(self, part: str) -> int:
        """The place of the first code cell whose source contains `part`."""
        return next(
            i
            for i, each in enumerate(self.cells())
            if each["cell_type"] == "code" and part in source(each)
        )

    def wait_for_output(self) -> None:
        """Wait until any cell has an output."""
        self._wait(f"{MODEL}.context.model.toJSON().cells.some(cell => cell.outputs?.length)")

    def wait_until_idle(self) -> None:
        self._wait(f"{MODEL}.sessionContext.kernelDisplayStatus == 'idle'")

    def wait_until_saved(self) -> None:
        self._wait(f"!{MODEL}.context.model.dirty")

    def wait_until_done(self) -> list[dict]:
        """The cells, once each code cell has run and the kernel rests."""
        cells = f"{MODEL}.context.model.toJSON().cells"
        self._wait(f"{cells}.every(cell => cell.execution_count !== null)")
        self.wait_until_idle()
        return self.cells()

    def _wait(self, condition: str) -> None:
        self.page.wait_for_function(f"() => {condition}", timeout=WAIT * 1000, polling=POLLING)


class Keys:
    """A notebook driven by the keyboard alone."""

    def __init__(self, notebook: Notebook):
        self.notebook, self.page = notebook, notebook.page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def go_to(self, place: int) -> None:
        """Up and down with the arrows, from the cell that is chosen."""
        self.press("Escape")
        for _ in range(MAX_KEYS):
            at = self.page.evaluate(f"() => {MODEL}.content.activeCellIndex")
            if at == place:
                return
            self.press("ArrowDown" if at < place else "ArrowUp")
        raise AssertionError(f"the arrows don't lead to cell {place}, but to {at}")

    def write(self, place: int, text: str) -> None:
        self.go_to(place)
        self.press("Enter")
        self.page.locator(".jp-Notebook-cell.jp-mod-active .cm-content:focus").wait_for()
        self.press("Control+a")
        self.page.keyboard.insert_text(text)
        self.press("Escape")

    def run(self, place: int) -> None:
        """Run the cell at `place`, again if it has run, and wait for it."""
        self.go_to(place)
        before = self.page.evaluate(f"() => {MODEL}.content.activeCell.model.executionCount")
        self.press("Control+Enter")
        self.notebook.wait_until_run(place, before)

    def to(self, name: str) -> None:
        """Tab until what has this name has the focus."""
        for _ in range(MAX_KEYS):
            focused = self.page.evaluate("() => document.activeElement?.textContent?.trim()")
            if focused == name:
                return
            self.press("Tab")
        raise AssertionError(f"no Tab leads to {name}")


def source(cell: dict) -> str:
    """The source of a cell, whether it is held as a text or as lines."""
    return "".join(cell["source"])


def printed(cells: list[dict]) -> str:
    """All that the cells printed, and what their panels say in words."""
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return "".join(
        "".join(output.get("text") or output.get("data", {}).get("text/plain", ""))
        for output in outputs
        if "text" in output or output["output_type"] == "display_data"
    )


def errors(cells: list[dict]) -> list[str]:
    """The errors that the cells ended with."""
    found = [
        output
        for cell in cells
        for output in cell.get("outputs", [])
        if output["output_type"] == "error"
    ]
    return [f"{output['ename']}: {output['evalue']}" for output in found]
