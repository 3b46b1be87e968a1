"""What every door packs: the grader and the assignment as they are here, the versions of
the packages that it runs with, the course's seed, and the script that installs it all.

The copy has the same files of the mark line, so its marks carry the same version.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from string import Template

import msgspec

from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.course_seed import Seed
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.home import KIT, PACKAGE, SAME, released
from dinosaur_grader.results import Level

OF_THE_KIT = ("utils", "data")
ROOMS = ("source", "release", "rubrics")
ONE = ("numpy", "matplotlib", "msgspec", "ipython", "py-landlock", "pyseccomp", "jinja2")
"""What grading one hand-in needs."""
CLASS = (*ONE, "nbgrader", "nbformat", "sqlalchemy", "typer", "rich", "markdown-it-py")
"""What the other verbs need too."""
FIXED = ("py-landlock==", "pyseccomp==")
"""What stays at its version where a container has another Python, for which today's
packages may not be there."""
FILES = Path(__file__).parent / "files"
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
    put("install.sh", into, 0o755)


def seed_file(path: Path, seed: Seed) -> None:
    """Write the seed's file, for its owner only."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(seed.value.hex().encode() + b"\n")


def put(name: str, into: Path, mode: int = 0o644, **words: str) -> None:
    """Copy a file of `FILES` into a folder, with `words` for its `$` where there are any."""
    source = FILES / name
    text = source.read_text(encoding="utf-8")
    path = into / source.name
    path.write_text(Template(text).substitute(words) if words else text, encoding="utf-8")
    path.chmod(mode)


@contextlib.contextmanager
def zipped(out: Path) -> Iterator[Path]:
    """Open an empty folder, all of whose files then lie at the root of the zip `out`, with
    their modes; the zip is for its owner only, since the seed may be in it."""
    import zipfile  # not above: `one` packs nothing, and starts again for each hand-in

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        yield folder
        out.unlink(missing_ok=True)
        out.touch(mode=0o600)
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    archive.write(path, path.relative_to(folder).as_posix())


def kit(work: Assignment, folder: Path) -> None:
    """Copy the engine and one assignment, as a checkout lays them out. A course's own
    assignment goes to `course`."""
    shutil.copytree(PACKAGE, folder / PACKAGE.name, ignore=_UNPACKED)
    for room in OF_THE_KIT:
        shutil.copytree(KIT / room, folder / room, ignore=_UNPACKED)
    _rooms(work, KIT, folder)
    if course := own_course(work):
        _rooms(work, course, folder / "course")


def own_course(work: Assignment) -> Path | None:
    """Return the course whose assignment it is, where that is not this checkout."""
    return work.course if work.course != KIT else None


def _rooms(work: Assignment, home: Path, folder: Path) -> None:
    for room in ROOMS:  # a course may have its own notebook and the kit's rubric
        if (home / room / work.name).is_dir():
            target = folder / room / work.name
            shutil.copytree(home / room / work.name, target, ignore=_UNPACKED)
            if (target / SAME).exists():  # of a wheel; this copy is as a checkout
                (target / SAME).unlink()
                for name, path in released(home / room / work.name).items():
                    (target / name).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, target / name)
    if (lesson := home / "source" / f"{work.name}.py").is_file():
        (folder / "source").mkdir(exist_ok=True)
        shutil.copyfile(lesson, folder / "source" / lesson.name)


def pinned(names: Iterable[str]) -> Iterator[str]:
    """Yield these packages and all that they need, at the versions that
    are installed here."""
    # not above: these two take as long to load as `one` may run
    from importlib import metadata

    from packaging.requirements import Requirement

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
