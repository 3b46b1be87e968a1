"""Programs that only write down how they were called, for the tests of the shell
scripts."""

import shutil
import subprocess

from tests.conftest import ROOT
from tests.waiting import HANGS

TOOLS = """
bash sh awk basename cat chmod cksum cp cut dirname env find flock grep head id ls mkdir mktemp mv rm sed sort touch
true wc
""".split()  # noqa: SIM905  reads better than thirty quotes
UV = r"""#!/bin/bash
[ "$1" = --version ] && { echo "uv $(cat "$STUBS/pinned")"; exit; }
[ "$1 $2" = "cache dir" ] && { echo "$STUBS/cache"; exit; }
echo "uv $*" >>"$STUBS/log"
env >"$STUBS/uv.env"
if [ "$2" = sync ]; then
  case "$*" in *--offline*) [ ! -e "$STUBS/needs-network" ] || exit 2 ;; esac
  case "$* " in
    *" --offline "*) ;;
    *) if [ -e "$STUBS/no-network" ]; then echo "no route" >&2; exit 2; fi ;;
  esac
  mkdir -p .venv/lib/site-packages/half.dist-info
  (umask 077; touch .venv/lib/site-packages/half.dist-info/RECORD)
  if [ -e "$STUBS/killed" ]; then kill -9 $PPID; fi
  if [ -e "$STUBS/disk-full" ]; then touch .venv/lib/other; rm -r .venv/lib/site-packages/half.dist-info; exit 2; fi
fi
exit 0
"""
PYTHON = r"""#!/bin/bash
here=$(dirname "$0")
case "$*" in
  "-I -") cat >/dev/null; exit "$(cat "$0.fits" 2>/dev/null || echo 0)" ;;
  "-I -c "*) exit "$(cat "$0.fits" 2>/dev/null || echo 0)" ;;
  "-I -S -c "*) cat "$0.version" ;;
  "-m venv --clear .venv")
    echo "venv $(basename "$0")" >>"$STUBS/log"
    rm -rf .venv; mkdir -p .venv/bin .venv/lib
    cp "$0" .venv/bin/python; cp "$0.version" .venv/bin/python.version ;;
  "-m pip install"*)
    echo "pip $*" >>"$STUBS/log"
    if [ -e "$STUBS/no-network" ] || [ -e "$STUBS/no-pip" ]; then exit 1; fi
    cat /dev/stdin >"$STUBS/pip.stdin"
    while [ "$1" != --target ]; do shift; done
    mkdir -p "$2/bin"; cp "$STUBS/uv" "$2/bin/uv" ;;
  *) echo "python $*" >>"$STUBS/log" ;;
esac
"""


def program(path, text):
    path.write_text(text)
    path.chmod(0o755)
    return path


class Checkout:
    """A folder with the scripts and the lock, and a PATH that holds only stubs and
    `TOOLS`."""

    def __init__(self, folder):
        self.root, self.bin, self.stubs = folder / "check out", folder / "bin", folder / "stubs"
        self.caches = folder / "caches"
        for place in (self.root / "tools", self.bin, self.stubs):
            place.mkdir(parents=True)
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool))
        shutil.copytree(ROOT / "locks", self.root / "locks")
        shutil.copyfile(ROOT / "pyproject.toml", self.root / "pyproject.toml")
        for name in ("setup.sh", "system.sh"):  # the machine's own Python stays out of it
            text = (
                (ROOT / "tools" / name)
                .read_text()
                .replace("/usr/bin/python3", f"{self.stubs}/python3")
            )
            (self.root / "tools" / name).write_text(text)
        program(self.stubs / "uv", UV)
        text = (ROOT / "locks" / "build.txt").read_text()
        (self.stubs / "pinned").write_text(text.split("\nuv==")[1].split()[0])

    def python(self, name="python3", fits=0, version="/there 3.12.1"):
        """A Python in PATH; `fits` is what the script's question about it ends with."""
        path = program(self.bin / name, PYTHON)
        path.with_name(f"{name}.fits").write_text(str(fits))
        path.with_name(f"{name}.version").write_text(version)

    def another(self, folder):
        """Make a second clone of the same user."""
        other = Checkout(folder)
        other.python()
        other.caches = self.caches
        return other

    def state(self, name):
        """Let the stubs behave as if `name`, until the file that comes back is
        deleted."""
        (self.stubs / name).touch()
        return self.stubs / name

    def run(self, *command, **environment):
        """The script's outcome; `.log` is what the stubs were asked in the meantime."""
        (self.stubs / "log").unlink(missing_ok=True)
        env = {"PATH": str(self.bin), "STUBS": str(self.stubs)}
        env |= {"XDG_CACHE_HOME": str(self.caches), **environment}
        done = subprocess.run(
            command, cwd=self.root, env=env, capture_output=True, text=True, timeout=HANGS
        )
        log = self.stubs / "log"
        done.log = log.read_text().splitlines() if log.exists() else []
        done.said = done.stdout + done.stderr
        return done

    def setup(self, *arguments, **environment):
        return self.run("bash", "tools/setup.sh", *arguments, **environment)

    def system(self, *arguments, **environment):
        return self.run("sh", "tools/system.sh", *arguments, **environment)
