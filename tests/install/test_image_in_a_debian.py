"""The container's Dockerfile in a Debian that nobody prepared: its steps as they stand
there, then the command of the docs, with a root that is read-only, without a network and
as nobody's root."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

from dinosaur_grader.desk.platforms import bundle
from tests.conftest import ROOT
from tests.dinosaur_grader.desk import upgrade
from tests.dinosaur_grader.desk.platforms import doors
from tests.dinosaurs import ASSIGNMENT, NAME
from tests.install.rooms import IN_A_ROOM, ran
from tools import clean_room

pytestmark = IN_A_ROOM
BUILT = """
set -e
mount -t proc proc {root}/proc
mount --rbind /dev {root}/dev
mount -t tmpfs -o mode=1777 tmpfs {root}/tmp
cp -r {image} {root}{copied}
"""
STARTED = """
set -e
mount --bind {root} {root}
mount -t proc proc {root}/proc
mount --rbind /dev {root}/dev
mount -t tmpfs -o mode=1777 tmpfs {root}/tmp
mount --bind {course} {root}/course
mount -o remount,bind,ro {root}
exec unshare --net chroot {root} setpriv --reuid={user} --regid={user} --clear-groups \
    --bounding-set=-all --inh-caps=-all --no-new-privs env {environment} bash -c {words}
"""


def steps(image: Path) -> list[tuple[str, str]]:
    """The Dockerfile's instructions in order, without its comments."""
    text = (image / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def of_the_docs() -> str:
    """What the docs' `docker run` says behind the image's name."""
    text = (ROOT / "docs" / "instructor" / "platforms" / "index.md").read_text(encoding="utf-8")
    line = re.search(r"^docker run (.*) island-grader (.*)$", text, re.MULTILINE)
    for locked_up in ("--network none", "--read-only", "--tmpfs /tmp"):
        assert locked_up in line[1]
    return line[2]


@pytest.mark.parametrize("suite", ["trixie", "bookworm"])
def test_the_steps_make_a_grader_that_works_locked_up(suite, tmp_path):
    root, course = tmp_path / "root", tmp_path / "course"
    clean_room.debian(suite, root)
    bundle.build("container", doors.order(isolation="process"), tmp_path / "image")
    place = course / "submitted" / "ada" / NAME
    place.mkdir(parents=True)
    shutil.copy(ASSIGNMENT.solved_path, place / f"{NAME}.ipynb")
    (course / "graded").mkdir()
    (course / "graded").chmod(0o777)
    todo = steps(tmp_path / "image")
    by_word = dict(todo)
    assert [word for word, _ in todo][:2] == ["FROM", "COPY"]

    copied = by_word["COPY"].split()[-1]
    build_lines, whose = BUILT.format(root=root, image=tmp_path / "image", copied=copied), ""
    for word, rest in todo:
        if word == "RUN":
            build_lines += f"chroot {whose} {root} bash -c {shlex.quote(rest)}\n"
        elif word == "USER":
            user, whose = rest, f"--userspec={rest}"  # whose is what follows
    (root / "course").mkdir()
    code, said = ran(build_lines)
    assert code == 0, said[-3000:]

    entry = shlex.join(json.loads(by_word["ENTRYPOINT"]))
    order = f"cd {by_word['WORKDIR']} && {entry} {of_the_docs()}"
    people = (root / "etc/passwd").read_text()
    number = re.search(rf"^{user}:[^:]*:(\d+):", people, re.MULTILINE)[1]
    own = {"user": number, "environment": by_word["ENV"], "words": shlex.quote(order)}
    code, said = ran(STARTED.format(root=root, course=course, **own))

    assert code == 0, said[-3000:]
    (row,) = upgrade.rows(course / "graded" / "totals.csv")
    assert (row["student_id"], float(row["score"]), row["state"]) == ("ada", 100, "graded")
    journal = (course / "graded" / "results.jsonl").read_text(encoding="utf-8")
    assert '"level":"process"' in journal
