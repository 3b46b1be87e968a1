"""Our command on a Dask cluster of this machine: `python -m bench.contenders.on_dask --workers 2
-- COMMAND...`.

Starts a scheduler and workers as processes of their own, runs COMMAND with `--dask
ADDRESS`, and waits for all of them, so that whoever measures this process measures the
workers too.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

START_SECONDS = 120.0


@contextlib.contextmanager
def cluster(workers: int) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """The address of a scheduler, and its `workers` workers of one thread each; they end
    with the block."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-dask-") as folder,
        contextlib.ExitStack() as stack,
    ):
        file = Path(folder) / "scheduler.json"
        known = ("--scheduler-file", file, "--no-dashboard")
        stack.enter_context(_running("distributed.cli.dask_scheduler", "--port", 0, *known))
        address = _address(file)
        where = ("--nthreads", 1, "--no-nanny", "--local-directory", folder)
        worker = ("distributed.cli.dask_worker", *known, *where)
        started = [stack.enter_context(_running(*worker)) for _ in range(workers)]
        from distributed import Client

        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=START_SECONDS)
        yield address, started


@contextlib.contextmanager
def _running(*words) -> Iterator[subprocess.Popen]:
    command = [sys.executable, "-m", *map(str, words)]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def _address(file: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(
            FileNotFoundError, json.JSONDecodeError
        ):  # not there yet, or not yet whole
            return json.loads(file.read_text())["address"]
        time.sleep(0.05)
    raise TimeoutError(f"no Dask scheduler came up within {START_SECONDS:g} seconds")


def main(arguments: list[str] | None = None) -> int:
    """Run the command on a cluster; its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.contenders.on_dask",
        description="A command on a Dask cluster made here.",
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("command", nargs="+")
    chosen = parser.parse_args(arguments)
    with cluster(chosen.workers) as (address, _):
        return subprocess.run([*chosen.command, "--dask", address]).returncode


if __name__ == "__main__":
    raise SystemExit(main())
