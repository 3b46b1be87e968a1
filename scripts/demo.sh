#!/usr/bin/env bash
# Grades the sample class, start to end, and compares the states with those expected. Quick and the same when run again.
set -uo pipefail
cd "$(dirname "$0")/.."
run=.venv/bin/python grader=.venv/bin/dinosaur-grader
rm -rf demo/submitted 2>/dev/null # where that can't be, the next line says so
"$run" -m rubrics.dinosaur_island.sample_class demo/submitted || exit 1
level=""
for one in strict process none; do
  if said=$("$grader" doctor "$one"); then level=$one; break; fi
  echo "demo: isolation '$one' cannot be had here:"
  echo "$said" | grep '^  NO '
done
if [ -z "$level" ]; then
  echo "demo: no level of isolation can be had here: nothing was graded" >&2
  exit 2
fi
[ "$level" = strict ] || echo "demo: so this run is at the level '$level', and every mark is stamped with it."
"$grader" grade --submitted demo/submitted --roster demo/submitted/roster.csv --seed demo/course.seed \
  --out demo/graded --isolation "$level" --accept-changes
code=$?
[ "$code" -le 1 ] || exit "$code"
"$grader" report --out demo/graded || exit 1
exec "$run" -m rubrics.dinosaur_island.sample_class --verify demo/graded
