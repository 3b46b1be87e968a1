"""Very similar submissions, found by winnowed fingerprints of their code (Schleimer,
Wilkerson and Aiken, 2003).

Code is read as Python's own tokens with names, numbers and texts made alike, so
renaming hides nothing. What the release itself holds, and what very many students
share, is not a sign of anything and is left out. Time grows as the class does.
"""

from __future__ import annotations

import hashlib
import io
import keyword
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import msgspec

GRAM = 14  # tokens in one fingerprint: about two lines
WINDOW = 6
COMMON = (
    20  # fingerprints in more submissions than this are how one writes it, not who wrote it
)
LEAST_SHARED = 8
LEAST_RATIO = 0.6
_SKIP = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}
_ALIKE = {tokenize.NUMBER: "0", tokenize.STRING: "''"}


class Group(msgspec.Struct, frozen=True):
    """Students whose code is alike: `ratio` is the least part that two in it share,
    `lines` what all share."""

    students: tuple[str, ...]
    ratio: float
    lines: tuple[str, ...]


def groups(codes: Mapping[str, str], release: str = "") -> list[Group]:
    """Groups of students whose code shares at least `LEAST_RATIO` of the smaller one's
    fingerprints, largest first."""
    known = {mark for mark, _ in _hashes(release)}
    prints = {
        student: {p: line for p, line in fingerprints(code).items() if p not in known}
        for student, code in codes.items()
    }
    holders: dict[int, list[str]] = defaultdict(list)
    for student in sorted(prints):
        for mark in prints[student]:
            holders[mark].append(student)
    shared: Counter[tuple[str, str]] = Counter()
    for students in holders.values():
        if 2 <= len(students) <= COMMON:
            shared.update((a, b) for i, a in enumerate(students) for b in students[i + 1 :])
    pairs = {}
    for (a, b), count in shared.items():
        ratio = count / min(len(prints[a]), len(prints[b]))
        if count >= LEAST_SHARED and ratio >= LEAST_RATIO:
            pairs[a, b] = ratio
    return _joined(pairs, codes, prints)


def fingerprints(code: str) -> dict[int, int]:
    """Fingerprint to the line where it starts: of each window of hashes the smallest
    one."""
    hashes = _hashes(code)
    return dict(
        min(hashes[i : i + WINDOW]) for i in range(max(1, len(hashes) - WINDOW + 1)) if hashes
    )


def _hashes(code: str) -> list[tuple[int, int]]:
    tokens = list(_tokens(code))
    return [(_hash(tokens[i : i + GRAM]), tokens[i][1]) for i in range(len(tokens) - GRAM + 1)]


def _hash(tokens: Iterable[tuple[str, int]]) -> int:
    text = "\0".join(token for token, _ in tokens)
    return int.from_bytes(
        hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big"
    )


def _tokens(code: str) -> Iterable[tuple[str, int]]:
    """A token's text made alike, and its line. Code that is no Python is read as far as
    it goes."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(code).readline):
            if token.type not in _SKIP:
                name = token.type == tokenize.NAME and not keyword.iskeyword(token.string)
                yield ("name" if name else _ALIKE.get(token.type, token.string)), token.start[0]
    except (tokenize.TokenError, IndentationError, SyntaxError):
        return


def _joined(
    pairs: Mapping[tuple[str, str], float], codes: Mapping[str, str], prints
) -> list[Group]:
    leader = {student: student for pair in pairs for student in pair}

    def find(student: str) -> str:
        while leader[student] != student:
            leader[student] = leader[leader[student]]
            student = leader[student]
        return student

    for a, b in pairs:
        leader[find(b)] = find(a)
    members: dict[str, list[str]] = defaultdict(list)
    for student in sorted(leader):
        members[find(student)].append(student)
    found = []
    for students in members.values():
        ratio = min(r for (a, _), r in pairs.items() if find(a) == find(students[0]))
        found.append(Group(tuple(students), ratio, _shared_lines(students, codes, prints)))
    return sorted(found, key=lambda group: (-len(group.students), -group.ratio, group.students))


def _shared_lines(students: list[str], codes: Mapping[str, str], prints) -> tuple[str, ...]:
    """The first student's lines that begin a part which all of the group have."""
    common = set.intersection(*(set(prints[student]) for student in students))
    lines = codes[students[0]].splitlines()
    numbers = sorted({prints[students[0]][mark] for mark in common})
    return tuple(lines[n - 1].rstrip() for n in numbers if 0 < n <= len(lines))
