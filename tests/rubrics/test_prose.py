"""The classic log in the notebook's prose is what the reference prints on the classic
file."""

import contextlib
import io

import pytest

from rubrics.dinosaur_island.prose import CLASSIC_LOG, REPORT, log
from tests.dinosaurs import reference
from utils import load_names, vocabulary

LOG = "".join(
    f"Iteration: {j}, Loss: {loss}\n\n" + "Trex\n" * 7 + "\n\n" for j, loss, _ in CLASSIC_LOG
)


def test_the_log_stands_above_the_classic_one_in_three_columns():
    own, classic = log(LOG).split("<details>")

    rows = own.strip().splitlines()
    assert len(rows) == 2 + len(CLASSIC_LOG)
    assert rows[4] == f"| 4,000 | 25.901815 | {', '.join(['Trex'] * 7)} |"
    assert "| 12,000 | 23.291971 | Onyxosaurus, Kica, " in classic
    assert {row.count("|") for row in (own + classic).splitlines() if "|" in row} == {4}


def test_a_log_that_lacks_a_report_is_an_error():
    with pytest.raises(ValueError, match="training log"):
        log(LOG.replace("Iteration: 4000", "Iteration: 4001"))


@pytest.mark.slow
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
