"""The folder that `docker build` makes the image from."""

from __future__ import annotations

import shutil
from pathlib import Path

from dinosaur_grader.desk.platforms import bundle

HERE = Path(__file__).parent


def build(order: bundle.Order, out: Path) -> None:
    """Fill the new folder `out`: a Dockerfile, a devcontainer and what they copy."""
    out.mkdir(mode=0o700)
    bundle.pack(order, out, bundle.CLASS)
    shutil.copyfile(HERE / "Dockerfile", out / "Dockerfile")
    (out / ".devcontainer").mkdir()
    shutil.copyfile(HERE / "devcontainer.json", out / ".devcontainer" / "devcontainer.json")
