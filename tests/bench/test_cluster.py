"""A class on a cluster that loses a worker has one machine's marks, and a row that
differs is seen."""

import pytest

from bench import cluster


@pytest.mark.slow
@pytest.mark.isolation
@pytest.mark.usefixtures("strict")
def test_a_class_on_a_cluster_that_loses_a_worker_has_one_machine_s_marks(capsys):
    pytest.importorskip(
        "distributed", reason="dask.distributed is not there: `make setup` installs it"
    )
    assert cluster.main(["--quick"]) == 0
    printed = capsys.readouterr().out
    assert "A worker was killed at " in printed
    # 60 students: a total and 8 test cells each, and two headings
    assert "542 rows of totals.csv and grades.csv compared, 0 differ." in printed


@pytest.fixture
def outs(tmp_path):
    """The tables of one machine, and the same of a cluster."""
    for out in ("here", "there"):
        (tmp_path / out).mkdir()
        (tmp_path / out / "totals.csv").write_text("student_id,score\nada,100\nbo,20\n")
        (tmp_path / out / "grades.csv").write_text("student_id,cell,score\nada,clip,20\n")
    return tmp_path / "here", tmp_path / "there"


def test_equal_tables_are_counted(outs):
    assert cluster.differences(*outs) == (5, [])


@pytest.mark.parametrize(
    ("rows", "differ"),
    [
        ("ada,100\nbo,21\n", ["['bo', '20'] on one machine, ['bo', '21'] on the cluster"]),
        ("ada,100\n", ["['bo', '20'] on one machine, None on the cluster"]),
        (
            "ada,100\nbo,20\ncy,0\n",
            ["None on one machine, ['cy', '0'] on the cluster"],
        ),
    ],
)
def test_a_row_that_is_other_missing_or_too_many_is_named(outs, rows, differ):
    (outs[1] / "totals.csv").write_text("student_id,score\n" + rows)
    expected = [f"totals.csv: {each}" for each in differ]
    assert cluster.differences(*outs)[1] == expected
