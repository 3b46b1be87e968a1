"""Other people's packages that an assignment requires, by the modules that it imports."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable

NAMED_OTHERWISE = {
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python-headless",
    "PIL": "pillow",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
}
"""Packages that pip knows by another name than Python."""


def lacking(modules: Iterable[str]) -> list[str]:
    """List those of the modules that are not installed here."""
    tops = dict.fromkeys(module.partition(".")[0] for module in modules)
    return [top for top in tops if importlib.util.find_spec(top) is None]


def how_to_install(tops: Iterable[str]) -> str:
    """Say how packages are installed that are lacking."""
    names = " ".join(NAMED_OTHERWISE.get(top, top) for top in tops)
    return f"not installed here: `python -m pip install {names}` where you build and grade"


def requirements(modules: Iterable[str]) -> dict[str, str]:
    """Write what students have to install, a line a package by its name: the major
    version that is installed here."""
    from importlib import metadata  # only where a release is made

    tops = dict.fromkeys(module.partition(".")[0] for module in modules)
    of = metadata.packages_distributions()
    names = dict.fromkeys(name for top in tops for name in of.get(top, [top])[:1])

    def major(name: str) -> str:
        try:
            return metadata.version(name).partition(".")[0]
        except metadata.PackageNotFoundError:  # a module of the course's own
            return ""

    return {name: f"{name}=={major(name)}.*" if major(name) else name for name in names}
