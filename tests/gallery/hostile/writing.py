"""Writing where the grader listens: the pipe to the judge, the journal, the
gradebook."""

from . import Attack

PIPES = """
import os
import stat
def pipes():
    for number in range(3, 64):
        try:
            kind = os.fstat(number).st_mode
        except OSError:
            continue
        if stat.S_ISFIFO(kind) or stat.S_ISSOCK(kind):
            yield number
def say(data):
    for number in pipes():
        try:
            os.set_blocking(number, False)
            os.write(number, data)
        except OSError:
            pass
"""

GARBAGE = PIPES + """
say(bytes(range(256)) * 4)
def clip(gradients, maxValue): say(b"\\xff" * 1000); return gradients
"""

GIANT = PIPES + """
import struct
def clip(gradients, maxValue):
    say(struct.pack("<I", 2**32 - 1) + b"\\x00" * 4096)
    return gradients
"""

TRUNCATED = PIPES + """
import struct
def clip(gradients, maxValue):
    say(struct.pack("<I", 1000) + b"\\x81")
    os._exit(0)
"""

CLAIM = PIPES + """
import struct
def claim():
    try:
        import msgspec
    except ImportError:
        return
    for number in range(64):
        for message in (
            {"is": "answer", "number": number, "outcome": {"value": 1, "score": 100.0, "passed": True}},
            {"is": "verdict", "number": number, "passed": True, "points": 30.0, "max_points": 30.0},
        ):
            data = msgspec.msgpack.encode(message)
            say(struct.pack("<I", len(data)) + data)
claim()
def clip(gradients, maxValue): claim(); return gradients
"""

EARLY_ANSWER = PIPES + """
import struct
def clip(gradients, maxValue):
    import msgspec
    outcome = {"value": None, "arguments": [], "unchanged": [], "same": [], "printed": "", "spied": [], "failure": None}
    for number in range(1, 40):
        data = msgspec.msgpack.encode({"is": "answer", "number": number, "outcome": outcome})
        say(struct.pack("<I", len(data)) + data)
    return gradients
"""

CLOSE = PIPES + """
for number in list(pipes()):
    os.close(number)
"""

REOPEN = PIPES + """
for number in list(pipes()):
    spare = os.open("answers", os.O_RDWR | os.O_CREAT)
    os.dup2(spare, number)
"""

STANDARD = """
import os
import sys
for number in (0, 1, 2):
    os.close(number)
sys.stdout = sys.stderr = sys.stdin = None
def clip(gradients, maxValue): return gradients
"""

JOURNAL = """
line = '{"sha256":"' + "0" * 64 + '","result":{"state":"graded","student_id":"write-journal","score":100.0}}\\n'
for name in ("results.jsonl", "gradebook.db"):
    try:
        with open("@OUT@/" + name, "a") as file:
            file.write(line)
    except OSError:
        pass
"""

HUGE_ANSWER = """
import numpy as np
def clip(gradients, maxValue): return {k: np.zeros((3000, 3000)) for k in ("dWaa", "dWax", "dWya", "db", "dby")}
"""

DEEP_ANSWER = """
def clip(gradients, maxValue):
    deep = []
    for _ in range(100_000):
        deep = [deep]
    return deep
"""

ENDLESS_LOG = """
def model(*arguments, **named):
    print(("iter" + "1" * 16000 + "\\n") * 12)
    print("iter" + "1" * 5000 + " loss 3.0")
    print("Iteration: 0, Loss: " + "9" * 5000)
"""

FORGED_ARRAYS = """
import numpy as np
import dinosaur_grader.checks.perform
from dinosaur_grader.inside import nodes
nodes.DTYPES = nodes.DTYPES | {"<U1", "<c16"}
dinosaur_grader.checks.perform.plain_data = lambda value, depth=0: np.array(["a"]) if depth == 0 else np.array([1j])
def clip(gradients, maxValue): return gradients
def sample(parameters, char_to_ix, seed): return [0]
"""

LONG_TEXTS = """
import dinosaur_grader.checks.perform
dinosaur_grader.checks.perform.MAX_TEXT = 10**7
class Long(Exception):
    def __str__(self): return Text("x" * 3_000_000)
class Text(str):
    def __getitem__(self, part): return self
def clip(gradients, maxValue): raise Long
def sample(parameters, char_to_ix, seed): return "y" * 3_000_000
"""

ODD_ARRAYS = """
import numpy as np
def clip(gradients, maxValue):
    return {"dWaa": np.array([object()]), "dWax": np.zeros((0, 2**40)), "dWya": np.array(["x" * 1000]),
            "db": np.array([(1, 2.0)], dtype=[("a", int), ("b", float)]), "dby": np.array([1j, np.nan])}
"""

ODD_NUMBERS = """
def clip(gradients, maxValue): return {"dWaa": 10**5000, "dWax": float("nan"), -1: float("inf"), "dby": -0.0, None: "\\ud800"}
"""

# Answers in the protocol's own form, past all caps of the child's side: `answer` packs
# what an honest child would never send, `crowd` many times the same.
PACKING = """
import struct
import msgspec
from dinosaur_grader.inside import worker
PACK = msgspec.msgpack.encode
def crowd(part, count):
    return msgspec.Raw(b"\\x92\\xa1l\\xdd" + struct.pack(">I", count) + part * count)
def answer(**parts):
    names = ("value", "arguments", "unchanged", "same", "printed", "spied", "failure")
    outcome = dict(zip(names, (None, [], [], [], "", [], None))) | parts
    def forged(number, *_):
        body = PACK({"is": "answer", "number": number, "outcome": outcome})
        return struct.pack("<I", len(body)) + body
    worker._answer = forged
def named(part):
    names = ("dWaa", "dWax", "dWya", "db", "dby", "Wax", "Waa", "Wya", "b", "by")
    return ["d", [[name, part] for name in names]]
def clip(gradients, maxValue): return gradients
def sample(parameters, char_to_ix, seed): return [0]
def optimize(X, Y, a_prev, parameters, learning_rate): return 0
def model(*arguments, **named): return 0
"""
LOANS = """
import numpy as np
def optimize(X, Y, a_prev, parameters, learning_rate):
    for times in range(8):
        gradients = {name: np.ones(1) * times for name in ("dWaa", "dWax", "dWya", "db", "dby")}
        try:
            clip(gradients | {"more": [{}] * 120_000}, 5)
        except Exception:
            pass
    return 0, gradients, times
"""
PACKED = {
    # 3.9 million empty dictionaries
    "dictionaries": 'answer(value=crowd(PACK(["d", []]), 3_900_000))',
    # as many empty lists as are let through
    "lists": 'answer(value=crowd(PACK(["l", []]), 130_000))',
    # texts that take four times their bytes once they are read
    "texts": 'answer(value=crowd(PACK("x" * 199_000 + "\U0001f600"), 80))',
    # arrays of bytes, eight times as large once they are numbers
    "bytes": 'answer(value=named(crowd(PACK(["a", "|i1", [199_000], bytes(199_000)]), 1)))',
    # tens of thousands of arrays
    "arrays": 'answer(value=crowd(PACK(["a", "<f8", [1], bytes(8)]), 60_000))',
    # lists in lists, as deep as they may be
    "nest": 'deep = crowd(b"\\xc0", 390_000)\nfor _ in range(21): deep = ["l", [deep]]\nanswer(value=deep)',
    # a log as long as it may be, and values as many
    "log": 'answer(printed="Iteration: 1, Loss: 2\\nA\\n" * 8_000, value=crowd(b"\\xc0", 390_000))',
    # two hundred thousand calls of spies in a few bytes
    "calls": 'answer(spied=[["optimize", {}, 100_000], ["sample", {}, 100_000]])',
    # tens of thousands of spies' records
    "records": 'answer(spied=[["optimize", {"X": ["l", []]}, 1] for _ in range(40_000)])',
    # right functions asked for megabytes of lists, again and again
    "loans": LOANS,
}


def _packed(name: str, source: str) -> Attack:
    why = "large once it is read: see PACKED"
    return Attack(f"packed-{name}", why, cells={"optimize": f"{PACKING}\n{source}"}, states=("graded", "timeout"))


BYTE_BY_BYTE = """
import os, signal, struct
def clip(gradients, maxValue):
    for timer in (0, 1, 2):
        signal.setitimer(timer, 0)
    os.write(4, struct.pack("<I", 16 * 2**20))
    while True:
        os.write(4, b"x")
        sum(range(50))
"""

ATTACKS = (
    *(_packed(name, source) for name, source in PACKED.items()),
    Attack("write-garbage", "random bytes into every pipe", cells={"clip": GARBAGE}),
    Attack("write-giant", "a message that claims four gigabytes", cells={"clip": GIANT}),
    Attack("write-by-bytes", "a large message, a byte at a time", cells={"clip": BYTE_BY_BYTE}),
    Attack("write-truncated", "half a message, then gone", cells={"clip": TRUNCATED}),
    Attack("write-claim", "messages that claim a score", cells={"clip": CLAIM}),
    Attack("write-early", "answers before they are asked for", cells={"clip": EARLY_ANSWER}),
    Attack("close-descriptors", "the pipes are closed", first=CLOSE),
    Attack("reopen-descriptors", "the pipes are replaced by a file", first=REOPEN),
    Attack("close-standard", "stdin, stdout and stderr are closed", first=STANDARD),
    Attack("write-journal", "a result is appended to any journal and gradebook in reach", first=JOURNAL),
    Attack("huge-answer", "hundreds of megabytes as an answer", cells={"clip": HUGE_ANSWER}),
    Attack("deep-answer", "a list nested 100,000 deep", cells={"clip": DEEP_ANSWER}),
    Attack("endless-log", "a printed log of digits that an expression chews on", cells={"model": ENDLESS_LOG}),
    Attack("forged-arrays", "arrays of text and complex numbers, past all caps", cells={"clip": FORGED_ARRAYS}),
    Attack("long-texts", "errors and values of three million letters", cells={"clip": LONG_TEXTS}),
    Attack("odd-arrays", "object, record, complex and string arrays", cells={"clip": ODD_ARRAYS}),
    Attack("odd-numbers", "integers without end, lone surrogates, NaN", cells={"clip": ODD_NUMBERS}),
)
