"""The same jobs on a `dask.distributed` cluster, whose nodes sandbox on their own and
share no disk with the driver."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path

from dinosaur_grader.assignments import assignment
from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.locations import NoAssignment
from dinosaur_grader.assignments.tables import RubricError
from dinosaur_grader.results.level import Level
from dinosaur_grader.sandbox.sandbox import IsolationUnavailable, Sandbox


class NoCluster(RuntimeError):
    """The cluster cannot be used; the message says why and what to do."""


@dataclass
class Cluster:
    """A cluster's nodes that hold the isolation `level` and the same assignment `work`,
    and the kit that it is graded with. A context manager.

    `opened()` gives an executor on them, `width` is how many submissions they grade at
    a time, `refused` says which nodes were left out and why.
    """

    address: str
    level: Level
    work: Assignment
    seconds: float = 20.0
    refused: dict[str, str] = field(default_factory=dict)

    def __enter__(self) -> Cluster:
        self.client = _connect(self.address, self.seconds)
        lacks = self.client.run(
            lacking, self.level, self.work.kit, self.work.name, self.work.course
        )
        self.refused = {node: why for node, why in sorted(lacks.items()) if why}
        self.nodes = sorted(set(lacks) - set(self.refused))
        if not self.nodes:
            self.client.close()
            left_out = "; ".join(f"{node}: {why}" for node, why in self.refused.items())
            said = left_out or "it has no workers"
            raise NoCluster(f"no node of the cluster at {self.address} can grade: {said}")
        threads = self.client.nthreads()
        self.width = sum(threads.get(node, 1) for node in self.nodes)
        return self

    def __exit__(self, *_) -> None:
        self.client.close()

    @property
    def lost(self) -> list[str]:
        """The nodes that graded and are gone by now."""
        return sorted(set(self.nodes) - set(self.client.nthreads()))

    @property
    def opened(self) -> Callable[[], Executor]:
        """Makes an executor on the nodes that are fit. A lost node's submission goes to
        another node, once."""
        return lambda: self.client.get_executor(
            pure=False, retries=1, workers=self.nodes, allow_other_workers=False
        )


def _connect(address: str, seconds: float):
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise NoCluster(
            "--dask needs dask.distributed: pip install 'dinosaur-island[dask]'"
        ) from error
    try:
        return Client(address, timeout=seconds, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        said = f"no Dask scheduler answers at {address} ({error}). Start one with `dask scheduler`."
        raise NoCluster(said) from error


def lacking(level: Level, kit: tuple[str, str], name: str, course: Path | None) -> str:
    """Runs on a node: why it may not grade, or nothing."""
    try:
        found = assignment.load(name, course).kit
    except (NoAssignment, RubricError) as error:
        return f"it doesn't see the assignment ({error})"
    if found != tuple(kit):
        return "it has another version of the kit; install the driver's"
    try:
        with Sandbox(level):
            return ""
    except IsolationUnavailable as error:
        return str(error)
