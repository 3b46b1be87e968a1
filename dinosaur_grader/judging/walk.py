"""Walking a notebook: all its cells first, then questions.

Two laws hold here, and `tests/dinosaur_grader/judging/test_laws.py` has a machine try to break
them.

(a) From the first secret question (a hidden one or a variant) that is sent to any child of
a walk, nothing that any child does changes what is noted, left out, quoted or refused,
nor the state, but through the verdict on each question, a `Sentence`.

(b) No child is both asked something secret of its own and lent anything. One that is
lent a right function is asked one function's lending questions, and nothing after them.

So a walk has three parts. The cells are run in a child that is told nothing (`Plan`).
Published questions are asked, whose outcomes may be quoted. Then come the secret ones:
each at the end of the notebook first, with the notebook's own functions; a function that
fails there, or needs a right one, is asked once more at its test cells, in a fresh child
whose cells count for nothing, and is marked at one of the two places, the better one.
Which child is asked what next follows from the plan and from the sentences so far.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from dinosaur_grader.assignments.cell_text import Texts
from dinosaur_grader.checks import Probe
from dinosaur_grader.checks.calls import Outcome
from dinosaur_grader.checks.probe import passed
from dinosaur_grader.checks.words.edits.search import explained
from dinosaur_grader.checks.words.reading.reader import Reading
from dinosaur_grader.checks.words.secret import NOT_ASKED, PublishedVerdict, Sentence
from dinosaur_grader.judging import clock, marking, verdicts
from dinosaur_grader.judging.asking import (
    Allowance,
    Asker,
    Children,
    SharedCall,
    by_function,
)
from dinosaur_grader.judging.lending import Lender
from dinosaur_grader.judging.plan import Budget, Plan, SandboxLike, needed
from dinosaur_grader.judging.trial import Trial
from dinosaur_grader.judging.verdicts import NEVER_RETURNED
from dinosaur_grader.results import GRADED, TIMEOUT, Cell, Result, Submission, short_of_full
from dinosaur_grader.sandbox.sandbox import ChildLost

log = logging.getLogger(__name__)

NOTEBOOK_SECONDS = 30.0
"""What a notebook may cost beside its cells and its secret questions: to open it, and to
find words for it."""
LAST_SECONDS = 4 * verdicts.SECONDS
"""The part of that which is kept for what ends behind the time: a judgement in words that
was begun before it, and the words of secret questions, each twice where a text can't be read."""
MAX_STUCK_FOR_WORDS = 1
UNASKED: Sentence = "unreached"
"""What is said of a question that was asked at another place than the one that counts: a
human looks at such a notebook."""
Readings = Mapping[str, Reading]


def walk(
    submission: Submission,
    probes: Sequence[Probe],
    sandbox: SandboxLike,
    lender: Lender | None = None,
    budget: Budget | None = None,
    seed: bytes = b"",
    texts: Texts | None = None,
    published: Sequence[Probe] = (),
    ended_well: Callable[[Result], None] | None = None,
    opened: float = 0.0,
) -> Result:
    """Run the submission's cells, ask the probes, and mark what came back.

    The `published` probes are asked for their words only. `lender` answers what a child
    asks back with, in calls that lend right functions. Each function's questions are asked
    in the order of `probes`, whatever the `seed`, with which wrong outcomes are hashed.
    `texts` is what opening the notebook found out about its cells, if it is at hand, and
    `opened` how many seconds that took. `ended_well` is told the result where nothing in it
    depends on how busy the machine was. A sandbox that fails raises its own error; nothing
    that a student's code does is an exception here.
    """
    started = time.perf_counter()
    texts, budget = Texts() if texts is None else texts, budget or Budget()
    asked = {probe.cell: probe.function for probe in probes}
    plan = Plan(needed(submission.cells, frozenset(asked), texts), asked, budget)
    readings = _readings(probes, submission.cells, texts)
    with contextlib.ExitStack() as held:
        children = Children(plan, sandbox, held)
        left = NOTEBOOK_SECONDS - LAST_SECONDS - opened
        words = _PublishedRound(children, lender, readings, time.monotonic() + left)
        # before any secret, and never again: what comes of published questions
        # is quoted, and a process that had a secret one could say its numbers
        # there (attack says-later)
        words.ask(by_function(published))
        with no_way_back(held):
            secrets = _Secrets(children, lender, seed, words.asker.allowance.stuck)
            secrets.ask(by_function(probes))
            given = [secrets.given[probe.id] for probe in probes]
            said = verdicts.in_words(probes, given, words.answered, readings)
            marks = marking.marks(
                submission, probes, said, plan.in_process, secrets.fingerprints
            )
            # “spent” is a sentence: after a secret nothing but these may move the state (law a)
            state = TIMEOUT if "spent" in given and plan.state == GRADED else plan.state
            judging = sum(a.judging for a in (words.asker, secrets.first, secrets.second))
            result = Result(
                key="",
                student_id=submission.student_id,
                assignment=submission.assignment,
                state=state,
                marks=marks,
                notes=marking.in_bounds(submission.notes + tuple(plan.notes)),
                digest=submission.digest,
                graded_on=clock.today(),
                seconds={"walk": time.perf_counter() - started - judging, "judge": judging},
                needs_look=state != GRADED
                or plan.cut_short
                # a call without an end is a student's everyday slip; a process that ended is not
                or not {"stopped", "unreached"}.isdisjoint(given)
                or marking.suspicious(marks)
                # an honest notebook may have lost points to a call that is on no list
                or (bool(plan.refused) and short_of_full(marks)),
            )
            well = plan.ended_well and words.ended_well and secrets.ended_well
            # only what doesn't depend on how busy the machine was may be another hand-in's result
            if ended_well is not None and well and not result.needs_look:
                ended_well(result)
    return result


@contextlib.contextmanager
def no_way_back(held: contextlib.AbstractContextManager[object]) -> Iterator[None]:
    """Turn whatever fails from now on into AfterSecrets, also where `held` ends."""
    try:
        with held:
            yield
    except Exception as fault:
        # untidy folders of a child that had been asked a secret once ended its sandbox;
        # the walk began again, and its words carried 1,120 bits of what it had been asked
        raise AfterSecrets(f"{type(fault).__name__}: {fault}") from fault


def _readings(
    probes: Sequence[Probe], cells: Sequence[Cell], texts: Texts
) -> dict[str, Reading]:
    """Return what the text of each asked function shows, by function: its last cell's, as
    we hold it. Nothing is parsed before a verdict asks."""
    words = {probe.function: probe.words for probe in probes}
    code = [cell.source for cell in cells if cell.kind == "code"]
    return {
        function: said.reading(function, functools.partial(_text_of, function, code, texts))
        for function, said in words.items()
    }


def _text_of(function: str, code: Sequence[str], texts: Texts) -> str:
    # the last definition is the one that was asked
    return next((text for text in reversed(code) if function in texts[text].functions), "")


class AfterSecrets(Exception):
    """The machinery failed after something secret was sent. The walk may not begin
    again: its words would be asked, and quoted, by children that come after told
    ones."""


class _PublishedRound:
    """Asks published questions while no secret was sent yet: what comes of them may be
    quoted, and makes no mark."""

    def __init__(
        self, children: Children, lender: Lender | None, readings: Readings, deadline: float
    ):
        allowance = Allowance(children.plan.budget, deadline, MAX_STUCK_FOR_WORDS)
        self.asker = Asker(children, lender, self._take, allowance)
        self.readings = readings
        self.answered: list[PublishedVerdict] = []
        # the functions that are right so far
        self.right: set[str] = set()
        self.trial = Trial(children, lender, deadline, self.right)

    def ask(self, published: Mapping[str, list[SharedCall]]) -> None:
        """Ask each function's quick questions, and the slow ones where one failed."""
        for function, questions in published.items():
            # slow ones only explain: who passed the quick ones needs no words
            for slow in (False, True):
                self._ask([each for each in questions if each[0].slow == slow])
                if all(self._passed(function)):
                    break
            # one that was asked nothing is not right: where a rubric has only slow
            # questions of a helper, the words of what uses it were those of an untried one
            if (passed := self._passed(function)) and all(passed):
                self.right.add(function)
            else:
                self._try_edits(function)

    def _try_edits(self, function: str) -> None:
        """Look for the edit of a wrong function that makes all right."""
        own = [each for each in self.answered if each.probe.function == function]
        reading = self.readings.get(function)
        # what the text shows is read under a clock, or not at all: it is kept after that
        if not own or reading is None or not verdicts.read(reading):
            return
        given = [each.verdict for each in own]
        try:
            said = explained(given, [each.probe for each in own], reading, self.trial.right)
        except ChildLost:
            raise
        # no words are worth a mark: a number of 3,700 digits was once a fault of the machinery
        except Exception:
            log.warning("no edit of %s is tried", function, exc_info=True)
            said = given
        finally:
            self.trial.end()
        told = {verdict.probe: verdict for verdict in said}
        self.answered = [
            replace(each, verdict=told.get(each.probe.id, each.verdict))
            for each in self.answered
        ]

    def _ask(self, batch: list[SharedCall]) -> None:
        """Ask with the notebook's own functions where they are right so far; else with
        those that are lent, in a child that sees nothing else."""
        own = [each for each in batch if self.right.issuperset(each[0].call.lent)]
        for question in own:
            self.asker.at_the_end(question)
        self.asker.in_place([each for each in batch if each not in own])

    @property
    def ended_well(self) -> bool:
        """Whether no child was lost and nothing ran out of time."""
        # the words of an edit that a busy machine kept from being tried are no copy's
        return self.asker.ended_well and not (self.trial.late or self.trial.lost)

    def _passed(self, function: str) -> list[bool]:
        """Check whether each question was passed that a function was asked."""
        own = (each for each in self.answered if each.probe.function == function)
        return [each.verdict.passed for each in own]

    def _take(self, probe: Probe, outcome: Outcome) -> Sentence:
        if outcome.failure is not None:
            # nothing secret was sent yet: which error it is tells nothing
            self.asker.plan.note_refusal(outcome.failure.errno)
        said, reading = verdicts.sentence(probe, outcome), self.readings.get(probe.function)
        right = said == "passed"
        verdict = passed(probe) if right else verdicts.judged(probe, outcome, reading)
        self.answered.append(PublishedVerdict(probe, said, verdict))
        return said


class _Secrets:
    """Asks what is secret. Nothing leaves but a sentence for each probe, and the fingerprint
    of a wrong outcome, which is on no page.

    Each question is asked at the end of the notebook, with the notebook's own functions
    in the place of lent ones where these passed all their questions. A function that
    failed one there is asked all of them once more at its test cells: a name that was
    bound again later, a builtin that was shadowed or a list that was filled costs no
    point. One place makes its mark: by the better of two answers to each question a
    notebook that guessed one half here and the other half there had all points
    (attack two-guesses).
    """

    def __init__(
        self, children: Children, lender: Lender | None, seed: bytes, stuck: Counter[str]
    ):
        self.children, self.seed, self.stuck = children, seed, stuck
        budget = children.plan.budget
        deadline = time.monotonic() + budget.walk_seconds
        prints: tuple[dict[str, str], dict[str, str]] = ({}, {})
        self.first, self.second = (
            Asker(
                children,
                lender,
                functools.partial(self._take, own),
                # one time for both, and a count of stuck calls for each: what fails at the
                # end is asked again, and may come back with what is lent
                Allowance(budget, deadline, budget.stuck_calls, stuck),
            )
            for own in prints
        )
        self.told = ((self.first.given, prints[0]), (self.second.given, prints[1]))
        self.given: dict[str, Sentence] = {}
        self.fingerprints: dict[str, str] = {}

    def ask(self, secret: Mapping[str, list[SharedCall]]) -> None:
        """Ask all questions: at the end, then what is left at its place. There those
        that lend nothing share a child, and those of one function that lend."""
        right: set[str] = set()
        for function, questions in secret.items():
            for question in questions:
                if self._own_will_do(question, right):
                    self.first.at_the_end(question)
            if all(self._said(question) == {"passed"} for question in questions):
                right.add(function)
        # it has been asked secrets: the children at the test cells are
        # not to live beside it
        self.children.end.drop()
        again = [
            question
            for own in secret.values()
            if any(map(self._may_pass_at_its_cell, own))
            # also what passed: a notebook that knew which of them failed could guess again
            for question in own
            if self._said(question) == {"passed"} or self._may_pass_at_its_cell(question)
        ]
        # law (b): who was asked `sample` would put the same question to a lent `sample`
        # (attack asked-then-lent), so these never share a child
        self.second.in_place([q for q in again if not q[0].call.lent])
        for function in secret:
            own = [q for q in again if q[0].function == function and q[0].call.lent]
            self.second.in_place(own)
        for questions in secret.values():
            self._choose_place([probe for question in questions for probe in question])

    def _own_will_do(self, question: SharedCall, right: set[str]) -> bool:
        """Check whether no function has to be lent to ask this. Where it did not come back
        when it was asked for words, what is lent may help, and its time is better spent on
        that."""
        lent = question[0].call.lent
        return not lent or (right.issuperset(lent) and not self.stuck[question[0].function])

    def _said(self, question: SharedCall) -> set[Sentence | None]:
        return {self.first.given.get(probe.id) for probe in question}

    def _may_pass_at_its_cell(self, question: SharedCall) -> bool:
        """Check whether it failed, or was not asked. One that ended its child or hung is
        asked again only where a function is lent, which may be what did."""
        said = self._said(question)
        final = {"spent"} if question[0].call.lent else {"spent", "skipped", *NEVER_RETURNED}
        return said != {"passed"} and said.isdisjoint(final)

    def _choose_place(self, probes: Sequence[Probe]) -> None:
        """Take a function's sentences of the end or those of its test cells, whichever give
        more points, and never some of both: what the end was not asked counts for nothing
        there. With 8 points of one place and 22 of the other a notebook had 30."""
        (end, end_prints), (cells, cell_prints) = self.told
        nothing = dict.fromkeys((probe.id for probe in probes), UNASKED)
        views = [(end | cells, end_prints | cell_prints), (nothing | end, end_prints)]

        def points(view: tuple[dict[str, Sentence], dict[str, str]]) -> float:
            return sum(probe.points for probe in probes if view[0][probe.id] == "passed")

        given, prints = max(views, key=points)
        self.given |= {probe.id: given[probe.id] for probe in probes}
        # of what was not asked here, what the other place gave says nothing
        failed = {p.id for p in probes if given[p.id] not in ("passed", *NOT_ASKED)}
        self.fingerprints |= {each: prints[each] for each in failed & prints.keys()}

    def _take(self, prints: dict[str, str], probe: Probe, outcome: Outcome) -> Sentence:
        said = verdicts.sentence(probe, outcome)
        if said != "passed":
            prints[probe.id] = verdicts.outcome_fingerprint(probe, outcome, self.seed)
        return said

    @property
    def ended_well(self) -> bool:
        """Whether no child was lost and nothing ran out of time."""
        return self.first.ended_well and self.second.ended_well
