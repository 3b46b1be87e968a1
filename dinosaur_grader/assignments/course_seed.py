"""The secret seed of a course: hidden fixtures are drawn from it, so reading this
repository prepares nobody for them."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path

import msgspec

from dinosaur_grader.exit_codes import Refused

BYTES, MOST = 32, 10_000
PRACTICE_SEED = hashlib.sha256(b"dinosaur island: the published practice seed").digest()
_HEADER = (
    "# The secret seed of a course. Keep it from students and out of version control; "
    "keep it as long as the marks.\n"
)


class SeedError(Refused, ValueError):
    """The seed file cannot be used; the message says why and what to do."""


class Seed(msgspec.Struct, frozen=True):
    """A seed and whether it is the published practice seed, whose fixtures anyone can
    compute."""

    value: bytes
    practice: bool = False

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits that name the seed without telling it; recorded with the
        marks."""
        return hashlib.sha256(b"dinosaur-island fingerprint\0" + self.value).hexdigest()[:16]


def create(path: Path) -> Seed:
    """Draw a new seed and write it to `path`, readable by its owner only. Raises
    `SeedError` where a file exists."""
    value = secrets.token_bytes(BYTES)
    try:
        # never over an older one: the marks that were made with it could not be made again
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise SeedError(
            f"cannot make the seed file {path}: {error.strerror}. Choose another with --seed FILE."
        ) from error
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(_HEADER + value.hex() + "\n")
        file.flush()
        # on the disk before anything is graded with it
        os.fsync(file.fileno())
    return Seed(value)


def load(path: Path) -> Seed:
    """Read the seed in `path`. Raises `SeedError` where it is absent, readable by
    others, or not 64 hex digits."""
    try:
        with path.open(encoding="ascii") as file:
            text = file.read(MOST)  # /dev/zero has no end
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise SeedError(f"there is no seed file {path}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SeedError(f"cannot read the seed file {path}: {error}") from error
    # whoever has the seed draws the hidden questions at home
    if mode & 0o077:
        raise SeedError(
            f"others can read the seed file {path}: run `chmod 600 {path}`, and draw a new seed if students could."
        )
    value = "".join(line.strip() for line in text.splitlines() if not line.startswith("#"))
    if not re.fullmatch(f"[0-9a-f]{{{2 * BYTES}}}", value):
        raise SeedError(
            f"{path} is not a seed file: it should hold {2 * BYTES} hex digits on a line."
        )
    return Seed(bytes.fromhex(value))


def load_or_create(path: Path) -> tuple[Seed, bool]:
    """Read the seed in `path`, drawn now if there is none yet; the second value says
    whether it is new."""
    if path.exists():
        return load(path), False
    return create(path), True
