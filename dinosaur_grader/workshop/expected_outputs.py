"""Expected outputs in the notebook's prose: filled in from what the solved notebook
really printed, never typed.

A twin writes `{{expected}}` for the table of what the code cell above printed, lines of
the form `name = value`, and `{{log}}` for the training log that the cell above printed,
with the classic log folded in below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from nbformat import NotebookNode

TOKEN = re.compile(r"\{\{(\w+)\}\}")
REPORT = re.compile(r"Iteration: (\d+), Loss: (\d+\.\d+)\n\n((?:[A-Z]?[a-z]*\n)+)")

# The log that the classic text prints on the classic file, up to where its author
# stopped: iteration, loss, names.
CLASSIC_LOG = (
    (0, "23.087336",
     "Nkzxwtdmfqoeyhsqwasjkjvu Kneb Kzxwtdmfqoeyhsqwasjkjvu Neb "
     "Zxwtdmfqoeyhsqwasjkjvu Eb Xwtdmfqoeyhsqwasjkjvu"),
    (2000, "27.884160",
     "Liusskeomnolxeros Hmdaairus Hytroligoraurus Lecalosapaus "
     "Xusicikoraurus Abalpsamantisaurus Tpraneronxeros"),
    (4000, "25.901815",
     "Mivrosaurus Inee Ivtroplisaurus Mbaaisaurus "
     "Wusichisaurus Cabaselachus Toraperlethosdarenitochusthiamamumamaon"),
    (6000, "24.608779",
     "Onwusceomosaurus Lieeaerosaurus Lxussaurus Oma "
     "Xusteonosaurus Eeahosaurus Toreonosaurus"),
    (8000, "24.070350",
     "Onxusichepriuon Kilabersaurus Lutrodon Omaaerosaurus "
     "Xutrcheps Edaksoje Trodiktonus"),
    (10000, "23.844446",
     "Onyusaurus Klecalosaurus Lustodon Ola "
     "Xusodonia Eeaeosaurus Troceosaurus"),
    (12000, "23.291971",
     "Onyxosaurus Kica Lustrepiosaurus Olaagrraiansaurus "
     "Yuspangosaurus Eealosaurus Trognesaurus"),
)  # fmt: skip


def fill(notebook: NotebookNode, executed: NotebookNode) -> None:
    """Put the tables into the prose of `notebook`, in place, from the outputs of its
    solved and executed twin.

    Raises ValueError where a token has no output above it to be filled from.
    """
    printed = ""
    for cell, run in zip(notebook.cells, executed.cells, strict=True):
        if cell.cell_type == "code":
            printed = _printed(run) or printed
        else:
            cell.source = TOKEN.sub(
                lambda token, text=printed: TABLES[token.group(1)](text), cell.source
            )


def _printed(cell: NotebookNode) -> str:
    return "".join(output.text for output in cell.outputs if output.get("name") == "stdout")


def values_table(printed: str) -> str:
    """A table with a row for each printed line `name = value`."""
    rows = [line.split(" = ", 1) for line in printed.splitlines() if " = " in line]
    if not rows:
        raise ValueError(
            "{{expected}} stands below no cell that prints lines of the form 'name = value'"
        )
    lines = ["| expression | value |", "| --- | --- |"]
    return "\n".join(lines + [f"| `{name}` | `{value}` |" for name, value in rows])


def log_table(printed: str) -> str:
    """The training log, a row a report, and the classic one folded in below it: each
    three columns wide, so that neither needs to be scrolled sideways."""
    reports = [(int(j), loss, names) for j, loss, names in REPORT.findall(printed)]
    if [report[0] for report in reports] != [row[0] for row in CLASSIC_LOG]:
        raise ValueError(
            f"{{{{log}}}} needs the training log above it; found reports at {[r[0] for r in reports]}"
        )
    return "\n".join(
        [
            *_log_rows(reports),
            "",
            "<details><summary>The classic log, of the classic file</summary>",
            "",
            *_log_rows(CLASSIC_LOG),
            "",
            "</details>",
        ]
    )


def _log_rows(reports: Iterable[tuple[int, str, str]]) -> list[str]:
    rows = [f"| {j:,} | {loss} | {', '.join(names.split())} |" for j, loss, names in reports]
    return ["| iteration | loss | names |", "| --- | --- | --- |", *rows]


TABLES = {"expected": values_table, "log": log_table}
