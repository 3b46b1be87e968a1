"""Reading an assignment: its notebooks, its rubric, its probes from the course's seed,
its right answers."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from typing import TYPE_CHECKING, Any

from dinosaur_grader.home import CHECKS, KIT

if TYPE_CHECKING:
    from dinosaur_grader.assignments.question import Question
    from dinosaur_grader.assignments.question_cells import (
        call,
        fault,
        hidden,
        public,
        right,
        see,
        variants,
        when,
        words,
        written,
        wrong,
    )


def _utils_of_the_kit() -> None:
    """Have `utils`, which right answers and rubrics import, mean the kit's own folder: an
    instructor's course may have a `utils.py`, and so may any package."""
    place = KIT / "utils" / "__init__.py"
    there = getattr(sys.modules.get("utils"), "__file__", None)
    if there == str(place):
        return
    for name in [name for name in sys.modules if name.partition(".")[0] == "utils"]:
        del sys.modules[name]
    spec = spec_from_file_location("utils", place)
    assert spec and spec.loader and spec.submodule_search_locations
    if not (place.parent / CHECKS.name).exists():  # a wheel holds `checks` once
        spec.submodule_search_locations.append(str(CHECKS.parent))
    module = sys.modules["utils"] = module_from_spec(spec)
    spec.loader.exec_module(module)


_utils_of_the_kit()


__all__ = [
    "Question",
    "call",
    "fault",
    "hidden",
    "public",
    "right",
    "see",
    "steps",
    "variants",
    "when",
    "words",
    "written",
    "wrong",
]


def __getattr__(name: str) -> Any:
    """Load what questions cells call when one asks for it: right answers alone need
    less."""
    if name == "Question":
        from dinosaur_grader.assignments.question import Question

        return Question
    if name in __all__:
        from dinosaur_grader.assignments import question_cells

        return getattr(question_cells, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
