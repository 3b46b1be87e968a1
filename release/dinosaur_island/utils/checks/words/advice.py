"""Advice in words, for what the diagnosis found: one step to try, that fits what
happened."""

from __future__ import annotations

from . import Words

STOPPED = {
    "timeout": "It did not come back in time. Look for a loop that never ends.",
    "memory": "It asked for more memory than there is. Look for a list or an array that grows without end.",
    "died": "It ended the whole Python process. It has to return a value instead.",
    "violation": "What it gave back was no answer that could be read. Return plain lists, numbers and arrays.",
    "skipped": "This was not asked, since a question before it never came back.",
}

_SHAPES = "Print the shapes of what that line uses and compare them with the docstring."
_BY_TYPE = {
    "IndexError": "An index ran past the end: print it, and the length of what it looks into.",
    "KeyError": "The dictionary has no such key: print its keys, and look where this key comes from.",
    "NameError": "Look how that name is spelled, or run the cell that defines it.",
    "UnboundLocalError": "That name has no value yet where it is used. Look for the line that should give it one.",
}
_ARGUMENTS = "The call hands over other arguments than the function takes: compare it with the function's first line."
_NO_PROBABILITIES = (
    "What the draw is given are no probabilities. "
    "Look where the logits turn into y, and along which axis."
)
_BY_TEXT = (
    ("positional argument", _ARGUMENTS),
    ("unexpected keyword", _ARGUMENTS),
    ("unexpected argument", _ARGUMENTS),
    ("missing the argument", _ARGUMENTS),
    ("not non-negative", _NO_PROBABILITIES),
    ("do not sum to 1", _NO_PROBABILITIES),
    ("contain NaN", _NO_PROBABILITIES),
    (
        "'p' must be 1-dimensional",
        "The draw wants its probabilities as a flat vector, not as a column.",
    ),
    (
        "truth value of an array",
        "An `if` can't decide about a whole array. Use a function that works entry by entry.",
    ),
    (
        "has to hold whole numbers",
        "Print X and Y: every entry is an index, and only the first of X is None.",
    ),
    ("each input needs one target", "Print X and Y: they have to be equally long."),
)


def of_error(kind: str, message: str) -> str:
    """What to try when a function raised an error of this type, by what its message
    says."""
    by_text = (advice for part, advice in _BY_TEXT if part in message)
    return next(by_text, _BY_TYPE.get(kind, _SHAPES))


def of_observation(words: Words, name: str, whole_run: bool) -> str:
    """What to look at when the observation `name` is off.

    In a `whole_run`, with the right functions lent, everything that comes out depends
    on everything before it.
    """
    of_a_run = words.advice_of_a_run.get(name) if whole_run else None
    return (
        of_a_run
        or words.advice.get(name)
        or f"{name} is not what the steps in the docstring give."
    )
