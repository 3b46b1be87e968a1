#!/usr/bin/env bash
# Installs the grader that lies beside this script into DINOSAUR_HOME (/opt/dinosaur), as
# root, while a container is built. Nothing in it can be written by anybody else, and the
# seed, the rubric and the right answers can't be read by another user.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
home=${DINOSAUR_HOME:-/opt/dinosaur}
umask 022

if command -v apt-get >/dev/null && [ -z "${DINOSAUR_PYTHON:-}" ]; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q
  apt-get install -q -y --no-install-recommends bubblewrap libseccomp2 util-linux python3 python3-venv
  python3 -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    apt-get install -q -y --no-install-recommends python3.11 python3.11-venv
fi

mkdir -p "$home"
cp -r "$here/kit" "$here/settings" "$home/"
if [ -e "$here/course.seed" ]; then
  install -m 600 "$here/course.seed" "$home/course.seed"
  rm -f "$here/course.seed"
fi
if [ -n "${DINOSAUR_PYTHON:-}" ]; then # an environment that is there, for a test
  mkdir -p "$home/venv/bin"
  printf '#!/bin/sh\nPYTHONPATH=%s exec %s "$@"\n' "$home/kit" "$DINOSAUR_PYTHON" >"$home/venv/bin/python"
  chmod 755 "$home/venv/bin/python"
else
  python=python3
  python3 -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' || python=python3.11
  "$python" -I -m venv "$home/venv"
  pip() { "$home/venv/bin/python" -I -m pip install -q --no-cache-dir --disable-pip-version-check "$@"; }
  # another Python may lack these versions: then those that it has, and the canary decides
  pip -r "$here/requirements.txt" || pip -r "$here/other-python.txt"
  packages=$("$home/venv/bin/python" -I -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  echo "$home/kit" >"$packages/dinosaur-kit.pth"
fi
"$home/venv/bin/python" -I -m compileall -q "$home/kit" || true

# the private side: for the owner alone
for private in kit/source kit/rubrics kit/course kit/dinosaur_grader kept; do
  mkdir -p "$home/$private"
  chmod -R go-rwx "$home/$private"
done
rmdir "$home/kit/course" 2>/dev/null || true

cat >"$home/grade-one" <<'EOF'
#!/usr/bin/env bash
# grade-one NOTEBOOK FORMAT OUT [MORE...]: one hand-in by the grader in this folder.
home=$(cd "$(dirname "$0")" && pwd)
. "$home/settings"
export DINOSAUR_GRADER_KEPT=${DINOSAUR_GRADER_KEPT-$home/kept}
seed=(--seed "$home/course.seed")
if [ -n "$PRACTICE" ]; then
  seed=(--practice)
elif [ "$ISOLATION" = none ]; then
  ISOLATION=process # a notebook could read the seed that lies here
fi
[ -n "$COURSE" ] && seed+=(--course "$home/kit/course")
cd /
# -P: nothing is imported from the folder that a student fills
exec "$home/venv/bin/python" -P -m dinosaur_grader one "$1" --format "$2" --out "$3" \
  --assignment "$ASSIGNMENT" --isolation "$ISOLATION" "${seed[@]}" "${@:4}"
EOF
chmod 755 "$home/grade-one"

# Draw the questions now, so that no hand-in waits for it. Where a build lacks what the
# level needs, the grader says so when it is asked, and each platform shows it.
"$home/grade-one" "$home/kit/nothing" json "$home/built" >/dev/null 2>&1 || true
rm -rf "$home/built"
