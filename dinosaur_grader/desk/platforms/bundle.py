"""What every door packs: the grader and the assignment as they are here, the versions of
the packages that it runs with, the course's seed, and the script that installs it all.

The copy has the same files of the mark line, so its marks carry the same version.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable, Iterator
from importlib import metadata
from pathlib import Path
from string import Template

import msgspec
from packaging.requirements import Requirement

from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.seed import Seed
from dinosaur_grader.batch.exit_codes import Refused
from dinosaur_grader.results.home import KIT, PACKAGE
from dinosaur_grader.results.level import Level

OF_THE_KIT = ("utils", "data")
ROOMS = ("source", "release", "rubrics")
ONE = ("numpy", "matplotlib", "msgspec", "ipython", "py-landlock", "pyseccomp", "jinja2")
"""What grading one hand-in needs."""
CLASS = (*ONE, "nbgrader", "nbformat", "sqlalchemy", "typer", "rich", "markdown-it-py")
"""What the other verbs need too."""
FIXED = ("py-landlock==", "pyseccomp==")
"""What stays at its version where a container has another Python, for which today's
packages may not be there."""
INSTALL = Path(__file__).parent / "install.sh"
_UNPACKED = shutil.ignore_patterns("__pycache__", ".*", "gallery", "_kit")


class Order(msgspec.Struct, frozen=True):
    """What an instructor asks to be made: of which assignment, with which seed (the
    published one where it is for practice), at which level."""

    work: Assignment
    seed: Seed
    isolation: Level = "process"


def pack(order: Order, into: Path, packages: Collection[str] = ONE) -> None:
    """Lay everything into the folder `into`, which a platform copies into a container.

    Raises Refused where nothing would keep a notebook from the course's seed.
    """
    if order.isolation == "none" and not order.seed.practice:
        raise Refused(
            "at isolation none a notebook can read the seed that lies beside it: use --practice"
        )
    kit(order.work, into / "kit")
    exact = sorted(pinned(packages), key=str.lower)
    asked = [line for line in exact if line.partition("==")[0] in packages]
    loose = [line if line.startswith(FIXED) else line.partition("==")[0] for line in asked]
    for name, lines in {"requirements.txt": exact, "other-python.txt": loose}.items():
        (into / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    settings = [
        f"ASSIGNMENT={order.work.name}",
        f"ISOLATION={order.isolation}",
        f"PRACTICE={'yes' if order.seed.practice else ''}",
        f"COURSE={'course' if own_course(order.work) else ''}",
    ]
    (into / "settings").write_text("\n".join(settings) + "\n", encoding="utf-8")
    if not order.seed.practice:
        seed_file(into / "course.seed", order.seed)
    script(INSTALL, into / "install.sh")


def seed_file(path: Path, seed: Seed) -> None:
    """The seed's file, for its owner only."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(seed.value.hex().encode() + b"\n")


def script(template: Path, path: Path, **words: str) -> None:
    """A script from its template, which everybody may run."""
    text = template.read_text(encoding="utf-8")
    path.write_text(Template(text).substitute(words) if words else text, encoding="utf-8")
    path.chmod(0o755)


def kit(work: Assignment, folder: Path) -> None:
    """The engine and one assignment, as a checkout lays them out; a course's own
    assignment goes to `course`."""
    shutil.copytree(PACKAGE, folder / PACKAGE.name, ignore=_UNPACKED)
    for room in OF_THE_KIT:
        shutil.copytree(KIT / room, folder / room, ignore=_UNPACKED)
    _rooms(work, KIT, folder)
    if course := own_course(work):
        _rooms(work, course, folder / "course")


def own_course(work: Assignment) -> Path | None:
    """The course whose assignment it is, where that is not this checkout."""
    return work.course if work.course != KIT else None


def _rooms(work: Assignment, home: Path, folder: Path) -> None:
    for room in ROOMS:  # a course may have its own notebook and the kit's rubric
        if (home / room / work.name).is_dir():
            target = folder / room / work.name
            shutil.copytree(home / room / work.name, target, ignore=_UNPACKED)


def pinned(names: Iterable[str]) -> Iterator[str]:
    """These packages and all that they need, at the versions that are installed here."""
    todo, seen = list(names), set[str]()
    while todo:
        name = todo.pop().lower().replace("_", "-")
        if name in seen:
            continue
        seen.add(name)
        found = metadata.distribution(name)
        yield f"{name}=={found.version}"
        for text in found.requires or ():
            needed = Requirement(text)
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                todo.append(needed.name)
