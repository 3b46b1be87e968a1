#!/usr/bin/env bash
# Writes uv.lock from the ranges in pyproject.toml, and from it the files in locks/ that pip can read, for every Python
# and system that the kit supports. Versions that are locked stay; with --upgrade the newest are taken.
# With --check nothing is written: it fails where the files don't belong to pyproject.toml, and needs no network.
set -euo pipefail
cd "$(dirname "$0")/.."
files="grader.txt requirements.txt build.txt keras.txt site.txt docs.txt"
uv=.venv/bin/uv
[ -x "$uv" ] || uv=uv

export_to() { # export_to FILE OPTIONS: the chosen part of uv.lock, with the sums of all files
  local file=$1
  shift
  "$uv" export --quiet --frozen --no-header --no-annotate --no-emit-project "$@" >"$file"
}

export_all() { # export_all FOLDER
  # What grading needs; what maintainers need; what builds and installs both; the optional part of the second notebook;
  # the tools of make site and make docs.
  export_to "$1/grader.txt" --extra grader --extra desk
  export_to "$1/requirements.txt" --extra student --extra grader --extra desk --extra dask --extra postgres --extra test --extra lint --group build
  export_to "$1/build.txt" --only-group build
  export_to "$1/keras.txt" --extra keras
  export_to "$1/site.txt" --only-group site
  export_to "$1/docs.txt" --only-group docs
}

if [ "${1:-}" = --check ]; then
  if ! said=$("$uv" lock --check --offline 2>&1); then
    echo "$said" >&2
    echo "lock: uv.lock doesn't belong to pyproject.toml; bash tools/lock.sh writes it again" >&2
    exit 1
  fi
  fresh=$(mktemp -d)
  trap 'rm -rf "$fresh"' EXIT
  export_all "$fresh"
  for file in $files; do
    cmp --silent "$fresh/$file" "locks/$file" && continue
    echo "lock: locks/$file doesn't belong to uv.lock; bash tools/lock.sh writes it again" >&2
    exit 1
  done
  exit 0
fi

"$uv" lock --quiet "$@"
mkdir -p locks
export_all locks
for file in $files; do
  echo "locks/$file: $(grep -c '==' "locks/$file") packages"
done
