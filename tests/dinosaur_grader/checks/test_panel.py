"""What `check` shows: one sentence for one fault, as HTML and as text."""

from html.parser import HTMLParser

import numpy as np
import pytest

from dinosaur_grader.checks.panel import BLANK, RIGHT, UNFINISHED, WRONG, Panel
from dinosaur_grader.checks.probe import Verdict
from dinosaur_grader.checks.words.differences import Differs


def failed(title, hint, detail="x should be 1 and is 2.", differs=None, fault="f"):
    message = f"{title}: {detail} {hint}"
    return Verdict(title, False, 0, 2, message, fault, (), title, detail, hint, differs)


def passed(title):
    return Verdict(title, True, 2, 2, f"{title}: as it should be.", title=title)


def panel(*verdicts, **more):
    return Panel("clip", verdicts, 2.0, 8.0, **more)


class Checked(HTMLParser):
    """Every tag is closed in its order, and nothing loads or runs."""

    def __init__(self, text):
        super().__init__()
        self.open, self.words = [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        assert tag in [
            "section",
            "div",
            "p",
            "strong",
            "code",
            "details",
            "summary",
            "ul",
            "li",
            "table",
            "tr",
            "td",
        ]
        assert {name for name, _ in attrs} <= {"style", "role", "aria-label", "aria-hidden"}
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def test_one_fault_is_said_once_with_the_questions_that_it_fails():
    long = " ".join(["Do this."] * 30)
    verdicts = failed("a", "Do this."), failed("x", long), failed("b", "Do this."), passed("c")
    shown = panel(*verdicts)
    text, page = repr(shown), shown._repr_html_()

    assert "1 more question fails in the same way: b." in text
    assert text.index("Do this.") < text.index("✓ c")
    assert text.endswith("clip: 2 of 8 points here.")
    assert max(map(len, text.split("\n"))) <= 88
    assert page.index("Do this.") < page.index("<details")
    assert "1 question right" in page
    assert "✗ 1 of 4 right" in text and "✗ 1 of 4 right" in page


def test_html_is_well_formed_and_escapes_what_comes():
    evil = "<script>alert(1)</script> `x < y`"
    shown = panel(failed(evil, evil, evil), passed(evil), before=(evil,), after=(evil,))
    page = Checked(shown._repr_html_())
    assert "<script>" in "".join(page.words)
    assert "<script" not in shown._repr_html_()


def test_a_picture_marks_the_entries_that_differ_and_says_it_in_words():
    right = np.array([[True, False, True], [True, True, False]])
    differs = Differs("dWaa", right.shape, tuple(bool(b) for b in right.ravel()))
    shown = panel(failed("a", "Do this.", differs=differs))._repr_html_()
    Checked(shown)
    assert 'aria-label="2 of 6 entries of dWaa differ"' in shown
    assert (shown.count("<tr>"), shown.count("✗</td>")) == (2, 2)


def test_all_right_is_a_kind_word_and_what_is_not_finished_is_not_called_wrong():
    right = panel(passed("a"), passed("b"), after=("Later.",))
    open_one = panel(failed("a", "Not yet.", fault=UNFINISHED))

    assert repr(right).startswith("✓ 2 of 2 right. Well done!")
    assert repr(open_one).startswith("○ Not finished yet")
    assert repr(panel(untouched=True)).startswith("○ Not written yet")
    assert "Well done" not in repr(panel(passed("a"), after=("✗ But this.",)))
    assert RIGHT.colour in right._repr_html_() and BLANK.colour in open_one._repr_html_()
    assert WRONG.colour not in right._repr_html_() + open_one._repr_html_()


def test_a_version_that_is_not_the_newest_is_never_well_done():
    older = panel(passed("a"), before=("Python can't read the newest cell.",))

    assert "Well done" not in repr(older) + older._repr_html_()
    assert RIGHT.colour not in older._repr_html_()
    assert repr(panel(before=("It can't be read.",))).split("\n")[1] == "✗ Not checked"


def luminance(colour):
    """WCAG's relative luminance of `#rrggbb`."""
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return linear @ (0.2126, 0.7152, 0.0722)


@pytest.mark.parametrize("look", [RIGHT, WRONG, BLANK])
def test_white_on_a_head_can_be_read(look):
    assert 1.05 / (luminance(look.colour) + 0.05) >= 4.5


def test_no_picture_stands_beside_entries_that_are_all_right():
    differs = Differs("dWaa", (4, 4), (True,) * 16)

    assert "of 16 entries" not in panel(failed("a", "Do.", differs=differs))._repr_html_()
