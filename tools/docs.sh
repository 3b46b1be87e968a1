#!/usr/bin/env bash
# Builds docs/ as a site in build/docs; a warning is an error. Its tools live in an environment of their own, build/docs-env.
set -euo pipefail
cd "$(dirname "$0")/.."
env=build/docs-env
# The environment holds this folder's name in many files, so one that was moved or copied is made again.
wanted=$({ pwd -P && cat locks/docs.txt tools/docs.sh; } | sha256sum | cut -d' ' -f1)
if [ "$(cat "$env/ready" 2>/dev/null || true)" != "$wanted" ]; then
  echo "docs: installing the packages of locks/docs.txt into $env"
  rm -rf "$env"
  .venv/bin/uv venv --quiet --python .venv/bin/python "$env"
  .venv/bin/uv pip install --quiet --python "$env/bin/python" --require-hashes -r locks/docs.txt
  echo "$wanted" >"$env/ready"
fi
rm -rf build/docs
# All pages are read each time: a warning about a page that did not change would not be repeated.
"$env/bin/python" -P -m sphinx --quiet --fail-on-warning --keep-going --fresh-env --doctree-dir "$env/doctrees" \
  docs build/docs
echo "docs: build/docs/index.html"
