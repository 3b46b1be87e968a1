"""What one submission may spend on its walk."""

from __future__ import annotations

import msgspec


class Budget(msgspec.Struct, frozen=True):
    """What a submission may spend: processor seconds a cell and a call, wall seconds in
    all, and how many children.

    Cells have `walk_seconds` together, and so have the secret questions. A function that
    did not come back once, and all cells after one that hung, get `wary_seconds`: an
    honest step takes milliseconds, and a loop that never ends is met again wherever it
    is called. After `stuck_calls` calls of one function that did not come back, the rest
    of this function is not asked. After `ended_cells` cells that ended their process, no
    further cell is run, and the questions are asked of what is there.
    """

    cell_seconds: float = 10.0
    call_seconds: float = 5.0
    wary_seconds: float = 2.0
    walk_seconds: float = 180.0
    children: int = 40
    stuck_calls: int = 2
    ended_cells: int = 10
