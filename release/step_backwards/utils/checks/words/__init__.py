"""A verdict in words: what is wrong, what it means, one step to try. Whether it passed
is decided elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .reading import Called, Written
    from .reading.reader import Reading


@dataclass(frozen=True)
class When:
    """What to say of an outcome that no known fault gives, by its looks.

    `seen` maps an observation's name, or a path into what came back (`value.1`), to
    what it has to look like: `absent`, `alone` (absent, and nothing else is), `first`
    (the first one that differs), `none`, `empty`, `zero` (all entries are), `not
    finite` (some entry is not), `text` (some entry is text), `nested` (some entry is a
    list or a dictionary), `arrays` (some entry is an array of several), `single` (a list or an
    array of one number), `is KIND`, `is not KIND` or `not N parts`. What the right answer
    looks like too is no reason to say anything.
    """

    fault: str
    hint: str
    seen: Mapping[str, str]


@dataclass(frozen=True)
class Words:
    """What a verdict says of one function: what it should give back, in words and by
    `kinds`; looks that mean something; what to look at where an observation differs.

    `advice_of_a_run` is for questions with right functions lent, in which all that
    comes out depends on all before it. `calls`, `stub` and `written` are what a
    function's text is read by. `order` has the observations in the order in which the
    exercise's steps make them, several in one entry, each with the words for it; `made_as`
    has the name under which a student's text makes an observation.
    """

    returns: str = "a value"
    kinds: tuple[str, ...] = ()
    when: tuple[When, ...] = ()
    advice: Mapping[str, str] = field(default_factory=dict)
    advice_of_a_run: Mapping[str, str] = field(default_factory=dict)
    calls: Mapping[str, Called] = field(default_factory=dict)
    stub: str = ""
    written: tuple[Written, ...] = ()
    order: tuple[tuple[tuple[str, ...], str], ...] = ()
    made_as: Mapping[str, str] = field(default_factory=dict)

    def reading(self, function: str, source: str | Callable[[], str]) -> Reading:
        """Return what the text of a student's cell shows of this function. `source` is
        that text, or what gives it when it is needed."""
        from .reading.reader import Reading  # only a wrong answer's text is read

        return Reading(source, function, self.calls, self.stub, self.written)
