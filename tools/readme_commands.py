"""The command lines of the README and of the page on installing, read from their fenced
blocks and from the code spans of their tables.

Three rules make the pages readable for this parser, and each tells a human reader
something as well: a block ```` ```bash root ```` is typed by root; a table row whose
first cell ends in "(as root)" likewise; and "(ends with 1)" after a command is the exit
code that it ends with when all is well.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

PAGES = ("README.md", "docs/install.md")
BLOCK = re.compile(r"^```(?:bash|console)(?: (?P<label>\w+))?\n(?P<text>.*?)^```$", re.M | re.S)
FENCE = re.compile(r"^```.*?^```$", re.M | re.S)
TABLE = re.compile(r"(?:^\|.*\|[ ]*\n)+", re.M)
SPAN = re.compile(r"(?P<ticks>`+)(?P<text>.+?)(?P=ticks)(?:,? \(ends with (?P<code>\d+)\))?")
OF_COMMANDS = re.compile(r"command|plain pip instead|with \w+")
AS_ROOT = "(as root)"


@dataclass(frozen=True)
class Command:
    """One line as a page has it, who types it, and the exit code that it should end
    with."""

    text: str
    as_root: bool = False
    code: int = 0


@dataclass(frozen=True)
class Block:
    """A fenced block of commands, and the word behind the language: whose shell it
    is."""

    label: str
    lines: tuple[str, ...]


class NotThere(LookupError):
    """The pages have no such command, column or block; the message lists those that they
    have."""


def pages(read: Callable[[str], str]) -> str:
    """Join the texts of the pages, as `read` gives them by their path."""
    return "\n".join(map(read, PAGES))


def blocks(text: str) -> list[Block]:
    return [
        Block(
            found["label"] or "",
            tuple(line for line in found["text"].splitlines() if line.strip()),
        )
        for found in BLOCK.finditer(text)
    ]


def cells(line: str) -> list[str]:
    """A table line's cells; a stroke that belongs to a cell is written `\\|`, as GitHub
    wants it."""
    return [
        cell.strip().replace("\\|", "|")
        for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))
    ]


def tables(text: str) -> list[list[dict[str, str]]]:
    """Every table as its rows; a row gives each column's cell by the heading."""
    found = []
    for table in TABLE.findall(FENCE.sub("", text)):
        heading, _, *rows = table.splitlines()
        found.append([dict(zip(cells(heading), cells(row), strict=False)) for row in rows])
    return found


def spans(cell: str, as_root: bool = False) -> list[Command]:
    """The code spans of a cell, in order: each is a command."""
    return [
        Command(found["text"].strip(), as_root, int(found["code"] or 0))
        for found in SPAN.finditer(cell)
    ]


def prerequisites(text: str) -> list[Command]:
    """What the pages have root type before anything else."""
    lines = [
        Command(line, as_root=True)
        for block in blocks(text)
        if block.label == "root"
        for line in block.lines
    ]
    if not lines:
        raise NotThere("the pages have no block ```bash root with what they take for granted")
    return lines


def clone(text: str) -> list[Command]:
    """The block that clones the repository."""
    for block in blocks(text):
        if not block.label and any(line.startswith("git clone ") for line in block.lines):
            return [Command(line) for line in block.lines]
    raise NotThere("the pages have no ```bash block with a line `git clone`")


def column(text: str, name: str) -> list[Command]:
    """The commands under the heading `with NAME`, from top to bottom."""
    headings = []
    for table in tables(text):
        for heading in table[0] if table else ():
            if heading == f"with {name}":
                return [
                    command
                    for row in table
                    for command in spans(row[heading], is_for_root(row))
                ]
            headings += [heading[5:]] if heading.startswith("with ") else []
    raise NotThere(f"the pages have no column 'with {name}'; they have: {', '.join(headings)}")


def is_for_root(row: dict[str, str]) -> bool:
    return next(iter(row.values())).endswith(AS_ROOT)


def known(text: str) -> dict[str, Command]:
    """Every command that the pages have, by its text."""
    found = [
        Command(line, block.label == "root") for block in blocks(text) for line in block.lines
    ]
    for table in tables(text):
        for row in table:
            for heading, cell in row.items():
                found += spans(cell, is_for_root(row)) if OF_COMMANDS.fullmatch(heading) else []
    listed: dict[str, Command] = {}
    for command in found:
        listed.setdefault(command.text, command)
    return listed


def chosen(text: str, wanted: str) -> list[Command]:
    """The commands of `wanted`, which are separated by semicolons; each must be one
    that the pages have."""
    every = known(text)
    names = [name.strip() for name in wanted.split(";") if name.strip()]
    if missing := [name for name in names if name not in every]:
        raise NotThere(
            f"the pages have no command {missing[0]!r}. They have:\n  " + "\n  ".join(every)
        )
    return [every[name] for name in names]
