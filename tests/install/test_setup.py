"""`make setup` on machines of every kind: with stubs, and as a proof in earnest."""

import os
import re
import shutil
import subprocess
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.tags import sys_tags
from packaging.utils import parse_wheel_filename

from tests.conftest import ROOT
from tests.install.stubs import UV, Checkout, program


@pytest.fixture
def checkout(tmp_path):
    made = Checkout(tmp_path)
    made.python()
    return made


def change(root):
    """Let the environment be older than what it is made from."""
    with open(root / "pyproject.toml", "a") as file:
        file.write("\n# a word\n")


def made_anew(done):
    return any(line.startswith("venv ") for line in done.log)


def test_a_first_run_installs_what_is_locked_for_every_user_and_a_second_asks_nobody(checkout):
    more = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPYCACHEPREFIX": "/elsewhere"}
    done = checkout.run("bash", "-c", "umask 077; exec bash tools/setup.sh", **more)

    assert done.returncode == 0, done.said
    assert made_anew(done)
    assert re.fullmatch(r"setup: .*about 235 MB.*\n", done.said)
    (sync,) = [line for line in done.log if "pip sync" in line]
    assert re.search(r"--compile-bytecode .*--require-hashes .*locks/requirements\.txt$", sync)
    (own,) = [line for line in done.log if line.endswith("-e .")]
    assert "--build-constraints locks/build.txt" in own and "--offline" in own
    assert "--no-deps" in own
    for path in (checkout.root / ".venv").rglob("*"):
        assert path.stat().st_mode & 0o004, path
    environment = (checkout.stubs / "uv.env").read_text()
    assert "UV_LINK_MODE=copy" in environment
    assert not re.search("PYTHONDONTWRITEBYTECODE|PYTHONPYCACHEPREFIX", environment)

    for file in checkout.root.rglob("*.t*"):
        os.utime(file)
    done = checkout.setup()
    assert (done.returncode, done.said, done.log) == (0, "", [])


def test_uv_comes_from_the_lock_with_its_sums_and_the_build_backend_too(checkout):
    checkout.setup()

    asked = (checkout.stubs / "pip.stdin").read_text()
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    (uv,) = [package for package in lock["package"] if package["name"] == "uv"]
    assert asked.startswith(f"uv=={uv['version']} \\\n")
    assert set(re.findall(r"sha256:\w+", asked)) == {
        file["hash"] for file in [uv["sdist"], *uv["wheels"]]
    }
    assert "hatchling==" in (ROOT / "locks" / "build.txt").read_text()


def test_uv_is_fetched_once_for_all_clones_of_a_user(checkout, tmp_path):
    assert checkout.setup().returncode == 0
    other = checkout.another(tmp_path / "second")
    other.state("no-network")

    done = other.setup()

    # the packages come from uv's cache
    assert done.returncode == 0 and not any(line.startswith("pip ") for line in done.log)


@pytest.mark.parametrize(
    ("version", "fits"), [("0.9.1", True), ("0.13.2", True), ("0.8.22", False)]
)
def test_a_uv_in_path_that_is_new_enough_is_taken(checkout, version, fits):
    own = program(checkout.bin / "uv", UV)
    own.write_text(own.read_text().replace('$(cat "$STUBS/pinned")', version))
    checkout.state("no-pip")

    done = checkout.setup()

    assert (done.returncode == 0) == fits, done.said
    if not fits:
        assert "could not be fetched; nor is a uv of 0.9 or later in PATH" in done.stderr


def test_for_grading_alone_less_is_installed_and_nothing_is_taken_away_later(checkout):
    def synced(done):
        assert done.returncode == 0, done.said
        return [line.split("--require-hashes ")[1] for line in done.log if "pip sync" in line]

    assert synced(checkout.setup("grader")) == ["locks/grader.txt"]
    assert synced(checkout.setup("grader")) == []
    assert synced(checkout.setup()) == ["locks/requirements.txt"]
    assert synced(checkout.setup("grader")) == []
    change(checkout.root)
    assert synced(checkout.setup("grader")) == ["locks/requirements.txt"]


def names(list_):
    lines = (ROOT / "locks" / list_).read_text().splitlines()
    wanted = [Requirement(line.rstrip(" \\")) for line in lines if not line.startswith(" ")]
    return {each.name for each in wanted if each.marker is None or each.marker.evaluate()}


def test_an_instructor_gets_no_tool_of_the_maintainers():
    ours, theirs = names("grader.txt"), names("requirements.txt")

    assert ours < theirs and len(ours) < 130
    tools = {
        "pytest",
        "playwright",
        "mypy",
        "ruff",
        "distributed",
        "hypothesis",
        "uv",
        "psycopg",
    }
    assert tools <= theirs - ours


def failing(checkout, state):
    """A run that ends in the middle."""
    broken = checkout.state(state)
    assert checkout.setup().returncode != 0
    broken.unlink()


def killed_later(checkout):
    checkout.setup()
    change(checkout.root)
    failing(checkout, "killed")


def half_installed(checkout):
    checkout.setup()
    change(checkout.root)
    failing(checkout, "disk-full")


def moved(checkout):
    checkout.setup()
    there = checkout.root.with_name("elsewhere")
    shutil.move(checkout.root, there)
    checkout.root = there


def with_another_python(checkout):
    checkout.setup()
    (checkout.root / ".venv" / "bin" / "python.version").write_text("/there 3.13.0")


@pytest.mark.parametrize(
    "broken",
    [killed_later, half_installed, moved, with_another_python],
)
def test_an_environment_that_is_not_whole_or_another_s_is_made_anew(checkout, broken):
    broken(checkout)

    done = checkout.setup()
    assert done.returncode == 0 and made_anew(done)
    assert checkout.setup().said == ""


def test_an_environment_that_is_linked_from_elsewhere_is_not_emptied(checkout, tmp_path):
    other = tmp_path / "other"
    (other / "lib").mkdir(parents=True)
    (checkout.root / ".venv").symlink_to(other)

    done = checkout.run("bash", "tools/setup.sh")

    assert done.returncode == 2 and ".venv is a link to" in done.said
    assert (other / "lib").is_dir() and not made_anew(done)


def test_a_changed_lock_keeps_the_environment_and_is_tried_without_the_network_first(checkout):
    checkout.setup()
    change(checkout.root)

    done = checkout.setup()

    assert done.returncode == 0 and not made_anew(done)
    assert sum("pip sync" in line for line in done.log) == 1
    assert not any(line.startswith("pip ") for line in done.log)


def test_without_a_network_what_was_there_stays_and_one_sentence_says_so(checkout):
    checkout.setup()
    lock = checkout.root / "locks" / "requirements.txt"
    text = lock.read_text()
    lock.write_text(text + "\n# newer\n")
    checkout.state("needs-network")
    checkout.state("no-network")

    done = checkout.setup()

    assert done.returncode == 2
    assert re.search(
        "could not be installed: they are neither all in uv's cache .*/cache", done.stderr
    )
    lock.write_text(text)
    assert (checkout.setup().returncode, checkout.setup().said) == (0, "")


def test_keras_is_added_when_asked_for_and_kept_from_then_on(checkout):
    both = "locks/requirements.txt locks/keras.txt"
    assert not any("keras.txt" in line for line in checkout.setup().log)
    assert any(both in line for line in checkout.setup("keras").log)
    change(checkout.root)
    assert any(both in line for line in checkout.setup().log)


def chosen(checkout, **environment):
    done = checkout.setup(**environment)
    assert done.returncode == 0, done.said
    return [line.removeprefix("venv ") for line in done.log if line.startswith("venv ")]


def test_the_python_that_is_asked_for_comes_first_and_that_in_path_before_usr_bin_s(checkout):
    program(checkout.stubs / "python3", '#!/bin/sh\necho "venv of /usr/bin" >>"$STUBS/log"\n')
    checkout.python("python3.14", version="/there 3.14.0")
    assert chosen(checkout) == ["python3"]

    assert chosen(checkout, PYTHON="python3.14") == ["python3.14"]
    assert chosen(checkout, PYTHON="python3.14") == []


@pytest.mark.parametrize("why", [1, 3])
def test_a_python_that_will_not_do_is_passed_over(checkout, why):
    checkout.python("python3", fits=why)
    checkout.python("python3.13")

    assert chosen(checkout) == ["python3.13"]


def test_where_only_a_closed_python_is_left_it_is_taken_and_said(checkout):
    checkout.python(fits=3)

    done = checkout.setup()

    assert done.returncode == 0 and made_anew(done)
    assert "closed to other users" in done.stderr


@pytest.mark.parametrize("environment", [{}, {"PYTHON": "python3"}])
def test_where_no_python_will_do_one_sentence_says_so(checkout, environment):
    checkout.python(fits=1)

    done = checkout.setup(**environment)

    assert done.returncode == 2 and done.log == []
    assert re.fullmatch(
        r"setup: .*(no|not) Python 3\.11 to 3\.14 with the venv module.*\n", done.said
    )
    assert not (checkout.root / ".venv").exists()


def fetched(names):
    """Megabytes of the wheels that these lists name, for this machine and Python."""
    packages = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    lock = {(each["name"], each.get("version")): each for each in packages}
    here, sizes = {*sys_tags()}, {}
    for line in "".join((ROOT / "locks" / name).read_text() for name in names).splitlines():
        wanted = None if line.startswith(" ") else Requirement(line.rstrip(" \\"))
        if wanted and (wanted.marker is None or wanted.marker.evaluate()):
            wheels = lock[wanted.name, str(wanted.specifier).removeprefix("==")]["wheels"]
            tags = [parse_wheel_filename(w["url"].rpartition("/")[2])[3] for w in wheels]
            fitting = [w["size"] for w, own in zip(wheels, tags, strict=True) if own & here]
            sizes[wanted.name] = min(fitting)  # none: nothing to install on this Python
    return sum(sizes.values()) / 1e6


def test_there_are_wheels_for_all_and_they_have_as_many_megabytes_as_is_said():
    script = (ROOT / "tools" / "setup.sh").read_text()
    said = re.findall(r"\blists=\((.*)\) about=(\d+)", script)

    assert len(said) == 3
    for lists, about in said:
        names = [path.removeprefix("locks/") for path in lists.split()]
        assert int(about) == pytest.approx(fetched(names), rel=0.1)


@pytest.mark.parametrize(
    "stale", ["pyproject.toml", "locks/grader.txt", "locks/site.txt", "locks/docs.txt"]
)
def test_a_stale_lock_is_found(tmp_path, stale):
    for name in ("pyproject.toml", "uv.lock", "README.md"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    for name in ("locks", "tools"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "uv").symlink_to(ROOT / ".venv" / "bin" / "uv")
    text = (tmp_path / stale).read_text().replace("psutil>=5.9,<8", "psutil>=5.9,<6")
    (tmp_path / stale).write_text(text.replace("\npackaging==2", "\npackaging==1"))

    command = ["bash", "tools/lock.sh", "--check"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)

    assert done.returncode == 1
    assert "bash tools/lock.sh writes it again" in done.stderr
