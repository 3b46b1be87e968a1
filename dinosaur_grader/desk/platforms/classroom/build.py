"""The repository with the action, and the workflow for students' repositories."""

from __future__ import annotations

import shutil
from pathlib import Path

from dinosaur_grader.batch.exit_codes import Refused
from dinosaur_grader.desk.platforms import bundle

HERE = Path(__file__).parent


def build(order: bundle.Order, out: Path, repository: str = "YOUR_COURSE/check") -> None:
    """Fill the new folder `out`: `action` is pushed as `repository`, `check.yml` goes
    into students' repositories.

    Raises Refused for a secret seed: students' workflows can read all that is there.
    """
    if not order.seed.practice:
        raise Refused(
            "students can print whatever their workflow reads, so no course's seed goes to "
            "GitHub: use --practice for this platform"
        )
    out.mkdir(mode=0o700)
    action = out / "action"
    action.mkdir()
    bundle.pack(order, action)
    (action / "install.sh").unlink()
    bundle.script(HERE / "check.sh", action / "check.sh")
    shutil.copyfile(HERE / "action.yml", action / "action.yml")
    name = f"{order.work.name}.ipynb"
    bundle.script(HERE / "check.yml", out / "check.yml", repository=repository, notebook=name)
    (out / "check.yml").chmod(0o644)
