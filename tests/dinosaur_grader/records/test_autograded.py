"""The autograded notebook is nbgrader's in what it reads, and harmless in what a
student wrote."""

import json

import msgspec
import nbformat
from nbconvert import HTMLExporter
from nbgrader import utils
from nbgrader.nbgraderformat import MetadataValidator

from dinosaur_grader.assignments.assignment import load
from dinosaur_grader.records.autograded import autograded, comment
from dinosaur_grader.results import Cell, CellMark, Submission
from tests.dinosaur_grader.classroom import assignment, result, submission, verdict


def notebook(*extra, **marks):
    return nbformat.reads(
        autograded(submission("ada", *extra), result("ada", **marks), assignment()),
        as_version=4,
    )


def named(book, grade_id):
    return next(
        cell
        for cell in book.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )


def test_it_is_a_valid_notebook_with_valid_nbgrader_metadata():
    book = notebook()

    nbformat.validate(book)
    assert book.cells[0].source == "# Dinosaur Island"
    for cell in book.cells:
        MetadataValidator().validate_cell(cell)


def test_nbgrader_reads_partial_credit_from_a_test_cell_that_prints_the_verdicts():
    cell = named(notebook(clip=5.5), "clip_expected")

    assert utils.determine_grade(cell) == (5.5, 8.0)
    unscored = named(notebook(clip=None), "clip_expected")
    assert utils.determine_grade(unscored) == (0, 8.0)
    said = "not passed: Entries below -maxValue have to be raised to it."
    assert said in cell.outputs[0].text


def test_what_a_test_cell_prints_is_what_came_and_not_what_the_comment_says():
    failed = verdict(False, "", 0.0, title="a small limit", detail="1 is 2.", hint="Raise it.")
    again = msgspec.structs.replace(failed, title="a wide one")
    marks = (CellMark("clip_expected", "clip", 0.0, 8.0, verdicts=(failed, again)),)
    printed = named(notebook(marks=marks), "clip_expected").outputs[0].text
    came = "not passed: a small limit: 1 is 2.\nnot passed: a wide one\n"
    assert printed == f"clip_expected: 0 of 8 points\n{came}"
    said = comment(result("ada", marks=marks), "clip").splitlines()
    assert said[0].strip() == "To do: Raise it. (2 questions, 8 points)"


def test_checksums_tell_a_changed_solution_from_an_untouched_one():
    book = notebook()

    written, test = named(book, "clip"), named(book, "clip_expected")
    assert written.metadata.nbgrader.checksum != utils.compute_checksum(written)
    assert test.metadata.nbgrader.checksum == utils.compute_checksum(test)


def test_the_kits_own_pictures_come_along_so_that_the_real_notebook_becomes_a_page():
    work = load("dinosaur_island")
    handed_in = Submission("ada", work.name, work.blank, "digest")

    book = nbformat.reads(autograded(handed_in, None, work), as_version=4)

    pictured = [
        cell
        for cell in book.cells
        if cell.cell_type == "markdown" and "](attachment:" in cell.source
    ]
    assert all(cell.attachments for cell in pictured)
    HTMLExporter().from_notebook_node(book)  # raises where a picture is named and not there


def test_no_character_that_cannot_be_written_or_misleads_is_left():
    text = autograded(
        submission("ada", Cell("code", "a = '\x00\ud800\u202e'")), result("ada"), assignment()
    ).decode()

    assert json.loads(text)["cells"][-1]["source"] == "a = '\ufffd\ufffd\ufffd'"
