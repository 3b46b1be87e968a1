# %% [markdown]
# The questions to `clip`.

# %% questions="clip"
import numpy as np

from dinosaur_grader.assignments import (
    Question,
    classes,
    fault,
    hidden,
    public,
    see,
    variants,
    words,
    written,
)
from dinosaur_grader.checks.calls import Call

from .observe import CLASSIC_LIMIT, clip_classic

_WEIGHTS, _BIASES = ("dWaa", "dWax", "dWya"), ("db", "dby")
# training adds them to the parameters in place, so each has to be an array of its shape
_EACH = {name: {"from": f"value.{name}", "fits": "array"} for name in (*_WEIGHTS, *_BIASES)}
CLIP_ALL = see(_EACH)
# A known mistake may be made in place or in copies: where it is told by its numbers, what
# was given says nothing.
GIVEN = "the arrays given"
CLIP_GIVEN = see({**_EACH, GIVEN: "spared"})
# The same of the first of two calls, looked at after the second.
CLIP_FIRST = see(
    {name: {"from": f"value.2.{name}", "fits": "array"} for name in (*_WEIGHTS, *_BIASES)}
)
# Of one array which entries are the largest: where the limit is, the other arrays and what
# holds them are asked for elsewhere.
CLIP_ENDS = see({name: f"ends.{name}" for name in (*_WEIGHTS, *_BIASES)})
# Of two calls: what was small stays, and what was large has come down.
CLIP_WITHIN = see(
    {name: f"value.0.{name}" for name in (*_WEIGHTS, *_BIASES)} | {"within": "within"}
)
# The five values that the classic notebook prints.
CLIP_CLASSIC = see(
    {
        "dWaa[1][2]": "value.dWaa.1.2",
        "dWax[3][1]": "value.dWax.3.1",
        "dWya[1][2]": "value.dWya.1.2",
        "db[4]": "value.db.4",
        "dby[1]": "value.dby.1",
    }
)

_INSIDE = (0.37, -0.53)  # entries, as parts of the limit
_LIMITS = (3.2, 0.3)
"""The limits of the two small published questions."""


def _gradients(
    rng: np.random.Generator,
    limit: float,
    n_a: int,
    n_x: int,
    n_y: int,
    *,
    reach: float = 3.0,
    side: int = 0,
    digits: int = 6,
    more: bool = False,
) -> dict[str, np.ndarray]:
    """Arrays with entries on both sides of the interval and inside it, none close to
    its ends; with a `side` of 1 or -1 none leaves it on the other side. With `more`, what
    `rnn_backward` gives beside them stands there, too, and before them, and they stand in
    another order than the docstring's."""
    sizes = {
        "dWaa": (n_a, n_a),
        "dWax": (n_a, n_x),
        "dWya": (n_y, n_a),
        "db": (n_a, 1),
        "dby": (n_y, 1),
    }
    if more:
        sizes["da_next"] = (n_a, 1)
    found = {name: _entries(rng, size, limit, reach, digits) for name, size in sizes.items()}
    if side:
        for entries in found.values():
            outside = np.abs(entries) > limit
            entries[outside] = side * np.abs(entries[outside])
    return dict(reversed(found.items())) if more else found


def _entries(
    rng: np.random.Generator, size: tuple[int, int], limit: float, reach: float, digits: int
) -> np.ndarray:
    inside = rng.uniform(-0.9, 0.9, size)
    outside = rng.choice([-1.0, 1.0], size) * rng.uniform(1.2, max(reach, 2.0), size)
    entries = np.where(rng.random(size) < 0.5, inside, outside).ravel()
    if reach > 1:
        places = rng.permutation(entries.size)[:4]
        entries[places] = (0.87 * reach, -0.93 * reach, *_INSIDE)[: len(places)]
    else:
        entries = inside.ravel()
    return np.round(entries.reshape(size) * limit, digits)


def _of_many_digits(rng: np.random.Generator) -> float:
    """A limit so small that it shows where entries are rounded to six digits: they may
    differ by a hundred-thousandth of themselves."""
    while True:
        limit = round(float(rng.uniform(0.02, 0.03)), 9)
        if all(abs(x * limit - round(x * limit, 6)) > 3e-7 for x in _INSIDE):
            return limit


def clip_public() -> list[Question]:
    """The classic fixture and a small one with another limit."""
    return _questions(np.random.default_rng(20), clip_classic(), *_LIMITS)


def clip_variants(rng: np.random.Generator) -> list[Question]:
    """The same with other numbers."""
    limits = [round(float(limit), 2) for limit in rng.uniform((2.8, 0.25), (3.6, 0.35))]
    # one course in ten drew 0.3 again: whoever knew that limit by heart had its points
    limits = [round(limit + 0.01, 2) if limit in _LIMITS else limit for limit in limits]
    return _questions(rng, _like_the_classic(rng), *limits)


def _like_the_classic(rng: np.random.Generator) -> Call:
    """The classic arrays with other numbers, of which the same are over the limit, under it
    and inside, and none is close to it: what a mistake shows of the one it shows of the
    other."""
    arrays, limit = clip_classic().positional
    return Call(
        "clip", ({name: _elsewhere(rng, own, limit) for name, own in arrays.items()}, limit)
    )


def _elsewhere(rng: np.random.Generator, entries: np.ndarray, limit: float) -> np.ndarray:
    inside = rng.uniform(0.02, 0.9, entries.shape)
    outside = rng.uniform(1.1, 3.0, entries.shape)
    return np.sign(entries) * limit * np.where(np.abs(entries) > limit, outside, inside)


def _questions(
    rng: np.random.Generator, classic: Call, limit: float, low: float
) -> list[Question]:
    # as `rnn_backward` gives them, in their own order and not alone; each passed on one
    # side, and without an entry on the other: who forgot one end has the other's points
    small = _gradients(rng, limit, 4, 5, 5, reach=4.0, more=True)
    tight = _gradients(rng, low, 5, 4, 4)
    above = Call("clip", ({name: np.abs(a) for name, a in small.items()}, limit))
    below = Call("clip", ({name: -np.abs(a) for name, a in tight.items()}, low))
    return [
        Question("classic", 3, "the five classic values", classic, CLIP_CLASSIC),
        _question("small", 3, "the three weight gradients, limit 3.2", above, _WEIGHTS),
        _question("biases", 2, "the two bias gradients, limit 0.3", below, _BIASES),
    ]


def clip_hidden(rng: np.random.Generator) -> list[Question]:
    """First what clipping is, each requirement by itself at the classic limit; then all of
    it at once, with other limits and sizes."""
    # three different sizes: a mistake of names or axes then shows in the shapes
    sizes = [[int(n) for n in rng.permutation(range(4, 9))[:3]] for _ in range(3)]
    limit, small, wide = (
        float(rng.uniform(3.2, 4.5)),
        _of_many_digits(rng),
        round(float(rng.uniform(13, 19)), 3),
    )
    usual = Call("clip", (_gradients(rng, limit, *sizes[0], reach=4.0), limit))
    # Above the limit only, or below it only: nothing can be told by the largest entries alone,
    # nor by the smallest. A single unit, a single symbol, and one array more: nor by sizes, nor by
    # how many arrays there are.
    n_a, n_x, n_y = sizes[1]
    finely = {"digits": 9, "more": True}
    above = Call("clip", (_gradients(rng, small, 1, n_x, n_y, side=1, **finely), small))
    below = Call("clip", (_gradients(rng, small, n_a, 1, 1, side=-1, **finely), small))
    # a dictionary that is kept for the next call is seen in what an earlier one returned
    inside = Call(
        "clip",
        keywords={
            "gradients": _gradients(rng, wide, *sizes[2], reach=0.9),
            "others": _gradients(rng, wide, *sizes[2]),
            "limit": wide,
        },
        steps=("first = clip(gradients, limit)", "_ = clip(others, limit)", "first"),
    )
    # whole numbers that are no larger than any limit: what becomes of decimals, and where
    # the limit is, is asked for elsewhere
    within = Call(
        "clip",
        keywords={"small": _ones(rng), "large": _steep(rng), "limit": CLASSIC_LIMIT},
        steps=("clip(small, limit)", "clip(large, limit)"),
    )
    return [
        _of_one(rng, "over", 3, "entries over the limit", "dWaa", 1),
        _of_one(rng, "under", 3, "entries under minus the limit", "dby", -1),
        Question(
            "within",
            4,
            "steep entries come down, small ones stay",
            within,
            CLIP_WITHIN,
            gate=True,
        ),
        Question("inside", 1, "gradients that are inside already", inside, CLIP_FIRST),
        _question("usual", 0.5, "another limit", usual, see=CLIP_GIVEN),
        _question("above", 0.25, "a small limit, passed above zero", above, see=CLIP_GIVEN),
        _question("below", 0.25, "a small limit, passed below zero", below, see=CLIP_GIVEN),
    ]


def _ones(rng: np.random.Generator, n_a: int = 5, n_y: int = 4) -> dict[str, np.ndarray]:
    """Arrays of 1 and -1 in the docstring's order."""
    found = _gradients(rng, CLASSIC_LIMIT, n_a, 3, n_y)
    return {name: np.where(entries > 0, 1.0, -1.0) for name, entries in found.items()}


def _steep(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """The same with one row of one array far beyond the limit."""
    gradients = _ones(rng)
    gradients["dWya"][0] *= rng.integers(10, 30, 5) * CLASSIC_LIMIT
    return gradients


def _of_one(
    rng: np.random.Generator, name: str, points: float, title: str, array: str, side: int
) -> Question:
    """Three entries of one array are far beyond the limit on one `side` of zero, on which all
    others are, too; they are in the middle: who leaves out its first row or its last one is
    right here. Where they are is drawn: no constant is right in every course."""
    gradients = {key: side * np.abs(own) / 100 for key, own in _ones(rng, 8, 8).items()}
    rows = rng.choice(np.arange(1, 7), 3, replace=False)
    # no two alike: who scales them all down has one at the limit
    steep = np.array([30, 50, 70]) + rng.integers(0, 20, 3)
    gradients[array][rows, -1] = side * CLASSIC_LIMIT * steep
    call = Call("clip", (gradients, CLASSIC_LIMIT))
    return Question(name, points, title, call, CLIP_ENDS, about=(array,), gate=True)


def _question(
    name: str,
    points: float,
    title: str,
    call: Call,
    about: tuple[str, ...] = (),
    see: str = CLIP_ALL,
) -> Question:
    return Question(name, points, title, call, see, about=about, gate=True)


public(clip_public)
variants(clip_variants)
hidden(clip_hidden)

# %% questions="clip"
# What goes wrong in clip, and what to say of it. No mark depends on this cell.
words(
    returns="a dictionary with dWaa, dWax, dWya, db and dby",
    kinds=["dict"],
)

# texts of the right answer that several faults swap
line = "np.clip(gradient, -maxValue, maxValue, out=gradient)"
loop_line = "gradients.values()"
end_line = "return gradients"
fault(
    {line: "pass"},
    hint="The gradients came back as they went in. What is returned has to hold the clipped entries.",
    name="unclipped",
)
fault(
    {line: "np.minimum(gradient, maxValue, out=gradient)"},
    hint="Entries above maxValue are cut, those below -maxValue are not. They have to be raised to "
    "-maxValue.",
    name="no_lower",
)
fault(
    {line: "np.maximum(gradient, -maxValue, out=gradient)"},
    hint="Entries below -maxValue are raised, those above maxValue are not cut. They have to be "
    "lowered to maxValue.",
    name="no_upper",
)
fault(
    {line: "np.clip(gradient, -10, 10, out=gradient)"},
    hint="The limit is always 10, whatever maxValue is. Use the argument.",
    name="fixed_10",
)
fault(
    {line: "np.clip(gradient, -5, 5, out=gradient)"},
    hint="The limit is always 5, whatever maxValue is. Use the argument.",
    name="fixed_5",
)
fault(
    {line: "np.clip(gradient, -1, 1, out=gradient)"},
    hint="The limit is always 1, whatever maxValue is. Use the argument.",
    name="fixed_1",
)
fault(
    {
        line: "gradient[:] = np.clip(gradient, -maxValue, maxValue) if gradient.max() > maxValue else gradient"
    },
    hint="An array that passes the limit below zero only came back as it was. Clip every array, without "
    "a condition.",
    name="only_if_above",
)
fault(
    {
        line: "gradient[:] = np.clip(gradient, -maxValue, maxValue) if gradient.min() < -maxValue else gradient"
    },
    hint="An array that passes the limit above zero only came back as it was. Clip every array, without "
    "a condition.",
    name="only_if_below",
)
fault(
    {loop_line: '[gradients[name] for name in ("dWaa", "dWax", "dWya", "db")]'},
    hint="Every array is right but dby, which came back unclipped. All five have to come back clipped.",
    name="skips_dby",
)
fault(
    {loop_line: '[gradients[name] for name in ("dWaa", "dWax", "dWya", "dby")]'},
    hint="Every array is right but db, which came back unclipped. All five have to come back clipped.",
    name="skips_db",
)
fault(
    {loop_line: '[gradients[name] for name in ("dWaa", "dWax", "db", "dby")]'},
    hint="Every array is right but dWya, which came back unclipped. All five have to come back clipped.",
    name="skips_dWya",
)
fault(
    {loop_line: '[gradients[name] for name in ("dWaa", "dWya", "db", "dby")]'},
    hint="Every array is right but dWax, which came back unclipped. All five have to come back clipped.",
    name="skips_dWax",
)
fault(
    {loop_line: '[gradients[name] for name in ("dWax", "dWya", "db", "dby")]'},
    hint="Every array is right but dWaa, which came back unclipped. All five have to come back clipped.",
    name="skips_dWaa",
)
fault(
    {loop_line: '[gradients[name] for name in ("dWaa", "dWax", "dWya")]'},
    hint="The three weight gradients are right; db and dby came back unclipped. All five have to come back "
    "clipped.",
    name="skips_biases",
)
fault(
    {loop_line: '[gradients["dWaa"]]'},
    hint="Only dWaa came back clipped, the other four as they went in. All five have to come back clipped.",
    name="only_first",
)
fault(
    {loop_line: '[gradients["dby"]]'},
    hint="Only dby came back clipped, the other four as they went in. All five have to come back clipped.",
    name="only_last",
)
fault(
    {line: "np.clip(gradient, 0, maxValue, out=gradient)"},
    hint="All negative entries became 0. The interval begins at -maxValue, not at 0.",
    name="from_zero",
)
fault(
    {line: "np.clip(gradient, -maxValue, 0, out=gradient)"},
    hint="Positive entries became 0. The interval ends at maxValue, not at 0.",
    name="to_zero",
)
fault(
    {line: "np.clip(gradient, maxValue, -maxValue, out=gradient)"},
    hint="All entries came back as -maxValue. That is the lower limit and maxValue the upper one; entries "
    "between them stay.",
    name="swapped_limits",
)
fault(
    {line: "np.clip(gradient, maxValue, maxValue, out=gradient)"},
    hint="All entries came back as maxValue. That is the upper limit and -maxValue the lower one; entries "
    "between them stay.",
    name="all_upper",
)
fault(
    {line: "gradient[np.abs(gradient) > maxValue] = 0"},
    hint="Entries outside the interval became 0. They have to move to the nearer end of it.",
    name="zeroed",
)
fault(
    {line: "gradient[np.abs(gradient) > maxValue] = maxValue"},
    hint="Entries below -maxValue became maxValue: they lost their sign. They belong at -maxValue.",
    name="sign_lost",
)
fault(
    {line: "np.clip(np.abs(gradient), -maxValue, maxValue, out=gradient)"},
    hint="All entries came back without their sign, as absolute values. Clipping keeps signs: negative entries"
    " stay negative.",
    name="absolute",
)
fault(
    {line: "np.clip(-gradient, -maxValue, maxValue, out=gradient)"},
    hint="All entries have the wrong sign. Clipping keeps signs.",
    name="negated",
)
fault(
    {line: "gradient *= min(1.0, maxValue / np.linalg.norm(gradient))"},
    hint="Each array was shrunk as a whole, by its norm. Here each entry is clipped by itself.",
    name="norm",
)
fault(
    {
        line: "gradient *= scale",
        "    for gradient in": "    scale = min(1.0, maxValue / np.sqrt(sum((v**2).sum() for v in gradients.values())))\n    for gradient in",
    },
    hint="All arrays were shrunk together, by their common norm. Here each entry is clipped by itself.",
    name="global_norm",
)
fault(
    {
        line: "gradient *= scale",
        "    for gradient in": '    five = [gradients[name] for name in ("dWaa", "dWax", "dWya", "db", "dby")]\n'
        "    scale = min(1.0, maxValue / np.sqrt(sum((v**2).sum() for v in five)))\n    for gradient in",
    },
    hint="All arrays were shrunk together, by their common norm. Here each entry is clipped by itself.",
    name="global_norm_of_five",
)
fault(
    {line: "gradient *= min(1.0, maxValue / np.abs(gradient).max())"},
    hint="Each array was scaled so that its largest entry fits. Entries inside the interval have to "
    "stay as they are.",
    name="shrunk",
)
fault(
    {line: "gradient *= maxValue / np.abs(gradient).max()"},
    hint="Each array was scaled so that its largest entry fits. Entries inside the interval have to "
    "stay as they are.",
    name="rescaled",
)
fault(
    {line: "gradient[:] = maxValue * np.tanh(gradient / maxValue)"},
    hint="Entries inside the interval changed as well. Only those outside it have to move.",
    name="squashed",
)
fault(
    {line: "gradient[:] = maxValue * np.sign(gradient)"},
    hint="Every entry became plus or minus maxValue. Only those outside the interval move there.",
    name="signs",
)
fault(
    {line: "gradient[:] = np.where(gradient > maxValue, maxValue, -maxValue)"},
    hint="Entries inside the interval became -maxValue. Only those below -maxValue move there.",
    name="inside_to_lower",
)
fault(
    {
        line: "gradient[:] = maxValue if gradient.max() > maxValue else -maxValue if gradient.min() < -maxValue else gradient"
    },
    hint="Where any entry was outside the interval, its whole array became one limit. Only the entries outside"
    " move.",
    name="filled",
)
fault(
    {line: "gradient[:-1] = np.clip(gradient[:-1], -maxValue, maxValue)"},
    hint="The last row of each array was not clipped. Clip all of it.",
    name="last_row",
)
fault(
    {line: "gradient[1:] = np.clip(gradient[1:], -maxValue, maxValue)"},
    hint="The first row of each array was not clipped. Clip all of it.",
    name="first_row",
)
fault(
    {line: "gradient[0] = np.clip(gradient[0], -maxValue, maxValue)"},
    hint="Only the first row of each array was clipped. Clip all of it.",
    name="only_first_row",
)
fault(
    {line: "np.clip(gradient, -1 / maxValue, 1 / maxValue, out=gradient)"},
    hint="The limit was 1 divided by maxValue. It should be maxValue itself.",
    name="inverse_limit",
)
fault(
    {line: "gradient[:] = np.clip(gradient, -maxValue, maxValue).astype(int)"},
    hint="All entries were cut to whole numbers. Those inside the interval have to stay as they are, and the "
    "limit is maxValue itself.",
    name="whole",
)
fault(
    {line: "gradient[:] = np.fmod(gradient, maxValue)"},
    hint="Entries outside the interval were folded back into it. They have to stop at its nearer end.",
    name="modulo",
)
fault(
    {line: "np.clip(gradient, -2 * maxValue, 2 * maxValue, out=gradient)"},
    hint="The interval is too wide by a factor of two. It reaches from -maxValue to maxValue.",
    name="too_wide",
)
fault(
    {line: "np.clip(gradient, -maxValue / 2, maxValue / 2, out=gradient)"},
    hint="The interval is too narrow by a factor of two. It reaches from -maxValue to maxValue.",
    name="too_tight",
)
fault(
    {end_line: 'return gradients | {name: gradients[name].ravel() for name in ("db", "dby")}'},
    hint="The numbers are right, but db and dby came back as flat vectors. They are added to columns of"
    " shape (n, 1), so keep the shape that they had.",
    name="flat_biases",
)
fault(
    {end_line: "return {name: gradient.tolist() for name, gradient in gradients.items()}"},
    hint="The numbers are right, but they did not come back in NumPy arrays. Training needs arrays, so each "
    "has to stay one.",
    name="lists",
)
fault(
    {
        line: "for row in gradient:\n            for j in range(len(row)):\n                if row[j] > maxValue:\n                    row[:] = maxValue\n                elif row[j] < -maxValue:\n                    row[j] = -maxValue"
    },
    hint="Where one entry is over maxValue its whole row became maxValue. Set that entry alone.",
    name="whole_rows",
)
fault(
    {
        line: "gradient[...] = np.vectorize(lambda v: max(min(v, maxValue), -maxValue))(gradient)"
    },
    hint="Decimals are lost where maxValue is a whole number: the new array took its type from it. Make that "
    "type float.",
    name="type_of_the_first",
)
fault(
    {end_line: 'return dict(zip(("dWaa", "dWax", "dWya", "db", "dby"), gradients.values()))'},
    hint="Arrays came back under each other's name. A dictionary's values come in its own order, "
    "which need not be the docstring's.",
    name="in_the_docstrings_order",
)
fault(
    {end_line: 'return gradients | {"db": gradients["dby"], "dby": gradients["db"]}'},
    hint="db and dby came back under each other's name.",
    name="swapped_names",
)
fault(
    {
        end_line: 'return {name: gradients["dby"] for name in ("dWaa", "dWax", "dWya", "db", "dby")}'
    },
    hint="The same array came back under several names.",
    name="same_array",
)
fault(
    {line: "np.clip(gradient, -int(maxValue), int(maxValue), out=gradient)"},
    hint="The limit became a whole number. Use maxValue as it is.",
    name="whole_limit",
)
fault(
    {
        line: "np.clip(gradient, -maxValue, maxValue, out=gradient)\n        maxValue = -maxValue"
    },
    hint="Every second array came back as by swapped limits. maxValue has to be the same for all five.",
    name="limit_flips",
)

written(
    r"^gradients\[\w+\] = -?maxValue$|^(?:gradient|grad|g|dW[a-z]{2}|dby?) = -?maxValue$",
    "{line} puts one number in the place of a whole array. Only the entries beyond the limit may change.",
    "number_for_an_array",
)
written(
    r"np\.(?:clip|minimum|maximum)\(\w+, ",
    "{line} hands a whole dictionary to a function of arrays. Go through its keys, and clip one array after "
    "the other.",
    "dictionary_clipped",
    error="TypeError: .*'dict'",
)
classes(
    nothing="unclipped swapped_limits all_upper signs inside_to_lower",
    step="no_lower no_upper skips_dby skips_db skips_dWya skips_dWax skips_dWaa skips_biases "
    "only_first only_last from_zero to_zero zeroed sign_lost absolute negated norm global_norm "
    "global_norm_of_five shrunk rescaled squashed filled only_first_row inverse_limit modulo "
    "whole_rows swapped_names same_array limit_flips",
    detail="fixed_10 fixed_5 fixed_1 only_if_above only_if_below last_row first_row whole "
    "too_wide too_tight flat_biases lists type_of_the_first in_the_docstrings_order whole_limit",
    because={
        "negated": "No number comes back right: each has the wrong sign.",
        "rescaled": "No number comes back right: even small entries change.",
        "same_array": "Four of five arrays are lost.",
    },
)
