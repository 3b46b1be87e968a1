"""The share of known words in sampled poems."""

import pytest

from bench import poems


def test_a_share_counts_each_word_as_often_as_it_comes():
    assert poems.share(["thou", "deess", "thou", "art"], {"thou", "art"}) == 0.75


def test_the_same_seed_writes_the_same_poem_and_no_torn_word():
    model = poems.sonnets.load_model()
    one, same, longer = (poems.poem(model, 0.7, length, 3) for length in (60, 60, 90))

    assert one == same
    assert longer.startswith(one) and longer[len(one)] in " \n"


@pytest.mark.slow
def test_nearly_as_many_words_are_known_as_of_shakespeare_s_own(capsys):
    assert poems.main(["--poems", "20"]) == 0

    poem, held_out = capsys.readouterr().out.splitlines()
    assert poem.startswith("20 poems at temperature 0.7: 8")
    assert held_out.startswith("Shakespeare's own held-out tenth: 87.5%")
