"""The settings of a clean room: variables of the environment, as make passes them on,
or words NAME=value."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from tools.clean_room import rooms

USER, UID = "teacher", 1000
PATHS = {
    "root": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "user": "/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games",  # as /etc/profile of Debian has it
}
CHOICES = {
    "AS": ("root", "user"),
    "WITHOUT": ("", "bubblewrap", "userns"),
    "COLUMN": ("make", "pip", "uv"),
    "UMASK": ("022", "002", "027", "077"),
    "HOME_": ("yes", "no"),
    "CACHE": ("yes", "no"),
    "KEEP": ("no", "yes"),
    "SHARED": ("no", "yes"),
    "OFFLINE_AGAIN": ("no", "yes"),
}
FREE = {
    "SUITE": "trixie",
    "WHERE": "",
    "WORKFLOW": "",
    "LANG_": "C.UTF-8",
    "RUN": "",
    "ENV": "",
    "ENTER": "",
}


class Wrong(ValueError):
    """A setting that can't be; the message says what can."""


@dataclass(frozen=True)
class Settings:
    """What this room is to be like; the names are those of the variables, in small
    letters."""

    suite: str
    as_: str
    without: str
    column: str
    umask: str
    home_: str
    cache: str
    keep: str
    shared: str
    offline_again: str
    where: str
    lang_: str
    run: str
    env: str
    workflow: str
    enter: str

    @property
    def user(self) -> str:
        return USER if self.as_ == "user" else "root"

    @property
    def home(self) -> str:
        return f"/home/{USER}" if self.as_ == "user" else "/root"

    def environment(self, user: str) -> dict[str, str]:
        """What a fresh login of this user has, and what fetching needs."""
        made = {
            "HOME": "/root" if user == "root" else f"/home/{USER}",
            "LANG": self.lang_,
            "LOGNAME": user,
            "PATH": PATHS["root" if user == "root" else "user"],
            "SHELL": "/bin/bash",
            "TERM": "dumb",
            "USER": user,
            **rooms.passed_on(),
        }
        if self.cache == "yes":
            made |= {
                "PIP_CACHE_DIR": "/var/cache/clean-room/pip",
                "UV_CACHE_DIR": "/var/cache/clean-room/uv",
            }
            made |= {"UV_LINK_MODE": "copy"}  # the cache is another file system there
        if user == self.user:
            if self.workflow:
                made["CI"] = "true"
            made |= dict(word.split("=", 1) for word in shlex.split(self.env))
            if self.home_ == "no":
                del made["HOME"]
        return made


def settings(words: list[str], environment: dict[str, str]) -> Settings:
    """The settings of the command line and the environment, checked."""
    given = {name: environment[name] for name in (*CHOICES, *FREE) if environment.get(name)}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or name not in {*CHOICES, *FREE}:
            raise Wrong(f"{word!r} is not a setting; there are: {', '.join((*CHOICES, *FREE))}")
        given[name] = value
    values = {name: allowed[0] for name, allowed in CHOICES.items()} | FREE | given
    for name, allowed in CHOICES.items():
        if values[name] not in allowed:
            raise Wrong(
                f"{name}={values[name]} can't be; there are: {', '.join(filter(None, allowed))}"
            )
    if values["WITHOUT"] == "bubblewrap" and values["AS"] == "root":
        raise Wrong(
            "WITHOUT=bubblewrap goes with AS=user only: root's `make demo` would install it"
        )
    if not all("=" in word for word in shlex.split(values["ENV"])):
        raise Wrong(f"ENV={values['ENV']} can't be; it takes NAME=value, separated by spaces")
    if values["WORKFLOW"] and values["RUN"]:
        raise Wrong("RUN and WORKFLOW both say what runs: give one of them")
    if not re.fullmatch(r"[a-z]+", values["SUITE"]):
        raise Wrong(
            f"SUITE={values['SUITE']} can't be; it is the name of a Debian, such as trixie"
        )
    if values["WHERE"].startswith("/") or ".." in Path(values["WHERE"]).parts:
        raise Wrong("WHERE is a folder below the user's home")
    return Settings(
        **{("as_" if name == "AS" else name.lower()): value for name, value in values.items()}
    )
