"""`python -m tools.notebooks [--check] [NAME ...]`: everything that is
generated from the scripts; without names also in `examples/`, as any course makes it.

    source/NAME.py  ->  source/NAME/NAME.ipynb  ->  release/NAME/  (nbgrader, then made
    self-contained)
                                                ->  solutions/NAME/NAME.ipynb  (solved
                                                and executed, beside links to the kit's
                                                utils and data)

All of it is built in a temporary folder and swapped in only when everything succeeded:
a failed `nbgrader generate_assignment --force` deletes the release that it should have
replaced. `--check` builds too, but compares.
"""

from __future__ import annotations

import argparse
import filecmp
import json
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat

from dinosaur_grader.assignments import locations
from dinosaur_grader.assignments.assignment import private
from dinosaur_grader.assignments.rubric import Rubric
from dinosaur_grader.home import KIT
from dinosaur_grader.workshop import course, percent
from dinosaur_grader.workshop import publish as publishing
from dinosaur_grader.workshop.leaks import answers, leaks
from tools import first_cell
from tools.links import NO_LINK, find_text_for_link
from tools.student_kit import requirements

ROOT = KIT
ROOMS = ("source", "release", "solutions")
WRITTEN = ("source", "rubrics", "data", "nbgrader_config.py")
"""What a person writes in `examples/`; all else there is made."""
NOT_IN_GIT = re.compile("examples/(source/[^/]+/utils|release/[^/]+/utils/checks)/")
"""What is made there and git ignores: copies of what stands elsewhere."""
LINKED = ("utils", "data")
"""The kit's folders to which a solution has links, so that it runs as it lies."""
OLDER = "was saved by an older Jupyter: run `make notebooks`"
OWN_OUTPUT = "nbval-ignore-output"  # the tag of cells that give other text on another machine
UNWANTED = shutil.ignore_patterns(*first_cell.UNWANTED)
CELL_SECONDS = 900
PICTURE = re.compile(r"(?<=src=\"data:image/)[^\"]+")


def assignments(root: Path = ROOT) -> tuple[str, ...]:
    """The names of the notebooks that have a script, the graded one first."""
    return tuple(
        name for name in first_cell.NOTEBOOKS if (root / "source" / f"{name}.py").is_file()
    )


def build(name: str, out: Path, root: Path = ROOT) -> None:
    """Build source notebook, release and solution of one assignment under `out`, laid
    out as in the repository."""
    student = out / "student" / name
    _complete(name, student, root)
    notebook = percent.source_notebook(root / "source" / f"{name}.py")
    if locations.rubric(name, root):
        percent.pay(notebook, private(name, root, notebook))
        _ask(private(name, root, notebook), student)
    first_cell.open_up(notebook, name, root, student)
    folder, rubric = _among_the_others(name, student, root, out), locations.rubric(name, root)
    answer = percent.solve(notebook, folder, rubric, CELL_SECONDS)
    answer.metadata = nbformat.from_dict(percent.METADATA)  # not this machine's Python
    percent.write(notebook, out / "source" / name / f"{name}.ipynb")
    percent.write(answer, out / "solutions" / name / f"{name}.ipynb")
    for part in LINKED:
        (out / "solutions" / name / part).symlink_to(Path("..", "..", part))
    _release(name, out, root)
    shutil.copytree(student, out / "release" / name, dirs_exist_ok=True, ignore=UNWANTED)
    found = leaks(out / "release" / name, answers(out))
    if found:
        raise RuntimeError("the release would give away:\n" + "\n".join(map(str, found)))


def _among_the_others(name: str, student: Path, root: Path, out: Path) -> Path:
    """A copy of the student's folder beside which the other notebooks lie, solved, for a
    page that reads them: those of this run, else the committed ones.

    A copy, since what lies in the student's folder goes into the release.
    """
    kit = out / "kit" / name
    shutil.copytree(student, kit / name)
    for other in assignments(root):
        solution = Path("solutions") / other / f"{other}.ipynb"
        found = next((r / solution for r in (out, root) if (r / solution).is_file()), None)
        if found and other != name:
            (kit / other).mkdir()
            shutil.copyfile(found, kit / other / found.name)
    return kit / name


def _release(name: str, out: Path, root: Path) -> None:
    """nbgrader's own command, in a course of its own. Raises RuntimeError, with its
    log, where it fails."""
    shutil.copyfile(root / "nbgrader_config.py", out / "nbgrader_config.py")
    place = f"--CourseDirectory.root={out}"
    gradebook = f"--CourseDirectory.db_url=sqlite:///{out / 'gradebook.db'}"
    if problem := percent.generate_assignment(name, out, place, gradebook):
        raise RuntimeError(problem)
    notebook = out / "release" / name / f"{name}.ipynb"
    notebook.chmod(0o644)
    percent.write(nbformat.read(notebook, as_version=4), notebook)


def _complete(name: str, folder: Path, root: Path) -> None:
    """Everything but the notebook that makes the folder work alone: its own utils, data
    and list of requirements."""
    for inside, path in first_cell.parts(name, root).items():
        (folder / inside).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / inside)
    (folder / "requirements.txt").write_text(requirements(root), encoding="utf-8")


def _ask(rubric: Rubric, folder: Path) -> None:
    """Put an optional notebook's own questions in the place of those of the graded one,
    which lie in the kit's `utils`."""
    if rubric.name != first_cell.GRADED:
        shutil.rmtree(folder / publishing.FOLDER)
        publishing.write(publishing.files(rubric), folder / publishing.FOLDER)


def publish(name: str, root: Path, check: bool) -> list[str]:
    """Refresh a notebook's questions in the kit's `utils`, and what else is made of the
    rubric of the graded one, from the answers of the script as it is now, or list what of
    it is old."""
    if not locations.rubric(name, root):
        return []
    script = percent.source_notebook(root / "source" / f"{name}.py")
    percent.pay(script, private(name, None, script))
    rubric = private(name, None, script)
    if name == first_cell.GRADED:
        made = publishing.of_the_kit(rubric)
    else:
        texts = publishing.files(rubric)
        del texts["__init__.py"]  # a wheel may hold no file twice, and Python needs none here
        made = {f"{publishing.FOLDER}/{name}/{path}": text for path, text in texts.items()}
    if not check:
        publishing.write(made, root)
        return []
    return [
        f"{path} differs: run `make notebooks`"
        for path, text in made.items()
        if not (root / path).is_file() or (root / path).read_text(encoding="utf-8") != text
    ]


def swap(built: Path, root: Path, names: tuple[str, ...]) -> None:
    """Put what was built in the place of what was there."""
    for room in ROOMS:
        for name in names:
            target = root / room / name
            if target.exists():
                shutil.rmtree(target)
            shutil.copytree(built / room / name, target, symlinks=True)


def differences(built: Path, root: Path, names: tuple[str, ...]) -> list[str]:
    """The files, relative to the root, that are missing, left over, or differ in a byte
    that matters."""
    found = []
    for folder in [f"{room}/{name}" for room in ROOMS for name in names]:
        new, old = files(built / folder), files(root / folder)
        found += [f"{folder}/{path}: not generated any more" for path in sorted(old - new)]
        found += [f"{folder}/{path}: missing" for path in sorted(new - old)]
        for path in sorted(new & old):
            if said := difference(built / folder / path, root / folder / path):
                found.append(f"{folder}/{path}: {said}")
    return found


def files(folder: Path) -> set[str]:
    """List the files and links in a folder, at any depth, but for Python's caches."""
    paths = (path for path in folder.rglob("*") if path.is_symlink() or path.is_file())
    return {
        path.relative_to(folder).as_posix() for path in paths if "__pycache__" not in path.parts
    }


def difference(made: Path, committed: Path) -> str:
    """Say how a committed file differs from the one that was made, empty where they are the
    same but for what depends on the machine."""
    if _target(made) != _target(committed):
        return "differs" if committed.is_symlink() else NO_LINK
    if made.is_symlink() or filecmp.cmp(made, committed, shallow=False):
        return ""
    if made.suffix != ".ipynb":
        return "differs"
    new, old = _texts(made), _texts(committed)
    if new == old:
        return ""
    return OLDER if old.get("nbformat_minor", 0) < new["nbformat_minor"] else "differs"


def _target(path: Path) -> Path | None:
    return path.readlink() if path.is_symlink() else None


def _texts(path: Path) -> dict[str, Any]:
    """A notebook without what depends on the machine: its pictures' bytes, and the
    outputs of cells tagged so."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if OWN_OUTPUT in cell["metadata"].get("tags", []):
            cell["outputs"] = []
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            data |= {kind: "picture" for kind in data if kind.startswith("image/")}
            if "text/html" in data:
                data["text/html"] = PICTURE.sub("picture", "".join(data["text/html"]))
    return notebook


def examples(check: bool) -> list[str]:
    """Make what is generated in `examples/`, or say what differs. It is made in a copy,
    so that a failure changes nothing."""
    root = ROOT / "examples"
    names = locations.names(root)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "examples"
        copy.mkdir()
        for name in WRITTEN:
            path = root / name
            (shutil.copytree if path.is_dir() else shutil.copyfile)(path, copy / name)
        for name in names:
            course.build(name, copy, lambda _: None)
        if check:
            found = [f"examples/{line}" for line in differences(copy, root, names)]
            return [line for line in found if not NOT_IN_GIT.match(line)]
        swap(copy, root, names)
    return []


def main(arguments: list[str] | None = None) -> int:
    """Generate, or with `--check` compare; 0 when all is as it should be."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.notebooks", description=__doc__.split("\n")[0]
    )
    compare = "change nothing; fail where a committed file differs"
    parser.add_argument("--check", action="store_true", help=compare)
    choices = [*assignments(), []]
    only = "only these assignments"
    parser.add_argument("names", nargs="*", choices=choices, help=only, metavar="NAME")
    options = parser.parse_args(arguments)
    if reason := find_text_for_link():
        parser.error(reason)
    names = tuple(options.names) or assignments()
    found = [line for name in names for line in publish(name, ROOT, options.check)]
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder)
        for name in names:
            build(name, built)
        if options.check:
            found += differences(built, ROOT, names)
        else:
            swap(built, ROOT, names)
    if not options.names and not found:
        found = examples(options.check)
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
