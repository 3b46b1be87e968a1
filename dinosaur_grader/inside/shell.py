"""The IPython of a notebook: without history, colours or a voice of its own.

Importing it takes longer than most notebooks run, and most need none of it: `Kernel`
loads this file when a cell asks for it, and in a server that makes many children before
the first one. It runs in the sandbox only.
"""

from __future__ import annotations

import os
from types import ModuleType

from IPython.core.displayhook import DisplayHook
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.profiledir import ProfileDir
from IPython.paths import get_ipython_dir
from traitlets.config import Config

from dinosaur_grader.inside.kernel import MAX_OUTPUT


class Hook(DisplayHook):
    """Keeps the last expression's text in place of printing it."""

    text = source = ""

    def quiet(self) -> bool:
        """Check whether the cell ends in a semicolon. IPython's own looks into the history,
        which is switched off."""
        return bool(self.semicolon_at_end_of_expression(self.source))

    def __call__(self, result: object = None) -> None:
        self.check_for_underscore()
        if result is not None and not self.quiet():
            self.text = str(self.compute_format_data(result)[0].get("text/plain", ""))[
                :MAX_OUTPUT
            ]
            self.update_user_ns(result)
            self.fill_exec_result(result)


class Profile(ProfileDir):
    """A profile's folder without IPython's welcome text: copying a file's mode is refused
    in a child, where this may be made."""

    def check_startup_dir(self, change: object = None) -> None:
        """Do nothing: nothing is run from there."""


class Shell(InteractiveShell):
    """An IPython that has no window system to be hooked into, and no voice of its own
    for errors."""

    def enable_gui(self, gui: object = None) -> None:
        """Do nothing: figures are drawn in memory."""

    def showtraceback(self, *_: object, **__: object) -> None:
        """Do nothing: the error is in the result."""

    showsyntaxerror = showtraceback
    showindentationerror = showtraceback


def make_shell(module: ModuleType) -> InteractiveShell:
    """Make an IPython without history, colours or tracebacks, whose cells run in
    `module`."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    profile = Profile.create_profile_dir(os.path.join(get_ipython_dir(), "profile_default"))
    shell = Shell.instance(
        profile_dir=profile, config=config, displayhook_class=Hook, user_module=module
    )
    assert shell.display_formatter is not None  # it has one from its birth
    shell.display_formatter.active_types = ["text/plain"]
    return shell
