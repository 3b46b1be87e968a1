"""The baseline counts as Witten and Bell do."""

import math

import pytest

from tools.data.sonnets_ngrams import witten_bell


def test_counting_by_hand():
    # "aab": a twice, b once, two kinds; mixed with 1/2 for two symbols: p(b) = (1 + 2 *
    # 0.5) / (3 + 2)
    assert witten_bell("aab", "ab", 1, 2) == pytest.approx(-math.log2(2 / 5))
    # after "a": a once, b once, two kinds; the shorter p(b) is 2/5: (1 + 2 * 2/5) / (2
    # + 2)
    assert witten_bell("aab", "ab", 2, 2) == pytest.approx(-math.log2((1 + 4 / 5) / 4))


def test_on_the_classic_text_the_baselines_are_the_known_ones(classic_sonnets):
    text = classic_sonnets.read_text().rstrip("\n")
    cut = len(text) * 9 // 10

    found = [witten_bell(text[:cut], text[cut:], n, 61) for n in (3, 4, 5)]

    assert found == pytest.approx([2.82, 2.51, 2.52], abs=0.005)
