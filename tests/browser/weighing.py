"""`python -m tests.browser.weighing SITE [SITE ...]`: what a first visit costs up to the
first `check`, for each site in turn, in one run.

Counted are the bytes that the host sends, as they lie in the folder and as a host with
gzip sends them, and the processor time of the whole browser. Where a site is given
twice, the spread of the second figure can be seen.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import psutil
from playwright.sync_api import sync_playwright

from tests.axe import CHROMIUM, QUIET
from tests.browser.driving import BEGIN, Notebook
from tests.browser.serving import OFFLINE, served

FIRST_EXERCISE = (*BEGIN, "def clip(", "check(clip)")


def weigh(site: Path) -> None:
    """Print the weight of a first visit to `site`, with an empty browser of its own, from
    the click on."""
    with (
        tempfile.TemporaryDirectory() as folder,
        served(site.parent, gzip=True) as where,
        sync_playwright() as driver,
        driver.chromium.launch_persistent_context(
            folder, executable_path=CHROMIUM, args=[*QUIET, OFFLINE]
        ) as context,
    ):
        context.set_default_timeout(300_000)
        page = context.pages[0]
        begun, spent = time.monotonic(), processor_seconds(folder)

        def say(what: str) -> None:
            print(
                f"  {what:22} {where.sent.raw / 1e6:5.1f} MB raw, "
                f"{where.sent.sent / 1e6:5.1f} sent, {where.sent.answers:3} answers, "
                f"{time.monotonic() - begun:5.1f} s, "
                f"{processor_seconds(folder) - spent:5.1f} s of processor time"
            )

        page.goto(f"{where}/{site.name}/index.html")
        page.get_by_role("link", name="Open the notebook").click()
        notebook = Notebook(page, where).wait_until_open()
        say("the notebook is open")
        notebook.run(notebook.place(FIRST_EXERCISE[0]))
        say("the first cell has run")
        for part in FIRST_EXERCISE[1:]:
            notebook.run(notebook.place(part))
        assert "clip: 0 of" in str(notebook.cells())
        say("the first check")


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
    for site in parser.parse_args().sites:
        print(site)
        weigh(site.resolve())


if __name__ == "__main__":
    main()
