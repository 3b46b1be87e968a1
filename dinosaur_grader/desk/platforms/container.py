"""The folder that `docker build` makes an image from that grades, also where an
instructor has no Linux."""

from __future__ import annotations

from pathlib import Path

from dinosaur_grader.desk.platforms import bundle


def build(order: bundle.Order, out: Path) -> None:
    """Fill the new folder `out`: a Dockerfile, a devcontainer and what they copy."""
    out.mkdir(mode=0o700)
    bundle.pack(order, out, bundle.CLASS)
    bundle.put("container/Dockerfile", out)
    (out / ".devcontainer").mkdir()
    bundle.put("container/devcontainer.json", out / ".devcontainer")
