"""axe in Chromium, for every page that people read: what it finds, as sentences that
say where.

axe-core comes with `axe-playwright-python`, pinned in pyproject.toml; Chromium is the
system's own.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Collection

import pytest

CHROMIUM = (
    shutil.which("chromium")
    or shutil.which("google-chrome")
    or shutil.which("chromium-browser")  # on Ubuntu a script that asks for a snap
)
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SCHEMES = ("light", "dark")

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="there is no Chromium: `make system` installs it"
)


@contextlib.contextmanager
def chromium():
    """A running Chromium: playwright's `Browser`."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not there: `make setup` installs it"
    )
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


def violations(page, known: Collection[str] = (), within: str | None = None) -> list[str]:
    """All that axe's rules find on the open `page` (or `within` a selector of it), a
    line for each element.

    `known` names rules that are not looked at, because what breaks them belongs to
    somebody else. A page that axe found nothing to look at on is an error, not a pass.
    """
    from axe_playwright_python.sync_playwright import Axe

    found = (
        Axe()
        .run(page, context=within, options={"resultTypes": ["violations", "passes"]})
        .response
    )
    if not found["passes"]:
        raise AssertionError(f"axe looked at nothing on {page.url}")
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: {' '.join(map(str, node['target']))}: {node['html'][:200]}"
        for rule in found["violations"]
        if rule["id"] not in known
        for node in rule["nodes"]
    ]
