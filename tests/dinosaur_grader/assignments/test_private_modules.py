"""Code of ours finds the kit's `utils`, and whoever else has one of that name keeps it."""

import sys
from types import ModuleType

from dinosaur_grader.assignments.private_modules import BUILTINS, UTILS


def test_code_of_ours_gets_the_kit_s_utils_and_a_stranger_s_stays(monkeypatch):
    stranger = ModuleType("utils")
    monkeypatch.setitem(sys.modules, "utils", stranger)
    names = {"__builtins__": BUILTINS}

    exec("from utils import softmax", names)

    assert names["softmax"].__module__.startswith(UTILS)
    assert sys.modules["utils"] is stranger
