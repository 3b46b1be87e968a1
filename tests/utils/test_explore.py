"""The looks of the optional section: each says what it found and returns a figure."""

import numpy as np

from utils import explore, initialize_parameters, inventor, load_names, vocabulary
from utils.corpus import data_file

NAMES = load_names(quiet=True).split("\n")
TO_IX, _ = vocabulary("\n".join(NAMES))
TRAINED = inventor.parameters(np.load(data_file("network.npy")))


def test_a_network_stands_beside_tables():
    new = initialize_parameters(5, 27, 27)
    kept, held = "\n".join(NAMES[:50]), "\n".join(NAMES[50:60])

    figure = explore.standing(kept, held, new, TO_IX, number=8)

    assert figure.text.startswith("Figure 8. Loss on held-out names")
    assert "your network: 3.30" in figure.text


def test_invented_names_that_are_real_are_counted_whatever_their_capitals(capsys):
    figure = explore.endings(["rexus", "raptor"], ["Raptor", "Abcus"], number=10)

    assert capsys.readouterr().out == "1 of 2 invented names are in the data: ['raptor']\n"
    assert "-xus: 50% and 0%" in figure.text


def test_the_unit_that_tells_halves_is_shown_unless_another_is_asked_for(capsys):
    best = explore.unit(NAMES, TRAINED, TO_IX, number=11).text
    said = capsys.readouterr().out
    other = explore.unit(NAMES, TRAINED, TO_IX, unit=7).text

    assert said.startswith(f"The sign of unit {best.split('Hidden unit ')[1].split()[0]} picks")
    assert other.startswith("Hidden unit 7 after each letter")


def test_a_certificate_has_the_name():
    assert "Rex is the name of a new species" in explore.certificate("Rex", number=7).text
