"""`python -P -m tools.pictures [--to FOLDER]`: the README's two pictures, each in light
and dark.

`lesson-*.png` shows two cells of the solved notebook: the first names, and how a student's
own network learns to invent them. `feedback-*.png` shows the page of a student of the
sample class who is half-way. Both are what a browser shows, and only cropped; fonts are
the machine's.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from dinosaur_grader.assignments.assignment import load
from dinosaur_grader.home import KIT
from rubrics.dinosaur_island import demo_class
from tests.axe import CHROMIUM, QUIET, SCHEMES

ASSIGNMENT = "dinosaur_island"
WHERE = KIT / "docs" / "pictures"
FIRST_NAMES, LEARNING = "inventor.names(", "run.draw("
"""What only the two cells of the picture have in their code."""
STUDENT = "ivo-half-done"
WIDTH, SCALE = 720, 1.5  # the code's longest line, and letters that stay sharp
MARGIN = 16
WHOLE_WORDS = "pre { word-break: normal !important }"
"""No name is broken at the end of a line."""
COLOURS = 128  # more are not told apart, and cost three times the bytes


class NoPicture(RuntimeError):
    """A picture can't be made; the message says what is missing."""


def draw(folder: Path) -> list[Path]:
    """Make the four pictures in `folder`. Raises NoPicture."""
    if CHROMIUM is None:
        raise NoPicture("there is no Chromium: `make system` installs it")
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    with tempfile.TemporaryDirectory() as place, _browser(CHROMIUM) as browser:
        feedback = feedback_page(Path(place))
        for scheme in SCHEMES:
            with _opened(browser, scheme, lesson_page(Path(place), scheme)) as page:
                # the caption's cell goes on with what comes next in the lesson
                last = page.locator("p", has_text="Figure").last
                made.append(_shoot(page, folder / f"lesson-{scheme}.png", last))
            with _opened(browser, scheme, feedback) as page:
                last = page.locator("pre").first
                made.append(_shoot(page, folder / f"feedback-{scheme}.png", last))
    return made


def lesson_page(place: Path, scheme: str) -> Path:
    """Export two cells of the solved notebook, the second one with its caption, as
    HTML."""
    solved = nbformat.read(
        KIT / "solutions" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", nbformat.NO_CONVERT
    )
    solved.cells = two_cells(solved.cells)
    exporter = HTMLExporter(
        template_name="lab",
        theme=scheme,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    path = place / f"lesson-{scheme}.html"
    path.write_text(exporter.from_notebook_node(solved)[0], encoding="utf-8")
    return path


def two_cells(cells: list) -> list:
    """Take the cell of the first names, and that of the learning with the sentence above
    it and the caption below it. Raises NoPicture."""
    places = [
        number
        for part in (FIRST_NAMES, LEARNING)
        for number, cell in enumerate(cells)
        if cell.cell_type == "code" and part in cell.source
    ]
    if len(places) != 2:
        raise NoPicture(f"{FIRST_NAMES!r} and {LEARNING!r} have to stand in one cell each")
    first, second = places
    return [cells[first], *cells[second - 1 : second + 2]]


def feedback_page(place: Path) -> Path:
    """Grade the student's notebook and return the page. Raises NoPicture."""
    work = load(ASSIGNMENT)
    demo_class.write(place, work)
    command = [sys.executable, "-P", "-m", "dinosaur_grader", "one", "--practice"]
    command += [
        "--student",
        STUDENT,
        "--out",
        str(place / "out"),
        str(place / STUDENT / work.name),
    ]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True)
    if done.returncode:
        raise NoPicture(f"{STUDENT} could not be graded: {done.stderr.strip()}")
    return next((place / "out").rglob("*.html"))


@contextmanager
def _browser(program: str) -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


@contextmanager
def _opened(browser: Browser, scheme: str, path: Path) -> Iterator[Page]:
    page = browser.new_page(
        viewport={"width": WIDTH, "height": WIDTH},
        color_scheme=scheme,
        device_scale_factor=SCALE,
    )
    page.route("http*://**", lambda route: route.abort())  # MathJax, for no formula
    page.goto(path.as_uri())
    page.add_style_tag(content=WHOLE_WORDS)
    yield page
    page.close()


def _shoot(page: Page, path: Path, last: Locator) -> Path:
    """Crop the page below its element `last`, and keep few colours."""
    box = last.bounding_box()
    height = box["y"] + box["height"] + MARGIN
    clip = {"x": 0, "y": 0, "width": WIDTH, "height": height}
    page.screenshot(path=path, full_page=True, clip=clip, animations="disabled")
    Image.open(path).convert("RGB").quantize(COLOURS).save(path, optimize=True)
    return path


def main(words: list[str]) -> int:
    """Make the pictures and say where they are; 2 where that can't be."""
    parser = argparse.ArgumentParser(prog="python -P -m tools.pictures", description=__doc__)
    parser.add_argument("--to", type=Path, default=WHERE, help="their folder")
    try:
        for path in draw(parser.parse_args(words).to):
            print(f"{path.stat().st_size / 1000:6.1f} kB  {path}")
    except NoPicture as error:
        print(f"pictures: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
