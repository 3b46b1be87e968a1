"""The same term through the desk's page, in Chromium: what a lecturer can click is clicked,
and the rest is typed."""

from __future__ import annotations

import contextlib
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

from dinosaur_grader.desk.browser import commands
from dinosaur_grader.desk.browser.verb_runs import VerbRuns
from dinosaur_grader.exit_codes import ExitCode
from tests import axe
from tests.dinosaur_grader.desk.term.seen import Said
from tests.dinosaur_grader.desk.term.story import Term

LONGEST = 180_000
"""Milliseconds that a command may take."""
MARK = """() => {
  document.querySelector("main").id = "before";
  for (const old of document.querySelectorAll("[role=alert]")) old.remove();
}"""
ENDED = "#live:not([hx-trigger]) > p[role=status]"
"""What a run's page shows when it has ended."""


class TermByPage(Term):
    """A term whose evenings, lists of people, reports and answers are given by the page."""

    def play(self) -> None:
        with contextlib.ExitStack() as self.open:
            self.chromium = self.open.enter_context(axe.chromium())
            self.page, self._kit_of_desk = None, None
            super().play()

    def verb(self, name: str, *words: str) -> Said:
        """Give a command by the page, where the page has it."""
        by_page = BY_PAGE.get(words[0])
        if by_page is None or (words[0] == "people" and words[1] != "import"):
            return super().verb(name, *words)
        self._desk()
        started = time.monotonic()
        if refused := by_page(self, words):  # no command was given
            self.said[name] = Said(ExitCode.NOTHING_WRITTEN, "", f"Error: {refused}")
            return self.said[name]
        last = VerbRuns(self.home, self.out).last()
        said = Said(
            last.code if last.code is not None else -1,
            "",
            last.said,
            time.monotonic() - started,
        )
        self.said[name] = said
        return said

    def uploads(self) -> list[str]:
        """The folders for upload that there are, each as the page names it."""
        return sorted(f"upload/{path.name}" for path in self.home.glob("upload/*"))

    def _desk(self) -> None:
        """Open the page, of the kit that is in force now, where it is not open."""
        if self._kit_of_desk == self.kit:
            return
        self._kit_of_desk = self.kit
        address = self.open.enter_context(_served(self))
        self.page = self.chromium.new_context().new_page()
        self.page.set_default_timeout(LONGEST)
        self.page.goto(address)
        self.page.get_by_role("button", name="Add", exact=True).wait_for()

    def _visit(self, screen: str) -> None:
        self._swapped(
            self.page.get_by_role("navigation")
            .get_by_role("link", name=screen, exact=True)
            .click
        )

    def _swapped(self, act: Callable[[], None]) -> None:
        """Do what brings another screen or a refusal, and wait for that."""
        self.page.evaluate(MARK)
        act()
        self.page.locator("main:not(#before), #before [role=alert]").first.wait_for()

    def _press(self, label: str | re.Pattern[str]) -> None:
        """Press a button of a verb, and wait until that has ended."""
        self._swapped(self.page.get_by_role("button", name=label).first.click)
        self.page.locator(ENDED).wait_for()

    def _add(self, *names: str) -> str:
        """Add files; returns why one was refused, if so."""
        self._visit("Course")
        self.page.set_input_files("#files", [self.home / name for name in names])
        self._swapped(self.page.get_by_role("button", name="Add", exact=True).click)
        alert = self.page.get_by_role("alert")
        return alert.inner_text() if alert.count() else ""

    def _agree(self, words: tuple[str, ...], label: str) -> None:
        button = self.page.get_by_role("button", name=label)
        if "--yes" in words and button.count():
            self._press(label)

    def _evening_by_page(self, words: tuple[str, ...]) -> str:
        zipped, book = words[1], words[words.index("--canvas") + 1]
        if refused := self._add(zipped, book):
            return refused
        for choice, name in (("zip", zipped), ("grades", book)):
            choice = self.page.locator(f"select[name={choice}]")
            if choice.input_value() != f"downloads/{name}":
                self._swapped(lambda c=choice, n=name: c.select_option(f"downloads/{n}"))
        self._press("Grade the class")
        if "--changes" in words:  # the page shows all of it, some rows a time
            to = self.home / words[words.index("--changes") + 1]
            shutil.copyfile(self.home / commands.CHANGES, to)
        self._agree(words, "Create the files for upload")
        return ""

    def _people_by_page(self, words: tuple[str, ...]) -> str:
        if refused := self._add(words[2]):
            return refused
        self._visit("People")
        self._press(f"Compare the register with {words[2]}")
        self._agree(words, "Change the register")
        return ""

    def _grade_by_page(self, words: tuple[str, ...]) -> None:
        self._visit("Course")
        self.page.get_by_text("More", exact=True).click()
        self._press("Grade what was collected before")
        if "--accept-changes" in words:
            self._press("Let the marks change")

    def _report_by_page(self, words: tuple[str, ...]) -> None:
        self._visit("Report")
        again = self.page.get_by_text("Write it again", exact=True)
        if again.count():
            again.click()
        self._press("Write the report")

    def _answer_by_page(self, words: tuple[str, ...]) -> None:
        given = dict(zip(words[2::2], words[3::2], strict=False))
        self._visit("Requests")
        self.page.get_by_label("The code that the student sent").fill(words[1])
        self._swapped(self.page.get_by_role("button", name="Find it").click)
        self.page.get_by_label("New points").first.check()
        self.page.get_by_role("textbox", name="New points").fill(given["--points"])
        self.page.get_by_label("Why, as the student will read it").fill(given["--why"])
        self._press(re.compile("^Answer$"))


BY_PAGE: dict[str, Callable[[TermByPage, tuple[str, ...]], str | None]] = {
    "evening": TermByPage._evening_by_page,
    "people": TermByPage._people_by_page,
    "grade": TermByPage._grade_by_page,
    "report": TermByPage._report_by_page,
    "answer": TermByPage._answer_by_page,
}
"""How each verb is given by the page."""


@contextlib.contextmanager
def _served(term: TermByPage) -> Iterator[str]:
    """Start the desk on the course; gives its address."""
    words = (sys.executable, "-P", "-m", "dinosaur_grader", "desk", "--no-browser")
    words += ("--isolation", term.isolation)
    desk = subprocess.Popen(words, **term._how(), stderr=subprocess.PIPE)
    try:
        yield re.search(r"http://\S+", desk.stderr.readline())[0]
    finally:
        desk.send_signal(signal.SIGINT)
        desk.wait(30)
