"""For root: a view of the files in which folders that only root can reach are open to
the sandbox's user.

An environment under root's home is the common case: `git clone` puts it there, and the
home is closed to others. In a mount namespace of the sandbox's own, an empty, open
folder is laid over each closed one, and in it, under the same path, only what the
sandbox needs. The files themselves are not touched, and nothing else of the closed
folder shows.

All is done by programs that end in `exec`, so that the process that the grader started
is the sandbox itself: with another process between them, killing the one did not end
the other. (A supervisor that has given up its capabilities may not signal a child of
another user, and the parent-death signal is a signal like any other.)
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable

from dinosaur_grader.results import Level
from dinosaur_grader.sandbox.kit_folder import IsolationUnavailable, closed_part
from dinosaur_grader.sandbox.readable_files import below, outermost

STAGE = "/mnt"
FIX = "Put the clone and its environment into a folder that every user may enter, and run `make setup` there."
# Bound to a stage first: what is laid over a closed folder hides all paths in it.
SCRIPT = f"""
umask 022
mount -t tmpfs -o mode=755 tmpfs {STAGE} || exit 1
closed=$1; shift
number=0
for path in "$@"; do
  [ "$path" = -- ] && break
  number=$((number + 1))
  if [ -d "$path" ]; then mkdir {STAGE}/$number; else : >{STAGE}/$number; fi
  mount --rbind "$path" {STAGE}/$number || exit 1
done
printf '%s' "$closed" | while IFS= read -r folder; do
  mount -t tmpfs -o mode=755 tmpfs "$folder" || exit 1
done || exit 1
number=0
while [ "$1" != -- ]; do
  number=$((number + 1))
  if [ -d {STAGE}/$number ]; then mkdir -p "$1"; else mkdir -p "${{1%/*}}" && : >"$1"; fi
  mount --rbind {STAGE}/$number "$1" || exit 1
  shift
done
shift
umount -l {STAGE}
exec "$@"
"""


def words(level: Level, paths: Iterable[str]) -> list[str]:
    """Make the beginning of a command, before root is given up, that opens the closed ones
    of `paths`; empty where none is.

    Raises IsolationUnavailable where a path itself, not a folder above it, is closed:
    then its own mode says no.
    """
    real = list(dict.fromkeys(os.path.realpath(path) for path in paths))
    closed = {path: part for path in real if os.getuid() == 0 and (part := closed_part(path))}
    if not closed:
        return []
    for path, part in closed.items():
        if part in ("/", path):
            fix = f"Its mode closes it: `chmod -R a+rX {part}`." if part == path else FIX
            raise IsolationUnavailable(
                level, "environment", f"the sandbox's user can't read {path}", fix
            )
    if not shutil.which("unshare"):
        raise IsolationUnavailable(
            level, "unshare", "the program is not there", "Install util-linux."
        )
    covers = outermost(sorted(set(closed.values())))
    hidden = [path for path in real if any(below(path, cover) for cover in covers)]
    lines = "".join(f"{cover}\n" for cover in covers)
    own_mounts = ["unshare", "--mount", "--propagation", "private"]
    return [*own_mounts, "sh", "-c", SCRIPT, "lay-open", lines, *hidden, "--"]
