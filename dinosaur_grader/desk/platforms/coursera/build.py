"""The zip that an instructor uploads to Coursera as a custom grader."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from dinosaur_grader.desk.platforms import bundle
from dinosaur_grader.desk.platforms.gradescope.build import zipped

HERE = Path(__file__).parent


def build(order: bundle.Order, out: Path, parts: Mapping[str, str] | None = None) -> None:
    """Write the zip `out`, with its Dockerfile at the root. `parts` has the function of
    each part's id; without any the assignment is one part."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        bundle.pack(order, folder)
        shutil.copyfile(HERE / "Dockerfile", folder / "Dockerfile")
        bundle.script(HERE / "grade-coursera", folder / "grade-coursera")
        (folder / "parts.json").write_text(json.dumps(dict(parts or {})), encoding="utf-8")
        zipped(folder, out)
