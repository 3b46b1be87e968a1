"""What a person marks is read as it was written: Markdown and formulas, of which nothing
acts and nothing is loaded, by one allow-list."""

import re

import bs4
import nbformat
import pytest

from dinosaur_grader.judging.grading import code_of
from dinosaur_grader.printable import inert
from dinosaur_grader.records.autograded import autograded
from dinosaur_grader.records.feedback import feedback
from dinosaur_grader.records.prose import prose
from dinosaur_grader.results import Cell, CellMark, Submission
from tests import effort
from tests.dinosaur_grader.classroom import essay, marked_by_hand, result
from tests.dinosaur_grader.records.test_inert import HOSTILE, exporter

TICKS, DEEP = "`" * 3, 10_000
TRICKS = {
    "picture": "![see](http://elsewhere.example/x.png)",
    "element": "<img src='http://elsewhere.example/x.png' onerror='alert(1)'>",
    "drawing": "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "script link": "[x](javascript:alert(1)) [y](JaVa&#115;cript:alert(1)) [z](<javascript:alert(1)>)",
    "data link": "[x](data:text/html,<script>alert(1)</script>)",
    "other links": "[x](file:///etc/passwd) [y](//elsewhere.example) [z](x.ipynb) <vbscript:x>",
    "link around a picture": "[![x](javascript:alert(1))](javascript:alert(1))",
    "title": '[x](https://a.example "\\" onclick=alert(1)")',
    "reference": "[x][a] [a]\n\n[a]: javascript:alert(1)",
    "attachment": "![x](attachment:none.png)",
    "formula that links": r"$\href{javascript:alert(1)}{x}$ $$\url{javascript:alert(1)}$$",
    "formula with an element": r"$\unicode{<img src=x onerror=alert(1)>}$ $a<b onclick=alert(1)>$",
    "formula that defines": r"$\def\x{\x\x}\x$ $\newcommand{\y}{1}$ $\let\z\href$ $\require{html}$",
    "formula with a style": r"$\style{position:fixed}{x}$ $\class{a}{x}$ $\cssId{essay}{x}$ $\text{\href{x}{y}}$",
    "spelled formula": r"$\hr{}ef{javascript:alert(1)}$ $\begin{script}x\end{script}$ $\begin {a}$",
    "formula without an end": "$$x" + "{a" * 9_000,
    "formulas that meet": r"$a$$b$ $\\[x$ and $\\]y$ \\[z\\] \\(w\\) \begin{a}<b>\end{a}",
    "formula over blocks": "a $$ b\n\n- <script>alert(1)</script>\n\n$$ [x](javascript:alert(1))",
    "code that ends": "*a `*`[x](javascript:alert(1))` b*",
    "code with a formula": "`$x`$\n\n"
    + TICKS
    + "\n$$\n"
    + TICKS
    + "\n\n$$[x](javascript:alert(1))$$",
    "code after a list": "- a\n\n<!-- -->\n\n    [x](javascript:alert(1)) <b onclick=alert(1)>",
    "fence of a drawing": TICKS + "mermaid\ngraph TD; a-->b\n" + TICKS,
    "comment": "<!-- a --> <!--\n\n<b onclick=alert(1)>x</b>\n\n-->",
    "declarations": "<?php x ?> <!DOCTYPE x> <![CDATA[<b onclick=alert(1)>]]>",
    "entities": "&lt;script&gt;alert(1)&lt;/script&gt; &#60;b&#62; &#36;\\href{x}{y}&#36; &#8238;x &#10;&#10;# a",
    "escapes": r"\<b onclick=alert(1)\> \![x](http://a.example/x.png) \$\href{x}{y}\$ \`<b>\`",
    "id of the page": "# essay\n\nessay\n=====\n\n## <b id=essay>notebook</b>",
    "table": "| a | ![x](http://a.example/x) |\n|---|:-:|\n| <b onclick=alert(1)> | [x](javascript:y) |",
    "large table": "|a" * 10 + "|\n" + "|-" * 10 + "|\n" + "|b" * 100_000 + "|",
    "table that grows": "|a" * 3_000 + "|\n" + "|-" * 3_000 + "|\n" + "|\n" * 5_000,
    "deep quotes": ">" * DEEP + " [x](javascript:alert(1)) <script>alert(1)</script>",
    "deep lists": "- " * DEEP + "<script>alert(1)</script>",
    "deep emphasis": "*a **b " * DEEP,
    "brackets": "[" * DEEP + "![" * DEEP,
}
TEXTS = [*HOSTILE, *TRICKS.values()]
WRITTEN = f"""# A title with $x_1$

I tried **clip** *twice*, `x[1] * 2` helped. It costs $5 and $6. 2 < 3 & so\\*

1. See [this](https://a.example/b?c=1&d=_2_)
   - inner, <https://a.example>

{TICKS}python
x = a_b * c_d * 2
{TICKS}

> quoted

| a | b |
|---|---|
| c | $d$ |

$$
\\begin{{pmatrix}}
a & b \\\\
- c & d
\\end{{pmatrix}}
$$

$\\frac{{1}}{{2}} < \\mathbf{{W}}^\\top$ and $|d|$
"""
ACT = re.compile("script|javascript|data:|vbscript|file:|^on", re.I)


def drawn(template: str, *texts: str) -> list[bs4.BeautifulSoup]:
    """The texts, each in a cell that a person marks, as nbgrader renders it."""
    cells = []
    for number, text in enumerate(texts):
        made = autograded(essay(text), result("ada"), marked_by_hand())
        cell = nbformat.reads(made, as_version=4).cells[3]
        cell.id = f"text-{number}"
        cell.metadata.nbgrader.update(score=0.0)
        cells.append(cell)
    book = nbformat.v4.new_notebook(cells=cells)
    named = {"notebook": "n", "score": 0.0, "max_score": 1.0, "late_penalty": 0.0}
    resources = {"nbgrader": named, "notebook_id": "n", "index": 0, "total": 1}
    body, _ = exporter(template).from_notebook_node(book, resources)
    return bs4.BeautifulSoup(body, "html.parser").select(".nbgrader_cell .text_cell_render")


def on_our_page(text: str) -> bs4.BeautifulSoup:
    mark = CellMark("essay", "essay", None, 5.0, by_hand=True)
    code = code_of(essay(text), marked_by_hand())
    page = feedback(result("ada", code=code, marks=(mark,)), marked_by_hand())
    return bs4.BeautifulSoup(page, "html.parser").select(".prose")[0]


def harmful(soup: bs4.BeautifulSoup) -> list[str]:
    """What in a drawn cell could act, be loaded, lead elsewhere than to a site, be taken for
    a part of the page, or define something in a formula."""
    known = re.compile(
        "div|p|h[1-6]|em|strong|[uo]l|li|pre|code|blockquote|table|t[a-z]+|br|hr|a|span"
    )
    found = [str(each) for each in soup.find_all(True) if not known.fullmatch(each.name)]
    for each in soup.find_all(True):
        for name, value in each.attrs.items():
            link = name == "href" and re.match("https?://|#", value)
            own = name == "id" and not re.fullmatch("[ -~]*", value.replace("%", "\xff"))
            plain = name in ("class", "start", "tabindex", "role", "aria-label")
            found += [] if link or own or plain else [f"{name}={value}"]
    for typed in soup.find_all(["pre", "code"]):
        typed.clear()
    # in what MathJax looks at: commands, and formulas without an end
    text = soup.get_text()
    found += re.findall(
        r"\\(?:href|url|unicode|def|let|newcommand|require|style|class|cssId)", text
    )
    return found + re.findall(r"\\[(\[]", text) + ["odd"] * (text.count("$") % 2)


@pytest.mark.slow
@pytest.mark.parametrize("template", ["feedback", "formgrade"])
def test_of_no_trick_anything_acts_or_is_loaded_where_nbgrader_draws_it(template):
    cells = drawn(template, *TEXTS)

    assert len(cells) == len(TEXTS)
    assert {
        text: found for text, cell in zip(TEXTS, cells, strict=True) if (found := harmful(cell))
    } == {}


def test_nor_on_our_page():
    assert {
        text: found for text in TRICKS.values() if (found := harmful(on_our_page(text)))
    } == {}


def test_prose_is_drawn_as_it_was_meant():
    (cell,) = drawn("formgrade", WRITTEN)

    for element in ("h1", "em", "strong", "code", "ol", "ul", "pre", "blockquote", "td"):
        assert cell.find(element), element
    text = cell.get_text()
    assert "It costs \uff045 and \uff046. 2 < 3 & so*" in text
    assert r"$\frac{1}{2} \lt \mathbf{W}^\top$ and $\vert d\vert$" in text
    assert r"$$\begin{pmatrix} a & b \cr - c & d \end{pmatrix}$$" in text
    assert cell.pre.get_text().strip() == "x = a_b * c_d * 2"


def test_a_link_shows_where_it_leads():
    for cell in (drawn("feedback", WRITTEN)[0], on_our_page(WRITTEN)):
        links = [each for each in cell.find_all("a") if "https" in each["href"]]
        assert [each["href"] for each in links] == [each.get_text() for each in links]
        assert len(links) == 2 and "See this (https://a.example/b" in cell.get_text()


def test_doing_it_twice_changes_nothing_more():
    # nbgrader autograde does: once to store the notebook, once to grade it
    written = [prose(text) for text in [*TEXTS, WRITTEN]]
    assert [prose(text) for text in written] == written


@pytest.mark.parametrize(
    "name", ["large table", "table that grows", "deep quotes", "deep lists", "brackets"]
)
def test_a_text_beyond_all_bounds_is_shown_as_plain_text(name):
    assert prose(TRICKS[name]) == inert(TRICKS[name])


@pytest.mark.parametrize("mark", [">", "- ", "[", "![", "*a **b ", "|\n", "$$", "`", "a\n\n"])
@pytest.mark.parametrize("start", ["", "|a" * 100 + "|\n" + "|-" * 100 + "|\n"])
def test_reading_takes_steps_that_grow_no_faster_than_the_text(start, mark):
    prose("*what is loaded once*")
    short, long = (effort.steps(lambda n=n: prose(start + mark * n)) for n in (400, 1_600))
    assert long < 5 * short


@pytest.mark.parametrize("more", ["<b>", '<p id="essay">', '<a href="data:x">', "<!-- -->"])
def test_a_renderer_that_makes_something_unknown_of_a_text_is_not_believed(more, monkeypatch):
    assert prose("*a*") == "*a*"
    monkeypatch.setattr("nbconvert.filters.markdown.markdown2html", lambda text: more)
    assert prose("*a*") == inert("*a*")


def test_only_what_a_person_marks_is_drawn():
    work = essay("**mine**")
    book = nbformat.reads(autograded(work, None, marked_by_hand()), as_version=4)
    assert book.cells[3].source == "**mine**"
    other = Submission("ada", work.assignment, (*work.cells, Cell("markdown", "**mine**")), "0")
    book = nbformat.reads(autograded(other, None, marked_by_hand()), as_version=4)
    assert book.cells[5].source == "    **mine**"
