"""Nothing of a student's does anything in a page that nbgrader makes of our records."""

import copy
import functools
import sqlite3
from pathlib import Path

import bs4
import nbformat
import nbgrader
import pytest
from nbconvert import HTMLExporter

from dinosaur_grader.printable import inert
from dinosaur_grader.records.autograded import autograded, comment
from dinosaur_grader.results import Cell, CellMark, Result
from tests.dinosaur_grader.classroom import (
    NAME,
    assignment,
    record,
    result,
    submission,
    verdict,
)
from tests.gallery.hostile import attacks

FORMGRADER = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader"
TEXTS = {
    "script": "<script>alert(1)</script>",
    "script after a line": "x\n\n<script>alert(1)</script>\n\ny",
    "handler": "<img src=x onerror=alert(1)>",
    "comment": "<!-- --><b onclick=alert(1)>x</b>",
    "frame": "<iframe srcdoc='<script>alert(1)</script>'>",
    "out of the block": "</code></pre></div><script>alert(1)</script>",
    "link": "[go](javascript:alert(1))",
    "picture": "![see](https://elsewhere.example/x.png)",
    "reference": "[go][a]\n\n[a]: javascript:alert(1)",
    "definition": "[a]: javascript:alert(1)\n[a]",
    "autolink": "<https://elsewhere.example> https://elsewhere.example <javascript:alert(1)>",
    "mail": "<eve@elsewhere.example>",
    "entities": "&lt;script&gt;alert(1)&lt;/script&gt; &#60;b&#62; &amp;lt;",
    "emphasis": "*a* **b** _c_ __d__ ~~e~~ `f`",
    "heading": "# a\n\nb\n===\n\n- c\n- [ ] d\n\n> e\n\n1. f",
    "table": "| a | b |\n|---|---|\n| c | d |",
    "definition list": "a\n: b\n: <script>alert(1)</script>",
    "list": "- list\n\n    <script>alert(1)</script>",
    "fence": "```\nx\n```\n<script>alert(1)</script>",
    "tildes": "~~~ mermaid\nx\n~~~\n<script>alert(1)</script>",
    "rule": "a\n\n---\n\n***",
    "math": "$x$ $$y$$ \\(z\\) \\[w\\]",
    "math in lines": "$$\n<script>alert(1)</script>\n$$",
    "math that links": "$$\\href{javascript:alert(1)}{x}$$",
    "environment": "\\begin{align}<script>alert(1)</script>\\end{align}",
    "escapes": "\\<script\\>alert(1)\\</script\\> \\[go\\](javascript:alert(1))",
    "other line ends": "a\r\x0b\x0c\x1c\x85<script>alert(1)</script>\u2028<b onclick=alert(1)>\u2029c",
    "tabs": "\t<script>alert(1)</script>\n \t<b>",
    "terminal": "\x1b[31mred\x1b[0m \x1b]8;;https://elsewhere.example\x07go\x1b]8;;\x07",
    "files": '<a href="files/x"> ![x](files/y)',
    "jinja": "{{ nb }} {% include 'x' %}",
}
LENGTH = 2_000  # of an attack: what is longer says the same again, and takes a page minutes
GALLERY = [
    "\n".join([attack.first, *attack.cells.values(), attack.last, attack.why])[:LENGTH]
    for attack in attacks()
]
HOSTILE = [*TEXTS.values(), *GALLERY]


def results(text: str, student: str = "eve") -> Result:
    """A result that says the text wherever a judge's words may have a student's in
    them."""
    failed = verdict(False, text, hint=text, title=text, detail=text)
    again = verdict(False, text, hint=text, title=text)
    marks = (
        CellMark("clip_expected", "clip", 0.0, 8.0, "", (failed, again, verdict(True, text))),
        CellMark("sample_expected", "sample", 0.0, 10.0, text),
    )
    return result(student, marks=marks, notes=(text,))


def work(*texts: str):
    kinds = ("markdown", "code", "raw")
    return submission("eve", *(Cell(kind, text, index=9) for text in texts for kind in kinds))


@functools.cache
def exporter(template: str) -> HTMLExporter:
    folders = [str(FORMGRADER / "templates")]
    styles = [str(FORMGRADER / "static/node_modules/bootstrap/dist/css")]
    own = dict(extra_template_basedirs=folders, extra_template_paths=styles)
    return HTMLExporter(template_name=template, **own)


@functools.cache
def page(template: str, *texts: str) -> str:
    """The texts in our notebook and in comments of ours, as nbgrader renders them;
    without what stands there as it was typed, whose elements may only have a class."""
    made = autograded(work(*texts), results(texts[0]), assignment())
    book = nbformat.reads(made, as_version=4)
    for cell in book.cells:
        cell.metadata.get("nbgrader", {}).update(score=0.0, points=8.0)
    for number, text in enumerate(texts):
        commented = copy.deepcopy(book.cells[1])
        commented.id = f"comment-{number}"
        commented.metadata.nbgrader.comment = comment(results(text), "clip")
        book.cells.append(commented)
    named = {"notebook": NAME, "score": 0.0, "max_score": 18.0, "late_penalty": 0.0}
    resources = {"nbgrader": named, "notebook_id": NAME, "index": 0, "total": 1}
    body, _ = exporter(template).from_notebook_node(book, resources)
    return str(_bones(bs4.BeautifulSoup(body, "html.parser").body))


def _bones(soup: bs4.BeautifulSoup) -> bs4.BeautifulSoup:
    for typed in soup.find_all("pre"):
        inside = typed.find_all(True)
        assert {each.name for each in inside} <= {"span", "code"}
        assert {name for each in inside for name in each.attrs} <= {"class"}
        typed.clear()
    return soup


def test_no_text_makes_an_element_link_or_formula_in_nbgrader_s_feedback():
    texts = TEXTS.values()
    assert page("feedback", *texts) == page("feedback", *["harmless"] * len(texts))


@pytest.mark.slow
@pytest.mark.parametrize("template", ["feedback", "formgrade"])
def test_no_text_of_the_hostile_gallery_makes_one_there_or_in_the_formgrader(template):
    assert page(template, *HOSTILE) == page(template, *["harmless"] * len(HOSTILE))


def test_an_inert_text_is_read_as_it_was_written():
    said = inert("I tried **clip** twice.\n[1, 2] & _x_")
    assert said == "    I tried **clip** twice.\n    [1, 2] & _x_"


def test_every_text_of_a_student_in_the_gradebook_is_inert(tmp_path):
    said = [results(text, f"eve{number}") for number, text in enumerate(HOSTILE)]
    record(said, tmp_path, assignment())

    with sqlite3.connect(tmp_path / "gradebook.db") as database:
        written = [text for (text,) in database.execute("select auto_comment from comment")]

    assert len(written) == 2 * len(HOSTILE)
    assert written == [inert(text) for text in written]
