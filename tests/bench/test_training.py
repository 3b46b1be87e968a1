"""The training bench: both ways learn the same, and the table has what it promises."""

import re

from bench import training
from tests import oracle
from utils.corpus import load_names


def test_the_quick_bench_prints_both_times_and_their_ratio(capsys):
    assert training.main(["--quick"]) == 0
    textbook, utils, ratio = re.findall(
        r"\d+\.\d+(?= ms|  ?\(the aim)", capsys.readouterr().out
    )
    assert 0 < float(utils) < float(textbook)
    assert float(ratio) > 1


def test_the_two_that_are_compared_print_the_same_log():
    data = load_names(quiet=True)
    slow, _ = oracle.train(data, 301, oracle.helpers(), every=100)
    fast, _ = oracle.train(data, 301, training.utils, every=100)
    assert slow == fast
