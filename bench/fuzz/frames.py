"""Frames as nobody's child sends them: bytes at random, right ones that were changed in
a place or two, and messages in the protocol's own form whose parts lie.

None of the caps of the student's side is in the way: what comes is what the grader
reads from a pipe.
"""

from __future__ import annotations

import random
import struct
import sys
from collections.abc import Callable
from typing import Any

import msgspec

from dinosaur_grader.inside.nodes import DTYPES

WRITTEN = {
    "int": ("0x1" + "0" * 40, "-0x" + "f" * 2_048, "0x" + "f" * 2_050, "1_0", ""),
    "complex": ("(nan+infj)", "1e999j", "(1+2j)", "1+", "١j"),
    "bytes": ("00ff", "0", "f" * 200_000),
    "date": ("2020-02-30", "0001-01-01", "2020-W01-1"),
    "datetime": ("2020-01-01T00:00:00+23:59:59.9", "9999-12-31T24:00", "2020-01-01"),
    "timedelta": ("1 2 3", "999999999 0 0", "9" * 400 + " 0 0", "-1 -1 -1", "1"),
    "os.system": ("true",),
}
CLASHING = tuple(i * sys.hash_info.modulus for i in range(20_000))
"""Whole numbers of one hash: many in one set would take minutes."""
NUMBERS = (
    *(0, -1, 1, 2**31, 2**63 - 1, -(2**63), 2**64 - 1, True, False),
    *(0.0, -0.0, 1.5, 5e-324, 1.7e308, -1.7e308, float("nan"), float("inf"), float("-inf")),
)
TEXTS = (
    *(
        "",
        "a",
        "nan",
        "1" * 5_000,
        "x" * 200_000,
        "y" * 200_001,
        "\x00",
        "é" * 999,
        "\U0001f600",
    ),
    *("iter" + "1" * 400 + " loss 1", "Iteration: 1, Loss: 2.5\nRex\n" * 3_000, "\n" * 200_000),
    *("iter 1 loss 1e999\n", "iter 1 loss nan\nRex", "Wax", "dWaa", "dWax", "clip", "optimize"),
)
BROKEN_TEXTS = (b"\xa1\xff", b"\xa3\xed\xa0\x80", b"\xa2\xc0\x80", b"\xdb\xff\xff\xff\xff")
ODD_DTYPES = (
    "|O8",
    "<U1",
    "<c32",
    "|V8",
    "<M8",
    "<f16",
    "f8",
    ">f8",
    "",
    "<U99999999",
    "|b1\x00",
)
SIDES = (0, 1, 2, 3, 5, 27, 100, -1, 2**31 - 1, 2**31, 2**62, 2**63 - 1)
CLAIMS = (b"\xdd\xff\xff\xff\xff", b"\xdf\xff\xff\xff\xff", b"\xc6\xff\xff\xff\xff")
KINDS = ("answer", "report", "lent_call", "lent_result", "ready", "ask", "verdict", "")
FIELDS = {
    "answer": ("outcome",),
    "report": ("ok", "type", "message", "line", "output", "result_text", "stderr", "errno"),
    "lent_call": ("function", "positional", "keywords", "state"),
    "lent_result": ("value", "arguments", "unchanged", "links", "printed", "state", "failure"),
}
OUTCOME = (
    *("value", "arguments", "unchanged", "same", "printed", "spied", "failure"),
    *("figure", "failed"),
)
SEEN = ("value", "figure", "printed", "failed")
RAISED = ("ValueError", "IndexError", "Exception", "KeyError", "", "Liar")


class Frames:
    """Draws one frame after the other from `seed`; the same seed draws the same."""

    def __init__(self, seed: int):
        self.draw = random.Random(seed)
        self.drawn: dict[str, int] = {}

    def frame(self, number: int, right: bytes, is_cell: bool = False) -> bytes:
        """The body of a frame in the place of `right`, the one that a right answer to
        the request `number`, a cell or a question, would be."""
        ways = (self.garbage, self.cut, self.flipped, self.replaced, self.replaced, self.lying)
        way = self.draw.choice(
            (*ways, self.lying, self.crowded, *(self.nudged,) * 4, self.kept)
        )
        if is_cell and self.draw.random() < 0.98:
            way = self.kept  # else few children come as far as a question
        self.drawn[way.__name__] = self.drawn.get(way.__name__, 0) + 1
        return way(number, right)

    def kept(self, number: int, right: bytes) -> bytes:
        """The right one."""
        return right

    def garbage(self, number: int, right: bytes) -> bytes:
        """Bytes at random."""
        return self.draw.randbytes(self.draw.choice((0, 1, 5, 300)))

    def cut(self, number: int, right: bytes) -> bytes:
        """The right one, cut off, or with a piece of it twice."""
        at, to = sorted(self.draw.randrange(len(right) + 1) for _ in range(2))
        return self.draw.choice((right[:at], right[:to] + right[at:], right[:at] + right[to:]))

    def flipped(self, number: int, right: bytes) -> bytes:
        """The right one with a few other bytes."""
        body = bytearray(right)
        for _ in range(self.draw.choice((1, 1, 2, 8))):
            body[self.draw.randrange(len(body))] = self.draw.randrange(256)
        return bytes(body)

    def replaced(self, number: int, right: bytes) -> bytes:
        """The right one with another value in one of its places."""
        tree = msgspec.msgpack.decode(right)
        for _ in range(self.draw.choice((1, 1, 3))):
            self._change_in(tree, lambda _: self.node())
        return _packed(tree)

    def nudged(self, number: int, right: bytes) -> bytes:
        """The right one that is slightly off in a place: another number close by, other
        letters, items in another order, twice or missing."""
        tree = msgspec.msgpack.decode(right)
        seen = tree.get("outcome", {})
        parts = {name: seen[name] for name in SEEN if seen.get(name)} or seen or tree
        self._change_in(parts, self._nudge)
        seen.update(parts)
        return _packed(tree)

    def _nudge(self, part: Any) -> Any:
        if isinstance(part, bool):
            return not part
        if isinstance(part, int | float):
            return part + self.draw.choice((1, -1, 1e-3, part * 1e-9, 0.0))
        if isinstance(part, str | bytes):
            odd = "x" if isinstance(part, str) else b"x"
            return self.draw.choice((part + odd, part[1:], part.swapcase()))
        if isinstance(part, list) and part:
            some = self.draw.choices(part, k=self.draw.randrange(len(part) + 2))
            return self.draw.choice((some, part[::-1], part[1:], [*part, part[0]]))
        return 0 if part is None else part

    def _change_in(self, tree: Any, change: Callable[[Any], Any]) -> None:
        while isinstance(tree, dict | list) and tree:
            keys = list(tree) if isinstance(tree, dict) else range(len(tree))
            key = self.draw.choice(keys)
            if not isinstance(tree[key], dict | list) or self.draw.random() < 0.2:
                tree[key] = change(tree[key])
                return
            tree = tree[key]

    def lying(self, number: int, right: bytes) -> bytes:
        """A message in the protocol's form, of any kind, with any parts."""
        kind = self.draw.choice(KINDS + ("answer",) * 8)
        message = {"is": kind, "number": number if self.draw.random() < 0.9 else self.scalar()}
        for name in FIELDS.get(kind, ()):
            message[name] = self._part(name)
        return _packed(message)

    def _part(self, name: str) -> Any:
        plain = {
            "outcome": lambda: {each: self._part(each) for each in OUTCOME},
            "arguments": lambda: [self.node() for _ in range(self.draw.randrange(6))],
            "positional": lambda: [self.node() for _ in range(self.draw.randrange(6))],
            "keywords": lambda: {self._name(): self.node()},
            "unchanged": lambda: [
                self.draw.choice((0, 1, 2, 4)) for _ in range(self.draw.randrange(3))
            ],
            "same": lambda: [self.draw.randrange(3)] * self.draw.randrange(3),
            "spied": lambda: [self._spied() for _ in range(self.draw.randrange(4))],
            "failure": lambda: self.draw.choice((None, None, self._failure())),
            "failed": lambda: [
                [self.draw.choice((0, 1, 3, -1, 2**40)), self._failure()]
                for _ in range(self.draw.choice((0, 0, 0, 1, 3, 101)))
            ],
            "figure": lambda: self.draw.choice((None, self.node())),
            "printed": self.text,
            "function": self._name,
            "value": self.node,
        }
        return plain.get(name, self.scalar)() if self.draw.random() < 0.97 else self.node()

    def _spied(self) -> list:
        arguments = {self._name(): self.node() for _ in range(self.draw.randrange(3))}
        return [self._name(), arguments, self.draw.choice((1, 1, 2, 0, 200_000, 2**63 - 1))]

    def _failure(self) -> dict:
        kinds = ("exception", "timeout", "memory", "missing", "skipped", "violation", "")
        said = {name: self.draw.choice(TEXTS)[:2_001] for name in ("type", "message", "line")}
        return {
            "kind": self.draw.choice(kinds),
            **said,
            "errno": self.draw.choice((0, 1, 4096)),
            "bases": self.draw.choices(RAISED, k=self.draw.choice((0, 1, 3, 33))),
        }

    def _name(self) -> str:
        return self.draw.choice(
            ("clip", "sample", "optimize", "X", "Y", "seed", "a_prev", "x" * 201)
        )

    def crowded(self, number: int, right: bytes) -> bytes:
        """An answer with very many parts, up to the cap of a frame."""
        parts = (b"\xc0", b"\x92\xa1d\x90", b"\x92\xa1l\x90", b"\xa3\xe4\xb8\xad", _packed(1.5))
        part = self.draw.choice((*parts, _packed(self._array()), _packed("z" * 2_000)))
        count = min(
            self.draw.choice((3_000, 60_000, 190_000, 4_000_000)), 2**24 // (len(part) + 1)
        )
        crowd = (
            b"\x92\xa1" + self.draw.choice((b"l", b"t")) + b"\xdd" + struct.pack(">I", count)
        )
        value = msgspec.Raw(crowd + part * count)
        if self.draw.random() < 0.5:
            value = ["d", [[name, value] for name in ("dWaa", "Wax")[: self.draw.randrange(3)]]]
        outcome = {each: self._part(each) for each in OUTCOME} | {
            "failure": None,
            "value": value,
        }
        body = _packed({"is": "answer", "number": number, "outcome": outcome})
        return body if len(body) <= 2**24 else right

    def node(self, depth: int = 0) -> Any:
        """Any value in the protocol's form, or almost."""
        inner = (self._list, self._list, self._dict, self._table) if depth < 5 else ()
        kind = self.draw.choice(
            (self.scalar, self.scalar, self._array, self._array, self._odd, self._typed, *inner)
        )
        return kind() if kind not in inner else kind(depth)

    def scalar(self) -> Any:
        """A number, a text, nothing."""
        return self.draw.choice(
            (None, self.draw.choice(NUMBERS), self.draw.random(), self.text())
        )

    def text(self) -> Any:
        """A text, seldom one that is none."""
        kind = self.draw.random()
        if kind < 0.05:
            return msgspec.Raw(self.draw.choice(BROKEN_TEXTS))
        return self.draw.choice(TEXTS) if kind < 0.3 else self.draw.choice(TEXTS)[:50]

    def _odd(self, *_) -> Any:
        deep: Any = None
        for _ in range(self.draw.choice((1, 23, 40, 900))):
            deep = [self.draw.choice("ltdsfg"), [deep]]
        odd = (
            ["o", "function"],
            ["o", 5],
            ["z", []],
            ["a"],
            ["l"],
            [],
            {},
            deep,
            b"bytes",
            ["l", None],
        )
        claims = tuple(msgspec.Raw(claim) for claim in CLAIMS)
        return self.draw.choice(
            (*odd, *claims, msgspec.msgpack.Ext(5, b"x"), ["d", [[1.5, 2]]])
        )

    def _list(self, depth: int) -> list:
        kind, chance = self.draw.choice("lltsfg"), self.draw.random()
        if chance < 0.02:
            some = self.draw.choice((400, 20_000))
            items = [["w", "int", hex(number)] for number in CLASHING[:some]]
        elif chance < 0.2:
            items = [self.draw.choice(NUMBERS)] * 300
        else:
            items = [self.node(depth + 1) for _ in range(self.draw.choice((0, 1, 2, 5)))]
        return [kind, items, "generator"] if kind == "g" else [kind, items]

    def _table(self, depth: int) -> list:
        """A table of pandas, or almost: columns, data, dtypes, index and names."""
        wide, long = self.draw.choice((0, 1, 2, 1_001)), self.draw.choice((0, 2, 3))
        cells = self._array() if wide < 3 and self.draw.random() < 0.3 else ["l", [None] * long]
        parts = [
            ["l", [self.scalar() for _ in range(wide)]],
            ["l", [cells] * wide],
            ["l", ["int64"] * wide],
            ["l", list(range(long))],
            ["l", [None, None]],
        ]
        if self.draw.random() < 0.5:
            parts[self.draw.randrange(len(parts))] = self.node(depth + 1)
        kind = self.draw.choice(("DataFrame", "Series", "DataFrame", "Panel"))
        return ["p", kind, parts if self.draw.random() < 0.9 else parts[:-1]]

    def _typed(self, *_) -> list:
        kind = self.draw.choice(sorted(WRITTEN))
        other = kind if self.draw.random() < 0.9 else self.draw.choice(sorted(WRITTEN))
        return ["w", other, self.draw.choice(WRITTEN[kind])]

    def _dict(self, depth: int) -> list:
        keys = (
            "dWaa",
            "dWax",
            "dWya",
            "db",
            "dby",
            "Wax",
            "Waa",
            "Wya",
            "b",
            "by",
            *("lines", "x", "y", "label", "counts", "title", "may"),
            *(-1, True, 2**63 - 1, 2.5),
        )
        return [
            "d",
            [
                [self._key(keys, depth), self.node(depth + 1)]
                for _ in range(self.draw.randrange(7))
            ],
        ]

    def _key(self, keys: tuple, depth: int) -> Any:
        return self.node(depth + 1) if self.draw.random() < 0.1 else self.draw.choice(keys)

    def _array(self, *_) -> list:
        dtype = self.draw.choice(sorted(DTYPES) if self.draw.random() < 0.9 else ODD_DTYPES)
        shape = [self.draw.choice(SIDES[:7]) for _ in range(self.draw.randrange(4))]
        if self.draw.random() < 0.1:
            shape = [self.draw.choice(SIDES) for _ in range(self.draw.choice((1, 2, 20, 70)))]
        size = int(dtype[2:]) if dtype[2:].isdigit() else 8
        for side in shape:
            size *= side
        size += self.draw.choice((0, 0, 0, 0, 0, 0, 0, 0, 1, -1))
        data = self.draw.choice((self.draw.randbytes, bytes))(size if 0 <= size < 2**20 else 8)
        return ["a", dtype, shape, data]


def _packed(tree: Any) -> bytes:
    return msgspec.msgpack.encode(tree)
