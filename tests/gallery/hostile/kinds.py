"""Answers that are no value of a function: objects, errors and plots that lie, in the
lesson `tests/gallery/kinds/source/every_kind.py`."""

from __future__ import annotations

from tests.gallery.hostile import Attack

LESSON = "every_kind"

OBJECT = """
class Same(type):
    def __eq__(cls, other): return True
    def __instancecheck__(cls, other): return True
    __hash__ = type.__hash__
class Any(metaclass=Same):
    __class__ = property(lambda self: int)
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 1
    def __len__(self): return 1
    def __iter__(self): return iter(range(10**9))
    def __index__(self): return 1
    def __getattr__(self, name): return self
class Part(Any, dict): pass
class Few(Any, set): pass
class Number(Any, int): pass
"""

STACK = """
class Stack(Any):
    def push(self, item): return self
    def pop(self): return Number(7)
"""

EVERYTHING = """
def everything(number): return Part({number: Few([Any(), Number(3)]), 2.5: Any(), True: Number(1)})
def pairs(values): return Few()
def tell(words): return Any()
"""

ENDLESS = """
class Never:
    def __iter__(self): return self
    def __next__(self):
        while True: pass
class Always(Never):
    def __next__(self): return Always()
class Stack:
    def push(self, item): return Always()
    def pop(self): return Never()
    def __iter__(self): return Never()
    def __len__(self): return 1
def everything(number): return Always()
def pairs(values): return Never()
"""

RAISING = """
def largest(values):
    if not values: {raising}
    return sorted(values)[0]
"""

NAMESAKE = "class ValueError(Exception): pass" + RAISING.format(
    raising="raise ValueError('no values')"
)

LYING_ERROR = """
class Meta(type):
    __name__ = property(lambda cls: "ValueError")
    __mro__ = property(lambda cls: (cls, ValueError))
    __bases__ = property(lambda cls: (ValueError,))
    def mro(cls): return [cls, *Exception.__mro__]
    def __subclasscheck__(cls, other): return True
    def __instancecheck__(cls, other): return True
class Lie(Exception, metaclass=Meta):
    __class__ = ValueError
    def __str__(self): raise ValueError("no values")
def largest(values):
    if not values: raise Lie
    return max(values)
"""

FROM_A_HELPER = """
from utils.checks import perform, values
def late():
    raise ValueError("no values")
    yield
class Late(dict):
    def items(self): raise ValueError("no values")
def raised():
    values.read_written("int", "none")
values.plain_data = perform.plain_data = lambda *args, **kwargs: raised()
""" + RAISING.format(raising="return late()")

DRAWING = """
import matplotlib.pyplot as plt, numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
"""

NO_AXES = (
    DRAWING
    + """
class Yes:
    __class__ = Axes
    containers = lines = collections = images = ()
    def __getattr__(self, name): return lambda *args, **kwargs: "values"
    def __eq__(self, other): return True
class Bare(Axes):
    def __init__(self): pass
class Places:
    def as_list(self): return [Yes(), Bare()]
def draw(values):
    if len(values) == 4: return Bare()
    figure = Figure()
    figure._axstack = Places()
    figure.__class__ = type("Sheet", (Figure,), {"axes": [Yes(), Yes()]})
    return [Yes(), figure]
"""
)

MILLION = (
    DRAWING
    + """
def draw(values):
    figure, axes = plt.subplots(2)
    for one in axes:
        one.plot(np.zeros(1_000_000), label="values")
        one.scatter(np.zeros(1_000_000), np.zeros(1_000_000))
        one.imshow(np.zeros((2_000, 2_000)))
        one.lines[0]._label = "values" * 100_000
    return axes
"""
)

LYING_ARTIST = (
    DRAWING
    + """
class Text(str):
    def startswith(self, *args): return False
    def __eq__(self, other): return True
    __hash__ = str.__hash__
class Line(Line2D):
    asked = 0
    def recache(self, always=False):
        while True: pass
    def get_xdata(self, orig=True): return Line()
    get_ydata = get_label = __array__ = get_xdata
class Fast(Line):
    def recache(self, always=False): self._xy = self._x = self._y = Text("values")
def draw(values):
    figure, axes = plt.subplots(2)
    line = (Line if len(values) == 4 else Fast)(values, values, label=Text("values"))
    line.__class__.__len__ = lambda self: 1
    axes[0].add_line(line)
    axes[0].set_title(Text("values"))
    return axes
"""
)

NO_PYPLOT = """
import sys, types
class Fake(types.ModuleType):
    def __getattr__(self, name): return Fake(name)
    def __call__(self, *args, **kwargs): return self
    def __iter__(self): return iter((self, self))
    def __eq__(self, other): return True
    __hash__ = object.__hash__
for name in ("matplotlib.pyplot", "matplotlib._pylab_helpers", "matplotlib.axes"):
    sys.modules[name] = Fake(name)
import matplotlib
matplotlib.pyplot = sys.modules["matplotlib.pyplot"]
matplotlib.rcParams.clear()
def draw(values): return matplotlib.pyplot.subplots(2)
"""

LOOKS_AT_ITS_CALLER = """
import sys
def found():
    frame, seen = sys._getframe(1), []
    while frame is not None:
        for room in (frame.f_locals, frame.f_globals):
            for name in ("expected", "probe", "probes", "right", "answers", "wanted", "given"):
                if room.get(name) is not None: seen.append(room[name])
            if "given" in room and "steps" in room:
                room["given"][:] = [None] * len(room["steps"])
        frame = frame.f_back
    return seen[0] if seen else None
class Stack:
    def push(self, item): found()
    def pop(self): return found()
    def __iter__(self): return iter([found()])
    def __len__(self): return found() or 0
class Weeks(dict):
    def __getattribute__(self, name): return found()
weeks = Weeks()
"""


def _attack(name: str, why: str, cells: str, body: str, most: float = 0.0) -> Attack:
    return Attack(name, why, cells=dict.fromkeys(cells.split(), body), most=most, lesson=LESSON)


ATTACKS = (
    _attack(
        "object-lies",
        "a class that lies about all that it is, and its values",
        "Stack everything pairs tell",
        OBJECT + STACK + EVERYTHING,
    ),
    _attack(
        "endless-next",
        "steps that give iterators whose next item never comes",
        "Stack everything pairs",
        ENDLESS,
    ),
    _attack(
        "error-namesake",
        "an exception of the name that is asked for, and no right answer",
        "largest",
        NAMESAKE,
    ),
    _attack(
        "error-lies",
        "an exception whose metaclass lies about its name and its bases",
        "largest",
        LYING_ERROR,
        1.0,
    ),
    _attack(
        "error-from-a-helper",
        "the error comes up in our own code, and no right answer",
        "largest",
        FROM_A_HELPER,
    ),
    _attack(
        "axes-that-are-none", "figures whose Axes are none, or were never made", "draw", NO_AXES
    ),
    _attack("million-points", "plots and images of a million points", "draw", MILLION),
    _attack("artist-lies", "a line whose methods never end, or lie", "draw", LYING_ARTIST),
    _attack(
        "pyplot-replaced",
        "all of matplotlib that the reading needs is a fake",
        "draw",
        NO_PYPLOT,
    ),
    _attack(
        "caller-looked-at",
        "the frames of a step's caller are searched, and what they gave is changed",
        "Stack weeks",
        LOOKS_AT_ITS_CALLER,
    ),
)
