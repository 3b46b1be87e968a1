"""The zip that an instructor uploads to Gradescope under "Configure Autograder"."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

from dinosaur_grader.desk.platforms import bundle

HERE = Path(__file__).parent


def build(order: bundle.Order, out: Path) -> None:
    """Write the zip `out`: `setup.sh`, `run_autograder` and what they need."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        bundle.pack(order, folder)
        (folder / "install.sh").rename(folder / "setup.sh")
        bundle.script(HERE / "run_autograder", folder / "run_autograder")
        zipped(folder, out)


def zipped(folder: Path, out: Path) -> None:
    """All files of a folder, at the zip's root, with their modes; the zip is for its
    owner only, since the seed may be in it."""
    out.unlink(missing_ok=True)
    out.touch(mode=0o600)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
