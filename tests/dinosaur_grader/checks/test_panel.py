"""What `check` shows: one sentence for one fault, as HTML and as text."""

from html.parser import HTMLParser

import numpy as np

from dinosaur_grader.checks.panel import Panel
from dinosaur_grader.checks.probe import Verdict
from dinosaur_grader.checks.words.diagnosis import Differs


def failed(title, hint, detail="x should be 1 and is 2.", differs=None):
    return Verdict(
        title, False, 0, 2, f"{title}: {detail} {hint}", "f", (), title, detail, hint, differs
    )


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
    assert "1 question answered as it should be" in page


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
