"""Fixtures for all tests, and the watch over skipped tests."""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path

import hypothesis
import pytest

from dinosaur_grader.assignments import locations
from dinosaur_grader.sandbox.sandbox import IsolationUnavailable, Sandbox
from tests import kernels, skips
from tests.interruption import Interruption
from tests.skips import CLASSIC

ROOT = Path(__file__).parent.parent
BROWSER, HOSTILE = "tests/browser/", "tests/dinosaur_grader/hostile/"

# nbgrader starts `alembic` and `jupyter` by name, which a Python that is called by its
# path does not offer.
os.environ["PATH"] = os.pathsep.join(
    [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
)

# how long an example takes says how busy the machine is
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")


def pytest_configure(config):
    config.pluginmanager.register(skips.Watch())
    config.pluginmanager.register(Interruption())


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """A proof is slow: so a -m of one's own, as that of make test-quick, leaves it out
    too. What only root or who has the classic files can run is marked `host`. Where
    several processes share the tests, the long files come first: one that came last
    would go on when all others are done."""
    for item in items:
        if item.get_closest_marker("proof"):
            item.add_marker("slow")
        if skips.takes_the_host(item):
            item.add_marker("host")
    if hasattr(config, "workerinput"):  # a process of pytest-xdist's
        slow = Counter(_together(item.nodeid) for item in items if _is_slow(item))
        items.sort(key=lambda item: -slow[_together(item.nodeid)])


def _together(nodeid: str) -> str:
    """What one process runs whole: a file, whose fixtures are dear, or all files that
    share the built site, or the one proving ground, for which two would wait."""
    folder = next(filter(nodeid.startswith, (BROWSER, HOSTILE)), "")
    return folder or nodeid.partition("::")[0]


def _is_slow(item: pytest.Item) -> bool:
    return item.nodeid.startswith(BROWSER) or item.get_closest_marker("slow") is not None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """With `pytest -n` the files are shared out in the order that collecting gave
    them."""
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _together(nodeid)

    config.option.loadscopereorder = False
    return ByFile(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """One process more than cores (Linux): half of the time a test waits for one that
    it started. Elsewhere pytest-xdist chooses."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ or sys.platform != "linux":
        return None
    return len(os.sched_getaffinity(0)) + 1


@pytest.fixture(scope="session", autouse=True)
def _kept_apart(tmp_path_factory):
    """What is drawn once and kept is the tests' own, of all their processes together."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(locations.KEPT, str(shared / "kept"))
        yield


@pytest.fixture(scope="session")
def strict() -> None:
    """For tests that grade at `strict`: skips, with the layer's name, where the level
    isn't available."""
    try:
        with Sandbox("strict"):
            pass
    except IsolationUnavailable as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def several_kernels() -> tuple[str, ...]:
    """For tests that compare processors: the names of OpenBLAS's kernels that this one can
    be told to use."""
    return kernels.several()


@pytest.fixture(scope="session")
def classic_names() -> Path:
    """The classic dinos.txt, which is never committed."""
    path = CLASSIC / "dinos.txt"
    if not path.exists():
        pytest.skip("the classic dinos.txt is not here")
    return path


@pytest.fixture(scope="session")
def classic_sonnets() -> Path:
    """The classic shakespeare.txt, which is never committed."""
    path = CLASSIC / "shakespeare.txt"
    if not path.exists():
        pytest.skip("the classic shakespeare.txt is not here")
    return path
