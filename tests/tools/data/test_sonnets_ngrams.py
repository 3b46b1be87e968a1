"""The baseline counts as Witten and Bell do."""

import math

import pytest

from tools.data import sonnets_ngrams


def test_counting_single_characters_by_hand():
    # "aab": a twice, b once, two kinds; mixed with 1/2 for two symbols: p(b) = (1 + 2 *
    # 0.5) / (3 + 2)
    assert sonnets_ngrams.witten_bell("aab", "ab", 1, 2) == pytest.approx(-math.log2(2 / 5))


def test_a_longer_context_mixes_with_the_shorter_one_by_hand():
    # after "a": a once, b once, two kinds; the shorter p(b) is 2/5: (1 + 2 * 2/5) / (2
    # + 2)
    found = sonnets_ngrams.witten_bell("aab", "ab", 2, 2)
    assert found == pytest.approx(-math.log2((1 + 4 / 5) / 4))


def test_the_probabilities_of_all_symbols_add_up_to_one():
    train, symbols = "abracadabra and so on", "abcdnors "
    first = sonnets_ngrams.witten_bell(train, "ab", 3, 9)
    bits = (sonnets_ngrams.witten_bell(train, "ab" + x, 3, 9) for x in symbols)

    assert sum(2 ** -(2 * both - first) for both in bits) == pytest.approx(1)


def test_on_the_classic_text_the_baselines_are_the_known_ones(classic_sonnets):
    text = classic_sonnets.read_text().rstrip("\n")
    cut = len(text) * 9 // 10

    found = [sonnets_ngrams.witten_bell(text[:cut], text[cut:], n, 61) for n in (3, 4, 5)]

    assert found == pytest.approx([2.82, 2.51, 2.52], abs=0.005)
