"""The messages between the grader and a child in the sandbox: typed structs as msgpack,
a length before each.

Nothing here is ever unpickled or evaluated. Whatever bytes come, decoding gives a
struct of the expected type or raises `DecodeError`; the memory it takes is at most a
fixed multiple of the bytes, and these are capped by the reader.
"""

from __future__ import annotations

import struct
from typing import Annotated, TypeVar

import msgspec

from dinosaur_grader.checks.calls import (
    MOST_ERRNO,
    Call,
    Lent,
    Spy,
)
from dinosaur_grader.inside import nodes
from dinosaur_grader.inside.nodes import DecodeError, Name, Node, Text, from_node, to_node
from dinosaur_grader.inside.value_count import has_more_than

__all__ = ["HEADER", "Answered", "Ask", "CellReport", "DecodeError", "Ready", "RunCell"]

HEADER = struct.Struct("<I")
"""Length of the message that follows, in bytes."""


Reason = Annotated[str, msgspec.Meta(max_length=2_000)]
"""What an error says, or the line where it came up."""
Errno = Annotated[int, msgspec.Meta(ge=0, lt=MOST_ERRNO)]
"""The number of the system's error, or 0."""


class SpyForm(msgspec.Struct, tag_field="is", tag="spy", frozen=True):
    """A `Spy` on the wire."""

    parameters: list[str]
    answers: list[Node]
    defaults: Node
    record: list[str]
    add: dict[str, float]


class LentForm(msgspec.Struct, tag_field="is", tag="lent", frozen=True):
    """A `Lent` on the wire."""


class CallForm(msgspec.Struct, frozen=True):
    """A `Call` on the wire."""

    function: str
    positional: list[Node]
    keywords: dict[str, Node]
    stand_ins: dict[str, SpyForm | LentForm]
    files: dict[str, str]


class FailureForm(msgspec.Struct, frozen=True):
    """A `Failure` on the wire."""

    kind: Name
    type: Name
    message: Reason
    line: Reason
    errno: Errno = 0


class OutcomeForm(msgspec.Struct, frozen=True):
    """An `Outcome` on the wire. A spy's call that was made several times running is
    there once, with their number; of an argument that is as it was sent, only its place
    is told, in `unchanged`."""

    value: Node
    arguments: list[Node]
    unchanged: list[int]
    same: list[int]
    printed: Text
    spied: list[tuple[Name, dict[Name, Node], int]]
    failure: FailureForm | None


class RunCell(msgspec.Struct, tag_field="is", tag="cell", frozen=True):
    """Run one cell of the notebook; `seconds` of processor time.

    Before it runs, the object under each function's name in `keep` is kept under the
    id of the test cell that was passed there.
    """

    number: int
    source: str
    seconds: float
    keep: dict[str, str] = {}


class Ask(msgspec.Struct, tag_field="is", tag="ask", frozen=True):
    """Put one question. The functions in `kept` are those that were kept at the test
    cell of this id; a function that the call lends and that is among them is the
    notebook's own."""

    number: int
    call: CallForm
    seconds: float
    kept: dict[str, str] = {}


# tagged as an `Ask`, as which a child decodes it
class Encoded(msgspec.Struct, tag_field="is", tag="ask", frozen=True):
    """An `Ask` whose call is encoded already: the same questions go to every
    submission. Only sent, never decoded."""

    number: int
    call: msgspec.Raw
    seconds: float
    kept: dict[str, str] = {}


class Borrow(msgspec.Struct, tag_field="is", tag="borrow", frozen=True):
    """From a child, while it answers the question `number`: what does the right
    function make of these arguments, with NumPy's random state as it is here?"""

    number: int
    function: Name
    positional: list[Node]
    keywords: dict[Name, Node]
    state: Node


class Compute(msgspec.Struct, tag_field="is", tag="compute", frozen=True):
    """The same, put to a child that has the right functions and no student's code."""

    number: int
    borrow: Borrow
    seconds: float


Step = Name | int
Links = Annotated[
    list[tuple[Annotated[list[Step], msgspec.Meta(max_length=64)], list[Step]]],
    msgspec.Meta(max_length=100_000),
]


class Loan(msgspec.Struct, tag_field="is", tag="loan", frozen=True):
    """What a right function made of the arguments: its value, the arguments (the
    keywords' behind the others) as they are afterwards but for those that are
    `unchanged`, what it printed, NumPy's random state. `links` are the paths of parts
    of the value that are parts of the arguments, there and here."""

    number: int
    value: Node
    arguments: list[Node]
    unchanged: list[int]
    links: Links
    printed: Text
    state: Node
    failure: FailureForm | None


class Ready(msgspec.Struct, tag_field="is", tag="ready", frozen=True):
    """The child's first words, before any student's code: empty, or which layer failed
    and how."""

    number: int
    failed: Reason = ""


class CellReport(msgspec.Struct, tag_field="is", tag="report", frozen=True):
    """What came of a cell: `ok`, or the error's type, its message and the student's
    line.

    `output` is the printed text, `result_text` the `text/plain` of the last expression,
    `stderr` whether anything went there, `errno` the number of the system's error that
    the cell met. A budget that ran out shows in `type` as
    `Timeout` or `MemoryError`.
    """

    number: int
    ok: bool
    type: Name = ""
    message: Reason = ""
    line: Reason = ""
    output: Text = ""
    result_text: Text = ""
    stderr: bool = False
    errno: Errno = 0


class Answered(msgspec.Struct, tag_field="is", tag="answer", frozen=True):
    """What came of a question."""

    number: int
    outcome: OutcomeForm


Request = RunCell | Ask | Compute | Loan
# a `Loan` goes both ways: a reference child answers with one
Reply = Ready | CellReport | Answered | Borrow | Loan
_ENCODER = msgspec.msgpack.Encoder()
_REQUESTS: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(Request)
_REPLIES: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)
_Message = TypeVar("_Message")


def encode(message: Request | Encoded | Reply) -> bytes:
    """Encode the message as a frame: its length and its bytes."""
    body = _ENCODER.encode(message)
    return HEADER.pack(len(body)) + body


def decode_request(body: bytes) -> Request:
    """Decode a request from its bytes without the length; raises DecodeError."""
    return _decode(_REQUESTS, body)


def decode_reply(body: bytes) -> Reply:
    """Decode an answer from its bytes without the length; raises DecodeError."""
    return _decode(_REPLIES, body)


def _decode(decoder: msgspec.msgpack.Decoder[_Message], body: bytes) -> _Message:
    if has_more_than(nodes.MAX_NODES, body):  # an object takes up to 30 times its bytes
        raise DecodeError("too many values")
    try:
        return decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeError, RecursionError, OverflowError) as error:
        raise DecodeError(str(error)[:300]) from error


def call_form(call: Call) -> CallForm:
    """Write a `Call` as it is sent; raises TypeError where it holds what is not plain
    data."""
    return CallForm(
        function=call.function,
        positional=[to_node(value) for value in call.positional],
        keywords={name: to_node(value) for name, value in call.keywords.items()},
        stand_ins={name: _stand_in_form(what) for name, what in call.stand_ins.items()},
        files=dict(call.files),
    )


_encoded: dict[int, tuple[Call, msgspec.Raw]] = {}
_MOST_ENCODED = 512


def encoded(call: Call) -> msgspec.Raw:
    """Return a call's bytes, as `Encoded` has them; kept by the call's identity, which
    stays its own while it is held here.

    Raises as `call_form` does.
    """
    _, known = _encoded.get(id(call), (None, None))
    if known is None:
        if len(_encoded) >= _MOST_ENCODED:
            _encoded.clear()
        known = msgspec.Raw(_ENCODER.encode(call_form(call)))
        _encoded[id(call)] = (call, known)
    return known


def _stand_in_form(what: Spy | Lent) -> SpyForm | LentForm:
    if isinstance(what, Lent):
        return LentForm()
    answers = [to_node(answer) for answer in what.answers]
    return SpyForm(
        list(what.parameters),
        answers,
        to_node(dict(what.defaults)),
        list(what.record),
        dict(what.add),
    )


def to_call(form: CallForm) -> Call:
    """Build the `Call` that was sent; raises DecodeError."""
    return Call(
        function=form.function,
        positional=tuple(from_node(node) for node in form.positional),
        keywords={name: from_node(node) for name, node in form.keywords.items()},
        stand_ins={name: _to_stand_in(what) for name, what in form.stand_ins.items()},
        files=dict(form.files),
    )


def _to_stand_in(form: SpyForm | LentForm) -> Spy | Lent:
    if isinstance(form, LentForm):
        return Lent()
    defaults = from_node(form.defaults)
    if not isinstance(defaults, dict):
        raise DecodeError("a spy's defaults are a dictionary")
    answers = tuple(from_node(node) for node in form.answers)
    return Spy(tuple(form.parameters), answers, defaults, tuple(form.record), dict(form.add))
