"""Modules of ours under names that nobody else has: the kit's `utils`, and those of a
rubric. What a process has by the name `utils`, a student's or an instructor's, stays as it is.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import spec_from_file_location
from types import CodeType, ModuleType
from typing import Any

from dinosaur_grader.home import CHECKS, KIT

UTILS = "_kit_utils"
"""The name that the kit's `utils` has in `sys.modules`."""
RUBRIC = "_rubric_"
"""What the name of each rubric's package begins with."""


def _import(
    name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0
) -> ModuleType:
    """Import as Python does, but for `utils` the kit's."""
    if level == 0 and name.split(".")[0] == "utils":
        name = name.replace("utils", UTILS, 1)
    return builtins.__import__(name, globals, locals, fromlist, level)


BUILTINS: dict[str, Any] = {**vars(builtins), "__import__": _import}
"""The built-in names of code of ours: right answers, modules of the kit and of rubrics."""


class _Loader(SourceFileLoader):
    """Load a module of ours, from the text that is there."""

    def exec_module(self, module: ModuleType) -> None:
        vars(module)["__builtins__"] = BUILTINS
        super().exec_module(module)

    def get_code(self, fullname: str) -> CodeType:
        # Two edits within one second leave the same date, and the old bytecode was taken. Nor
        # is a course's folder the place for caches.
        return self.source_to_code(self.get_data(self.path), self.path)


class _Finder(PathFinder):
    """Find modules of ours."""

    @classmethod
    def find_spec(
        cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname == UTILS:
            file = KIT / "utils" / "__init__.py"
            # a wheel holds `checks` once, in the package
            places = [str(file.parent), str(CHECKS.parent)]
            spec = spec_from_file_location(fullname, file, submodule_search_locations=places)
        else:
            ours = fullname.startswith((UTILS, RUBRIC))
            spec = super().find_spec(fullname, path, target) if ours else None
        if spec and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(fullname, spec.loader.path)
        return spec


sys.meta_path.insert(0, _Finder)
