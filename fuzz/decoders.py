"""Fuzz the message decoders with atheris, for as long as you like: `python
fuzz/decoders.py -max_total_time=600`.

Not part of CI: atheris is installed by hand (`pip install atheris`). Whatever the
bytes, decoding has to give a struct or raise DecodeError; anything else is a finding,
and atheris writes the bytes to a file named `crash-...`.
"""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[1]))
INSTRUMENTED = [f"dinosaur_grader.inside.{name}" for name in ("nodes", "outcomes", "wire")]
with atheris.instrument_imports(include=INSTRUMENTED):
    from dinosaur_grader.inside import outcomes, wire
    from dinosaur_grader.inside.wire import Answered, Ask, DecodeError

CORPUS = Path(__file__).with_name("corpus")


def one_input(data: bytes) -> None:
    """Decode as both sides do, down to the plain data."""
    try:
        answer = wire.decode_reply(data)
        if isinstance(answer, Answered):
            outcomes.to_outcome(wire.decode_outcome(answer.outcome), (None,) * 3)
    except DecodeError:
        pass
    try:
        request = wire.decode_request(data)
        if isinstance(request, Ask):
            wire.to_call(request.call)
    except DecodeError:
        pass


def seeds() -> None:
    """Write a few right messages for the fuzzer to start from."""
    import numpy as np

    from dinosaur_grader.checks.calls import Call, Failure, Lent, Outcome, Spied, Spy
    from dinosaur_grader.checks.frames import Series
    from dinosaur_grader.checks.values import Drawn, Opaque, Raised

    array = np.arange(6.0).reshape(2, 3)
    value = {
        "a": [array, None, True, 2.5],
        (3, None): (Opaque("x"), "text", np.array([True, 1j])),
        "table": Series(["a"], [np.ones(2)], ["float64"], ["x", None], [[None]]),
        2.5: [{1, (2,)}, frozenset([b"a"]), 2**70, 1j, Drawn((1,), "map")],
        True: [date(2020, 1, 2), datetime(2020, 1, 2, 3), timedelta(1)],
    }
    spy = Spy(("x", "n"), (array,), {"n": 5}, ("x",), {"x.a": 1.0})
    call = Call("f", (value,), {"n": 1}, {"clip": spy, "sample": Lent()}, {"dinos.txt": "rex"})
    steps = Call("Stack", keywords={"a": 1}, draws=True, steps=("s = Stack()", "s.pop()"))
    failure = Failure("exception", "E", "m", "l", 2, ("E", "ValueError"))
    outcome = Outcome(
        value,
        (value,),
        (0,),
        "printed",
        (Spied("clip", {"n": 5}),),
        failure,
        [{"title": "t", "lines": [{"x": array, "y": array, "label": ""}]}],
    )
    walked = Outcome([None, Raised(failure.bases)], failed=((1, failure),))
    CORPUS.mkdir(exist_ok=True)
    for name, message in {
        "ask": wire.Ask(1, wire.call_form(call), 2.0),
        "steps": wire.Ask(2, wire.call_form(steps), 2.0),
        "walked": wire.answered(2, outcomes.outcome_form(walked)),
        "cell": wire.RunCell(1, "x = 1", 2.0),
        "answer": wire.answered(1, outcomes.outcome_form(outcome)),
        "report": wire.CellReport(1, True),
        "ready": wire.Ready(0),
    }.items():
        (CORPUS / name).write_bytes(wire.encode(message)[4:])


if __name__ == "__main__":
    seeds()
    atheris.Setup(
        [sys.argv[0], "-rss_limit_mb=2048", "-max_len=4096", *sys.argv[1:], str(CORPUS)],
        one_input,
    )
    atheris.Fuzz()
