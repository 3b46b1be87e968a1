"""The messages between the grader and a child in the sandbox: typed structs as msgpack,
a length before each.

Nothing here is ever unpickled or evaluated. Whatever bytes come, decoding gives a
struct of the expected type or raises `DecodeError`; the memory it takes is at most a
fixed multiple of the bytes, and these are capped by the reader.
"""

from __future__ import annotations

import functools
import struct
from typing import Annotated, Any, TypeVar

import msgspec

from dinosaur_grader.checks.calls import MAX_STEPS, Call, Lent, Spy
from dinosaur_grader.checks.failures import MAX_BASES, MAX_ERRNO
from dinosaur_grader.inside import nodes
from dinosaur_grader.inside.nodes import DecodeError, Name, Node, Text, from_node, to_node

__all__ = ["HEADER", "Answered", "Ask", "CellReport", "DecodeError", "Ready", "RunCell"]

HEADER = struct.Struct("<I")
"""Length of the message that follows, in bytes."""


Reason = Annotated[str, msgspec.Meta(max_length=2_000)]
"""What an error says, or the line where it came up."""
Errno = Annotated[int, msgspec.Meta(ge=0, lt=MAX_ERRNO)]
"""The number of the system's error, or 0."""


class CallForm(msgspec.Struct, frozen=True):
    """A `Call` on the wire. `values` are its arguments, by place and by name, and its
    stand-ins: of a `Spy` the fields, of what is `Lent` none."""

    function: str
    values: Node
    files: dict[str, str]
    draws: bool = False
    steps: tuple[str, ...] = ()
    times: int = 1


class FailureForm(msgspec.Struct, frozen=True):
    """A `Failure` on the wire."""

    kind: Name
    type: Name
    message: Reason
    line: Reason
    errno: Errno = 0
    bases: Annotated[tuple[Name, ...], msgspec.Meta(max_length=MAX_BASES)] = ()
    below: bool = False


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
    figure: Node = None
    failed: Annotated[list[tuple[int, FailureForm]], msgspec.Meta(max_length=MAX_STEPS)] = []


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
    """Put one question: a `CallForm`, packed once for all submissions. The functions in
    `kept` are those that were kept at the test cell of this id; a function that the call
    lends and that is among them is the notebook's own."""

    number: int
    call: msgspec.Raw
    seconds: float
    kept: dict[str, str] = {}


class LentCall(msgspec.Struct, tag_field="is", tag="lent_call", frozen=True):
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
    lent_call: LentCall
    seconds: float


Step = Name | int
Links = Annotated[
    list[tuple[Annotated[list[Step], msgspec.Meta(max_length=64)], list[Step]]],
    msgspec.Meta(max_length=100_000),
]


class LentResult(msgspec.Struct, tag_field="is", tag="lent_result", frozen=True):
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
    """What came of a question: an `OutcomeForm`, which is decoded where it is not known
    yet."""

    number: int
    outcome: msgspec.Raw


class Ended(msgspec.Struct, frozen=True):
    """From the server, as JSON: how a child ended. Its wait status, seconds of processor
    time, and whether nothing of it is left: no file in its folder, no large gap in what
    the kernel counts."""

    child: int
    status: int
    cpu: float
    clean: bool


Request = RunCell | Ask | Compute | LentResult
# a `LentResult` goes both ways: a reference child answers with one
Reply = Ready | CellReport | Answered | LentCall | LentResult
_ENCODER = msgspec.msgpack.Encoder()
_REQUESTS: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(Request)
_REPLIES: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)
_CALLS = msgspec.msgpack.Decoder(CallForm)
_OUTCOMES = msgspec.msgpack.Decoder(OutcomeForm)
_Message = TypeVar("_Message")


def encode(message: Request | Reply) -> bytes:
    """Encode the message as a frame: its length and its bytes."""
    body = _ENCODER.encode(message)
    return HEADER.pack(len(body)) + body


def decode_request(body: bytes) -> Request:
    """Decode a request from its bytes without the length; raises DecodeError."""
    return _decode(_REQUESTS, body)


def decode_reply(body: bytes) -> Reply:
    """Decode an answer from its bytes without the length; raises DecodeError."""
    return _decode(_REPLIES, body)


def _decode(decoder: msgspec.msgpack.Decoder[_Message], body: bytes | msgspec.Raw) -> _Message:
    # an object takes up to 30 times its bytes
    if nodes.has_more_than(nodes.MAX_NODES, body):
        raise DecodeError("too many values")
    try:
        return decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeError, RecursionError, OverflowError) as error:
        raise DecodeError(str(error)[:300]) from error


@functools.lru_cache(maxsize=512)
def call_form(call: Call) -> msgspec.Raw:
    """Pack a `Call` for an `Ask`; raises TypeError where it holds what is not plain data."""
    stand_ins = {name: vars(what) for name, what in call.stand_ins.items()}
    values = to_node((call.positional, call.keywords, stand_ins))
    drawn, steps = call.draws, call.steps
    form = CallForm(call.function, values, call.files, drawn, steps, call.times)
    return msgspec.Raw(_ENCODER.encode(form))


def answered(number: int, form: OutcomeForm) -> Answered:
    """Pack an `OutcomeForm` as the answer to a question."""
    return Answered(number, msgspec.Raw(_ENCODER.encode(form)))


def decode_outcome(packed: bytes | msgspec.Raw) -> OutcomeForm:
    """Decode what `answered` packed; raises DecodeError."""
    return _decode(_OUTCOMES, packed)


def to_call(packed: msgspec.Raw) -> Call:
    """Build the `Call` that was sent; raises DecodeError."""
    form = _decode(_CALLS, bytes(packed))
    values: Any = from_node(form.values)
    try:
        positional, keywords, given = values
        stand_ins = {
            name: Spy(**what) if "answers" in what else Lent(**what)
            for name, what in given.items()
        }
    except (TypeError, ValueError, AttributeError) as error:
        raise DecodeError(f"no call: {error}") from error
    more = form.draws, form.steps, form.times
    return Call(form.function, positional, keywords, stand_ins, form.files, *more)
