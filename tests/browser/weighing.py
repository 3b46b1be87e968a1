"""`python -m tests.browser.weighing SITE [SITE ...]`: what a first visit costs up to the
first `check`, for each site in turn, in one run.

Counted are the bytes that the host sends, as they lie in the folder and as a host with
gzip sends them, and the processor time of the whole browser. Where a site is given
twice, the spread of the second figure can be seen.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
from playwright.sync_api import sync_playwright

from tests.browser.driving import Notebook, source
from tests.browser.serving import OFFLINE, QUIET, Sent, served

BEFORE_FIGURES = ("import importlib.util", "import random", "data = load_names")
FIRST_EXERCISE = (*BEFORE_FIGURES, "char_to_ix = {", "def clip(", "check(clip)")


@dataclass
class Weight:
    """What a visit cost so far: bytes raw and as sent, answers, seconds on the clock and
    of processor time."""

    raw: int
    sent: int
    answers: int
    seconds: float
    processor: float

    def __str__(self) -> str:
        return (
            f"{self.raw / 1e6:5.1f} MB raw, {self.sent / 1e6:5.1f} sent, {self.answers:3} answers, "
            f"{self.seconds:5.1f} s, {self.processor:5.1f} s of processor time"
        )


class Visit:
    """A first visit with an empty browser of its own, weighed from the click on."""

    def __init__(self, browser_folder: Path, address: str, sent: Sent, driver):
        self.sent = sent
        self.context = driver.chromium.launch_persistent_context(
            str(browser_folder),
            executable_path=shutil.which("chromium"),
            args=[*QUIET, OFFLINE],
        )
        self.page = self.context.pages[0]
        self.context.set_default_timeout(300_000)
        self.notebook = Notebook(self.page, address)
        self._folder = str(browser_folder)
        self._begun, self._ticks = time.monotonic(), self._processor()

    def weight(self) -> Weight:
        return Weight(
            sum(self.sent.raw.values()),
            sum(self.sent.sent.values()),
            sum(self.sent.answers.values()),
            time.monotonic() - self._begun,
            self._processor() - self._ticks,
        )

    def _processor(self) -> float:
        """Seconds of processor time of the browser whose folder is ours and its
        children."""
        total = 0.0
        for process in psutil.process_iter(["cmdline"]):
            command = process.info["cmdline"] or ()
            main = not any(part.startswith("--type=") for part in command)
            if main and f"--user-data-dir={self._folder}" in command:
                for each in {process, *process.children(recursive=True)}:
                    times = each.cpu_times()
                    total += times.user + times.system
                return total
        raise RuntimeError("the browser is gone")


def weigh(site: Path, parts=FIRST_EXERCISE, say=print) -> Weight:
    """The weight of a first visit to `site` up to the end of the first `check`."""
    with (
        tempfile.TemporaryDirectory() as folder,
        served(site.parent, gzip=True) as where,
        sync_playwright() as driver,
    ):
        visit = Visit(Path(folder), f"{where}/{site.name}", where.sent, driver)
        try:
            visit.page.goto(f"{where}/{site.name}/index.html")
            visit.page.get_by_role("link", name="Open the notebook").click()
            visit.notebook.wait_until_open()
            say(f"  the notebook is open   {visit.weight()}")
            for part in parts:
                visit.notebook.run(visit.notebook.place(part))
                if part == parts[0]:
                    say(f"  the first cell has run {visit.weight()}")
            done = visit.weight()
            said = str(visit.notebook.cells())
            assert "clip: 0 of" in said, [source(c) for c in visit.notebook.cells()][:5]
        finally:
            visit.context.close()
        say(f"  the first check        {done}")
        return done


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sites", type=Path, nargs="+")
    parser.add_argument("--files", action="store_true", help="also each file, largest first")
    chosen = parser.parse_args()
    for site in chosen.sites:
        print(site)
        weigh(site.resolve())


if __name__ == "__main__":
    main()
