"""What children do once something secret was sent to one of them: anything, anything by
which the same is said as in an earlier run, or what a list of numbers says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bench.proofs import drawn, simulated
from bench.proofs.drawn import Draw, Late
from bench.proofs.simulated import BROKE, ENDED, PAST_THE_END, Place, Trace, Word
from dinosaur_grader.checks import Probe
from dinosaur_grader.checks.calls import Failure, Outcome
from dinosaur_grader.inside.wire import CellReport
from dinosaur_grader.sandbox.sandbox import ChildLost


class Anything:
    """Children that do anything, drawn from a text; unless they are `quiet` they are late
    and leave a mess, too. `calm` ones mostly do the usual."""

    def __init__(self, text: str, quiet: bool = False, calm: bool = False):
        self.text, self.quiet, self.calm = text, quiet, calm

    def _drawn(self, *place: Any) -> tuple[Draw, float]:
        draw = Draw(f"{self.text} {place}")
        usual, mess = draw.random() > 0.06, draw.random()
        return draw, 1.0 if usual or self.quiet else mess

    def cell(self, place: Place, index: int) -> Any:
        """Run a cell."""
        draw, mess = self._drawn(place, index)
        often = self.calm or draw.random() < 0.5
        return self._messy(draw, mess, drawn.by_drawing(draw, drawn.cell_deeds, often))

    def answer(self, place: Place, probes: Sequence[Probe]) -> Any:
        """Answer a question."""
        draw, mess = self._drawn(place)
        often = self.calm or draw.random() < 0.1
        deed = drawn.by_drawing(draw, drawn.answers, often)
        return self._messy(draw, mess, deed)

    def _messy(self, draw: Draw, mess: float, deed: Any) -> Any:
        if mess < 0.2:
            return draw.choice(drawn.faults(draw))
        return Late(PAST_THE_END, deed) if mess < 0.7 else deed

    def fault(self, place: Place) -> Exception | None:
        """What the machinery fails by."""
        draw, mess = self._drawn(place)
        return draw.choice(drawn.faults(draw)) if mess < 0.2 else None


class Follower(Anything):
    """Children that do anything by which the same is said as in an earlier run: another
    value, another error, another end. From so many questions on that it `strays` they do
    anything."""

    def __init__(self, text: str, earlier: Trace, strays: float = float("inf")):
        super().__init__(text)
        self.said, self.strays = earlier.said, strays

    def cell(self, place: Place, index: int) -> Any:
        """Run a cell: it ends the child where one did there, whichever it was among the
        cells behind a question."""
        if place[0] >= self.strays:
            return super().cell(place, index)
        draw, _ = self._drawn(place, index)
        *alive, loss = drawn.cell_deeds(draw)
        said, broke = self.said.get(place, Word("")), draw.choice(drawn.faults(draw))
        deed = {ENDED: loss, BROKE: broke}.get(said.how, draw.choice(alive))
        if not said.late:
            return deed
        return Late(PAST_THE_END, deed) if said.index == index else draw.choice(alive)

    def answer(self, place: Place, probes: Sequence[Probe]) -> Any:
        """Answer so that the same is said."""
        draw, _ = self._drawn(place)
        said = self.said.get(place)
        if place[0] >= self.strays or said is None:
            return super().answer(place, probes)
        if said.how == BROKE:
            return draw.choice(drawn.faults(draw))
        deed = _fitting(draw, probes, said.sentences)
        return Late(PAST_THE_END, deed) if said.late else deed

    def fault(self, place: Place) -> Exception | None:
        """What the machinery fails by, where it did."""
        if place[0] >= self.strays:
            return super().fault(place)
        draw, _ = self._drawn(place)
        return draw.choice(drawn.faults(draw)) if place in self.said else None


def _fitting(draw: Draw, probes: Sequence[Probe], said: Any) -> Any:
    """Return an answer about which this is said, or any answer where none was found."""
    for _ in range(6):
        deeds = drawn.answers(draw)
        draw.shuffle(deeds)
        for deed in deeds:
            if simulated.word(probes, deed).sentences == said:
                return deed
    return draw.choice(drawn.answers(draw))


FEW_CELL_DEEDS = (
    CellReport(0, True),
    CellReport(0, False, "MemoryError", "3.2"),
    ChildLost("died", "3.2"),
    Late(PAST_THE_END, CellReport(0, True)),
)
FEW_ANSWERS = (
    Outcome(1),
    Outcome(2.0),
    Outcome("3.2"),
    Outcome(failure=Failure("exception", "ValueError", "3.2", "3.2", 13)),
    Outcome(failure=Failure("timeout")),
    ChildLost("violation", "3.2"),
    Late(PAST_THE_END, Outcome(2.0)),
)


class Chosen:
    """Children that do what a list of numbers says, and the first thing after its end;
    `sizes` has how many there were to choose from each time."""

    def __init__(self, choices: Sequence[int]):
        self.choices, self.sizes = choices, list[int]()

    def _choose(self, deeds: Sequence[Any]) -> Any:
        place = len(self.sizes)
        self.sizes.append(len(deeds))
        return deeds[self.choices[place] if place < len(self.choices) else 0]

    def cell(self, place: Place, index: int) -> Any:
        """Run a cell."""
        return self._choose(FEW_CELL_DEEDS)

    def answer(self, place: Place, probes: Sequence[Probe]) -> Any:
        """Answer a question."""
        return self._choose(FEW_ANSWERS)

    def fault(self, place: Place) -> None:
        """Nothing fails."""
