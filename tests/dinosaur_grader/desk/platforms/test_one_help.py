"""`dinosaur-grader one` reads its own words, and helps like every other verb."""

import pytest

from dinosaur_grader import cli
from dinosaur_grader.desk.platforms import one, one_help


@pytest.mark.parametrize(
    "words",
    [
        "x.ipynb",
        "--out o --seed s --course c --student ada --assignment toy --format json x.ipynb",
        "x --practice --isolation none --format=gradescope --out=o",
    ],
)
def test_both_ways_of_reading_the_words_read_the_same(words, monkeypatch):
    read = []
    monkeypatch.setattr(one, "run", read.append)
    one.command(words.split())
    with pytest.raises(SystemExit):
        cli.run(one_help.command, "one", words.split())
    assert read[0] == read[1]
