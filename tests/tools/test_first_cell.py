"""The first cell: quiet where the kit is, helpful where only the notebook is, and never
unpacking what it shouldn't."""

import functools
import io
import re
import shutil
import subprocess
import sys
import zipfile

import nbformat
import pytest

from dinosaur_grader.home import KIT as ROOT
from dinosaur_grader.sandbox.sandbox import Sandbox
from tests.browser import serving
from tools import first_cell, student_kit
from tools.first_cell import Addresses

ZIP = "dinosaur-island-kit.zip"
NAMES = tuple(first_cell.NOTEBOOKS)
HELP = "Put dinosaur-island-kit.zip from your course beside the notebook"
HUB, SITE = "https://hub.example.org/", "https://example.org/site/"
SET = Addresses("ada/dinos", "main", f"https://example.org/{ZIP}", HUB, SITE)
UNSET = Addresses("YOUR_COURSE/x", "main", "")
FOUND = "import importlib.util; print(importlib.util.find_spec('utils').origin)"
NOWHERE = f"http://127.0.0.1:1/{ZIP}"
RELEASE = ROOT / "release"


@pytest.fixture(scope="module")
def kit():
    return student_kit.zipped(student_kit.members())


@pytest.fixture
def course(tmp_path):
    """A folder that is served as the course's, and its address; tests put a zip into it."""
    folder = tmp_path / "course"
    folder.mkdir()
    with serving.served(folder) as address:
        yield folder, f"{address}/{ZIP}"


@pytest.fixture
def filled(course, kit):
    """The address of such a folder with the kit in it."""
    (course[0] / ZIP).write_bytes(kit)
    return course[1]


@pytest.fixture
def alone(tmp_path):
    """A folder with nothing in it, as Colab's is."""
    folder = tmp_path / "alone"
    folder.mkdir()
    return folder


def run(folder, address, name="dinosaur_island", before="", then=""):
    """Run the first cell in `folder`, between other lines, as a kernel would; what it printed
    and raised."""
    text = first_cell.first_cell(name, RELEASE / name, address)
    command = [sys.executable, "-S", "-c", f"{before}\n{text}\n{then}"]
    how = {"capture_output": True, "text": True, "env": {"PYTHONDONTWRITEBYTECODE": "1"}}
    return subprocess.run(command, cwd=folder, **how)


def rezipped(kit, name, text):
    """The kit zip with another member, or one in the place of its own."""
    out = io.BytesIO(kit)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as changed:
        changed.writestr(name, text)
    return out.getvalue()


def refused(ran, folder, *words):
    assert ran.returncode == 1
    assert ran.stderr.strip().splitlines()[-1].startswith("ImportError:")
    for word in words:
        assert word in ran.stderr
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_lone_notebook_fetches_the_kit_once_and_says_so(course, filled, alone, name):
    ran = run(alone, filled, name)

    assert ran.returncode == 0, ran.stderr
    assert "Only the notebook was here" in ran.stdout
    assert sorted(path.name for path in alone.iterdir()) == ["data", "utils"]
    for inside, path in first_cell.parts(name, RELEASE / name).items():
        assert (alone / inside).read_bytes() == path.read_bytes()
    (course[0] / ZIP).unlink()
    again = run(alone, filled, name)
    assert (again.returncode, again.stdout) == (0, "")


@pytest.mark.parametrize("name", NAMES)
def test_beside_the_kit_it_fetches_nothing_and_writes_nothing(tmp_path, name):
    folder = tmp_path / name
    shutil.copytree(RELEASE / name, folder, ignore=shutil.ignore_patterns("__pycache__"))
    before = sorted(folder.rglob("*"))

    ran = run(folder, NOWHERE, name)

    assert (ran.returncode, ran.stdout) == (0, "")
    assert sorted(folder.rglob("*")) == before


def test_the_other_notebook_s_utils_are_not_taken_for_its_own(filled, alone):
    unwanted = shutil.ignore_patterns("__pycache__")
    shutil.copytree(RELEASE / "dinosaur_island/utils", alone / "utils", ignore=unwanted)

    for name in (name for name in NAMES if name != "dinosaur_island"):
        assert (
            "Another folder 'utils' is beside this notebook" in run(alone, filled, name).stderr
        )


ROOM, SCRIPT = (
    "dinosaur-island-kit/dinosaur_island",
    "dinosaur-island-kit/unpack/dinosaur_island.py",
)
LARGE = f"{ROOM}/utils/zeros"
OUTSIDE = (
    *("../evil.py", "dinosaur-island-kit/dinosaur_island/utils/../../../evil.py"),
    *("/tmp/evil.py", "C:evil.py", "dinosaur-island-kit\\evil.py"),
    "dinosaur-island-kit/./evil.py",
)
CHANGED = ("utils/more.py", "data/dinos.txt")
SERVED = {
    "a page": (lambda kit: b"<html>Please log in</html>", "not a zip file"),
    "cut off half way": (lambda kit: kit[: len(kit) // 2], "not a zip file"),
    "too large": (functools.partial(rezipped, name=LARGE, text=bytes(60_000_000)), "not safe"),
    "with another script": (
        functools.partial(rezipped, name=SCRIPT, text="print(1)"),
        "not made",
    ),
    "with another script, too large": (
        *(functools.partial(rezipped, name=SCRIPT, text=bytes(60_000_000)), "not made"),
    ),
    "without a script": (lambda kit: student_kit.zipped({"START.html": b""}), "no item named"),
}
SERVED |= {
    name: (functools.partial(rezipped, name=name, text="evil"), "not safe") for name in OUTSIDE
}
SERVED |= {
    name: (
        functools.partial(rezipped, name=f"{ROOM}/{name}", text="other"),
        "not made with this notebook",
    )
    for name in CHANGED
}


@pytest.mark.parametrize("served", SERVED)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_what_is_not_the_kit_s_zip_is_refused_whole(course, alone, kit, served):
    folder, address = course
    content, why = SERVED[served]
    (folder / ZIP).write_bytes(content(kit))

    refused(run(alone, address), alone, why, HELP)
    assert not (alone.parent / "evil.py").exists()


def test_without_the_zip_a_network_or_an_address_it_says_kindly_what_to_do(course, alone):
    refused(run(alone, course[1]), alone, "404", HELP)
    refused(run(alone, NOWHERE), alone, "Connection refused", "Offline?", HELP)
    unset = run(alone, "https://YOUR_COURSE.invalid/x")
    refused(unset, alone, "No such file", HELP)


def test_a_student_sees_few_lines_of_it_and_what_it_fetches_only_where_it_does():
    cells = [
        first_cell.first_cell(name, RELEASE / name, known.kit)
        for name in NAMES
        for known in (SET, Addresses("a/b", "main", "https://YOUR_COURSE.invalid/x"))
    ]

    assert max(len(cell.splitlines()) for cell in cells) <= 18
    assert ["urlopen" in cell for cell in cells] == [True, False] * len(NAMES)


def test_a_zip_beside_the_notebook_is_enough_and_comes_before_another_package(
    tmp_path, alone, kit
):
    (alone / "dinosaur-island-kit (1).zip").write_bytes(kit)
    (tmp_path / "utils.py").write_text("print('another')", encoding="utf-8")
    another = f"import sys; sys.path.insert(0, {str(tmp_path)!r})"

    ran = run(alone, NOWHERE, before=another, then=FOUND)

    assert ran.returncode == 0, ran.stderr
    assert str(alone / "utils" / "__init__.py") in ran.stdout


@pytest.mark.parametrize("folder", ["utils", "data"])
def test_a_students_own_folder_of_that_name_is_left_alone(filled, alone, folder):
    (alone / folder).mkdir()
    (alone / folder / "mine.txt").write_text("mine", encoding="utf-8")

    ran = run(alone, filled)

    assert f"Another folder '{folder}'" in ran.stderr
    assert [path.name for path in alone.rglob("*")] == [folder, "mine.txt"]


@pytest.mark.parametrize("name", NAMES)
def test_each_release_opens_with_its_title_and_then_the_first_cell(name):
    notebook = nbformat.read(RELEASE / name / f"{name}.ipynb", as_version=4)
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    address = first_cell.addresses(ROOT).kit

    assert notebook.cells[0].source.startswith("# ")
    assert first.source == first_cell.first_cell(name, RELEASE / name, address)
    assert first.metadata["jupyter"] == {"source_hidden": True}


def test_badges_and_links_stand_where_they_lead_somewhere(monkeypatch):
    opened = {}
    for known in (SET, UNSET):
        top = nbformat.v4.new_markdown_cell("# Title\n\n{{badges}}\n\nWelcome.")
        monkeypatch.setattr(first_cell, "addresses", lambda root, known=known: known)
        cells = nbformat.v4.new_notebook(cells=[top])
        first_cell.open_up(cells, "dinosaur_island", ROOT, RELEASE / "dinosaur_island")
        opened[known] = top
    colab = "https://colab.research.google.com/github/ada/dinos/blob/main/release"
    path = "release/dinosaur_island/dinosaur_island.ipynb"
    quoted = path.replace("/", "%2F")

    assert opened[UNSET].source == "# Title\n\nWelcome."
    assert "attachments" not in opened[UNSET]
    text = opened[SET].source
    for part in (
        f"[![Open in Colab](attachment:colab.png)]({colab}/dinosaur_island/dinosaur_island.ipynb)",
        f"(https://mybinder.org/v2/gh/ada/dinos/main?labpath={quoted})",
        "(https://hub.example.org/hub/user-redirect/git-pull?repo=https%3A%2F%2Fgithub.com%2Fada",
        f"urlpath=lab%2Ftree%2Fdinos%2F{quoted})",
        "(https://example.org/site/)",
    ):
        assert part in text
    assert set(opened[SET].attachments) == {"colab.png", "binder.png", "hub.png", "site.png"}
    assert "(in Colab: *File*, *Upload notebook*)" in first_cell.link(UNSET, "shakespeare")
    assert f"({colab}/shakespeare/shakespeare.ipynb)" in first_cell.link(SET, "shakespeare")


def test_each_link_of_a_release_leads_to_another_release():
    texts = {n: (RELEASE / n / f"{n}.ipynb").read_text(encoding="utf-8") for n in NAMES}
    links = [
        RELEASE / name / path
        for name, text in texts.items()
        for path in re.findall(r"\]\((\.\./[^)]*)\)", text)
    ]

    assert len(links) >= 2 and [link for link in links if not link.is_file()] == []
    assert not any("{{" in text for text in texts.values())


def test_an_address_without_https_is_refused(tmp_path):
    text = 'repository = "a/b"\nbranch = "main"\nkit = "http://example.org/kit.zip"\n'
    (tmp_path / "pyproject.toml").write_text(
        f"[tool.dinosaur-island]\n{text}", encoding="utf-8"
    )

    with pytest.raises(ValueError, match="kit"):
        first_cell.addresses(tmp_path)


def test_the_page_on_publishing_has_the_same_links():
    page = (ROOT / "docs" / "instructor" / "publishing.md").read_text(encoding="utf-8")
    known = first_cell.addresses(ROOT)

    for badge, (words, address) in first_cell.links(known, NAMES[0]).items():
        assert f"[![{words}](../badges/{badge}.png)]({address})" in page
        assert (ROOT / "docs" / "badges" / f"{badge}.png").is_file()


def test_binder_installs_what_a_student_would():
    places = (ROOT / ".binder", RELEASE / "dinosaur_island")
    texts = ((place / "requirements.txt").read_text(encoding="utf-8") for place in places)
    binder, student = ([w for w in text.splitlines() if w[0] != "#"] for text in texts)
    assert binder == student


@pytest.mark.isolation
def test_in_the_sandbox_of_the_grader_it_finds_the_kit_and_does_nothing_more(strict):
    text = first_cell.first_cell("dinosaur_island", RELEASE / "dinosaur_island", SET.kit)
    with Sandbox("strict") as sandbox, sandbox.child() as child:
        seen = child.run_cell(text, 10.0)

    assert (seen.ok, seen.output) == (True, ""), seen
