#!/usr/bin/env bash
# Shows that the bounds in pyproject.toml are true: bash tools/resolved.sh lowest-direct|highest [PYTHON]
# An environment of its own, in build/, gets the wheel and the oldest (or newest) versions that the bounds allow and that
# have wheels for this Python. The sample class is graded there, every verb shows its help, and the quick tests run, all of them.
set -euo pipefail
cd "$(dirname "$0")/.."
case ${1:-} in lowest-direct | highest) ;; *) echo "usage: bash tools/resolved.sh lowest-direct|highest [PYTHON]" >&2; exit 2 ;; esac
resolution=$1 python=${2:-.venv/bin/python}
uv="$PWD/.venv/bin/uv" place="$PWD/build/$resolution"
umask 022 # the sandbox's user has to read it
export UV_NO_PROGRESS=1 UV_LINK_MODE=copy
unset VIRTUAL_ENV PYTHONPATH

resolve() { # resolve EXTRAS...: installs what they ask for; as dependencies of a wheel they wouldn't be direct ones
  "$uv" pip compile --quiet --resolution "$resolution" --only-binary :all: --python "$place/env/bin/python" --no-annotate \
    --no-header "$@" --output-file "$place/packages.txt" pyproject.toml
  "$uv" pip sync --quiet --compile-bytecode --only-binary :all: --python "$place/env/bin/python" "$place/packages.txt"
  "$uv" pip install --quiet --no-deps --python "$place/env/bin/python" "$place"/*.whl
}

rm -rf "$place"
mkdir -p "$place/work"
"$uv" build --quiet --wheel --out-dir "$place" .
"$uv" venv --quiet --python "$python" "$place/env"
resolve --extra grader --extra desk
echo "$resolution: $(tr '\n' ' ' <"$place/packages.txt")"
(
  cd "$place/work" # in the checkout its own package would come first
  for verb in $("$place/env/bin/dinosaur-grader" --help | sed -n 's/^  \([a-z]*\)  .*/\1/p'); do
    "$place/env/bin/dinosaur-grader" "$verb" --help >/dev/null
  done
  "$place/env/bin/dinosaur-grader" demo
)
resolve --extra grader --extra desk --extra dask --extra frames --extra postgres --extra test --extra lint
"$place/env/bin/python" -P -m pytest -q -n auto --maxprocesses 4 -p no:cacheprovider \
  -m "not slow and not browser and not postgres and not host"
