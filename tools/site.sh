#!/usr/bin/env bash
# Builds the browser site with the options of `python -m tools.site.build`. The tools live in an environment of their own,
# .venv-site, for JupyterLite would put nbgrader's extensions into the page. Quick when nothing changed.
set -euo pipefail
cd "$(dirname "$0")/.."
# The environment holds this folder's name in many files, so one that was moved or copied is made again.
wanted=$({ pwd -P && cat locks/site.txt locks/site-wheels.txt tools/site.sh; } | sha256sum | cut -d' ' -f1)
if [ "$(cat .venv-site/ready 2>/dev/null || true)" != "$wanted" ]; then
  echo "site: installing the packages of locks/site.txt into .venv-site"
  rm -rf .venv-site
  .venv/bin/uv venv --quiet --python .venv/bin/python .venv-site
  .venv/bin/uv pip install --quiet --python .venv-site/bin/python --require-hashes -r locks/site.txt
  .venv/bin/python -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
    --dest .venv-site/wheels -r locks/site-wheels.txt
  echo "$wanted" >.venv-site/ready
fi
exec .venv/bin/python -m tools.site.build "$@"
