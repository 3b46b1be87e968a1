#!/usr/bin/env bash
# Checks the notebook DINOSAUR_NOTEBOOK of the repository in this folder: annotations on
# stdout, the verdicts in GitHub's summary. Ends with 0 where it was graded, whatever the
# points are.
action=${ACTION:-$(cd "$(dirname "$0")" && pwd)}
repository=${GITHUB_WORKSPACE:-$PWD}
out=$(mktemp -d)
cd / # nothing is imported from the repository
. "$action/settings"
if [ -n "${DINOSAUR_PYTHON:-}" ]; then
  python=$DINOSAUR_PYTHON
else
  python3 -I -m venv "$out/venv"
  python=$out/venv/bin/python
  pip() { "$python" -I -m pip install -q --disable-pip-version-check "$@"; }
  # another Python may lack these versions: then those that it has, and the canary decides
  pip -r "$action/requirements.txt" || pip -r "$action/other-python.txt" || exit 2
fi
export PYTHONPATH=$action/kit
(cd "$repository" && "$python" -P -m dinosaur_grader one "$DINOSAUR_NOTEBOOK" --format classroom --out "$out/said" \
  --assignment "$ASSIGNMENT" --isolation "$ISOLATION" --practice ${COURSE:+--course "$action/kit/$COURSE"})
code=$?
[ -e "$out/said/annotations.txt" ] && cat "$out/said/annotations.txt"
[ -e "$out/said/summary.md" ] && cat "$out/said/summary.md" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
[ -e "$out/said/score.txt" ] && echo "score=$(cat "$out/said/score.txt")" >>"${GITHUB_OUTPUT:-/dev/null}"
rm -rf "$out"
exit $code
