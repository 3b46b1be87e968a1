"""The first cell: quiet where the kit is, helpful where only the notebook is, and never
unpacking what it shouldn't."""

import contextlib
import functools
import http.server
import io
import itertools
import re
import shutil
import subprocess
import sys
import threading
import zipfile

import nbformat
import pytest

from dinosaur_grader.home import KIT as ROOT
from dinosaur_grader.sandbox.sandbox import IsolationUnavailable, Sandbox
from dinosaur_grader.workshop import first_cell, student_kit
from dinosaur_grader.workshop.first_cell import Addresses
from dinosaur_grader.workshop.leaks import leaks

ZIP = "dinosaur-island-kit.zip"
NAMES = tuple(first_cell.NOTEBOOKS)
HELP = "Get the kit (dinosaur-island-kit.zip) from your course"
SET = Addresses(
    "ada/dinos",
    "main",
    f"https://example.org/{ZIP}",
    "https://hub.example.org/",
    "https://example.org/site/",
)
RELEASE = ROOT / "release"


@pytest.fixture(scope="module")
def kit():
    return student_kit.zipped(student_kit.members())


@contextlib.contextmanager
def served(folder):
    """The address of a server on this machine that gives out `folder`."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            """Nothing: a test prints nothing."""

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))
    )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/{ZIP}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def course(tmp_path):
    """A folder that is served as the course's; tests put a zip into it."""
    folder = tmp_path / "course"
    folder.mkdir()
    with served(folder) as address:
        yield folder, address


@pytest.fixture
def alone(tmp_path):
    """A folder with nothing in it, as Colab's is."""
    folder = tmp_path / "alone"
    folder.mkdir()
    return folder


def run(folder, address, name="dinosaur_island", then=""):
    """Run the first cell in `folder`, as a kernel that knows no other utils would; what
    it printed and raised."""
    text = first_cell.first_cell(name, RELEASE / name, address)
    command = [sys.executable, "-S", "-c", f"{text}\n{then}"]
    return subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        env={"PYTHONDONTWRITEBYTECODE": "1"},
    )


def rezipped(kit, **files):
    """The kit zip with other members added or put in the place of its own."""
    out = io.BytesIO(kit)
    with zipfile.ZipFile(out, "a") as changed:
        for name, text in files.items():
            changed.writestr(name, text)
    return out.getvalue()


def refused(ran, folder, *words):
    assert ran.returncode == 1
    assert ran.stderr.strip().splitlines()[-1].startswith("ImportError:")
    for word in words:
        assert word in ran.stderr
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_lone_notebook_fetches_the_kit_and_says_so(course, alone, kit, name):
    folder, address = course
    (folder / ZIP).write_bytes(kit)

    ran = run(alone, address, name)

    assert ran.returncode == 0, ran.stderr
    assert (
        "Only the notebook was here" in ran.stdout
        and "The kit's utils are in place." in ran.stdout
    )
    assert sorted(path.name for path in alone.iterdir()) == ["data", "utils"]
    for inside, path in first_cell.parts(name, RELEASE / name).items():
        assert (alone / inside).read_bytes() == path.read_bytes()


def test_the_second_time_it_does_nothing(course, alone, kit):
    folder, address = course
    (folder / ZIP).write_bytes(kit)
    run(alone, address)
    (folder / ZIP).unlink()

    ran = run(alone, address)

    assert ran.stdout == "The kit's utils are in place.\n"


@pytest.mark.parametrize("name", [ZIP, "dinosaur-island-kit (1).zip"])
def test_a_zip_beside_the_notebook_is_enough_and_nothing_is_fetched(alone, kit, name):
    (alone / name).write_bytes(kit)

    ran = run(alone, "https://YOUR_COURSE.invalid/download?id=7")

    assert ran.returncode == 0, ran.stderr
    assert (alone / "utils" / "lesson.py").is_file()


@pytest.mark.parametrize("name", NAMES)
def test_beside_the_kit_it_fetches_nothing_and_writes_nothing(tmp_path, name):
    folder = tmp_path / name
    shutil.copytree(RELEASE / name, folder, ignore=shutil.ignore_patterns("__pycache__"))
    before = sorted(folder.rglob("*"))

    ran = run(folder, "http://127.0.0.1:1/" + ZIP, name)

    assert (ran.returncode, ran.stdout) == (0, "The kit's utils are in place.\n")
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize(("name", "other"), list(itertools.permutations(NAMES, 2)))
def test_the_other_notebook_s_utils_are_not_taken_for_its_own(alone, name, other):
    shutil.copytree(
        RELEASE / other / "utils", alone / "utils", ignore=shutil.ignore_patterns("__pycache__")
    )

    ran = run(alone, "http://127.0.0.1:1/" + ZIP, name)

    assert ran.returncode == 1
    assert (
        "Another folder 'utils' is beside this notebook" in ran.stderr
        and f"in its folder {name}" in ran.stderr
    )


OUTSIDE = (
    *("../evil.py", "dinosaur-island-kit/dinosaur_island/utils/../../../evil.py"),
    *("/tmp/evil.py", "C:evil.py", "dinosaur-island-kit\\evil.py"),
    "dinosaur-island-kit/./evil.py",
)
CHANGED = ("utils/more.py", "data/dinos.txt")
SERVED = {
    "a page": (lambda kit: b"<html>Please log in</html>", "is no kit zip"),
    "cut off half way": (lambda kit: kit[: len(kit) // 2], "is no kit zip"),
    "too large": (
        lambda kit: student_kit.zipped({"dinosaur_island/utils/zeros": bytes(60_000_000)}),
        "not safe",
    ),
    **{
        name: (lambda kit, name=name: rezipped(kit, **{name: "evil"}), "not safe")
        for name in OUTSIDE
    },
    **{
        name: (
            lambda kit, name=f"dinosaur-island-kit/dinosaur_island/{name}": rezipped(
                kit, **{name: "other"}
            ),
            "not the one this notebook was made with",
        )
        for name in CHANGED
    },
}


@pytest.mark.parametrize("served", SERVED)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_what_is_not_the_kit_s_zip_is_refused_whole(course, alone, kit, served):
    folder, address = course
    content, why = SERVED[served]
    (folder / ZIP).write_bytes(content(kit))

    refused(run(alone, address), alone, why, HELP)
    assert not (alone.parent / "evil.py").exists()


def test_a_missing_zip_is_explained(course, alone):
    refused(run(alone, course[1]), alone, "could not be fetched", "404", HELP)


def test_without_a_network_it_says_kindly_what_to_do(alone):
    ran = run(alone, "http://127.0.0.1:1/" + ZIP)

    refused(ran, alone, "Are you offline?", "upload the zip under Files")


def test_a_course_that_has_not_set_its_address_breaks_nothing(alone):
    ran = run(alone, "https://YOUR_COURSE.invalid/x")

    refused(ran, alone, "is not beside this notebook", HELP)


@pytest.mark.parametrize("folder", ["utils", "data"])
def test_a_students_own_folder_of_that_name_is_left_alone(course, alone, kit, folder):
    where, address = course
    (where / ZIP).write_bytes(kit)
    (alone / folder).mkdir()
    (alone / folder / "mine.txt").write_text("mine", encoding="utf-8")

    ran = run(alone, address)

    assert f"Another folder '{folder}'" in ran.stderr
    assert [path.name for path in alone.rglob("*")] == [folder, "mine.txt"]


def test_what_it_brings_is_imported_before_another_package_of_that_name(
    course, alone, kit, tmp_path
):
    folder, address = course
    (folder / ZIP).write_bytes(kit)

    ran = run(alone, address, then="import utils.text; print(utils.text.__file__)")

    assert str(alone) in ran.stdout + ran.stderr


@pytest.mark.parametrize("name", NAMES)
def test_each_release_opens_with_its_title_and_then_the_first_cell(name):
    notebook = nbformat.read(RELEASE / name / f"{name}.ipynb", as_version=4)
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")

    assert notebook.cells[0].source.startswith("# ")
    assert first.source == first_cell.first_cell(
        name, RELEASE / name, first_cell.addresses(ROOT).kit
    )
    assert first.metadata["jupyter"] == {"source_hidden": True}


@pytest.mark.parametrize("known", [SET, Addresses("YOUR_COURSE/x", "main", "")])
def test_badges_stand_above_the_text_where_they_lead_somewhere(known, monkeypatch):
    top = nbformat.v4.new_markdown_cell("# Title\n\n{{badges}}\n\nWelcome.")
    notebook = nbformat.v4.new_notebook(cells=[top])
    monkeypatch.setattr(first_cell, "addresses", lambda root: known)

    first_cell.open_up(notebook, "dinosaur_island", ROOT, RELEASE / "dinosaur_island")

    if known is SET:
        assert top.source.startswith(
            "# Title\n\n[![Open in Colab](attachment:colab.png)](https://colab"
        )
        assert top.attachments["colab.png"]["image/png"]
    else:
        assert top.source == "# Title\n\nWelcome."
        assert "attachments" not in top


def test_badges_lead_to_colab_binder_hub_and_site_once_they_are_set():
    text, pictures = first_cell.badges(SET, "dinosaur_island", ROOT)

    path = "release/dinosaur_island/dinosaur_island.ipynb"
    quoted = path.replace("/", "%2F")
    hub = "(https://hub.example.org/hub/user-redirect/git-pull?repo=https%3A%2F%2Fgithub.com"
    for part in (
        f"(https://colab.research.google.com/github/ada/dinos/blob/main/{path})",
        f"(https://mybinder.org/v2/gh/ada/dinos/main?labpath={quoted})",
        f"{hub}%2Fada%2Fdinos",
        f"urlpath=lab%2Ftree%2Fdinos%2F{quoted})",
        "(https://example.org/site/)",
    ):
        assert part in text
    assert set(pictures) == {"colab.png", "binder.png", "hub.png", "site.png"}


def test_a_link_to_another_notebook_has_an_address_for_colab_once_it_is_set():
    beside = "[shakespeare.ipynb](../shakespeare/shakespeare.ipynb)"
    colab = "https://colab.research.google.com/github/ada/dinos/blob/main/release"
    unset = Addresses("YOUR_COURSE/x", "main", "")

    said = [first_cell.link(known, "shakespeare") for known in (unset, SET)]

    assert said[0] == f"{beside} (in Colab: *File*, *Upload notebook*)"
    assert said[1] == f"{beside} ([in Colab]({colab}/shakespeare/shakespeare.ipynb))"


def test_each_link_of_a_release_leads_to_another_release():
    links = [
        (name, path)
        for name in NAMES
        for path in re.findall(
            r"\]\((\.\./[^)]*)\)",
            (RELEASE / name / f"{name}.ipynb").read_text(encoding="utf-8"),
        )
    ]

    assert len(links) >= 2
    assert [link for link in links if not (RELEASE / link[0] / link[1]).is_file()] == []
    assert not any("{{" in (RELEASE / n / f"{n}.ipynb").read_text("utf-8") for n in NAMES)


@pytest.mark.parametrize(
    "line", ['kit = "http://example.org/kit.zip"', 'repository = "no slash"']
)
def test_an_address_that_can_not_be_right_is_refused(tmp_path, line):
    table = {"repository": '"a/b"', "branch": '"main"', "kit": '"https://example.org"'}
    key, value = line.split(" = ")
    text = "\n".join(f"{name} = {text}" for name, text in (table | {key: value}).items())
    (tmp_path / "pyproject.toml").write_text(
        f"[tool.dinosaur-island]\n{text}\n", encoding="utf-8"
    )

    with pytest.raises(ValueError, match=key):
        first_cell.addresses(tmp_path)


def test_the_first_cell_gives_nothing_away(tmp_path):
    (tmp_path / "first.py").write_text(
        first_cell.first_cell(NAMES[0], RELEASE / NAMES[0], SET.kit), encoding="utf-8"
    )

    assert leaks(tmp_path) == []


def test_the_readme_has_the_same_links():
    page = (ROOT / "README.md").read_text(encoding="utf-8")

    for name in NAMES:
        for badge, (words, address) in first_cell.links(
            first_cell.addresses(ROOT), name
        ).items():
            assert f"[![{words}](docs/badges/{badge}.png)]({address})" in page
            assert (ROOT / "docs" / "badges" / f"{badge}.png").is_file()


def test_binder_installs_what_a_student_would():
    def lines(path):
        return [
            line for line in path.read_text(encoding="utf-8").splitlines() if line[0] != "#"
        ]

    assert lines(ROOT / ".binder" / "requirements.txt") == lines(
        RELEASE / "dinosaur_island" / "requirements.txt"
    )


@pytest.mark.isolation
@pytest.mark.parametrize("name", NAMES)
def test_in_the_sandbox_of_the_grader_it_finds_the_kit_and_does_nothing_more(name):
    try:
        with Sandbox("strict") as sandbox, sandbox.child() as child:
            seen = child.run_cell(first_cell.first_cell(name, RELEASE / name, SET.kit), 10.0)
    except IsolationUnavailable as error:
        pytest.skip(str(error))

    assert (seen.ok, seen.output) == (True, "The kit's utils are in place.\n"), seen
