"""What the built site holds: the release, the whole release, and nothing else of
ours."""

import pytest

from dinosaur_grader.workshop.leaks import leaks
from tests.browser.driving import ROOT
from tools.site.build import ASSIGNMENTS

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def files(folder) -> dict[str, bytes]:
    """The files of a folder with their bytes, without what Python leaves behind."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("[!.]*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def megabytes(folder) -> float:
    return sum(map(len, files(folder).values())) / 1e6


def test_it_offers_the_release_and_nothing_else(site):
    released = {
        f"{name}/{path}": what
        for name in ASSIGNMENTS
        for path, what in files(ROOT / "release" / name).items()
    }

    assert files(site / "files") == released
    assert [path for path in files(site) if "nbgrader" in path.lower()] == []


def test_it_holds_no_answer_and_no_hidden_test(site):
    assert [str(leak) for leak in leaks(site)] == []


def test_complete_it_stays_under_60_megabytes_and_from_the_cdn_under_27(site, smaller):
    assert megabytes(site) < 60
    assert megabytes(smaller) < 27
