"""The tokens of the notebook's prose that are this assignment's own, each a function of
what the cell above printed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

REPORT = re.compile(r"Iteration: (\d+), Loss: (\d+\.\d+)\n\n((?:[A-Z]?[a-z]*\n)+)")
_FILE = Path(__file__).parent / "words" / "classic_log.toml"
CLASSIC_LOG = tuple(
    (row["iteration"], row["loss"], row["names"])
    for row in tomllib.loads(_FILE.read_text("utf-8"))["report"]
)
"""Iteration, loss and names of each report on the classic file."""


def log(printed: str) -> str:
    """The training log, a row a report, and the classic one folded in below it: each
    three columns wide, so that neither needs to be scrolled sideways."""
    reports = [(int(j), loss, names) for j, loss, names in REPORT.findall(printed)]
    if [report[0] for report in reports] != [row[0] for row in CLASSIC_LOG]:
        raise ValueError(
            f"{{{{log}}}} needs the training log above it; found reports at {[r[0] for r in reports]}"
        )
    return "\n".join(
        [
            *_rows(reports),
            "",
            "<details><summary>The classic log, of the classic file</summary>",
            "",
            *_rows(CLASSIC_LOG),
            "",
            "</details>",
        ]
    )


def _rows(reports: Iterable[tuple[int, str, str]]) -> list[str]:
    rows = [f"| {j:,} | {loss} | {', '.join(names.split())} |" for j, loss, names in reports]
    return ["| iteration | loss | names |", "| --- | --- | --- |", *rows]
