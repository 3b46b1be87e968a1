#!/usr/bin/env bash
# Makes .venv with everything that the make commands need. Quick when nothing changed.
set -euo pipefail
cd "$(dirname "$0")/.."

# The grader's sandbox runs as an unprivileged user, so the interpreter has to lie where everyone may read.
readable() {
  "$1" - <<'PY' 2>/dev/null
import os, pathlib, sys
import ensurepip  # noqa: F401  a Debian Python without its venv package fails here
prefix = pathlib.Path(os.path.realpath(sys.base_prefix))
open_to_all = all(p.stat().st_mode & 0o005 == 0o005 for p in (prefix, *prefix.parents))
sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 14) and open_to_all else 1)
PY
}

find_python() {
  local candidate
  for candidate in "${PYTHON:-}" /usr/bin/python3.11 /usr/bin/python3.12 /usr/bin/python3.13 /usr/bin/python3.14 /usr/bin/python3 \
    python3.11 python3.12 python3.13 python3.14 python3; do
    [ -n "$candidate" ] && command -v "$candidate" >/dev/null || continue
    if readable "$candidate"; then command -v "$candidate"; return; fi
  done
  for candidate in python3.11 python3.12 python3.13 python3.14 python3; do
    if command -v "$candidate" >/dev/null && "$candidate" -c 'import ensurepip, sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then
      echo "setup: only $candidate fits, and its folder is closed to other users: grading will need --isolation none" >&2
      command -v "$candidate"; return
    fi
  done
  echo "setup: no Python 3.11 to 3.14 with the venv module was found. On Debian: apt-get install python3 python3-venv" >&2
  exit 1
}

if [ ! -x .venv/bin/python ]; then
  "$(find_python)" -m venv .venv
fi
version=$(.venv/bin/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')
wanted=$(cat pyproject.toml "locks/python-$version.txt" scripts/setup.sh | sha256sum | cut -d' ' -f1)
if [ "$(cat .venv/ready 2>/dev/null || true)" = "$wanted" ]; then exit 0; fi
echo "setup: installing the packages of locks/python-$version.txt into .venv"
.venv/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.5,<1'
# Compiled here and now: every command starts twice as fast, also where nobody may write into .venv later.
.venv/bin/uv pip install --quiet --compile-bytecode --python .venv/bin/python --require-hashes -r "locks/python-$version.txt"
.venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps -e .
echo "$wanted" >.venv/ready
