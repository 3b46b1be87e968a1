"""A rubric's gallery: its own answers with their labels, asked in this process; never a
student's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from utils.checks import Probe, Verdict, judge, passes, score
from utils.checks.asking import quietly
from utils.checks.calls import Outcome, perform
from utils.checks.words.secret import PublishedVerdict, in_words, sentence

if TYPE_CHECKING:  # where only NumPy is, the gallery is asked too
    from grader.assignments.rubric import Rubric

FOLDER = "gallery"
_LABEL = re.compile(r"^# fault: *(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class GalleryAnswer:
    """One answer: its function, whether it is right, and for a wrong one the faults of
    which its hint may speak."""

    function: str
    name: str
    right: bool
    text: str
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judged:
    """What the probes said of one answer. `others` are the points that the other
    functions lost beside it."""

    answer: GalleryAnswer
    verdicts: tuple[Verdict, ...]
    points: float
    full: float
    others: float

    @property
    def drawn(self) -> set[str]:
        """The names of the faults that the hints speak of."""
        return {verdict.fault for verdict in self.verdicts if not verdict.passed}

    @property
    def problems(self) -> tuple[str, ...]:
        """What is not as labelled: empty where all is well."""
        found = []
        if self.answer.right and self.points != self.full:
            found.append(f"a right answer got {self.points:g} of {self.full:g}")
        if not self.answer.right and self.points >= self.full:
            found.append("a wrong answer got full points")
        if self.others:
            found.append(f"other functions lost {self.others:g} points")
        stray = {
            name
            for name in self.drawn - set(self.answer.faults)
            if not name.startswith("number:")
        }
        if not self.answer.right and (stray or not self.drawn & set(self.answer.faults)):
            due = " or ".join(self.answer.faults) or "no hint"
            found.append(f"hint {', '.join(sorted(stray)) or 'none'} where {due} is labelled")
        return tuple(found)


def answers(rubric: Rubric, place: Path | None = None) -> list[GalleryAnswer]:
    """The gallery's answers, function by function. Raises FileNotFoundError where there
    is none."""
    place = place or rubric.folder / FOLDER
    found = [
        _read(path)
        for function in rubric.functions
        for kind in ("right", "wrong")
        for path in sorted((place / function / kind).glob("*.py"))
    ]
    if not found:
        raise FileNotFoundError(
            f"there is no answer in {place}: FUNCTION/right/NAME.py and FUNCTION/wrong/NAME.py are asked"
        )
    return found


def _read(path):
    text = path.read_text(encoding="utf-8")
    label = _LABEL.search(text)
    faults = tuple(label[1].replace(",", " ").split()) if label else ()
    return GalleryAnswer(
        path.parents[1].name, path.stem, path.parent.name == "right", text, faults
    )


def judge_answer(
    rubric: Rubric,
    answer: GalleryAnswer,
    probes: Sequence[Probe],
    published: Sequence[Probe] = (),
) -> Judged:
    """Ask one answer every probe of its function; the functions beside it are the right
    ones, and are asked as well. What is said is what the page says, once its `published`
    probes were asked too (those among the `probes` where left out)."""
    right, order = rubric.answers, rubric.functions
    others = (right.source(f) for f in order if f != answer.function)
    namespace = right.namespace_of(*others, answer.text)
    own = [probe for probe in probes if probe.function == answer.function]
    known = [probe for probe in published or probes if probe.quotable]
    rest = [
        probe for probe in probes if order.index(probe.function) > order.index(answer.function)
    ]
    reading = rubric.words(answer.function).reading(answer.function, answer.text)

    def put(probe: Probe) -> Outcome:
        return perform(probe.call, namespace, right.functions)

    with quietly():
        outcomes = [put(probe) for probe in own]
        heard = [(each, put(each)) for each in known if each.function == answer.function]
        beside = [probe.points for probe in rest if not passes(probe, put(probe))]
    verdicts = in_words(
        own,
        [
            sentence(probe, outcome, passes)
            for probe, outcome in zip(own, outcomes, strict=True)
        ],
        [PublishedVerdict(p, sentence(p, o, passes), judge(p, o, reading)) for p, o in heard],
        {answer.function: reading},
        known,
    )
    points = sum(score(own, verdicts).values())
    full = sum(probe.points for probe in own)
    return Judged(answer, tuple(verdicts), points, full, sum(beside))
