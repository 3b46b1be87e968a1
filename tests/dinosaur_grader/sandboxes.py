"""Sandboxes for tests that say which level they need: skipped, with the layer's name,
where this machine can't have it."""

import contextlib
from collections.abc import Iterator

import pytest

from dinosaur_grader.sandbox.sandbox import Child, IsolationUnavailable, Limits, Sandbox

QUICK = Limits(wall_factor=2.0, grace=0.5)


@contextlib.contextmanager
def opened(level: str, *limits, **more) -> Iterator[Sandbox]:
    """An open sandbox."""
    try:
        sandbox = Sandbox(level, *limits, **more).__enter__()
    except IsolationUnavailable as error:
        pytest.skip(str(error))
    with contextlib.ExitStack() as held:
        held.push(sandbox)
        yield sandbox


@contextlib.contextmanager
def opened_child(level: str, **more) -> Iterator[Child]:
    """A child in a sandbox of its own."""
    with opened(level, **more) as sandbox, sandbox.child() as child:
        yield child
