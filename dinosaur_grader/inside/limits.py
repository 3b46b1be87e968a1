"""What one child may use of the machine: processor, memory, files, messages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What one child may use: seconds of processor, bytes of memory, of a file, of a
    message without its length, either way; descriptors, tasks.

    A request's `seconds` count processor time; of wall time it gets `wall_factor` as
    much and `grace` seconds.
    """

    cpu_seconds: int = 30
    memory_bytes: int = 2 * 2**30
    file_bytes: int = 16 * 2**20
    open_files: int = 64
    processes: int = 64
    message_bytes: int = 16 * 2**20
    disk_bytes: int = 64 * 2**20
    wall_factor: float = 3.0
    grace: float = 1.0
