"""The notebooks' pace: short texts, headings in order, something to look at between two
pieces of code, short code."""

import itertools
import re
import statistics

import jupytext
import pytest

from tests.conftest import ROOT

NAMES = ("dinosaur_island", "find_the_fault", "shakespeare", "step_backwards")
WORD = re.compile(r"[A-Za-z][\w'’-]*")
SHOWS = r"(plots|drawings|comparisons|explore)\.\w+\(|draw_steps\("
MODULES = "|".join(path.stem for path in (ROOT / "utils").glob("[a-z]*.py"))
NO_PROSE = re.compile(
    r"<details>.*?</details>|```.*?```|\$\$.*?\$\$|\$[^$]*\$|\{\{.*?\}\}|<http\S+>", re.DOTALL
)


def cells(name):
    read = jupytext.read(ROOT / "source" / f"{name}.py", fmt="py:percent").cells
    return [cell for cell in read if not {"settings", "questions"} & cell.metadata.keys()]


def prose(name):
    """The text cells, without fold-outs, blocks of code, equations, and what is filled
    in."""
    return [
        NO_PROSE.sub("", cell.source) for cell in cells(name) if cell.cell_type == "markdown"
    ]


def code(name):
    """The lines of each code cell that a student reads and does not write, without
    blanks and comments."""
    graded = re.compile(r"def (clip|sample|optimize|model|step_backward)\(|BEGIN HIDDEN TESTS")
    every = [cell.source for cell in cells(name) if cell.cell_type == "code"]
    return [
        [line for line in source.split("\n") if line.strip() and line.strip()[0] != "#"]
        for source in every
        if not graded.search(source)
    ]


@pytest.mark.parametrize("name", NAMES)
def test_the_median_text_cell_has_15_to_45_words_and_the_median_code_at_most_six_lines(name):
    words = [len(WORD.findall(text)) for text in prose(name)]
    assert 15 <= statistics.median(words) <= 45 and max(words) <= 100
    assert statistics.median(map(len, code(name))) <= 6


def test_the_lesson_has_under_2400_words_outside_of_what_is_folded():
    words = [len(WORD.findall(text)) for text in prose("dinosaur_island")]

    assert 1500 < sum(words) < 2400


def test_at_most_550_words_and_22_cells_stand_before_the_first_exercise():
    before = list(
        itertools.takewhile(lambda cell: "def clip(" not in cell.source, cells(NAMES[0]))
    )
    texts = [NO_PROSE.sub("", cell.source) for cell in before if cell.cell_type == "markdown"]

    assert sum(len(WORD.findall(text)) for text in texts) <= 550
    assert len(before) <= 22


def test_the_lesson_has_at_most_95_cells_and_uses_15_names_beside_those_of_the_star():
    every = cells(NAMES[0])
    code = "\n".join(cell.source for cell in every if cell.cell_type == "code")
    used = re.findall(rf"\b(?:{MODULES})\.\w+|\bpack(?=\()", code)

    assert len(every) <= 95
    assert len(set(used)) <= 15


def test_the_folded_pytorch_lines_are_those_that_the_benchmark_runs():
    file = (ROOT / "bench" / "contenders" / "in_torch.py").read_text(encoding="utf-8")
    _, _, lines = file.split('"""', 2)
    [text] = [cell.source for cell in cells(NAMES[0]) if "import torch" in cell.source]

    assert f"```python\n{lines.strip()}\n```" in text


@pytest.mark.parametrize("name", NAMES)
def test_headings_go_down_one_level_at_a_time(name):
    marks = [re.findall(r"^(#+) ", text, re.MULTILINE) for text in prose(name)]
    levels = [len(each) for of_cell in marks for each in of_cell]

    assert levels[0] == 1 and levels.count(1) == 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels))


@pytest.mark.parametrize("name", NAMES)
def test_two_pieces_of_code_in_a_row_compute_and_then_show(name):
    for above, below in itertools.pairwise(cells(name)):
        if (above.cell_type, below.cell_type) == ("code", "code"):
            assert re.search(SHOWS, below.source)


@pytest.mark.parametrize("name", NAMES)
def test_every_section_invites_and_every_link_has_words(name):
    text = "\n".join(prose(name))

    assert text.count("*Try") >= 4
    assert not re.search(r"\[\s*\]\(|\[(here|link|this)\]\(", text)


@pytest.mark.parametrize("name", NAMES)
def test_what_comes_out_of_each_try_is_folded_below_it(name):
    for cell in cells(name):
        tries = re.split(r"\*Try", cell.source)[1:]
        assert all("<details><summary>What comes out</summary>" in each for each in tries)
