"""Values that are to be copied, counted and compared: without an end, too many, or of a
class that lies."""

from __future__ import annotations

from tests.gallery.hostile import in_clip

ITERATORS = """
def clip(gradients, maxValue):
    while True:
        yield clip(gradients, maxValue)
"""

KEYS_OF_ONE_HASH = """
import sys
def clip(gradients, maxValue):
    return {name: {i * sys.hash_info.modulus for i in range(20_000)} for name in gradients}
"""

ODD_KEYS = """
nan = [float("nan") for _ in range(3)]
class Odd(int):
    def __hash__(self): return 1
    def __eq__(self, other): return False
def clip(gradients, maxValue):
    many = dict.fromkeys(range(200_001))
    return dict.fromkeys(gradients, [dict.fromkeys(nan), {1: 0, 2.5: 1, Odd(1): 2}, {2**9_000}, many])
"""

LYING_PARTS = """
import datetime, numpy as np
def lie(*args, **kwargs):
    while True: pass
names = ("__iter__", "__len__", "__eq__", "__int__", "__float__", "items", "isoformat", "__class__", "dtype")
def liar(base): return type("Liar", (base,), {name: property(lie) for name in names})
def clip(gradients, maxValue):
    parts = [liar(base)() for base in (dict, set, frozenset, list, tuple, int, float, complex, str, bytes)]
    days = liar(datetime.date)(2020, 1, 1), liar(datetime.timedelta)(1), np.ones(3).view(liar(np.ndarray))
    return dict.fromkeys(gradients, [*parts, *days])
"""


LYING_TABLES = """
import sys, types
import numpy as np
try:
    import pandas as pd
except ImportError:  # what a course without tables has
    pd = types.SimpleNamespace(DataFrame=np.ndarray, Series=list)
def lie(*args, **kwargs):
    while True: pass
names = ("__len__", "__iter__", "__eq__", "__array__", "columns", "index", "shape", "items", "dtypes", "axes", "copy")
class Liar(pd.DataFrame):
    locals().update({name: property(lie) for name in names})
def clip(gradients, maxValue):
    liar = pd.DataFrame(np.zeros((2, 2)))
    liar.__class__ = Liar
    wide = pd.DataFrame(np.zeros((1, 1_000_000)))
    odd = pd.Series([liar, wide, {Liar: 1}, object()])
    return dict.fromkeys(gradients, [liar, wide, odd] * 50)
"""


ATTACKS = (
    in_clip("endless-iterators", "iterators without end, each in another one", ITERATORS),
    in_clip("keys-of-one-hash", "sets of numbers whose hash is the same", KEYS_OF_ONE_HASH),
    in_clip("odd-keys", "keys that are no number, lie about their hash, or are too many", ODD_KEYS),
    in_clip("lying-tables", "tables of a million columns, of themselves, of a class that lies", LYING_TABLES),
    in_clip("lying-parts", "parts of every kind, whose methods never end", LYING_PARTS),
)
