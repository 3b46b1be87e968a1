"""The kit's `utils` in one file: through JupyterLite's drive each module would be several
questions to the page.

It is fetched when `utils` is imported for the first time, for the notebook in whose
folder Python is; a folder that has none, as one of a student's own, asks the drive.
"""

import io
import os
import sys
import zipfile
from importlib.machinery import ModuleSpec, PathFinder


class Kit:
    """Finds `utils` once, in the folder of kits at `address`, and leaves the rest to
    Python."""

    def __init__(self, address: str) -> None:
        self.address = address

    def find_spec(
        self, name: str, path: object = None, target: object = None
    ) -> ModuleSpec | None:
        if name != "utils":
            return None
        sys.meta_path.remove(self)
        from js import XMLHttpRequest

        folder = os.path.basename(os.getcwd())
        asked = XMLHttpRequest.new()
        asked.open("GET", f"{self.address}{folder}.zip", False)
        asked.responseType = "arraybuffer"
        asked.send()
        if asked.status != 200:
            return None
        home = f"/kit/{folder}"
        zipfile.ZipFile(io.BytesIO(asked.response.to_bytes())).extractall(home)
        sys.path.insert(0, home)
        return PathFinder.find_spec(name, [home])


def offer(address: str) -> None:
    """Let `utils` be sought in the folder of kits at `address` first."""
    sys.meta_path.insert(0, Kit(address))
