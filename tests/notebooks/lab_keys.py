"""A real JupyterLab in Chromium, used by keys alone, and read as the application holds
it."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from tests.jupyter import WAIT, open_notebook, serving

NOTEBOOK = "window.jupyterapp.shell.currentWidget"
CELLS = f"{NOTEBOOK}.content.model.cells"


@contextlib.contextmanager
def jupyterlab(python: Path, folder: Path):
    """A JupyterLab of the environment of `python` that serves `folder`; gives its
    address."""
    command = [str(python), "-m", "jupyterlab", f"--ServerApp.root_dir={folder}"]
    command += ["--LabApp.expose_app_in_browser=True", "--LabApp.news_url=None"]
    environment = {
        k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")
    }
    with serving(command, folder, folder.parent / "jupyter", environment) as address:
        yield address


class Student:
    """Somebody at the keyboard, with one notebook open."""

    def __init__(self, page, address: str, path: str):
        self.page = page
        open_notebook(page, f"{address}/lab/tree/{path}")
        ready = f"{NOTEBOOK}?.context?.isReady && {NOTEBOOK}.sessionContext.session?.kernel"
        self._until(f"window.jupyterapp?.shell && {ready}")
        self._until_idle()
        # the page gives the open notebook the keys by itself
        self._until("document.activeElement.closest('.jp-Notebook')")

    def _until(self, condition: str) -> None:
        self.page.wait_for_function(f"() => {condition}", timeout=WAIT * 1000, polling=50)

    def _until_idle(self) -> None:
        self._until(f"{NOTEBOOK}.sessionContext.kernelDisplayStatus == 'idle'")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def run(self) -> int:
        """Run the chosen cell with Shift+Enter, which chooses the next one; the place
        of the cell, once it has run."""
        place = self.place()
        is_code = self.page.evaluate(f"place => {CELLS}.get(place).type == 'code'", place)
        before = self.page.evaluate(f"place => {CELLS}.get(place).executionCount", place)
        self.press("Shift+Enter")
        if is_code:
            count = f"{CELLS}.get({place}).executionCount"
            self._until(f"{count} != null && {count} != {before if before else 'null'}")
            self._until_idle()
        last = self.page.evaluate(f"() => {CELLS}.length - 1")
        self._until(f"{NOTEBOOK}.content.activeCellIndex == {min(place + 1, last)}")
        return place

    def run_until(self, place: int) -> None:
        """Run all cells from the chosen one to the one before `place`."""
        while self.place() < place:
            self.run()

    def go_up_to(self, place: int) -> None:
        """Choose the cell at `place`, above the chosen one, by the key k."""
        self.press("Escape", *["k"] * (self.place() - place))
        self._until(f"{NOTEBOOK}.content.activeCellIndex == {place}")

    def write(self, text: str) -> None:
        """Write `text` over what stands in the chosen cell."""
        self.press("Enter")
        self._until("document.activeElement.closest('.cm-content')")
        self.press("Control+A")
        self.page.keyboard.insert_text(text)

    def save(self) -> None:
        self.press("Escape", "Control+s")
        self._until(f"!{NOTEBOOK}.context.model.dirty")

    def place(self) -> int:
        """Where the chosen cell stands."""
        return self.page.evaluate(f"() => {NOTEBOOK}.content.activeCellIndex")

    def cells(self) -> list[dict]:
        """The cells as the page holds them now, outputs included."""
        return self.page.evaluate(f"() => {NOTEBOOK}.content.model.toJSON().cells")
