"""What hatch adds to the wheel: the kit, below the package. Each file is in it once: a release's copies of `utils` and
`data` are named in its list `same.txt`, from which `dinosaur_grader.home.released` finds them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOMS = ("data", "utils", "source", "rubrics", "release")
WHERE = "dinosaur_grader/_kit"
SAME = "same.txt"


class Kit(BuildHookInterface):
    """The hook that hatch calls."""

    def initialize(self, version: str, build_data: dict) -> None:
        """Name the kit's files, each by where it lies and where in the wheel."""
        if version == "editable":
            return  # a checkout has them beside the package
        self.made = tempfile.TemporaryDirectory()
        root, known, same = Path(self.root), {}, {}
        for path in (root / "dinosaur_grader" / "checks").rglob("*"):
            if path.is_file():
                known[path.read_bytes()] = (
                    f"utils/{path.relative_to(root / 'dinosaur_grader').as_posix()}"
                )
        for name in (name for room in ROOMS for name in files(root, room)):
            content = (root / name).read_bytes()
            place = known.setdefault(content, name)
            _, *below = name.split("/", 2)
            if not name.startswith("release/") or place == name or not content:
                build_data["force_include"][str(root / name)] = f"{WHERE}/{name}"
            else:
                same.setdefault(below[0], []).append(f"{below[1]}\t{place}\n")
        for release, lines in same.items():
            listed = Path(self.made.name) / release
            listed.write_text("".join(lines), encoding="utf-8")
            build_data["force_include"][str(listed)] = f"{WHERE}/release/{release}/{SAME}"

    def finalize(self, version: str, build_data: dict, artifact_path: str) -> None:
        """Remove the lists."""
        if version != "editable":
            self.made.cleanup()


def files(root: Path, room: str) -> Iterator[str]:
    """List a room's files but for caches and hidden ones, in order. `utils/checks` is the package's own."""
    for path in sorted((root / room).rglob("*")):
        name = path.relative_to(root).as_posix()
        hidden = any(
            part.startswith(".") or part == "__pycache__"
            for part in path.parts[len(root.parts) :]
        )
        if path.is_file() and not hidden and not name.startswith("utils/checks/"):
            yield name
