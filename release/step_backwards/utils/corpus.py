"""Where the names come from: the kit's own list, the classic file, or a file of your
own.

    data = load_names()                    # the kit's own list (or the file that
    DINOSAUR_ISLAND_NAMES points to) data = load_names("classic")           # the file
    of the classic text, fetched once and checked data = load_names("my/names.txt")
    # any text file with one name a line

All give one lower-case `str` without a newline at the end, and say which corpus it is.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

__all__ = ["classic", "data_file", "load_names", "which_corpus"]

VARIABLE = "DINOSAUR_ISLAND_NAMES"
KIT_SHA256 = "697a61130fe7e2b779385f26c6a81b1c9f42c4b200bf9dd023b402b6ec2e938c"
CLASSIC_SHA256 = "ad6465621cf56c08f71d4fbb40cf7eab763f9df42c54cc460d6c4d86e9c927fb"
# Of the same text in lower case:
CLASSIC_LOWER_SHA256 = "8f559199fe891d4c1708c9a9b2992298b95e1e961b5664163eabdf5c56ca63e1"
# Each held exactly the classic bytes; they are tried in this order.
ADDRESSES = (
    "https://raw.githubusercontent.com/HuangJiaLian/Learn_RNN/29d6e6c23da713a804a1b98bd9f3c473138c5489/dinos.txt",
    "https://raw.githubusercontent.com/brunoklein99/deep-learning-notes/8dcae416c46dc2c24f590399cb5b3137914b24f5/dinos.txt",
    "https://raw.githubusercontent.com/amrit123456789/RNN/b49f041a5b9466e015769a53cb412b7fe4ae680c/dinos.txt",
)
TITLES = {
    "kit": "the kit's own list",
    "classic": "the classic file",
    "other": "another list",
}


class CorpusError(RuntimeError):
    """A corpus could not be had; the message says why and what to do."""


def load_names(source: str | Path | None = None, quiet: bool = False) -> str:
    """The names as one lower-case text, one name a line, no newline at the end.

    `source` is a path, the word `"classic"`, or nothing: then it is the file that the
    environment variable DINOSAUR_ISLAND_NAMES points to, or else the kit's own list.
    Says which corpus it is unless `quiet`. Raises CorpusError where the file is not
    there, is empty or is not UTF-8 text.
    """
    source = source or os.environ.get(VARIABLE)
    if source == "classic":
        data = classic()
    else:
        data = read_text(Path(source).expanduser() if source else data_file("dinos.txt"))
    if not quiet:
        names = data.split("\n")
        what = TITLES[which_corpus(data)]
        print(
            f"Corpus: {what}, {len(names):,} names, {len(data):,} characters, {len(set(data))} different ones."
        )
    return data


def which_corpus(data: str) -> str:
    """`"kit"`, `"classic"` or `"other"`: which corpus the lower-case text `data` is."""
    import hashlib  # only where a text is looked at

    digest = hashlib.sha256(data.encode()).hexdigest()
    return {KIT_SHA256: "kit", CLASSIC_LOWER_SHA256: "classic"}.get(digest, "other")


def data_file(name: str) -> Path:
    """The path of one of the kit's own data files.

    It lies in `data/` beside `utils/`, or in the working folder's `data/`. Raises
    CorpusError where it is in neither.
    """
    here = Path(__file__).resolve().parent
    folders = (here.parent / "data", Path.cwd() / "data")
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    places = ", ".join(str(folder) for folder in folders)
    raise CorpusError(
        f"{name} is in none of these folders: {places}. Download the whole folder of the assignment again."
    )


def read_text(path: Path) -> str:
    """The text of the file `path`, lower-cased, with plain newlines and none at the
    end."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"{path} is not UTF-8 text (byte {error.start}). Save it as UTF-8 and try again."
        ) from error
    except OSError as error:
        reason = error.strerror or error
        raise CorpusError(
            f"{path} can't be read: {reason}. Give load_names a path, or unset {VARIABLE}."
        ) from error
    text = text.lower().rstrip("\n")
    if not text:
        raise CorpusError(f"{path} is empty: a corpus needs at least one name.")
    return text


def classic(addresses: Iterable[str] = ADDRESSES, folder: Path | None = None) -> str:
    """The classic file's text, fetched at the first call, kept in the user's cache and
    checked by its sha256.

    `addresses` are tried in turn. Raises CorpusError where pooch is not installed or no
    address gives the right bytes.
    """
    try:
        import pooch
    except ModuleNotFoundError as error:
        message = (
            "The classic file is fetched by pooch, which is not installed: pip install pooch. "
        )
        raise CorpusError(f"{message}Or point {VARIABLE} to a copy of the file.") from error
    folder = folder or pooch.os_cache("dinosaur-island")
    reasons = []
    for address in addresses:
        try:
            return read_text(
                Path(
                    pooch.retrieve(
                        address, CLASSIC_SHA256, fname="dinos-classic.txt", path=folder
                    )
                )
            )
        except (
            OSError,
            ValueError,
        ) as error:  # no network, a refusal, or other bytes than the sha256 promises
            reasons.append(f"  {address}\n    {type(error).__name__}: {str(error)[:160]}")
    raise CorpusError(
        "The classic file could not be fetched. Tried:\n" + "\n".join(reasons) + "\n"
        "Are you offline? load_names() reads the kit's own list; "
        f"a copy of the classic file works too, by its path or by {VARIABLE}."
    )
