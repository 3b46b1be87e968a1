"""The probes of one course: the public ones and their variants, and hidden ones drawn from
its secret seed. Trusted side only."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from dinosaur_grader.assignments.course_seed import PRACTICE_SEED as PRACTICE_SEED
from dinosaur_grader.assignments.question import Question, drafted
from dinosaur_grader.assignments.right_answers import Globals
from dinosaur_grader.assignments.rubric import Edit, Rubric
from dinosaur_grader.assignments.rubric_tables import EXPECTED, HIDDEN, VARIANTS, RubricError
from dinosaur_grader.checks import Fault, Probe, passes
from dinosaur_grader.checks.calls import Call, Lent, Outcome, thaw
from dinosaur_grader.checks.comparisons import parts
from dinosaur_grader.checks.in_notebook import quietly
from dinosaur_grader.checks.observers import FAILURE, Observer
from dinosaur_grader.checks.perform import perform
from dinosaur_grader.checks.probe import differing
from dinosaur_grader.checks.published import freeze, freeze_call, melt
from dinosaur_grader.checks.values import Opaque, plain_data

RunCall = Callable[[Call, str, Callable[[], Globals]], Outcome]
"""What comes of a call in the globals that are given, which a name tells apart."""

NUDGE = 1e-14
"""How far another machine's rounding may be, relative: what `Question.near` is for."""
GUESSES: tuple[Any, ...] = (None, False, True, 0, "", [], {})
"""What an answer gives back that looks at nothing."""
_GIVING_BACK = [
    lambda *given, place=place, **named: [*given, *named.values()][place] for place in range(3)
]
MAX_DRAWS = 60
"""How often variants are drawn until one fits."""


@functools.lru_cache(maxsize=8)
def asked(rubric: Rubric, seed: bytes) -> tuple[Probe, ...]:
    """List what the engine asks of a course's hand-ins, function by function."""
    return tuple(p for name in rubric.functions for p in asked_of(rubric, name, seed))


@functools.lru_cache(maxsize=64)
def asked_of(rubric: Rubric, function: str, seed: bytes) -> tuple[Probe, ...]:
    """List what the engine asks of one function: its `probes`, but each published one's
    variant in its place, with the same construction and sizes and the numbers of the course.

    Where the rubric draws no variants a published question stands for itself.
    """
    # A notebook holds the published questions with their answers. Looked up by its
    # inputs, such an answer was worth its points until the numbers were others.
    variants = {variant.id: variant for variant in _variants(rubric, function, seed)}
    return tuple(_in_its_place(probe, variants) for probe in probes_of(rubric, function, seed))


def _in_its_place(probe: Probe, variants: Mapping[str, Probe]) -> Probe:
    """Return the variant of a published question. Where its right answer is the published
    one, it can be looked up."""
    if not probe.public:
        return probe
    # One that stands for itself counts as a variant, which is never quoted: its child has
    # had hidden questions, and could put what it knows of them in its answer.
    variant = variants.get(probe.id) or replace(probe, variant=True)
    return variant if differing(probe, variant.expected) else replace(variant, known=True)


@functools.lru_cache(maxsize=8)
def probes(rubric: Rubric, seed: bytes) -> tuple[Probe, ...]:
    """Draw and fill in all probes of a course: function by function, public ones first.

    The same seed gives the same probes; NumPy's global random state is left as it was.
    Raises RubricError where the rubric's points or its published questions don't fit.
    """
    return tuple(p for name in rubric.functions for p in probes_of(rubric, name, seed))


@functools.lru_cache(maxsize=64)
def probes_of(rubric: Rubric, function: str, seed: bytes) -> tuple[Probe, ...]:
    """Draw and fill in the probes of one function."""
    own = (p for p in published(rubric) if p.function == function and p.only != "notebook")
    shown = tuple(own)
    hidden = fill(rubric, function, drafted(rubric, function, HIDDEN, seed), HIDDEN)
    # of an error no public question about a value says anything
    seen = {bool(probe.observe.raises) for probe in shown}
    unlike = (replace(p, unseen=bool(p.observe.raises) not in seen) for p in hidden)
    return (*shown, *unlike)


@functools.lru_cache(maxsize=8)
def published(rubric: Rubric) -> tuple[Probe, ...]:
    """Get the public probes as the notebook asks them, in today's words.

    Raises RubricError where they are older than the rubric.
    """
    public = [_in_todays_words(rubric, probe) for probe in rubric.published.probes]
    slow = set()
    for function in rubric.functions:
        questions = drafted(rubric, function, EXPECTED)
        # Marks by one set of questions and a notebook that shows another: nobody would
        # know. Compared as texts, in which a NaN is like another.
        now = {
            f"{function}.{q.name}": (q.title, q.points, json.dumps(freeze_call(q.call)))
            for q in questions
        }
        then = {
            p.id: (p.title, p.points, json.dumps(freeze_call(p.call)))
            for p in public
            if p.function == function
        }
        if now != then:
            raise RubricError(
                f"{rubric.questions} is older than {rubric.home(function)}: "
                f"`dinosaur-grader build --assignment {rubric.name}` makes it again."
            )
        slow |= {f"{function}.{q.name}" for q in questions if q.slow}
    return tuple(replace(probe, slow=probe.id in slow) for probe in public)


def _in_todays_words(rubric: Rubric, probe: Probe) -> Probe:
    """Give a published question what the rubric says today, since a better hint needs
    no new release."""
    edits = rubric.edits(probe.function)
    faults = {fault.name: fault for fault in (*probe.faults, *_new_faults(rubric, probe))}
    # in the rubric's order, the likeliest first; one that it no longer has is as it was
    order = dict.fromkeys([*(e.name for e in edits if e.name in faults), *faults])
    hints = {edit.name: edit.hint for edit in edits}
    said = (replace(faults[n], hint=hints.get(n, faults[n].hint)) for n in order)
    return replace(probe, faults=tuple(said), words=rubric.words(probe.function))


def _new_faults(rubric: Rubric, probe: Probe) -> tuple[Fault, ...]:
    """Find what a published question tells of the faults that were named after it was
    published: the release knows only what each older one gives."""
    function, name = probe.function, probe.id.partition(".")[2]
    own = (p for p in rubric.published.probes if p.function == function)
    known = {fault.name for each in own for fault in each.faults}
    new = [edit for edit in rubric.edits(function) if edit.name not in known]
    today = drafted(rubric, function, EXPECTED) if new else ()
    question = next((each for each in today if each.name == name), None)
    if question is None:
        return ()
    with quietly(rubric.answers.files):
        return _telling_faults(rubric, new, question, probe.expected, _performing(rubric))


def drafted_public(rubric: Rubric) -> tuple[Probe, ...]:
    """Make the public probes again, as they should be published."""
    return tuple(
        probe
        for function in rubric.functions
        for probe in fill(rubric, function, drafted(rubric, function, EXPECTED), EXPECTED)
    )


def _variants(rubric: Rubric, function: str, seed: bytes) -> Iterator[Probe]:
    """Draw the variants of one function's published questions, in groups that share a
    call."""
    groups: dict[Call, list[int]] = {}
    for place, question in enumerate(drafted(rubric, function, VARIANTS, seed)):
        groups.setdefault(question.call, []).append(place)
    for group in groups.values():
        yield from _fitting_draw(rubric, function, seed, group)


def _fitting_draw(
    rubric: Rubric, function: str, seed: bytes, wanted: Sequence[int]
) -> list[Probe]:
    """Draw the variants at these places, which share one call, from the first draw in
    which each tells apart just those known faults that the published one tells apart."""
    # By the luck of a draw a variant could catch a fault that the published question lets
    # pass, or let it pass: one wrong answer got 8 points under one seed, 4 under another.
    told = _told_apart(rubric, function)
    for draw in range(MAX_DRAWS):
        part = VARIANTS if draw == 0 else f"{VARIANTS} {draw}"
        questions = drafted(rubric, function, part, seed)
        variants = fill(rubric, function, [questions[place] for place in wanted], VARIANTS)
        due = zip(*(told[variant.id] for variant in variants), strict=True)
        with quietly(rubric.answers.files):
            passing = _passing(rubric, function, variants)
            if all(now == then for now, then in zip(passing, due, strict=True)):
                return variants
    raise RubricError(
        f"{rubric.home(function)}: of {MAX_DRAWS} draws of other numbers none tells apart "
        f"the known faults that the published question {questions[wanted[0]].name} tells apart, and no others."
    )


@functools.cache
def _told_apart(rubric: Rubric, function: str) -> dict[str, list[bool]]:
    """Tell for each published question to a function which of the known faults pass it."""
    own = [probe for probe in published(rubric) if probe.function == function]
    with quietly(rubric.answers.files):
        passing = list(_passing(rubric, function, own))
    return {probe.id: [row[place] for row in passing] for place, probe in enumerate(own)}


def _passing(
    rubric: Rubric, function: str, probes: Sequence[Probe]
) -> Iterator[tuple[bool, ...]]:
    """Tell for each known fault in turn which of these probes it passes."""
    outcome = _performing(rubric)
    for edit in rubric.edits(function):
        yield tuple(passes(p, outcome(p.call, edit.name, edit.namespace)) for p in probes)


def _performing(rubric: Rubric) -> RunCall:
    """Make a function that performs calls on this side, each once: several questions
    share one."""
    outcomes: dict[tuple[Call, str], Outcome] = {}

    def outcome(call: Call, key: str, namespace: Callable[[], Globals]) -> Outcome:
        if (call, key) not in outcomes:
            outcomes[call, key] = perform(call, namespace(), rubric.answers.functions)
        return outcomes[call, key]

    return outcome


def fill(
    rubric: Rubric, function: str, questions: Sequence[Question], part: str
) -> list[Probe]:
    """Fill in questions with what right answers and known faults give."""
    outcome = _performing(rubric)
    with quietly(rubric.answers.files):
        return [_filled(rubric, function, part, one, outcome) for one in questions]


def _filled(
    rubric: Rubric, function: str, part: str, question: Question, outcome: RunCall
) -> Probe:
    observe, public = rubric.observer(question.observe), part != HIDDEN
    probe_id = f"{function}.{'' if public else 'hidden.'}{question.name}"
    right = outcome(question.call, "", lambda: rubric.answers.namespace)
    expected = observe(right, question.call)
    # students would be asked for that error
    if FAILURE in expected and right.failure is not None:
        raise RubricError(
            f"{rubric.home(function)}: the right answer fails on {probe_id} "
            f"({right.failure.type}: {right.failure.message})."
        )
    if observe.raises not in ("", *right.raised):
        raise RubricError(
            f"{rubric.home(function)}: the right answer to {probe_id} gives back {right.value!r:.60}, and "
            f"doesn't raise {observe.raises}."
        )
    _can_be_judged(rubric.home(function), probe_id, observe, right, expected)
    others = []
    for own in _spied(question.call):
        alone = functools.partial(_alone, rubric, function, own)
        outcome_alone = outcome(question.call, f"own {' '.join(own)}", alone)
        others.append(observe(outcome_alone, question.call))
    faults: tuple[Fault, ...] = ()
    if part != VARIANTS:  # a variant's words are the published question's
        edits = rubric.edits(function)
        # its numbers name no fault, but whether a fault passes it has to be known in every course
        told = replace(question, tells=None, near=None) if part == HIDDEN else question
        faults = _telling_faults(rubric, edits, told, expected, outcome)
    probe = Probe(
        id=probe_id,
        function=function,
        cell=f"{function}_{EXPECTED if public else HIDDEN}",
        points=question.points,
        title=question.title,
        call=question.call,
        observe=observe,
        expected=expected,
        about=question.about,
        others=tuple(others),
        faults=faults,
        public=public,
        only=question.only,
        slow=question.slow,
        variant=part == VARIANTS,
        words=rubric.words(function),
    )
    return replace(
        probe, gate=question.gate and not is_guessed(probe, rubric.answers.functions)
    )


def is_guessed(probe: Probe, lend: Globals | None = None) -> bool:
    """Check whether an answer passes that looks at nothing: one that does nothing, or gives
    back an empty value or what it was given."""
    call = probe.call
    given: Any = plain_data(thaw((call.positional, call.keywords)))
    positional, keywords = given
    # of steps, it gives the same at each
    values = [[each] * len(call.steps) if call.steps else each for each in GUESSES]
    outcomes = [Outcome(value=each, arguments=positional) for each in values]
    if call.steps:
        # what a step is given, its own line says
        outcomes += [perform(call, {call.function: back}, lend) for back in _GIVING_BACK]
    else:
        own = (*positional, *keywords.values())
        outcomes += [Outcome(value=each, arguments=positional) for each in own]
    return any(passes(probe, outcome) for outcome in outcomes)


def _telling_faults(
    rubric: Rubric,
    edits: Sequence[Edit],
    question: Question,
    expected: dict[str, Any],
    outcome: RunCall,
) -> tuple[Fault, ...]:
    """Find the faults among `edits` that the question tells, in their order."""
    observe, found = rubric.observer(question.observe), []

    def seen_of(call: Call, edit: Edit) -> dict[str, Any]:
        return observe(outcome(call, edit.name, edit.namespace), call)

    for edit in edits:
        seen = seen_of(question.call, edit)
        # Rounding decides what some faults give. On another machine such a fault would
        # look like another one, and a student would be told of a mistake not made.
        if question.near is not None and not observe.same(seen, seen_of(question.near, edit)):
            continue
        if observe.same(expected, seen):
            continue
        # an error comes out of many faults
        if FAILURE not in seen if question.tells is None else question.tells(seen):
            found.append(Fault(edit.name, edit.hint, seen))
    return tuple(found)


def _can_be_judged(
    home: Path, probe_id: str, observe: Observer, right: Outcome, expected: dict[str, Any]
) -> None:
    """Raise RubricError for a right answer that can't be compared with anything: nothing
    is seen of it, a part of it is no plain data, or it is not even like its own copy."""
    if not expected:
        of = f", a {right.value.kind}" if isinstance(right.value, Opaque) else ""
        raise RubricError(
            f"{home}: nothing is seen of the right answer to {probe_id}{of}: let it give back plain values, or look "
            "at what it changes or prints by see=."
        )
    for name, value in expected.items():
        if (text := observe.holds(name)) and not value:
            raise RubricError(
                f"{home}: `{text}` is not true of the right answer to {probe_id}."
            )
        opaque = any(isinstance(part, Opaque) for part in parts(value))
        if opaque or not observe.fits(name, value, melt(freeze(value))):
            raise RubricError(
                f"{home}: the right answer to {probe_id} holds in {name} what can't be "
                f"compared as {observe.compares(name)!r}: draw other inputs, or look at a part of it."
            )


def _spied(call: Call) -> list[tuple[str, ...]]:
    """List which spied functions a right answer may do without: any of them, and all."""
    # A student may write out what a helper does instead of calling it. That is right,
    # and a spy sees nothing of it.
    names = [name for name, what in call.stand_ins.items() if not isinstance(what, Lent)]
    return [(name,) for name in names] + ([tuple(names)] if len(names) > 1 else [])


@functools.cache
def _alone(rubric: Rubric, function: str, own: tuple[str, ...]) -> Globals:
    """Make globals in which the function has its own copies of these others, out of the
    reach of a spy."""
    texts = dict(rubric.answers.texts)
    for name in own:
        call = re.compile(rf"\b{name}\(")
        texts["own " + name] = texts[name].replace(f"def {name}(", f"def own_{name}(")
        texts[function] = call.sub(f"own_{name}(", texts[function])
    return rubric.answers.namespace_of(*texts.values())
