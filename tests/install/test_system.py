"""`make system` and the part of it that `make demo` needs, with an apt that only writes
down what it was asked."""

import re
import shutil

import pytest

from tests.install.stubs import Checkout, program

NEEDED = {"bubblewrap": "bwrap", "util-linux": "setpriv"}
TESTS_ONLY = {"chromium": "chromium", "postgresql": "postgres", "nodejs": "node"}
APT = r"""#!/bin/bash
echo "apt-get $*" >>"$STUBS/log"
case "$*" in
  update*) exit ;;
  *--assume-no*) echo "Need to get 1,234 kB/5,678 kB of archives."; exit 1 ;;
esac
for name in "$@"; do [ "$name" != "$(cat "$STUBS/unknown" 2>/dev/null)" ] || exit 100; done
for name in "$@"; do
  program=$(sed -n "s/^$name //p" "$STUBS/programs")
  [ -z "$program" ] || cp "$STUBS/nothing" "${STUBS%/*}/bin/$program"
  case "$name" in python3*-venv) echo 0 >"${STUBS%/*}/bin/python3.fits" ;; esac
done
"""


class Machine(Checkout):
    def __init__(self, folder, root=True):
        super().__init__(folder)
        script = self.root / "tools" / "system.sh"
        text = script.read_text().replace(':/usr/sbin:/sbin"', f':{self.stubs}/sbin"')
        for place in ("/usr/lib", "/lib", "/proc", "/etc", "/usr/share"):
            text = re.sub(rf"(?<=[\s=]){place}(?=/)", f"{self.stubs}{place}", text)
        script.write_text(text)
        self.python()
        program(self.stubs / "nothing", "#!/bin/sh\n")
        programs = {**NEEDED, **TESTS_ONLY}
        (self.stubs / "programs").write_text(
            "".join(f"{name} {file}\n" for name, file in programs.items())
        )
        for file in programs.values():
            shutil.copy(self.stubs / "nothing", self.bin / file)
        (self.stubs / "sbin").mkdir()
        program(
            self.stubs / "sbin" / "ldconfig",
            "#!/bin/sh\necho '  libseccomp.so.2 (libc6,x86-64) => /somewhere'\n",
        )
        program(self.bin / "apt-get", APT)
        program(self.bin / "apt-cache", '#!/bin/sh\n[ "$2" = python3.12-venv ]\n')
        (self.bin / "id").unlink()
        program(self.bin / "id", f"#!/bin/sh\necho {0 if root else 1000}\n")

    def without(self, *programs):
        for name in programs:
            (self.bin / name).unlink()
        return self


@pytest.mark.parametrize("what", [(), ("demo",)])
def test_where_all_is_there_apt_is_not_asked(tmp_path, what):
    done = Machine(tmp_path).system(*what)

    assert done.returncode == 0 and done.log == []
    assert "MISSING" not in done.said and done.stderr == ""


def test_for_the_demo_only_what_grading_needs_is_looked_for(tmp_path):
    done = Machine(tmp_path).without("bwrap", *TESTS_ONLY.values()).system("demo")

    assert done.log[-1] == "apt-get install -q -y --no-install-recommends bubblewrap"
    assert "system: bubblewrap is there and works (isolation level strict)" in done.stdout
    assert not any(name in done.said for name in TESTS_ONLY)


def test_a_package_that_cannot_be_had_does_not_keep_the_others_away(tmp_path):
    machine = Machine(tmp_path).without("bwrap", "node", "chromium")
    (machine.stubs / "unknown").write_text("chromium")

    done = machine.system()

    assert done.returncode == 0
    assert "fetching bubblewrap chromium nodejs with apt, 1,234 kB/5,678 kB" in done.stdout
    assert "system: chromium could not be installed" in done.stdout
    assert "chromium is MISSING (tests in a browser): apt-get install chromium" in done.stdout
    assert "bubblewrap is there" in done.stdout and "nodejs is there" in done.stdout


@pytest.mark.parametrize("apt", [True, False])
def test_where_nothing_can_be_installed_the_command_is_said(tmp_path, apt):
    machine = Machine(tmp_path, root=not apt).without("bwrap", *([] if apt else ["apt-get"]))

    done = machine.system("demo")

    assert done.returncode == 0 and done.log == []
    assert "system: nothing is installed from here, for that takes root and apt" in done.stdout
    assert "bubblewrap is MISSING (isolation level strict): apt-get install" in done.stdout


def test_libseccomp_is_found_by_ldconfig_out_of_the_path_and_in_any_of_its_folders(tmp_path):
    machine = Machine(tmp_path, root=False)
    assert "libseccomp2 is there" in machine.system("demo").stdout
    (machine.stubs / "sbin" / "ldconfig").unlink()
    assert "libseccomp2 is MISSING" in machine.system("demo").stdout

    (machine.stubs / "usr/lib" / "riscv64-linux-gnu").mkdir(parents=True)
    (machine.stubs / "usr/lib" / "riscv64-linux-gnu" / "libseccomp.so.2").touch()

    assert "libseccomp2 is there" in machine.system("demo").stdout


def test_the_venv_module_is_asked_of_the_python_that_make_setup_takes(tmp_path):
    machine = Machine(tmp_path)
    machine.python("python3", fits=1)
    machine.python("python3.13")
    assert "venv is there (make setup)" in machine.system("demo").stdout

    # closed to the sandbox's user: make setup takes it if there is no other
    machine.python("python3.13", fits=3)
    done = machine.system("demo")

    assert done.log[-1].endswith(" python3.12-venv")
    assert "python3.12-venv is there" in done.stdout


BWRAP = """#!/bin/bash
[ "$(id -u)$given_up" = 0 ] && exit # root itself is never restricted
[ -e "$STUBS/loaded" ] || { echo "bwrap: loopback: Failed" >&2; exit 1; }
"""
PARSER = """#!/bin/bash
echo "apparmor_parser $*" >>"$STUBS/log"
[ -e "$STUBS/other" ] || touch "$STUBS/loaded"
"""


class Ubuntu(Machine):
    """A machine whose AppArmor restricts bubblewrap until the profile is loaded."""

    def __init__(self, folder, root=True):
        super().__init__(folder, root)
        program(self.bin / "bwrap", BWRAP)
        program(
            self.bin / "setpriv",
            '#!/bin/bash\nwhile [ "$1" != -- ]; do shift; done; shift; given_up=yes exec "$@"\n',
        )
        program(self.bin / "apparmor_parser", PARSER)
        (self.bin / "install").symlink_to(shutil.which("install"))
        self.profile = self.stubs / "etc/apparmor.d/bwrap-userns-restrict"
        extra = self.stubs / "usr/share/apparmor/extra-profiles"
        setting = self.stubs / "proc/sys/kernel/apparmor_restrict_unprivileged_userns"
        for place in (self.profile, extra / "any", setting):
            place.parent.mkdir(parents=True)
        program(
            self.bin / "apt-get", APT + f"echo profile bwrap >{extra / self.profile.name}\n"
        )
        setting.write_text("1\n")


def test_root_lets_bubblewrap_through_apparmor_by_ubuntus_own_profile_and_says_so(tmp_path):
    machine = Ubuntu(tmp_path)

    done = machine.system("demo")

    assert machine.profile.read_text() == "profile bwrap\n"
    assert "system: fetching apparmor-profiles with apt" in done.stdout
    assert done.log[-1] == f"apparmor_parser --replace {machine.profile}"
    assert f"system: {machine.profile} is there, also after a restart" in done.stdout
    assert "system: bubblewrap is there and works" in done.stdout
    assert machine.system("demo").log == []


def test_who_is_not_root_is_told_the_two_commands(tmp_path):
    machine = Ubuntu(tmp_path, root=False)

    done = machine.system("demo")

    assert done.log == [] and not machine.profile.exists()
    assert "system:   apt-get install apparmor-profiles\n" in done.stdout
    assert f"apparmor_parser --replace {machine.profile}\n" in done.stdout
    assert "bubblewrap is there and can't be used: bwrap: loopback: Failed" in done.stdout


def test_where_it_is_not_apparmor_or_the_profile_does_not_help_it_says_what_bubblewrap_said(
    tmp_path,
):
    machine = Ubuntu(tmp_path)
    (machine.stubs / "other").touch()
    tried = machine.system("demo")
    (machine.stubs / "proc/sys/kernel/apparmor_restrict_unprivileged_userns").unlink()
    left = machine.system("demo")

    assert tried.log and left.log == []
    for done in (tried, left):
        assert "can't be used: bwrap: loopback: Failed (isolation level strict)" in done.stdout


def test_a_browser_that_only_asks_for_a_snap_is_none(tmp_path):
    machine = Machine(tmp_path, root=False).without("chromium")
    program(machine.bin / "chromium-browser", "#!/bin/sh\nexit 1\n")
    assert "chromium is MISSING" in (said := machine.system().stdout)
    assert "Ubuntu has it only as a snap, so there Google Chrome" in said

    shutil.copy(machine.stubs / "nothing", machine.bin / "google-chrome")

    assert "chromium is there" in machine.system().stdout


def test_an_unknown_word_is_wrong_usage(tmp_path):
    done = Machine(tmp_path).system("everything")

    assert done.returncode == 2 and "usage:" in done.stderr
