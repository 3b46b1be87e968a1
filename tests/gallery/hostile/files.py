"""Folders that no student's editor makes: links, pipes, shadowing modules, names that
are traps."""

import os
from pathlib import Path

import nbformat

from tests.gallery.proving_ground import FOLDER, HARM

from . import Attack

NOTEBOOK = "dinosaur_island.ipynb"
UNREADABLE = ("unreadable",)


def _write(path: Path, blank) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(blank, path)


def _link_to_file(folder: Path, blank) -> None:
    _write(folder.parent / "elsewhere.ipynb", blank)
    (folder / NOTEBOOK).symlink_to(folder.parent / "elsewhere.ipynb")


def _link_to_device(folder: Path, blank) -> None:
    (folder / NOTEBOOK).symlink_to("/dev/zero")


def _link_to_folder(folder: Path, blank) -> None:
    _write(folder.parent / "elsewhere" / NOTEBOOK, blank)
    folder.rmdir()
    folder.symlink_to(folder.parent / "elsewhere")


def _pipe(folder: Path, blank) -> None:
    os.mkfifo(folder / NOTEBOOK)


def _folder(folder: Path, blank) -> None:
    _write(folder / NOTEBOOK / NOTEBOOK, blank)


def _huge(folder: Path, blank) -> None:
    """A file with a hole: it claims a gigabyte and takes none."""
    with open(folder / NOTEBOOK, "wb") as file:
        file.truncate(2**30)


def _two(folder: Path, blank) -> None:
    _write(folder / "one.ipynb", blank)
    _write(folder / "two.ipynb", blank)


def _shadows(folder: Path, blank) -> None:
    _write(folder / NOTEBOOK, blank)
    harm = f"open({str(FOLDER / 'shadow-was-run')!r}, 'w').close()\n"
    for name in ("numpy.py", "msgspec.py", "IPython.py", "sitecustomize.py", "random.py", "conftest.py"):
        (folder / name).write_text(harm)
    for name in ("utils", "dinosaur_grader", "numpy"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(harm)
    (folder / "own.pth").write_text(f"import os; {harm}")
    (folder / "nbgrader_config.py").write_text(harm)


def _odd_names(folder: Path, blank) -> None:
    _write(folder / "dinosaur\nisland\u202e.ipynb", blank)
    for name in ("line\nbreak.py", "\u202excod.ipynb~", "\x1b[2J", "x" * 255, "-rf", "..data", "\ufeff", "=cmd()", "*"):
        (folder / name).write_text("no")
    (folder / os.fsdecode(b"\xff\xfe")).write_text("no")


def _many(folder: Path, blank) -> None:
    _write(folder / NOTEBOOK, blank)
    for number in range(3000):
        (folder / f"{number}.py").touch()


def _links_beside(folder: Path, blank) -> None:
    _write(folder / NOTEBOOK, blank)
    (folder / "up").symlink_to("../../..")
    (folder / "data").symlink_to("/etc")
    (folder / "loop").symlink_to(".")


def _blank(folder: Path, blank) -> None:
    _write(folder / NOTEBOOK, blank)


CELL = f"""
import os
GROUND = {str(FOLDER)!r}
def harm(what):
    raise RuntimeError("{HARM}: " + what)
"""
SPOILS = """
with open(os.path.join(GROUND, "treasure.txt"), "a") as file:
    file.write("spoilt")
"""
DELETES = 'os.remove(os.path.join(GROUND, "treasure.txt"))\n'
CLIMBS = """
for depth in range(1, 12):
    try:
        with open("../" * depth + GROUND[1:] + "/climbed", "w"):
            harm("a file outside by ../")
    except OSError:
        pass
"""
LINKS = """
os.symlink(os.path.join(GROUND, "treasure.txt"), "treasure")
with open("treasure", "a") as file:
    file.write("spoilt")
"""
HARD_LINKS = """
os.link(os.path.join(GROUND, "treasure.txt"), "treasure")
with open("treasure", "a") as file:
    file.write("spoilt")
"""
NAMES = """
for name in ("line\\nbreak", "x" * 255, "\\u202ecod", "-rf", "\\ufeff", "..."):
    with open(name, "w") as file:
        file.write("trap")
try:
    open("zero\\0byte", "w")
except ValueError:
    pass
"""

ATTACKS = (
    Attack("link-to-file", "a link in the notebook's place", make=_link_to_file, states=UNREADABLE),
    Attack("link-to-device", "a link to a file without end", make=_link_to_device, states=UNREADABLE),
    Attack("link-to-folder", "a link in the folder's place", make=_link_to_folder, states=UNREADABLE),
    Attack("pipe", "a pipe that nobody writes to", make=_pipe, states=UNREADABLE),
    Attack("folder-as-notebook", "a folder in the notebook's place", make=_folder, states=UNREADABLE),
    Attack("file-with-a-hole", "a file that claims a gigabyte", make=_huge, states=UNREADABLE),
    Attack("two-notebooks", "two notebooks with other names", make=_two, states=UNREADABLE),
    Attack("shadows", "modules that shadow the grader's own", make=_shadows),
    Attack("odd-names", "names with line breaks, marks, 255 bytes, no text", make=_odd_names),
    Attack("many-beside", "three thousand other files", make=_many),
    Attack("links-beside", "links to other folders and in a circle", make=_links_beside),
    Attack("id-formula", "an id that a spreadsheet runs", make=_blank, states=UNREADABLE, student_id='=HYPERLINK("x")'),
    Attack("id-wide-formula", "the same in the wide signs of East Asian keyboards", make=_blank, states=UNREADABLE, student_id="\uff1d1+1"),
    Attack("id-terminal", "an id that clears the terminal", make=_blank, states=UNREADABLE, student_id="eve\x1b[2J"),
    Attack("id-html", "an id that is HTML", make=_blank, student_id="<img src=x onerror=alert(1)>"),
    Attack("id-sql", "an id that is SQL", make=_blank, states=UNREADABLE, student_id="'; DROP TABLE student; --"),
    Attack("id-shell", "an id that is a command", make=_blank, student_id="$(touch pwned) `id` & ;"),
    Attack("id-template", "an id that is a template", make=_blank, student_id="{{ 7 * 7 }} %s %n {0}"),
    Attack("id-long", "an id of 255 bytes", make=_blank, student_id="x" * 255),
    Attack("id-dots", "an id of three dots", make=_blank, student_id="..."),
    Attack("spoils-a-file", "a stranger's file is changed", first=CELL + SPOILS),
    Attack("deletes-a-file", "a stranger's file is deleted", first=CELL + DELETES),
    Attack("climbs-out", "a file outside by ../", first=CELL + CLIMBS),
    Attack("symbolic-link", "a link out of the sandbox", first=CELL + LINKS),
    Attack("hard-link", "a hard link out of the sandbox", first=CELL + HARD_LINKS),
    Attack("odd-names-inside", "odd names in its own folder", first=CELL + NAMES),
)
