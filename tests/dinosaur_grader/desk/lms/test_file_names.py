"""Names in the zips of both systems: whose a file is."""

import pytest

from dinosaur_grader.desk.lms import file_names
from tests.dinosaur_grader.desk.lms.test_collect import MOODLE, NB


@pytest.mark.parametrize(
    ("system", "member", "says"),
    [
        ("canvas", f"leeanna_101_2001_{NB}", ("101", "leeanna", False, NB)),
        ("canvas", "de_la_cruz_LATE_102_2002_x.ipynb", ("102", "de_la_cruz", True, "x.ipynb")),
        ("canvas", "李雷_103_2003_x-2.ipynb", ("103", "李雷", False, "x-2.ipynb")),
        ("canvas", f"anon_x9Qz_2004_{NB}", ("x9Qz", "anonymous", False, NB)),
        ("canvas", f"LATE_anon_x9Qz_2004_{NB}", ("x9Qz", "anonymous", True, NB)),
        ("moodle", f"{MOODLE}/{NB}", ("77", "Ada King", False, NB)),
        ("moodle", f"{MOODLE}_/{NB}", ("77", "Ada King", False, NB)),
        ("moodle", f"{MOODLE}_{NB}", ("77", "Ada King", False, NB)),
    ],
)
def test_names_of_both_systems_are_read(system, member, says):
    (found,) = file_names.find_readings(member, system)
    assert (found.key, found.name, found.late, found.original) == says


def test_a_page_for_a_file_of_an_unpacked_zip_goes_back_to_whose_zip_it_was():
    member = "bobsonbob_102_9002_hw/dinosaur_island.ipynb"
    page = file_names.name_page(member, "canvas", "102")
    assert page == "bobsonbob_102_9002_feedback.html"
    assert file_names.addressee(page, "canvas") == "102"
