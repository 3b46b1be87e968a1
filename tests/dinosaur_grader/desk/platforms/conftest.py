"""Hand-ins that were marked, for the tests of what each platform shows of them."""

from __future__ import annotations

import msgspec
import nbformat
import pytest

from dinosaur_grader.batch import single
from dinosaur_grader.results import CellMark, ProbeVerdict
from tests.dinosaurs import ASSIGNMENT, NAME
from tests.gallery import hostile
from tests.gallery.hostile.notebooks import SCRIPT

ATTACKS = {a.name: a for a in hostile.attacks() if a.name in ("script-in-error", "terminal")}
MARKUP = (
    SCRIPT,
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1)) ![b](http://example.com/b.png) <http://example.com>",
    "http://example.com www.example.com a@example.com @octocat #1 octocat/hello#1",
    "`code` ``` *strong* _weak_ ~~struck~~ $x^2$ :+1: &lt;b&gt; \\<b>",
    "a | b | c\n| --- | --- |\n\n# heading\n---\n===\n- list\n1. list\n    code\n> quote",
    "\n::error::all points\n::set-output name=score::100\n##[error]all points",
    "{{ 7 * 7 }} {{{ raw }}} ${{ secrets.TOKEN }} %0A::error::all points",
)


def grade(place):
    return single.grade(single.SingleRequest(place, NAME, isolation="none"))


@pytest.fixture(scope="session")
def blank():
    """The blank notebook, graded."""
    return grade(ASSIGNMENT.blank_path)


IDS = [*ATTACKS, *map(str, range(len(MARKUP)))]


@pytest.fixture(params=[*ATTACKS, *MARKUP], ids=IDS, scope="session")
def marked(request, blank, tmp_path_factory):
    """A hand-in of the gallery graded; or one whose notes and verdicts hold a text."""
    text = request.param
    if attack := ATTACKS.get(text):
        notebook = nbformat.read(ASSIGNMENT.blank_path, as_version=4)
        return grade(hostile.write(attack, tmp_path_factory.mktemp("attack"), notebook))
    verdict = ProbeVerdict("clip_1", False, 0.0, 8.0, text, text, title=text, detail=text)
    mark = CellMark("clip_expected", "clip", 0.0, 8.0, verdicts=(verdict,))
    result = msgspec.structs.replace(blank.result, notes=(text,), marks=(mark,))
    return msgspec.structs.replace(blank, result=result)
