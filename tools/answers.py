"""The wrong answers that beginners wrote, as readers of the lesson alone: all in one file,
an answer a line.

    python -P -m tools.answers list
    python -P -m tools.answers show NAME
    python -P -m tools.answers unpack SET FOLDER
    python -P -m tools.answers pack FOLDER

NAME is a set, a function, a label, or some of them as `wayfarers/clip/sign_lost`. To change
an answer, unpack its set, edit the files, and pack the folder again: each folder in it is
then a set of the archive, in the place of the one of its name.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parents[1]
ARCHIVE = ROOT / "tests" / "rubrics" / "beginners.jsonl.xz"
FIRST = "first"
"""The set whose files lie in the folder itself, in no folder of their own."""
IN_ARCHIVE = {"name": "label", "mistake": "why", "code": "text"}


class Unreadable(Exception):
    """Answers that can't be read; the message says which, why, and what to do."""


class Answer(msgspec.Struct, frozen=True, omit_defaults=True, rename=IN_ARCHIVE):
    """A wrong answer: its code, what the student did, how it ends (`exception`,
    `values`, `hangs`, `syntax`), its judge, what a good assistant would say, and the set
    that it was collected in.

    `names` is a pattern that only a hint of the cause matches, `misleads` one of advice
    that sends this student astray.
    """

    function: str
    name: str
    mistake: str
    ends: str
    names: str
    misleads: str
    code: str
    assistant: str = ""
    set: str = ""

    @property
    def path(self) -> str:
        """The answer's set, function and label."""
        return f"{self.set}/{self.function}/{self.name}"


def read_archive(path: Path | None = None) -> list[Answer]:
    """Read all answers, set after set. Raises Unreadable."""
    path = path or ARCHIVE
    decoder = msgspec.json.Decoder(Answer)
    try:
        answers = decoder.decode_lines(lzma.decompress(path.read_bytes()))
    except (OSError, lzma.LZMAError, EOFError, msgspec.DecodeError, UnicodeError) as error:
        raise Unreadable(
            f"The beginners' answers in {_shown(path)} can't be read ({error}). "
            f"Take the file again from git: `git checkout -- {_shown(path)}`."
        ) from error
    return answers


def read_set(name: str) -> list[Answer]:
    """Read a set of the archive, or a folder that has one as TOML files. Raises
    Unreadable."""
    if Path(name).is_dir():
        return read_folder(Path(name))
    answers = read_archive()
    found = [answer for answer in answers if answer.set == name]
    if not found:
        sets = ", ".join(dict.fromkeys(answer.set for answer in answers))
        raise Unreadable(f"There is no set of answers called {name!r}. There are: {sets}.")
    return found


def read_folder(folder: Path, name: str = FIRST) -> list[Answer]:
    """Read the TOML files of a folder, one a function, as a set of this name. Raises
    Unreadable."""
    answers = []
    for path in sorted(folder.glob("*.toml")):
        try:
            entries = tomllib.loads(path.read_text(encoding="utf-8"))["answer"]
            named = [{"function": path.stem, "set": name} | entry for entry in entries]
            answers += [Answer(**entry) for entry in named]
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise Unreadable(f"{path} is no file of answers: {error}.") from error
    return answers


def pack(folder: Path, path: Path | None = None) -> list[Answer]:
    """Put the sets below a folder into the archive, each in the place of the one of its
    name; gives all answers. The same answers give the same bytes. Raises Unreadable."""
    path, fresh = path or ARCHIVE, read_folder(folder)
    for below in sorted(each for each in folder.glob("*") if each.is_dir()):
        fresh += read_folder(below, below.name)
    if not fresh:
        raise Unreadable(f"There are no answers below {folder}: no FUNCTION.toml.")
    replaced = {answer.set for answer in fresh}
    kept = [
        one for one in (read_archive(path) if path.exists() else []) if one.set not in replaced
    ]
    answers = sorted(kept + fresh, key=lambda one: (one.set != FIRST, one.set, one.function))
    path.write_bytes(lzma.compress(msgspec.json.Encoder().encode_lines(answers)))
    return answers


def unpack(name: str, folder: Path) -> None:
    """Write a set as TOML files, one a function, below a folder. Raises Unreadable."""
    answers = read_set(name)
    for function in dict.fromkeys(answer.function for answer in answers):
        path = folder / name / f"{function}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        entries = [write_entry(answer) for answer in answers if answer.function == function]
        path.write_text("\n".join(entries), encoding="utf-8", newline="\n")


def write_entry(answer: Answer) -> str:
    """Write an answer as an entry of a TOML file."""
    fields = ("name", "mistake", "ends", "assistant", "names", "misleads", "code")
    values = ((name, getattr(answer, name)) for name in fields)
    lines = [
        f"{name} = {_text(value)}\n" for name, value in values if value or name != "assistant"
    ]
    return "[[answer]]\n" + "".join(lines)


def _text(value: str) -> str:
    """Write a text for TOML, without escapes where that can be."""
    plain = value.replace("\n", "").isprintable() and "'''" not in value
    if not plain or value.endswith("'"):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return f"'''\n{value}'''" if "\n" in value else f"'''{value}'''"


def find_answers(name: str, answers: Iterable[Answer]) -> list[Answer]:
    """Find the answers whose path has all parts of a name, in their order."""
    parts = set(name.split("/"))
    return [answer for answer in answers if parts <= set(answer.path.split("/"))]


def list_sets(answers: Iterable[Answer]) -> str:
    """Count the answers of each set, and of each function in it."""
    counts: dict[str, Counter[str]] = {}
    for answer in answers:
        counts.setdefault(answer.set, Counter())[answer.function] += 1
    total = sum(count.total() for count in counts.values())
    rows = [
        f"{name:12}{count.total():6}  "
        + ", ".join(f"{function} {many}" for function, many in count.items())
        for name, count in counts.items()
    ]
    return "\n".join([*rows, f"{len(counts)} sets, {total:,} answers"])


def show(answer: Answer) -> str:
    """Write an answer for a person to read."""
    told = f"\nassistant: {answer.assistant}" if answer.assistant else ""
    judged = f"\nnames: {answer.names}\nmisleads: {answer.misleads}"
    return f"## {answer.path} ({answer.ends})\n{answer.mistake}{told}{judged}\n\n{answer.code}"


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)


def main(arguments: Sequence[str] | None = None) -> int:
    """Give a command; 1 where no answer has the name, 2 where answers can't be read."""
    parser = argparse.ArgumentParser(
        prog="python -P -m tools.answers",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("list", help="counts the answers of each set")
    verbs.add_parser("show", help="prints answers").add_argument("name")
    unpacked = verbs.add_parser("unpack", help="writes a set as TOML files")
    unpacked.add_argument("set")
    unpacked.add_argument("folder", type=Path)
    verbs.add_parser("pack", help="takes sets of TOML files in").add_argument(
        "folder", type=Path
    )
    chosen = parser.parse_args(arguments)
    try:
        return _run(chosen)
    except Unreadable as error:
        print(error, file=sys.stderr)
        return 2


def _run(chosen: argparse.Namespace) -> int:
    if chosen.verb == "unpack":
        unpack(chosen.set, chosen.folder)
    elif chosen.verb == "pack":
        print(list_sets(pack(chosen.folder)))
    elif chosen.verb == "list":
        print(list_sets(read_archive()))
    elif found := find_answers(chosen.name, read_archive()):
        print("\n".join(map(show, found)))
    else:
        print(f"No answer is called {chosen.name!r}; `list` has the sets.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
