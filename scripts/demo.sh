#!/usr/bin/env bash
# Grades the sample class, start to end, and compares the states with those expected. Quick and the same when run again.
set -uo pipefail
cd "$(dirname "$0")/.."
rm -rf demo/submitted
.venv/bin/python -m grader.sample_class demo/submitted || exit 1
level=strict
if ! .venv/bin/python -m grader.sandbox strict >/dev/null 2>&1; then
  for level in process none; do
    if .venv/bin/python -m grader.sandbox "$level" >/dev/null 2>&1; then break; fi
  done
  echo "demo: strict isolation can't be had here, so this run is at the level '$level', and every mark is stamped with it:"
  .venv/bin/python -m grader.sandbox strict
fi
.venv/bin/python -m grader grade --submitted demo/submitted --roster demo/submitted/roster.csv --seed demo/course.seed \
  --out demo/graded --isolation "$level" --accept-changes
code=$?
[ "$code" -le 1 ] || exit "$code"
.venv/bin/python -m grader report --out demo/graded || exit 1
exec .venv/bin/python -m grader.sample_class --verify demo/graded
