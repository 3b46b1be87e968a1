#!/usr/bin/env bash
# Builds the sdist and, from it, the wheel into dist/, as an index would get them, and looks at both: the same bytes when
# built again, the same wheel from the checkout, and nothing that twine, check-wheel-contents or pyroma finds wanting.
# With FOLDER they are built there. It needs no network: what it calls is in .venv.
set -euo pipefail
cd "$(dirname "$0")/.."
bin="$PWD/.venv/bin" out=${1:-dist}
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 1580601600)}
unset PYTHONPATH VIRTUAL_ENV

again=$(mktemp -d)
trap 'rm -rf "$again"' EXIT
build() { "$bin/python" -P -m hatchling build "$@" >/dev/null; }
mkdir -p "$out"
out=$(cd "$out" && pwd)
rm -f "$out"/dinosaur_island-*
build --target sdist --directory "$out"
mkdir "$again/unpacked"
tar -xzf "$out"/dinosaur_island-*.tar.gz -C "$again/unpacked" --strip-components 1
(cd "$again/unpacked" && build --target wheel --directory "$out")
build --target sdist --directory "$again"
build --target wheel --directory "$again"
for file in "$out"/dinosaur_island-*; do
  cmp "$file" "$again/${file##*/}"
done
"$bin/twine" check --strict "$out"/dinosaur_island-*
"$bin/check-wheel-contents" "$out"/dinosaur_island-*.whl
rating=$("$bin/pyroma" --min 10 "$out"/dinosaur_island-*.tar.gz) || { echo "$rating"; exit 1; }
echo "$rating" | grep rating
ls -l "$out"/dinosaur_island-*
