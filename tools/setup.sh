#!/usr/bin/env bash
# Makes .venv with everything that the make commands need: what locks/requirements.txt names, and nothing else.
# With "grader" only what grading needs, locks/grader.txt, unless all of it is there already; with "keras" also what
# locks/keras.txt names, for the optional part of the second notebook. Later runs take nothing of that away.
# With "which" it only names the Python that it would take.
# Quick and silent when nothing changed, and then it needs no network.
set -euo pipefail
cd "$(dirname "$0")/.."
# Megabytes that a first run fetches; tests/install/test_setup.py compares the numbers with uv.lock.
lists=(locks/requirements.txt) about=235
if [ "${1:-}" = grader ] && [ ! -e .venv/with-all ]; then lists=(locks/grader.txt) about=120; fi
if [ "${1:-}" = keras ] || [ -e .venv/with-keras ]; then lists=(locks/requirements.txt locks/keras.txt) about=365; fi

# The sandbox may run as another user, who has to read all of .venv. Bytecode belongs beside the packages: every command
# starts twice as fast, also where nobody may write into .venv later.
umask 022
unset PYTHONDONTWRITEBYTECODE PYTHONPYCACHEPREFIX PYTHONPATH PYTHONHOME VIRTUAL_ENV
export UV_LINK_MODE=copy UV_NO_PROGRESS=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# As pip does: trust what the system trusts, for a network that has a certificate of its own.
if [ -s /etc/ssl/certs/ca-certificates.crt ]; then export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}"; fi

stop() {
  echo "setup: $*" >&2
  exit 2
}

[ ! -L .venv ] || stop ".venv is a link to $(readlink .venv). It belongs to another folder, which would be emptied: take the link away"

# 0 where this Python will do, 3 where only its folder is closed to the user that root's sandbox runs as.
fits() {
  "$1" -I - <<'PY' >/dev/null 2>&1
import ensurepip, os, pathlib, sys, venv  # noqa: F401  a Debian Python without its venv package fails here
prefix = pathlib.Path(os.path.realpath(sys.base_prefix))
closed = os.getuid() == 0 and any(p.stat().st_mode & 0o005 != 0o005 for p in (prefix, *prefix.parents))
sys.exit(1 if not (3, 11) <= sys.version_info[:2] <= (3, 14) else 3 if closed else 0)
PY
}

candidates() { # the Python that was asked for, or else those in PATH and then those in /usr/bin
  if [ -n "${PYTHON:-}" ]; then type -P "$PYTHON" || true; return; fi
  type -aP python3 python3.11 python3.12 python3.13 python3.14 || true
  ls /usr/bin/python3 /usr/bin/python3.1[1-4] 2>/dev/null || true
}

find_python() { # sets `python`
  local candidate code closed=""
  while IFS= read -r candidate; do
    code=0
    fits "$candidate" || code=$?
    if [ "$code" -eq 0 ]; then python=$candidate; return; fi
    if [ "$code" -eq 3 ]; then closed=${closed:-$candidate}; fi
  done < <(candidates)
  if [ -z "$closed" ] && [ -n "${PYTHON:-}" ]; then stop "PYTHON is $PYTHON, and that is not Python 3.11 to 3.14 with the venv module"; fi
  [ -n "$closed" ] || stop "no Python 3.11 to 3.14 with the venv module was found; on Debian and Ubuntu: apt-get install python3-venv, as root"
  python=$closed note="setup: $python lies in a folder that is closed to other users; as root, isolation may fail with it"
}

# What .venv is made of. It holds its own path in many files, so one that was moved or copied has to be made again.
made_of() { echo "$(pwd -P) $("$1" -I -S -c 'import sys; print(sys.base_prefix, *sys.version.split())' 2>/dev/null)"; }
is_whole() {
  [ -e .venv/ready ] && [ "$(cat .venv/made-of 2>/dev/null)" = "$(made_of .venv/bin/python)" ] &&
    { [ -z "$python" ] || [ "$(made_of "$python")" = "$(made_of .venv/bin/python)" ]; }
}
records() { find .venv/lib -path '*.dist-info/RECORD' 2>/dev/null | sort | cksum; }
locked_uv() { awk 'index($0, "uv==") == 1, !/\\$/' locks/build.txt; } # its lines of the lock, with their sums

if [ "${1:-}" = which ]; then # for tools/system.sh: the Python that would be taken, if every user can read it
  find_python
  echo "$python"
  [ -z "${note:-}" ]
  exit
fi
wanted=$(cat pyproject.toml locks/build.txt "${lists[@]}" tools/setup.sh | cksum)
python=""
if [ -n "${PYTHON:-}" ]; then find_python; fi
if is_whole && [ "$(cat .venv/ready)" = "$wanted" ]; then exit 0; fi

place=.
if [ -e .venv ]; then place=.venv; fi
[ -w "$place" ] || stop "this checkout is read-only, and its .venv is not there or not up to date: copy the checkout to a folder you may write to"
if command -v flock >/dev/null; then exec 9<tools/setup.sh; flock 9 || true; fi # two at once would spoil each other's work

before=""
if is_whole; then
  echo "setup: bringing .venv up to date with ${lists[*]}; only what has changed is fetched"
  before=$(cat .venv/ready) had=$(records)
else
  if [ -z "$python" ]; then find_python; fi
  if [ -n "${note:-}" ]; then echo "$note" >&2; fi
  echo "setup: making .venv with $python; the packages of ${lists[*]} are about $about MB to fetch, less what is in uv's cache"
  "$python" -m venv --clear .venv || stop "$python could not make .venv; what it says stands above"
  made_of .venv/bin/python >.venv/made-of
fi

rm -f .venv/ready # a run that breaks off leaves none, and the next one begins again
fail() {
  if [ -n "$before" ] && [ "$had" = "$(records)" ]; then echo "$before" >.venv/ready; fi # nothing was touched
  stop "$* The reason stands above; run it again when that is fixed"
}

# uv: the one that the lock names, which all clones of this user share, or one in PATH that is new enough.
pinned=$(locked_uv | sed -n '1s/^uv==\([^ ]*\).*/\1/p')
place="${XDG_CACHE_HOME:-${HOME:-}/.cache}/dinosaur-island"
if ! mkdir -p "$place" 2>/dev/null || [ ! -w "$place" ]; then place=.venv; fi
uv="$place/uv-$pinned/bin/uv"
if [ "$("$uv" --version 2>/dev/null | cut -d' ' -f2)" != "$pinned" ]; then
  case $(uv --version 2>/dev/null) in
    "uv 0.9."* | "uv 0."[1-9][0-9]*) uv=uv ;;
    *)
      locked_uv | .venv/bin/python -m pip install --quiet --no-deps --require-hashes --upgrade --target "${uv%/bin/uv}" -r /dev/stdin ||
        fail "uv $pinned, which installs the packages, could not be fetched; nor is a uv of 0.9 or later in PATH." ;;
  esac
fi
cache=$("$uv" cache dir 2>/dev/null) && mkdir -p "$cache" 2>/dev/null && [ -w "$cache" ] || export UV_NO_CACHE=1
# From .venv and the cache alone if that will do.
offline_first() { "$uv" pip "$1" --offline "${@:2}" 2>/dev/null || "$uv" pip "$@"; }
# The extraneous go. Without a network all has to be in the cache.
offline_first sync --quiet --compile-bytecode --python .venv/bin/python --require-hashes "${lists[@]}" ||
  fail "the packages could not be installed: they are neither all in uv's cache (${cache:-none}), nor could the rest be fetched."
offline_first install --quiet --python .venv/bin/python --no-deps --build-constraints locks/build.txt -e . ||
  fail "the packages are installed, but not the kit itself: the tools that locks/build.txt names are not all in uv's cache."
chmod -R a+rX .venv || true
case ${lists[*]} in *requirements*) touch .venv/with-all ;; esac
case ${lists[*]} in *keras*) touch .venv/with-keras ;; esac
echo "$wanted" >.venv/ready
