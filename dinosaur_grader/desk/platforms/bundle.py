"""What every door packs: the grader and the assignment as they are here, the versions of
the packages that it runs with, the course's seed, and the script that installs it all.

The copy has the same files of the mark line, so its marks carry the same version.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import tempfile
import uuid
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

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
    published one where it is for practice), at which level. Coursera's `parts` are a
    function for each part's id, without any the assignment is one; PrairieLearn has an
    `image`, and what students' repositories use on GitHub is a `repository`."""

    work: Assignment
    seed: Seed
    isolation: Level = "process"
    parts: dict[str, str] = {}
    image: str = "island-grader"
    repository: str = "YOUR_COURSE/check"

    def words(self) -> dict[str, str]:
        """Return what stands in files of `FILES` for a `$` and these words. The uuid is
        always the same for an assignment."""
        name = self.work.name
        return {
            "notebook": f"{name}.ipynb",
            "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"dinosaur-island/{name}")),
            "title": json.dumps(self.work.title),
            "image": json.dumps(self.image),
            "parts": json.dumps(self.parts),
            "repository": self.repository,
        }


class Upload(msgspec.Struct, frozen=True):
    """What is made for a platform: a new folder or a `zipped` one, as its folder in `FILES`
    is (`dot_` is a dot, `NAME` the assignment's), and in `kit` of it the grader, with its
    `packages` and the `script` that installs them. Of a `public` one students read all."""

    kit: str = "."
    script: str = "install.sh"
    packages: tuple[str, ...] = ONE
    zipped: bool = False
    public: bool = False


UPLOADS = {
    "gradescope": Upload(zipped=True, script="setup.sh"),
    "coursera": Upload(zipped=True),
    "prairielearn": Upload(kit="image"),
    "classroom": Upload(kit="action", script="", public=True),
    "container": Upload(packages=CLASS),
}


def build(name: str, order: Order, out: Path) -> None:
    """Make what is uploaded: the folder `out`, for its owner only, or the zip.

    Raises Refused where nothing would keep a student from the course's seed.
    """
    upload = UPLOADS[name]
    if upload.public and not order.seed.practice:
        raise Refused(
            "students can print whatever their workflow reads, so no course's seed goes to "
            "GitHub: use --practice for this platform"
        )
    if order.isolation == "none" and not order.seed.practice:
        raise Refused(
            "at isolation none a notebook can read the seed that lies beside it: use --practice"
        )
    if not upload.zipped:
        out.mkdir(mode=0o700)
    with _zip(out) if upload.zipped else contextlib.nullcontext(out) as folder:
        _pack(order, folder / upload.kit, upload.packages)
        if upload.script:
            _put(order, FILES / "install.sh", folder / upload.kit / upload.script)
        for file in (FILES / name).rglob("*"):
            if file.is_file() and file.name != "schema.json":
                path = file.relative_to(FILES / name).as_posix().replace("dot_", ".")
                _put(order, file, folder / path.replace("NAME", order.work.name))


def _pack(order: Order, into: Path, packages: Collection[str]) -> None:
    """Lay the grader, its packages' versions, the settings and the seed into a folder, which
    a platform copies into a container."""
    into.mkdir(exist_ok=True)
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


def seed_file(path: Path, seed: Seed) -> None:
    """Write the seed's file, for its owner only."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(seed.value.hex().encode() + b"\n")


def _put(order: Order, file: Path, path: Path) -> None:
    """Copy a file: a script as it is, and executable, any other with the order's words."""
    text = file.read_text(encoding="utf-8")
    is_script = text.startswith("#!")
    if not is_script:
        words = order.words()
        text = re.sub(rf"\$({'|'.join(words)})\b", lambda found: words[found[1]], text)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755 if is_script else 0o644)


@contextlib.contextmanager
def _zip(out: Path) -> Iterator[Path]:
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
