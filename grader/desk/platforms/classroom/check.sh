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
  python3 -m venv "$out/venv"
  python=$out/venv/bin/python
  wanted=requirements.txt # but with another Python what that has, and the same NumPy
  [ "$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')" = "$PYTHON" ] || wanted=other-python.txt
  "$python" -m pip install -q --disable-pip-version-check -r "$action/$wanted" || exit 2
fi
export PYTHONPATH=$action/kit
(cd "$repository" && "$python" -P -m grader one "$DINOSAUR_NOTEBOOK" --format classroom --out "$out/said" \
  --assignment "$ASSIGNMENT" --isolation "$ISOLATION" --practice)
code=$?
[ -e "$out/said/annotations.txt" ] && cat "$out/said/annotations.txt"
[ -e "$out/said/summary.md" ] && cat "$out/said/summary.md" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
[ -e "$out/said/score.txt" ] && echo "score=$(cat "$out/said/score.txt")" >>"${GITHUB_OUTPUT:-/dev/null}"
rm -rf "$out"
exit $code
