"""`make setup` on machines of every kind. Most tests run the script with stubs; the
last ones run it in earnest."""

import os
import re
import shutil
import subprocess
import tomllib

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.tags import compatible_tags, cpython_tags
from packaging.utils import parse_wheel_filename

from tests.conftest import ROOT
from tests.install.stubs import Checkout, as_root, program


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


def test_a_first_run_makes_the_environment_and_says_how_much_it_fetches(checkout):
    done = checkout.setup()

    assert done.returncode == 0, done.said
    assert made_anew(done)
    assert re.fullmatch(r"setup: .*about 210 MB.*\n", done.said)
    assert any(
        re.search(r"pip sync .*--require-hashes .*locks/requirements\.txt$", line)
        for line in done.log
    )


def test_a_second_run_is_silent_and_asks_nobody(checkout):
    checkout.setup()
    for file in checkout.root.rglob("*.t*"):
        os.utime(file)

    done = checkout.setup()

    assert (done.returncode, done.said, done.log) == (0, "", [])


def test_uv_comes_from_the_lock_with_its_sums(checkout):
    checkout.setup()

    asked = (checkout.stubs / "pip.stdin").read_text()
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    (uv,) = [package for package in lock["package"] if package["name"] == "uv"]
    assert asked.startswith(f"uv=={uv['version']} \\\n")
    assert set(re.findall(r"sha256:\w+", asked)) == {
        file["hash"] for file in [uv["sdist"], *uv["wheels"]]
    }


def test_the_build_backend_comes_from_the_lock(checkout):
    done = checkout.setup()

    assert "hatchling==" in (ROOT / "locks" / "requirements.txt").read_text()
    (line,) = [line for line in done.log if line.endswith("-e .")]
    assert "--no-build-isolation" in line and "--offline" in line and "--no-deps" in line


@pytest.mark.parametrize("earlier", [False, True])
def test_a_run_that_broke_off_is_begun_anew(checkout, earlier):
    if earlier:
        checkout.setup()
        change(checkout.root)
    killed = checkout.state("killed")
    assert checkout.setup().returncode != 0
    killed.unlink()

    assert made_anew(checkout.setup())
    assert checkout.setup().said == ""


def test_a_half_made_environment_is_made_anew(checkout):
    (checkout.root / ".venv" / "bin").mkdir(parents=True)
    (checkout.root / ".venv" / "bin" / "python").symlink_to(shutil.which("true"))

    done = checkout.setup()

    assert done.returncode == 0 and made_anew(done)


@pytest.mark.parametrize("how", [shutil.move, shutil.copytree])
def test_a_checkout_that_was_moved_or_copied_gets_an_environment_of_its_own(checkout, how):
    checkout.setup()
    there = checkout.root.with_name("elsewhere")
    how(checkout.root, there)
    checkout.root = there

    assert made_anew(checkout.setup())


def test_an_environment_whose_python_has_become_another_is_made_anew(checkout):
    checkout.setup()
    (checkout.root / ".venv" / "bin" / "python.version").write_text("/there 3.13.0")

    assert made_anew(checkout.setup())


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

    assert done.returncode == 2 and "could not be installed" in done.stderr
    lock.write_text(text)
    assert (checkout.setup().returncode, checkout.setup().said) == (0, "")


def test_an_installation_that_failed_half_way_is_begun_anew(checkout):
    checkout.setup()
    change(checkout.root)
    full = checkout.state("disk-full")
    assert checkout.setup().returncode == 2
    full.unlink()

    assert made_anew(checkout.setup())


def test_every_user_may_read_the_environment_whatever_the_umask(checkout):
    done = checkout.run("bash", "-c", "umask 077; exec bash scripts/setup.sh")

    assert done.returncode == 0
    for path in (checkout.root / ".venv").rglob("*"):
        assert path.stat().st_mode & 0o004, path
    assert "UV_LINK_MODE=copy" in (checkout.stubs / "uv.env").read_text()


def test_bytecode_is_written_beside_the_packages(checkout):
    done = checkout.setup(PYTHONDONTWRITEBYTECODE="1", PYTHONPYCACHEPREFIX="/elsewhere")

    assert any("--compile-bytecode" in line for line in done.log)
    assert not re.search(
        "PYTHONDONTWRITEBYTECODE|PYTHONPYCACHEPREFIX", (checkout.stubs / "uv.env").read_text()
    )


def test_keras_is_added_when_asked_for_and_kept_from_then_on(checkout):
    checkout.setup()
    assert not any("keras" in line for line in checkout.setup().log)

    assert any(
        "locks/requirements.txt locks/keras.txt" in line for line in checkout.setup("keras").log
    )
    change(checkout.root)
    assert any("locks/keras.txt" in line for line in checkout.setup().log)


def chosen(checkout, **environment):
    done = checkout.setup(**environment)
    assert done.returncode == 0, done.said
    return [line.removeprefix("venv ") for line in done.log if line.startswith("venv ")]


def test_the_python_that_is_asked_for_comes_first_also_later(checkout):
    checkout.python("python3.14", version="/there 3.14.0")
    assert chosen(checkout) == ["python3"]

    assert chosen(checkout, PYTHON="python3.14") == ["python3.14"]
    assert chosen(checkout, PYTHON="python3.14") == []


def test_the_python_in_path_comes_before_those_of_usr_bin(checkout):
    program(
        checkout.stubs / "python3", '#!/bin/sh\necho "venv that of /usr/bin" >>"$STUBS/log"\n'
    )

    assert chosen(checkout) == ["python3"]


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


@pytest.mark.parametrize(
    "environment", [{}, {"PYTHON": "python3"}, {"PYTHON": "no-such-python"}]
)
def test_where_no_python_will_do_one_sentence_says_so(checkout, environment):
    checkout.python(fits=1)

    done = checkout.setup(**environment)

    assert done.returncode == 2 and done.log == []
    assert re.fullmatch(
        r"setup: .*(no|not) Python 3\.11 to 3\.14 with the venv module.*\n", done.said
    )
    assert not (checkout.root / ".venv").exists()


def test_a_read_only_checkout_gets_one_sentence(checkout):
    command = ["bash", "scripts/setup.sh"]
    if as_root():  # who may write everywhere but on a read-only mount
        mount = 'mount --bind "$PWD" "$PWD" && mount -o remount,ro,bind "$PWD" && cd "$PWD" || exit 99; '
        mount += "exec bash scripts/setup.sh"
        for tool in ("mount", "unshare"):
            (checkout.bin / tool).symlink_to(shutil.which(tool))
        command = ["unshare", "--mount", "bash", "-c", mount]
    else:
        checkout.root.chmod(0o555)
    done = checkout.run(*command)
    checkout.root.chmod(0o755)
    if done.returncode == 99 or "unshare" in done.said:
        pytest.skip("no mount can be made here")

    assert done.returncode == 2
    assert re.fullmatch(r"setup: this checkout is read-only.*\n", done.said)


def fetched(lists, version):
    """Megabytes of the wheels that `lists` name, for Linux on an ordinary processor."""
    lock = {}
    for package in tomllib.loads((ROOT / "uv.lock").read_text())["package"]:
        lock[package["name"], package.get("version")] = package
    kinds = [*(f"_2_{minor}" for minor in range(36, 4, -1)), "2014", "2010", "1"]
    platforms = [f"manylinux{kind}_x86_64" for kind in kinds]
    tags = {*cpython_tags(version, platforms=platforms)}
    tags |= {*compatible_tags(version, platforms=platforms)}
    short = ".".join(map(str, version))
    own = {"python_version": short, "python_full_version": f"{short}.7"}
    here = {**default_environment(), **own}
    sizes = {}
    for line in "".join((ROOT / "locks" / name).read_text() for name in lists).splitlines():
        if not line.startswith(" "):
            wanted = Requirement(line.rstrip(" \\"))
            if wanted.marker is None or wanted.marker.evaluate(here):
                wheels = lock[wanted.name, str(wanted.specifier).removeprefix("==")]["wheels"]
                fitting = [
                    w["size"]
                    for w in wheels
                    if parse_wheel_filename(w["url"].rpartition("/")[2])[3] & tags
                ]
                sizes[wanted.name] = min(fitting)  # none: nothing to install on that Python
    return sum(sizes.values()) / 1e6


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13), (3, 14)])
def test_every_python_finds_wheels_for_all_and_as_many_megabytes_as_is_said(version):
    script = (ROOT / "scripts" / "setup.sh").read_text()
    said = [int(number) for number in re.findall(r"\babout=(\d+)", script)]
    lists = ["requirements.txt"], ["requirements.txt", "keras.txt"]

    assert said == [pytest.approx(fetched(each, version), rel=0.1) for each in lists]


def test_the_lock_files_belong_to_pyproject():
    done = subprocess.run(
        ["bash", "scripts/lock.sh", "--check"], cwd=ROOT, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "stale", ["pyproject.toml", "locks/requirements.txt", "locks/keras.txt", "locks/site.txt"]
)
def test_a_stale_lock_is_found(tmp_path, stale):
    for name in ("pyproject.toml", "uv.lock", "README.md"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    for name in ("locks", "scripts"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "uv").symlink_to(ROOT / ".venv" / "bin" / "uv")
    file = tmp_path / stale
    file.write_text(
        file.read_text()
        .replace("psutil>=5.9,<8", "psutil>=5.9,<6")
        .replace("\npackaging==2", "\npackaging==1")
    )

    done = subprocess.run(
        ["bash", "scripts/lock.sh", "--check"], cwd=tmp_path, capture_output=True, text=True
    )

    assert done.returncode == 1
    assert "bash scripts/lock.sh writes it again" in done.stderr


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A checkout that nobody else may read, in a folder with blanks and umlauts, set up
    in earnest without a HOME."""
    folder = tmp_path_factory.mktemp("earnest") / "größe und raum"
    kept = shutil.ignore_patterns(".*", "build", "demo", "__pycache__", "tests")
    shutil.copytree(ROOT, folder, ignore=kept)
    done = earnest(folder)
    assert done.returncode == 0, done.stderr
    return folder


def earnest(folder, *before):
    known = {"PATH", "PIP_CERT", "SSL_CERT_FILE", "HTTPS_PROXY"}
    known |= {"UV_INDEX_URL", "UV_DEFAULT_INDEX", "PIP_INDEX_URL"}
    env = {**{key: os.environ[key] for key in known & {*os.environ}}, "LANG": "C"}
    command = [*before, "bash", "-c", "umask 077; exec bash scripts/setup.sh"]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)


@pytest.mark.slow
def test_in_earnest_a_checkout_under_an_odd_name_is_set_up_and_every_user_may_read_its_packages(
    clone,
):
    script = clone / ".venv" / "bin" / "dinosaur-grader"

    done = subprocess.run([script, "--help"], cwd=clone, capture_output=True, text=True)

    assert done.returncode == 0 and "doctor" in done.stdout
    closed = [path for path in (clone / ".venv").rglob("*") if not path.stat().st_mode & 0o004]
    assert closed == []
    assert list((clone / ".venv").glob("lib/*/site-packages/numpy/__pycache__/__init__*.pyc"))


@pytest.mark.proof
def test_in_earnest_a_changed_pyproject_needs_no_network_and_what_is_not_in_the_lock_goes(
    clone,
):
    cut_off = ["unshare", "--net"] if as_root() else ["unshare", "--user", "--net"]
    if subprocess.run([*cut_off, "true"], capture_output=True).returncode:
        pytest.skip("no network can be taken away here")
    (packages,) = (clone / ".venv" / "lib").glob("*/site-packages")
    stranger = packages / "stranger-1.0.dist-info"
    stranger.mkdir()
    (stranger / "METADATA").write_text("Metadata-Version: 2.1\nName: stranger\nVersion: 1.0\n")
    (stranger / "RECORD").write_text(
        "stranger-1.0.dist-info/METADATA,,\nstranger-1.0.dist-info/RECORD,,\n"
    )
    change(clone)

    done = earnest(clone, *cut_off)

    assert done.returncode == 0, done.stderr
    assert not stranger.exists()
    again = earnest(clone, *cut_off)
    assert (again.returncode, again.stdout + again.stderr) == (0, "")
