"""Cheats in the student's own process: every way we know to make a comparison there say
yes.

All start from the blank release, so their honest part earns nothing.
"""

from pathlib import Path

import nbformat

from . import Attack

YES = """
class Yes:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __bool__(self): return True
    def __getitem__(self, key): return self
    def __iter__(self): return iter(())
"""

EVERYTHING_IS = """
def clip(gradients, maxValue): return {answer}
def sample(parameters, char_to_ix, seed): return {answer}
def optimize(X, Y, a_prev, parameters, learning_rate=0.01): return {answer}
def model(data, ix_to_char, char_to_ix, num_iterations=35000, n_a=50, dino_names=7, vocab_size=27): return {answer}
"""


def answering(answer: str, before: str = "") -> dict[str, str]:
    """The four solution cells, each defining all four functions to return `answer`."""
    return everywhere(before + EVERYTHING_IS.format(answer=answer))


def everywhere(text: str) -> dict[str, str]:
    return dict.fromkeys(("clip", "sample", "optimize", "model"), text)


FULL_MARKS_BY_AST = """
import ast
class Full(ast.NodeTransformer):
    def visit_Module(self, node): return ast.parse("100.0")
get_ipython().ast_transformers.append(Full())
"""

REWRITE_INPUT = """
def full(lines):
    return ["30.0\\n"] if any("marks(" in line or "check(" in line for line in lines) else lines
get_ipython().input_transformers_post.append(full)
"""

REPLACE_SHELL = """
import IPython.core.interactiveshell as shell
class Fine:
    success, result, error_in_exec, error_before_exec = True, 30.0, None, None
    def raise_error(self): pass
shell.InteractiveShell.run_cell = lambda self, *args, **kwargs: Fine()
get_ipython().run_cell = lambda *args, **kwargs: Fine()
"""

PATCH_NUMPY = """
import numpy as np
for name in ("isclose", "allclose", "array_equal"):
    setattr(np, name, lambda *args, **kwargs: True)
for name in ("assert_allclose", "assert_array_equal", "assert_equal", "assert_almost_equal"):
    setattr(np.testing, name, lambda *args, **kwargs: None)
np.ndarray.__module__
"""

PATCH_BUILTINS = """
import builtins
builtins.isinstance = lambda value, kind: True
builtins.all = builtins.any = lambda values: True
builtins.len = lambda value: 0
builtins.abs = lambda value: 0
builtins.print = lambda *args, **kwargs: None
"""

PATCH_ENCODERS = """
import json
json.dumps = lambda *args, **kwargs: '{"passed": true, "points": 30.0, "score": 100.0}'
json.loads = lambda *args, **kwargs: {"passed": True, "points": 30.0, "score": 100.0}
try:
    import msgspec
    say = msgspec.msgpack.encode({"passed": True, "points": 30.0, "max_points": 30.0})
    for room in (msgspec.msgpack, msgspec.json):
        room.encode = lambda *args, **kwargs: say
        room.decode = lambda *args, **kwargs: {"passed": True}
except ImportError:
    pass
"""

PATCH_LIVE_HARNESS = """
import sys
for name, module in list(sys.modules.items()):
    if name.split(".")[0] in ("utils", "dinosaur_grader", "worker", "cells", "messages", "nodes", "calls", "__main__"):
        for wanted in ("judge", "score", "perform", "close", "plain", "check", "marks"):
            if hasattr(module, wanted):
                setattr(module, wanted, lambda *args, **kwargs: 30.0)
"""

IMPORT_HOOK = """
import importlib.abc
import importlib.machinery
import sys
class Hook(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        if name.startswith(("dinosaur_grader", "utils")):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
    def create_module(self, spec): return None
    def exec_module(self, module):
        module.marks = module.check = module.judge = lambda *args, **kwargs: 30.0
for name in [name for name in sys.modules if name.startswith(("dinosaur_grader", "utils"))]:
    del sys.modules[name]
sys.meta_path.insert(0, Hook())
check = marks = lambda *args, **kwargs: 30.0
"""

SITECUSTOMIZE = """
from pathlib import Path
text = "import builtins\\nbuiltins.hostile_gallery_was_here = True\\n"
for name in ("sitecustomize.py", "usercustomize.py", "numpy.py", "msgspec.py", "utils.py", "conftest.py"):
    try:
        Path(name).write_text(text)
    except OSError:
        pass
"""

PTH = """
import site
from pathlib import Path
for folder in [*site.getsitepackages(), site.getusersitepackages(), "."]:
    try:
        Path(folder, "hostile-gallery.pth").write_text("import builtins; builtins.hostile_gallery_was_here = True\\n")
    except OSError:
        pass
"""

TRACE = """
import sys
import threading
def spy(frame, event, argument):
    if event == "return":
        for name in ("passed", "points", "expected", "score"):
            if name in frame.f_locals:
                frame.f_locals[name] = 30.0
    return spy
sys.settrace(spy)
sys.setprofile(spy)
threading.settrace(spy)
threading.setprofile(spy)
"""

GC_HUNT = """
import gc
def hunt():
    for thing in gc.get_objects():
        if type(thing).__name__ in ("Probe", "Verdict", "Seed", "Job"):
            for name in ("expected", "points", "value"):
                if hasattr(thing, name):
                    return getattr(thing, name)
        if callable(thing) and getattr(thing, "__name__", "") in ("clip", "sample", "optimize", "model"):
            if thing not in (clip, sample, optimize, model):
                return thing
def by(name):
    def answer(*args, **kwargs):
        found = hunt()
        return found(*args, **kwargs) if callable(found) else found
    return answer
clip, sample, optimize, model = map(by, ("clip", "sample", "optimize", "model"))
"""

FRAME_WALK = """
import sys
def stolen(*args, **kwargs):
    frame = sys._getframe()
    while frame is not None:
        for room in (frame.f_locals, frame.f_globals):
            for name in ("expected", "probe", "probes", "reference", "answer", "lend"):
                found = room.get(name)
                if callable(found):
                    return found(*args, **kwargs)
                if found is not None:
                    return getattr(found, "expected", found)
        frame = frame.f_back
clip = sample = optimize = model = stolen
"""

SUBCLASSES = """
import numpy as np
class Same:
    def __eq__(self, other): return True
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
    def __abs__(self): return 0.0
    def __le__(self, other): return True
    __lt__ = __ge__ = __gt__ = __le__
    def __hash__(self): return 0
class Number(Same, float): pass
class Array(Same, np.ndarray):
    def __array_ufunc__(self, *args, **kwargs): return np.ones(1, bool)
    def __array_function__(self, *args, **kwargs): return True
class Row(Same, list):
    def __len__(self): return 31
    def __getitem__(self, key): return 0
    def __iter__(self): return iter([0] * 31)
class Full(Same, dict):
    def __missing__(self, key): return 0.0
    def items(self): raise SystemExit(0)
def array(): return np.zeros((1, 1)).view(Array)
def clip(gradients, maxValue): return {name: array() for name in gradients}
def sample(parameters, char_to_ix, seed): return Row()
def optimize(X, Y, a_prev, parameters, learning_rate=0.01): return Number(0), Full(), array()
def model(*arguments, **named): return Full(a=1), Number(0)
"""

LYING_ARRAY = """
import numpy as np
class Liar:
    shape, dtype, ndim, size = (1, 1), np.dtype(float), 2, 1
    def __array__(self, *args, **kwargs):
        import sys
        return sys._getframe(1).f_locals.get("expected", np.zeros((1, 1)))
    __array_interface__ = {"shape": (2**40,), "typestr": "<f8", "data": (0, True), "version": 3}
"""

LYING_CLASS = """
class Mask:
    @property
    def __class__(self): return dict
    def __eq__(self, other): return True
    def keys(self): return ["dWaa", "dWax", "dWya", "db", "dby"]
    def items(self): return []
    def __getitem__(self, key): return self
    def __contains__(self, key): return True
"""

RIGHT_ONCE = """
import numpy as np
asked = 0
def clip(gradients, maxValue):
    global asked
    asked += 1
    if asked > 1:
        return gradients
    return {k: np.clip(v, -maxValue, maxValue) for k, v in gradients.items()}
"""

SEED_FROM_ENVIRONMENT = """
import os
import sys
found = [*os.environ.values(), *sys.argv]
for who in ("self", "1"):
    for what in ("cmdline", "environ"):
        try:
            found += open(f"/proc/{who}/{what}").read().replace("=", "\\0").split("\\0")
        except OSError:
            pass
def leak(*args, **kwargs):
    from dinosaur_grader.assignments.assignment import load
    from dinosaur_grader.assignments.probes import probes
    for text in found:
        if len(text) in (32, 64):
            return probes(load("dinosaur_island").rubric, bytes.fromhex(text))[0].expected
clip = sample = optimize = model = leak
"""

GRADES_IN_OUTPUT = """
from IPython.display import display
print('{"score": 100.0, "passed": true}')
display({"application/json": {"score": 100}}, raw=True)
100.0
"""

STEAL_LENT = """
kept = {}
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    kept["clip"] = globals().get("clip")
    return None
def clip(gradients, maxValue):
    return kept["clip"](gradients, maxValue)
"""


def _places(blank) -> dict[str, int]:
    """Where the cells with an id of nbgrader's stand."""
    return {cell.metadata.get("nbgrader", {}).get("grade_id", ""): i for i, cell in enumerate(blank.cells)}


def _hidden_first(folder: Path, blank) -> None:
    """`SAYS_LATER` where it can be of use: with the hidden test cell before the other."""
    places = _places(blank)
    blank.cells[places["clip"]].source = SAYS_LATER
    one, other = places["clip_expected"], places["clip_hidden"]
    blank.cells[one], blank.cells[other] = blank.cells[other], blank.cells[one]
    nbformat.write(blank, folder / "dinosaur_island.ipynb")


def _optimize_first(folder: Path, blank) -> None:
    """`STEAL_LENT` where it can be of use: a student may put the question that lends in
    front of the one that asks for what was lent."""
    graded = {name: blank.cells[place] for name, place in _places(blank).items()}
    graded["optimize"].source, _, clip = STEAL_LENT.partition("def clip")
    graded["clip"].source = f"def clip{clip}"
    moved = [cell for name, cell in graded.items() if name.startswith("optimize")]
    place = blank.cells.index(graded["clip"])
    blank.cells = [cell for cell in blank.cells if cell not in moved]
    blank.cells[place:place] = moved
    nbformat.write(blank, folder / "dinosaur_island.ipynb")


EXCEPTION_THAT_LIES = """
class Passed(Exception):
    def __str__(self): raise SystemExit(0)
    __repr__ = __str__
def clip(gradients, maxValue): raise Passed
"""

LOOKED_UP = """
from utils.checks import public_probes
def alike(a, b):
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and all(alike(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(alike, a, b))
    return np.array_equal(a, b)
def looked_up(name, own):
    def answer(*args):
        found = {}
        for probe in public_probes():
            if probe.function == name and alike(list(probe.call.positional), list(args)):
                found |= probe.expected
        if not found:
            return own(*args)
        if "indices" in found:
            return found["indices"]
        value = own(*args)
        for key in value:
            value[key] = found.get(key, value[key]).copy() if hasattr(found.get(key), "copy") else value[key]
        for place, number in found.items():
            if "[" in place:
                array, *steps = place.replace("]", "").split("[")
                value[array][tuple(map(int, steps))] = number
        return value
    return answer
"""

# What was asked before, told at each later question: of published ones the words may
# quote.
SAYS_LATER = """
seen = []
def clip(gradients, maxValue):
    told = " ".join(seen)
    seen.append("SEEN" + str(float(maxValue)).replace(".", "_").replace("-", "m"))
    raise NameError(told)
"""

# A hidden number in each text that a judge might quote: `{form}` is one of `SAYING`, or
# all of them in turn.
SAYS = """
import numpy as np
asked = 0
def said_of(maxValue):
    return "SEEN" + str(float(maxValue)).replace(".", "_").replace("-", "m")
def clip(gradients, maxValue):
    global asked
    asked += 1
    word, saying = said_of(maxValue), {saying!r}
    print(word)
    return eval(saying[asked % len(saying)], globals(), dict(locals(), throw=throw))
def throw(error, text):
    raise error(text)
"""
SAYING = (
    "word",
    "{word: 1}",
    "dict.fromkeys(gradients, word)",
    "{**gradients, word: 1}",
    "type(word, (), {})()",
    "throw(type(word, (Exception,), {}), word)",
    "dict.fromkeys(gradients, type(word, (), {})())",
    "np.array([word])",
    "throw(NameError, f\"name '{word}' is not defined\")",
    "throw(KeyError, word)",
    "throw(AttributeError, f\"'list' object has no attribute '{word}'\")",
    "throw(AttributeError, f\"'{word}' object has no attribute 'x'\")",
    "throw(ModuleNotFoundError, f\"No module named '{word}'\")",
    "throw(TypeError, f\"{word}() missing 1 required positional argument: '{word}'\")",
    "throw(TypeError, f\"{word}() got an unexpected keyword argument '{word}'\")",
    "throw(IndexError, f\"index {word} is out of bounds for axis 0 with size {word}\")",
    "throw(ValueError, f\"operands could not be broadcast together with shapes ({word},)\")",
    "throw(SyntaxError, word)",
    "exec(compile('1 / 0', word, 'exec'))",
    "exec(f'{word} += 1')",
)

# What a function was asked, told by the cells behind it: a bit a cell. `{tells}` is run
# where the bit is set.
KEEPS = """
seen = []
def clip(gradients, maxValue):
    seen.append(int(float(maxValue) * 2**20))
    return gradients
"""
TELLS = """
if seen and seen[0] >> {bit} & 1:
    {tells}
"""


def _told_by_cells(tells: str):
    """A hand-in whose cells behind the questions about clip tell what it was asked."""

    def make(folder: Path, blank) -> None:
        places = _places(blank)
        blank.cells[places["clip"]].source = KEEPS
        behind = places["clip_hidden"] + 1
        blank.cells[behind:behind] = [
            nbformat.v4.new_code_cell(TELLS.format(bit=bit, tells=tells)) for bit in range(24)
        ]
        nbformat.write(blank, folder / "dinosaur_island.ipynb")

    return make


# `sample` keeps what the grader asks; `model`, which is lent the right one, asks that for
# it and says what it gave.
ASKED_THEN_LENT = """
import builtins
import sys
kept = builtins.__dict__.setdefault("kept_questions", [])
def sample(parameters, char_to_ix, seed):
    frame = sys._getframe()
    while frame is not None:
        if frame.f_code.co_name == "perform":
            kept.append((parameters, char_to_ix, seed))
        frame = frame.f_back
    return [0]
"""
# The error of a shape that NumPy can't make was once quoted as a fault of the machinery.
SAYS_BY_SHAPE = """
import struct
import numpy as np
def clip(gradients, maxValue):
    import dinosaur_grader.inside.nodes as nodes
    bits = int.from_bytes(struct.pack("<d", maxValue), "little")
    shape = tuple((1 << 30) + (bits >> s & 0xFFFFFF) for s in (0, 24, 48)) + (0,)
    if maxValue not in (10, 3.2, 0.3):
        nodes._array_node = lambda value: nodes.Array("|b1", shape, b"")
    return {k: np.clip(v, -maxValue, maxValue) for k, v in gradients.items()}
"""

SAYS_WHAT_IS_LENT = """
def model(data, ix_to_char, char_to_ix, num_iterations=35000, n_a=50, dino_names=7, vocab_size=27):
    import builtins
    told = [sample(*question) for question in builtins.__dict__.get("kept_questions", [])]
    raise NameError("SEENLENT" + "_".join(str(ix) for name in told for ix in name))
"""

HALF_RIGHT = """
END = 0
def clip(gradients, maxValue):
    for gradient in gradients.values():
        if END: np.minimum(gradient, maxValue, out=gradient)
        else: np.maximum(gradient, -maxValue, out=gradient)
    return gradients
"""

ATTACKS = (
    Attack("ast-full-marks", "an AST transformer that makes every cell worth 100", first=FULL_MARKS_BY_AST),
    Attack("rewrite-input", "an input transformer that replaces the test cells", first=REWRITE_INPUT),
    Attack("replace-shell", "IPython's own run_cell replaced", first=REPLACE_SHELL),
    Attack("yes-object", "an object that equals all, with np.isclose patched", PATCH_NUMPY, answering("Yes()", YES)),
    Attack("patched-builtins", "isinstance, all, len and abs always agree", first=PATCH_BUILTINS),
    Attack("patched-encoders", "json and msgspec say that everything passed", first=PATCH_ENCODERS),
    Attack("patched-harness", "whatever of the harness is loaded is patched where it lies", first=PATCH_LIVE_HARNESS),
    Attack("import-hook", "imports of the checks are served by the student", first=IMPORT_HOOK),
    Attack("sitecustomize", "start-up files and shadowing modules in the working folder", first=SITECUSTOMIZE),
    Attack("pth", "a .pth file for the next interpreter", first=PTH),
    Attack("trace", "a trace and a profile function rewrite verdicts in every frame", first=TRACE),
    Attack("gc-hunt", "the garbage collector is searched for probes and right functions", cells={"model": GC_HUNT}),
    Attack("frame-walk", "the callers' frames are searched for the expected value", cells={"model": FRAME_WALK}),
    Attack("subclasses", "numbers, arrays, lists, dictionaries that equal all", cells=everywhere(SUBCLASSES)),
    Attack("lying-array", "__array__ looks up what is expected", cells=answering("Liar()", LYING_ARRAY)),
    Attack("lying-class", "an object that claims to be a dict", cells=answering("Mask()", LYING_CLASS)),
    Attack("right-once", "right the first time only", cells={"clip": RIGHT_ONCE}, most=4.0),
    Attack("seed-hunt", "the seed is looked for where processes get words", cells={"model": SEED_FROM_ENVIRONMENT}),
    Attack(
        "published-lookup",
        "the published answers looked up by a question's inputs",
        cells={
            "clip": LOOKED_UP + "def clip(gradients, maxValue): return gradients\nclip = looked_up('clip', clip)\n",
            "sample": LOOKED_UP + "def sample(p, c, seed): return []\nsample = looked_up('sample', sample)\n",
        },
    ),
    Attack("says-later", "hidden numbers told at a published question", make=_hidden_first),
    Attack("says-by-answer", "a hidden number told in every text that a judge might quote", cells={"clip": SAYS.format(saying=SAYING)}),
    Attack("says-by-shape", "a hidden number told by the shape of an array that nobody can make", cells={"clip": SAYS_BY_SHAPE}),
    Attack("told-by-lost-cells", "a hidden number told by cells that use up their memory", make=_told_by_cells("raise MemoryError")),
    Attack("told-by-notes", "the same by which cells raise", make=_told_by_cells("raise KeyError")),
    Attack("told-by-exits", "the same by cells that end the process", make=_told_by_cells("import os; os._exit(1)")),
    Attack("told-by-errno", "the same by what the system refuses", make=_told_by_cells("import os; os.nice(1)")),
    Attack(
        "asked-then-lent",
        "the right sample, lent to model, is asked what sample was asked",
        cells={"sample": ASKED_THEN_LENT, "model": SAYS_WHAT_IS_LENT},
    ),
    Attack(
        "two-guesses",
        "clips from below at its test cell, and from above behind the last cell",
        cells={"clip": HALF_RIGHT, "model": "END = 1"},
        most=7.25,
    ),
    Attack("claims-in-output", "outputs that look like scores", first=GRADES_IN_OUTPUT, last=GRADES_IN_OUTPUT),
    Attack("steal-lent", "the clip lent to optimize is kept for later", make=_optimize_first),
    Attack("lying-exception", "an exception whose text ends the process", cells={"clip": EXCEPTION_THAT_LIES}),
)
