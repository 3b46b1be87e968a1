"""`dinosaur-grader one` reads its own words, and helps like every other verb."""

import re

import pytest

from dinosaur_grader import cli
from dinosaur_grader.desk.platforms import one, one_help
from tests.dinosaur_grader.desk import upgrade


@pytest.fixture
def said(monkeypatch, capsys):
    """The exit code of a command, and what it says, on one line."""
    monkeypatch.setenv("COLUMNS", "120")

    def said(*words):
        code, both = upgrade.run(*words), "".join(capsys.readouterr())
        return code, " ".join(re.sub("[╭╮╰╯│─]", " ", both).split())

    return said


def test_its_help_looks_like_that_of_the_others(said):
    code, text = said("one", "--help")
    assert code == 0
    assert "Usage: dinosaur-grader one [OPTIONS] " in text
    _, other = said("platform", "--help")
    for shared in ("--isolation", "--assignment", "--practice"):
        own, others = (re.search(rf"{shared} .*?[.]", each)[0] for each in (text, other))
        assert own == others
    assert "Exit codes: 0 " in text


@pytest.mark.parametrize("words", ["--isolate none x.ipynb", "--version-of x"])
def test_what_it_does_not_know_gets_the_sentence_of_the_others(words, said):
    (code, own), (_, others) = (said(verb, *words.split()) for verb in ("one", "check"))
    assert code == 2
    assert own.partition(" Error ")[2] == others.partition(" Error ")[2] != ""


def test_an_unknown_format_is_answered_by_those_that_there_are(said):
    code, text = said("one", "x.ipynb", "--format", "yaml")
    assert code == 2 and "choose one of json, gradescope, " in text


def test_a_notebook_that_is_not_named_is_missed(said):
    code, text = said("one", "--practice")
    assert code == 2 and "missing argument 'notebook'" in text.lower()


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
