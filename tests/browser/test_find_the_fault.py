"""The page "Find the fault" in the browser: it reads the functions of the notebook that was saved
there, opens a case and judges a proof."""

import pytest

from tests.browser.driving import NAME, Notebook, errors, printed, solved

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ANSWER = """def case_1():
    return "D", {"gradients": page.gradients([3.0, -12.0]), "maxValue": 10}
"""
BEFORE = ("sys.path.insert", "mine = page.my_functions()", "one = page.open_case(1")


def test_a_case_opens_with_the_saved_functions_and_is_closed(visitor, address, shot):
    notebook = Notebook(visitor.new_page(), address).open("find_the_fault")
    notebook.upload(f"{NAME}/{NAME}.ipynb", solved(), "json")
    for part in BEFORE:
        notebook.run(notebook.place(part))
    notebook.write(notebook.place("def case_1("), ANSWER)
    notebook.run(notebook.place("def case_1("))
    notebook.run(notebook.place("one.judge(case_1)"))

    shot(notebook.page)
    said = printed(notebook.cells())
    assert errors(notebook.cells()) == []
    assert "Read from ../dinosaur_island/dinosaur_island.ipynb: clip, sample" in said
    proof = (
        "Proven. They differ in dWaa at [1, 0]: 10 from the faulty function, -10 from yours."
    )
    assert proof in said
    assert "Case 1 is closed." in said
