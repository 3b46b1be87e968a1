"""Advice in words, for what the diagnosis found: one step to try, that fits what
happened."""

from __future__ import annotations

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

_BY_ASPECT = {
    (
        "sample",
        "indices",
    ): "The indices part from the right ones. Compare the forward step, the draw and the next input "
    "with the four steps above the cell.",
    (
        "optimize",
        "loss",
    ): "The loss is not that of the forward pass with these inputs. Return the loss that it gave.",
    (
        "optimize",
        "state",
    ): "The third value should be the hidden state after the last input, no other.",
    (
        "model",
        "calls",
    ): "Each iteration makes exactly one optimisation step. Count how often optimize is called.",
    (
        "model",
        "X",
    ): "X should be None and then the indices of the name's characters, name after name in the shuffled "
    "order.",
    ("model", "Y"): "Y should be X one step ahead, with the newline's index at its end.",
    (
        "model",
        "a_prev",
    ): "The hidden state that optimize gives back is the one to start the next name with.",
    ("model", "learning_rate"): "optimize should be called with a learning rate of 0.01.",
    (
        "model",
        "losses",
    ): "The printed loss should be the smoothed one, updated once an iteration.",
    ("model", "seed"): "At each report the names are sampled with the seeds 0, 1, 2 and so on.",
    (
        "model",
        "iterations",
    ): "A report is due at iteration 0 and at every 2,000th after it, as `Iteration: 0, Loss: ...`.",
    (
        "model",
        "names",
    ): "The printed names should be those that sample gave, one after the other.",
}
_PARAMETERS = {
    "optimize": "The parameters should have moved one step against the clipped gradients.",
    "model": "The parameters that come back should be those that optimize was given.",
}
_OF_A_WHOLE_RUN = {
    what: f"{hang} on every step before. Mend first what the other questions say; where they are content, look at {at}."
    for what, hang, at in (
        ("losses", "The printed loss hangs", "the smoothing and at what it starts from"),
        ("names", "The names hang", "the seeds and at what you print"),
        ("parameters", "The trained parameters hang", "the loop"),
    )
}


def of_error(kind: str, message: str) -> str:
    """What to try when a function raised an error of this type, by what its message
    says."""
    by_text = (advice for part, advice in _BY_TEXT if part in message)
    return next(by_text, _BY_TYPE.get(kind, _SHAPES))


def of_aspect(function: str, name: str, whole_run: bool) -> str:
    """What to look at when the observation `name` is off.

    In a `whole_run`, with the right functions lent, everything that comes out depends
    on everything before it.
    """
    parameter = name in ("Wax", "Waa", "Wya", "b", "by")
    if (
        whole_run
        and function == "model"
        and (kind := "parameters" if parameter else name) in _OF_A_WHOLE_RUN
    ):
        return _OF_A_WHOLE_RUN[kind]
    if parameter and function in _PARAMETERS:
        return _PARAMETERS[function]
    return (
        _BY_ASPECT.get((function, name))
        or f"{name} is not what the steps in the docstring give."
    )
