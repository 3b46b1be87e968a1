#!/usr/bin/env bash
# Writes locks/python-3.X.txt, one for each Python that the kit supports, from the ranges in pyproject.toml.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p locks
for version in 3.11 3.12 3.13 3.14; do
  .venv/bin/uv pip compile pyproject.toml --quiet --universal --python-version "$version" --no-header --no-annotate \
    --no-emit-index-url --no-emit-find-links --generate-hashes \
    --extra student --extra grader --extra dask --extra postgres --extra test --extra lint \
    "$@" --output-file "locks/python-$version.txt"
  echo "locks/python-$version.txt: $(grep -c '==' "locks/python-$version.txt") packages"
done
.venv/bin/uv pip compile locks/site.in --quiet --universal --python-version 3.11 --no-header --no-annotate \
  --no-emit-index-url --no-emit-find-links --generate-hashes "$@" --output-file locks/site.txt
echo "locks/site.txt: $(grep -c '==' locks/site.txt) packages"
