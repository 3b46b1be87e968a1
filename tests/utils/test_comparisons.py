"""What gradients do on the way back, measured and drawn."""

import numpy as np
import pytest

from tests.dinosaurs import reference
from utils import comparisons, initialize_parameters, lesson, load_names, vocabulary

DATA = load_names(quiet=True)
TO_IX, TO_CHAR = vocabulary(DATA)


def test_a_gradient_that_nothing_shrinks_keeps_its_length():
    parameters = initialize_parameters(3, 27, 27)
    parameters["Wax"] *= 0  # the state stays zero, where the slope of tanh is 1
    parameters["Waa"] = np.eye(3)

    left = comparisons.measure_decay(["dinosaurs"], parameters, TO_IX)

    assert left.tolist() == [1.0] * (comparisons.BACK + 1)


def test_a_gradient_halves_at_each_step_where_the_weights_halve_it():
    parameters = initialize_parameters(3, 27, 27)
    parameters["Wax"] *= 0
    parameters["Waa"] = 0.5 * np.eye(3)

    left = comparisons.measure_decay(["dinosaurs", "triceratops"], parameters, TO_IX)

    assert left[:4] == pytest.approx([1, 0.5, 0.25, 0.12], abs=0.006)


def test_both_figures_say_what_they_show():
    exploding = comparisons.clipping(reference()["clip"], DATA, TO_IX, number=3)
    fading = comparisons.vanishing(DATA, TO_IX, number=4)

    assert (
        "not clipped begins at" in exploding.text and "blind guessing: 3.30" in exploding.text
    )
    assert fading.text.startswith("Figure 4. Share of the gradient against letters back")
    assert "trained begins at 1.00 and ends at 0.20" in fading.text


def test_the_steps_of_a_drawn_name_are_drawn_from_the_model():
    figure = lesson.draw_steps([20, 0], initialize_parameters(5, 27, 27), TO_CHAR, number=5)

    assert figure.text.startswith("Figure 5. Sampling")
    assert "step 1 reads zeros and draws t with probability 0.04" in figure.text
