"""nbgrader's exchange with system users of their own: the blocks of
`docs/instructor/jupyterhub.md`, run in order."""

import os
import pwd
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from dinosaur_grader.sandbox import bubblewrap
from tests.dinosaur_grader import course
from tests.dinosaur_grader.course import level

PAGE = course.ROOT / "docs" / "instructor" / "jupyterhub.md"
BLOCK = re.compile(r"^```bash (instructor|student)\n(.*?)^```$", re.M | re.S)
SOLVED = course.ROOT / "source" / course.NAME / f"{course.NAME}.ipynb"
# names of this run alone: a run that was killed leaves its users behind
NAMES = tuple(f"dino-{who}-{secrets.token_hex(3)}" for who in ("ada", "bob"))
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        os.geteuid() != 0, reason="only root can make the two system users of this test"
    ),
]


class Machine:
    """A temporary machine: an exchange, an instructor's folder and one of each student,
    and what was said."""

    def __init__(self, folder: Path):
        self.folder, self.said = folder, []
        exchange = folder / "exchange"
        exchange.mkdir()
        exchange.chmod(0o777)
        config = f"c = get_config()\nc.Exchange.root = {str(exchange)!r}\nc.CourseDirectory.course_id = 'course101'\n"
        for user in ("root", *NAMES):
            home = self.home(user)
            (home / ".jupyter").mkdir(parents=True)
            (home / ".jupyter" / "nbgrader_config.py").write_text(config, encoding="utf-8")
            for path in (home, home / ".jupyter"):
                os.chown(path, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)

    def home(self, user: str) -> Path:
        return self.folder / user

    def run(self, user: str, block: str) -> str:
        """Run a block of the page in the user's folder; its output."""
        own = {"HOME": str(self.home(user)), "USER": user, "LOGNAME": user}
        env = course.environment() | own
        command = [*self.becoming(user), "bash", "-euo", "pipefail", "-c", block]
        done = subprocess.run(
            command, cwd=self.home(user), env=env, capture_output=True, text=True, timeout=600
        )
        assert done.returncode == 0, f"{block}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def becoming(self, user: str) -> list[str]:
        """The beginning of a user's commands. Where root's home, and the clone in it,
        are closed to others, the environment is laid open to them as it is to a
        sandbox."""
        entry = pwd.getpwnam(user)
        if not entry.pw_uid:
            return []
        ids = [f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"]
        seen = [str(course.ROOT), sys.prefix, sys.base_prefix]
        return [*bubblewrap.laid_open("process", seen), "setpriv", *ids, "--"]

    def feedback(self, user: str) -> list[str]:
        """The pages that a student fetched."""
        return [
            page.read_text(encoding="utf-8")
            for page in self.home(user).glob(f"{course.NAME}/feedback/*/*.html")
        ]

    def page(self) -> None:
        """The whole page: what the instructor's blocks say once, what the students' say
        for each of them."""
        for who, block in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
            for user in ("root",) if who == "instructor" else NAMES:
                self.said.append((user, block, self.run(user, block)))
                if "fetch_assignment" in block and user == NAMES[0]:
                    shutil.copyfile(
                        SOLVED, self.home(user) / course.NAME / f"{course.NAME}.ipynb"
                    )
            if "dinosaur-grader quickstart" in block:
                config = self.home("root") / "course101" / "nbgrader_config.py"
                own = f"\nc.TrustedExecute.isolation = {level()!r}\n"
                config.write_text(config.read_text() + own)


@pytest.fixture(scope="module")
def machine():
    """The page's run; users and folder are taken away again."""
    folder = Path(tempfile.mkdtemp(prefix="exchange-", dir="/tmp"))
    folder.chmod(0o755)
    for name in NAMES:
        home = ("--no-create-home", "--home-dir", folder / name)
        subprocess.run(["useradd", *home, name], check=True)
    try:
        made = Machine(folder)
        made.page()
        yield made
    finally:
        for name in NAMES:
            subprocess.run(["userdel", "--force", name], check=False)
        shutil.rmtree(folder, ignore_errors=True)


def test_each_student_is_marked_under_the_own_name_and_both_graders_agree(machine):
    for verb in ("release_assignment", "fetch_assignment", "submit", "collect"):
        assert any(f"nbgrader {verb}" in block for _, block, _ in machine.said)
    home = machine.home("root") / "course101"
    ours = course.scores(home)
    machine.run("root", f"cd course101\nnbgrader autograde --force {course.NAME}")
    assert ours == course.scores(home) == {NAMES[0]: 100.0, NAMES[1]: 0.0}


def test_each_student_fetches_the_own_page_and_no_other(machine):
    for mine, other in (NAMES, NAMES[::-1]):
        (page,) = machine.feedback(mine)
        assert mine in page
        assert other not in page
