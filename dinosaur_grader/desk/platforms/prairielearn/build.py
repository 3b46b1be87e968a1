"""A question folder for PrairieLearn, and the folder that its image is built from."""

from __future__ import annotations

import json
import shutil
import uuid
from pathlib import Path

from dinosaur_grader.desk.platforms import bundle

HERE = Path(__file__).parent
SECONDS = 300
"""PrairieLearn allows ten minutes at most; a notebook has three, a busy machine more."""


def build(order: bundle.Order, out: Path, image: str = "island-grader") -> None:
    """Fill the new folder `out`: `questions/NAME` for the course, `image` for
    `docker build`."""
    out.mkdir(mode=0o700)
    question = out / "questions" / order.work.name
    question.mkdir(parents=True)
    text = json.dumps(info(order, image), indent=2)
    (question / "info.json").write_text(f"{text}\n", encoding="utf-8")
    page = HERE / "question.html"
    bundle.script(page, question / page.name, notebook=f"{order.work.name}.ipynb")
    (question / page.name).chmod(0o644)
    (out / "image").mkdir()
    bundle.pack(order, out / "image")
    bundle.script(HERE / "grade-prairielearn", out / "image" / "grade-prairielearn")
    shutil.copyfile(HERE / "Dockerfile", out / "image" / "Dockerfile")


def info(order: bundle.Order, image: str) -> dict[str, object]:
    """The question's `info.json`. Its uuid is always the same for an assignment."""
    return {
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"dinosaur-island/{order.work.name}")),
        "title": order.work.title,
        "topic": "Programming",
        "tags": ["notebook"],
        "type": "v3",
        "gradingMethod": "External",
        "externalGradingOptions": {
            "enabled": True,
            "image": image,
            "entrypoint": "/opt/dinosaur/grade-prairielearn",
            "timeout": SECONDS,
        },
    }
