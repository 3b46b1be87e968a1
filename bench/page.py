"""`python -m bench.page SITE [SITE ...]`: what a first visit to the page with nothing to
install costs, for each site in turn, in one run.

Counted at the server are the answers and their bytes, as the files lie in the folder
and as a host with gzip sends them: what the page's own worker answers from its pack does
not come here. The processor's time is that of the whole browser. Where a site is given
twice, the spread of that figure can be seen.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from playwright.sync_api import BrowserContext, sync_playwright

from tests.axe import CHROMIUM, QUIET
from tests.browser.driving import Notebook
from tests.browser.serving import OFFLINE, Address, served

FIGURE_1, FIRST_CHECK = ".unrolled", "check(clip)"
NO_REST = """
const say = ServiceWorker.prototype.postMessage;
ServiceWorker.prototype.postMessage = function (what, ...more) {
  if (what !== "fetch the rest") say.call(this, what, ...more);
};"""
Say = Callable[[str], float]


def measure(site: Path, end: bool = False, names: bool = False) -> None:
    """Print what a first visit to `site` costs, with an empty browser of its own, from
    the click on: up to the first cell, Figure 1, the first check, and with `end` all
    cells; with `names` also what was asked for."""
    with (
        tempfile.TemporaryDirectory() as folder,
        served(site.parent, gzip=True) as where,
        sync_playwright() as driver,
        driver.chromium.launch_persistent_context(
            folder, executable_path=CHROMIUM, args=[*QUIET, OFFLINE]
        ) as context,
    ):
        context.set_default_timeout(300_000)
        begun, spent = time.monotonic(), processor_seconds(folder)

        def say(what: str) -> float:
            processor = processor_seconds(folder) - spent
            print(
                f"  {what:22} {where.sent.raw / 1e6:5.1f} MB raw, "
                f"{where.sent.sent / 1e6:5.1f} sent, {len(where.sent.asked):3} requests, "
                f"{time.monotonic() - begun:5.1f} s, {processor:5.1f} s of processor time",
                flush=True,
            )
            return processor

        visit(context, where, site.name, say, end)
        if names:
            print(*(f"    {size:9,} {name}" for name, size in where.sent.asked), sep="\n")


def visit(context: BrowserContext, where: Address, site: str, say: Say, end: bool) -> None:
    """Open the notebook as a visitor does, run its cells in order, and say how far.

    What the page fetches half a minute later, for a visit without a network, is held
    back: how much of it comes before the last cell follows from the machine.
    """
    context.add_init_script(NO_REST)
    page = context.new_page()
    page.goto(f"{where}/{site}/index.html")
    page.get_by_role("link", name="Open the notebook").click()
    notebook = Notebook(page, str(where)).wait_until_open()
    say("the notebook is open")
    code = [i for i, cell in enumerate(notebook.cells()) if cell["cell_type"] == "code"]
    first, figure = code[0], notebook.place(FIGURE_1)
    check = notebook.place(FIRST_CHECK)
    spent = {}
    for place in code[: code.index(check) + 1]:
        notebook.run(place)
        if place == first:
            spent["first cell"] = say("the first cell has run")
        if place == figure:
            say("Figure 1 is there")
    assert "clip: 0 of" in str(notebook.cells())
    spent["first check"] = say("the first check")
    ratio = spent["first check"] / spent["first cell"]
    print(f"  processor to the first check / of the first cell alone: {ratio:.2f}")
    if end:
        for place in code[code.index(check) + 1 :]:
            notebook.run(place)
        page.get_by_role("img", name="Certificate").last.wait_for()
        say("all cells have run")


def processor_seconds(folder: str) -> float:
    """Seconds of processor time of the browser whose folder this is and its children."""
    for process in psutil.process_iter(["cmdline"]):
        command = process.info["cmdline"] or ()
        main = not any(part.startswith("--type=") for part in command)
        if main and f"--user-data-dir={folder}" in command:
            times = [each.cpu_times() for each in (process, *process.children(recursive=True))]
            return sum(each.user + each.system for each in times)
    raise RuntimeError("the browser is gone")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sites", type=Path, nargs="+")
    parser.add_argument("--end", action="store_true", help="run all cells of the notebook")
    parser.add_argument("--names", action="store_true", help="list what was asked for")
    chosen = parser.parse_args()
    for site in chosen.sites:
        print(site)
        measure(site.resolve(), chosen.end, chosen.names)


if __name__ == "__main__":
    main()
