"""Plots of code that a person marks are shown as they were handed in: PNGs by their
header, size and end, never decoded, and nothing else that a notebook brings."""

import base64
import io
import json
import struct

import bs4
import matplotlib.figure
import msgspec
import nbformat
import pytest

from dinosaur_grader.records import brought
from dinosaur_grader.records.autograded import autograded
from tests.dinosaur_grader.classroom import essay, marked_by_hand
from tests.dinosaur_grader.records.test_inert import exporter

HARM = b"<svg onload=alert(1)><script>alert(1)</script></svg>"


def plot() -> bytes:
    written = io.BytesIO()
    matplotlib.figure.Figure(figsize=(2, 1)).savefig(written, format="png")
    return written.getvalue()


def png(width: int, height: int, rest: bytes = b"") -> bytes:
    """A PNG of this size by its header, with `rest` where its picture should be."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    end = b"\0\0\0\0IEND\xaeB`\x82"
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + header + b"\0\0\0\0" + rest + end


def shows(data: dict) -> dict:
    return {"output_type": "display_data", "data": data, "metadata": {}}


def coded(content: bytes) -> dict:
    return shows({"image/png": base64.b64encode(content).decode()})


def graded(*outputs, place: int = 4):
    """The drawing's cell in the graded notebook of a student who handed in these
    outputs."""
    cells = [{"cell_type": "code", "source": "", "outputs": [coded(plot())]} for _ in range(5)]
    cells[4]["outputs"] = list(outputs)
    raw = json.dumps({"cells": cells}).encode()
    work = essay("")
    drawing = msgspec.structs.replace(work.cells[4], index=place)
    work = msgspec.structs.replace(work, cells=(*work.cells[:4], drawing))
    made = nbformat.reads(autograded(work, None, marked_by_hand(), raw), as_version=4)
    nbformat.validate(made)
    assert not any(cell.get("outputs") for cell in made.cells[:4])
    return made.cells[4]


def plots(*outputs) -> list[bytes]:
    found = [out.data["image/png"] for out in graded(*outputs).outputs if "data" in out]
    return [base64.b64decode(each) for each in found]


def test_a_plot_is_shown_and_said_to_be_as_handed_in():
    text = base64.encodebytes(plot()).decode().splitlines(keepends=True)
    note, shown = graded(shows({"image/png": text, "text/html": HARM.decode()})).outputs

    assert note.text == brought.NOTE == "As handed in, not run again:\n"
    assert shown.data == {"image/png": base64.b64encode(plot()).decode()}


@pytest.mark.parametrize(
    "content",
    [
        HARM,
        plot()[:8] + HARM,
        png(65_535, 65_535),
        png(3_000, 3_000),
        png(0, 5),
        png(1, 1) + HARM,
        png(1, 1, bytes(10_000_000)),
        plot()[:-1],
        b"",
    ],
    ids=["svg", "signature", "huge", "large", "empty", "appended", "10MB", "cut", "none"],
)
def test_what_is_no_plot_of_a_sensible_size_is_not_shown(content):
    assert graded(coded(content)).outputs == []


@pytest.mark.parametrize(
    "value", ["%%%", "QQ", 'QUJD" onerror="alert(1)', "é", 5, None, {}, [[["QUJD"]]], ["a", 5]]
)
def test_broken_base64_is_not_shown(value):
    assert graded(shows({"image/png": value})).outputs == []


def test_a_few_plots_of_one_cell_are_shown_and_only_of_what_a_person_marks():
    assert plots(*[coded(plot())] * 50) == [plot()] * brought.MAX_PLOTS


def test_what_the_code_printed_is_shown_as_text_and_in_bounds():
    printed = {"output_type": "stream", "name": "stdout", "text": ["a\x1b[31m\n", "\u202eb\n"]}
    value = {"output_type": "execute_result", "data": {"text/plain": "<b>", "text/html": "<b>"}}
    (shown,) = graded(printed, value).outputs
    assert shown.text == f"{brought.NOTE}a\ufffd[31m\n\ufffdb\n<b>"
    (shown,) = graded({"text": "x" * 10_000_000}).outputs
    assert len(shown.text) == brought.MAX_TEXT + len(brought.NOTE)


@pytest.mark.parametrize("outputs", [[5, None, "x", []], [{}], [{"data": 5, "text": {}}]])
def test_outputs_of_any_other_build_are_left_out(outputs):
    assert graded(*outputs).outputs == []


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"[]", b"\xff", b'{"cells": [5]}', b'{"cells": 5}']
)
def test_a_notebook_of_another_build_brings_nothing(raw):
    assert brought.outputs(raw, [0]) in ({}, {0: []})


def test_a_cell_that_was_put_back_has_no_outputs_of_another_one():
    assert graded(coded(plot()), place=-1).outputs == []


def test_doing_it_twice_changes_nothing_more():
    # nbgrader autograde does: once to store the notebook, once to grade it
    made = graded({"text": "é" * 5_000}, coded(plot())).outputs
    again = brought.outputs(json.dumps({"cells": [{"outputs": made}]}).encode(), [0])[0]
    assert again == made


@pytest.mark.parametrize("template", ["feedback", "formgrade"])
def test_nbgrader_draws_a_plot_as_a_picture_that_stands_in_the_page(template):
    cell = graded({"text": HARM.decode() + " $x$"}, coded(png(5, 5, HARM)))
    cell.metadata.nbgrader.score = 0.0
    named = {"notebook": "n", "score": 0.0, "max_score": 1.0, "late_penalty": 0.0}
    resources = {"nbgrader": named, "notebook_id": "n", "index": 0, "total": 1}
    book = nbformat.v4.new_notebook(cells=[cell])
    body, _ = exporter(template).from_notebook_node(book, resources)

    area = bs4.BeautifulSoup(body, "html.parser").select_one(".output")
    assert {each.name for each in area.find_all(True)} == {"div", "pre", "img"}
    assert area.img["src"].startswith("data:image/png;base64,")
    assert set(area.img.attrs) == {"src", "alt"} and area.img["alt"] == brought.ALT
    assert HARM.decode() in area.pre.get_text()
