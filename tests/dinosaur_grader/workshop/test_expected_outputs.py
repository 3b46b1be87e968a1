"""Tables in the prose come from what was printed; the classic log is what the reference
prints on the classic file."""

import contextlib
import io

import nbformat
import pytest

from dinosaur_grader.workshop.expected_outputs import (
    CLASSIC_LOG,
    REPORT,
    fill,
    log_table,
    values_table,
)
from tests.dinosaurs import reference
from utils import load_names, vocabulary

LOG = "".join(
    f"Iteration: {j}, Loss: {loss}\n\n" + "Trex\n" * 7 + "\n\n" for j, loss, _ in CLASSIC_LOG
)


def notebook(*sources: tuple[str, str]):
    new = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}
    return nbformat.v4.new_notebook(cells=[new[kind](source) for kind, source in sources])


def test_a_table_has_a_row_a_printed_value():
    assert values_table("loss = 1.5\nnoise\na[0] = [1.]\n").splitlines()[2:] == [
        "| `loss` | `1.5` |",
        "| `a[0]` | `[1.]` |",
    ]


def test_a_token_below_nothing_printed_is_an_error():
    with pytest.raises(ValueError, match="expected"):
        values_table("nothing of that form\n")


def test_the_log_stands_above_the_classic_one_in_three_columns():
    own, classic = log_table(LOG).split("<details>")

    rows = own.strip().splitlines()
    assert len(rows) == 2 + len(CLASSIC_LOG)
    assert rows[4] == f"| 4,000 | 25.901815 | {', '.join(['Trex'] * 7)} |"
    assert "| 12,000 | 23.291971 | Onyxosaurus, Kica, " in classic
    assert {row.count("|") for row in (own + classic).splitlines() if "|" in row} == {4}


def test_a_log_that_lacks_a_report_is_an_error():
    with pytest.raises(ValueError, match="training log"):
        log_table(LOG.replace("Iteration: 4000", "Iteration: 4001"))


def test_tokens_are_filled_from_the_nearest_output_above():
    blank = notebook(("code", "f()"), ("code", "x = 2"), ("markdown", "{{expected}}"))
    run = notebook(("code", "f()"), ("code", "x = 2"), ("markdown", "{{expected}}"))
    run.cells[0].outputs = [nbformat.v4.new_output("stream", name="stdout", text="x = 1\n")]

    fill(blank, run)

    assert blank.cells[2].source.endswith("| `x` | `1` |")


def test_the_reference_prints_the_classic_log_on_the_classic_file(classic_names):
    data = load_names(classic_names, quiet=True)
    to_ix, to_char = vocabulary(data)
    printed = io.StringIO()

    with contextlib.redirect_stdout(printed):
        reference()["model"](data, to_char, to_ix, num_iterations=12_001)

    reports = [
        (int(j), loss, " ".join(names.split()))
        for j, loss, names in REPORT.findall(printed.getvalue())
    ]
    assert tuple(reports) == CLASSIC_LOG
