# %% [markdown]
# The questions to `optimize`; the right `clip` is lent to it.

# %% questions="optimize"
from dataclasses import replace

import numpy as np

from dinosaur_grader.assignments import (
    Question,
    classes,
    fault,
    hidden,
    public,
    see,
    variants,
    when,
    words,
    written,
)
from dinosaur_grader.checks.calls import Call, Lent, Spy
from utils import rnn_backward, rnn_forward

from .observe import GRADIENTS, PARAMETERS, optimize_classic
from .weights import draw

# The state goes into the next name's products, the gradients into sums: each has to be an
# array of its shape. Parameters, letters and the state before are those that were given,
# as they are after the call.
OPTIMIZE_ALL = see(
    {
        "loss": "summed",
        "state": {"from": "value.2", "fits": "array"},
        **{name: {"from": f"value.1.{name}", "fits": "array"} for name in GRADIENTS},
        **{name: {"from": f"arguments.3.{name}", "fits": "array"} for name in PARAMETERS},
        "parts": "parts",
        "X": "arguments.0",
        "Y": "arguments.1",
        "a_prev": "arguments.2",
    }
)
# The same of the second of two calls, and the parameters after both.
OPTIMIZE_AGAIN = see(
    {
        "loss": "value.1.0",
        "state": {"from": "value.1.2", "fits": "array"},
        **{name: {"from": f"value.1.1.{name}", "fits": "array"} for name in GRADIENTS},
        **{name: {"from": f"value.2.{name}", "fits": "array"} for name in PARAMETERS},
    }
)
# Of a step how the parameters moved: on which side, and how far. What stands behind the
# letters and the state that a name begins with is asked for elsewhere.
OPTIMIZE_WAY = {f"{name}.direction": f"way.{name}" for name in ("Wya", "Waa")}
OPTIMIZE_FAR = {f"{name}.step": f"far.{name}" for name in ("Waa", "Wya", "b", "by")}
OPTIMIZE_STEP = see(OPTIMIZE_WAY | OPTIMIZE_FAR)
# Of the seven values that the classic notebook prints the first six, and another entry of
# the state: a_last[4] is -1 whatever went before.
STATE = 95
OPTIMIZE_CLASSIC = see(
    {
        "loss": "value.0",
        "dWaa[1][2]": "value.1.dWaa.1.2",
        "argmax(dWax)": "largest",
        "dWya[1][2]": "value.1.dWya.1.2",
        "db[4]": "value.1.db.4",
        "dby[1]": "value.1.dby.1",
        f"a_last[{STATE}]": f"value.2.{STATE}",
    }
)


def output_fixture(
    rng: np.random.Generator, n_a: int, n_x: int, length: int, rate: float
) -> Call:
    """A name whose gradients pass 5 and 10 only on the way out, in dWya and dby: who looks
    at one of the others before clipping doesn't clip. Those of the classic name are the
    other way round."""
    while True:
        call = steep_fixture(rng, n_a, n_x, length, rate, lead=True, out=True)
        largest = _largest(*call.positional[:4])
        if max(largest[name] for name in ("dWax", "dWaa", "db")) < 4.5:
            return call


def steep_fixture(
    rng: np.random.Generator,
    n_a: int,
    n_x: int,
    length: int,
    rate: float,
    lead: bool = False,
    out: bool = False,
) -> Call:
    """A name whose gradients pass 5 and 10 on several arrays, so that a missing or
    wrong clip shows; those on the way `out` are the large ones."""
    while True:
        call = _fixture(rng, n_a, n_x, length, rate, lead)
        X, Y, a_prev, parameters = call.positional[:4]
        # under -5, so that it shows where the parameters are clipped, too
        parameters["by"][Y[0]] -= 8.0
        if out:  # sure of the newline everywhere, and little of that goes back
            parameters["by"][0] += 4.0
            parameters["Wya"] = np.round(0.3 * parameters["Wya"], 6)
        largest = _largest(X, Y, a_prev, parameters)
        if largest["dby"] > 11 and largest["dWya"] > 6 and min(largest.values()) > 0.5:
            return call


def remembered_fixture(
    rng: np.random.Generator, n_a: int, n_x: int, length: int, rate: float
) -> Call:
    """The same, of a name on whose loss and last state the state before it shows, and its
    first character: a long one may have forgotten them."""
    while True:
        call = steep_fixture(rng, n_a, n_x, length, rate)
        X, Y, a_prev, parameters = call.positional[:4]
        loss, cache = rnn_forward(X, Y, a_prev, parameters)
        others = (
            rnn_forward(X, Y, a_prev * 0, parameters),
            rnn_forward([None, *X[1:]], Y, a_prev, parameters),
        )
        states = [each[1][length - 1] for _, each in others]
        moved = min(np.abs(cache[1][length - 1] - state).max() for state in states)
        if min(abs(loss - other) for other, _ in others) > 0.1 and moved > 0.002:
            return call


def gentle_fixture(
    rng: np.random.Generator,
    n_a: int,
    n_x: int,
    length: int,
    rate: float,
    least: float = 0.0,
    most: float = 4.0,
    *,
    small: float = 1.0,
    lead: bool = True,
) -> Call:
    """A name whose largest gradient lies between `least` and `most`: clipping at 5
    changes nothing. Its states are as `small` as that."""
    while True:
        call = _fixture(rng, n_a, n_x, length, rate, lead=True)
        parameters = call.positional[3]
        for name in PARAMETERS:
            parameters[name] *= 0.2
        for name in ("Wax", "Waa", "b"):
            parameters[name] *= small
        if not lead:
            call.positional[0][0] = int(rng.integers(1, n_x))
        if least < max(_largest(*call.positional[:4]).values()) < most:
            return call


def _fixture(
    rng: np.random.Generator, n_a: int, n_x: int, length: int, rate: float, lead: bool
) -> Call:
    letters = [int(i) for i in rng.integers(1, n_x, length)]
    X: list[int | None] = [*letters]
    Y = [*letters[1:], 0]
    if lead:
        X[0] = None
    else:
        Y = [int(rng.integers(1, n_x))] * (length - 2) + [
            int(i) for i in rng.integers(0, n_x, 2)
        ]
    a_prev = np.round(rng.uniform(-0.9, 0.9, (n_a, 1)), 6)
    return Call(
        "optimize", (X, Y, a_prev, draw(rng, n_a, n_x), rate), stand_ins={"clip": Lent()}
    )


def _largest(
    X: list[int | None], Y: list[int], a_prev: np.ndarray, parameters: dict[str, np.ndarray]
) -> dict[str, float]:
    _, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, _ = rnn_backward(X, Y, parameters, cache)
    return {name: float(np.abs(gradients[name]).max()) for name in GRADIENTS}


LONGEST = 27
"""Steps of the longest name and its newline: who stops before its end is seen in every course."""
RATE = 0.07
"""No multiple of a rate that somebody writes in by heart, as 0.1."""
IN_REVERSE: dict[str, Spy | Lent] = {"clip": Lent(reverse=True)}
REVERSED = "all else of a step, clip's dictionary in another order"
GIVEN, REST = ("X", "Y", "a_prev"), ("loss", "state", "parts", *PARAMETERS)


def _question(
    name: str,
    points: float,
    title: str,
    call: Call,
    about: tuple[str, ...] = (),
    gate: bool = True,
) -> Question:
    return Question(name, points, title, call, OPTIMIZE_ALL, about, gate=gate)


def step_fixture(rng: np.random.Generator, rate: float) -> Call:
    """A step on a name of one letter, which is as good as no input: it has the same letters
    before it and behind it, a zero state to begin with, and gradients so small that no
    limit shows. What it shows is how the parameters move."""
    while True:
        parameters = {name: 0.2 * own for name, own in draw(rng, 4, 6).items()}
        letter = int(rng.integers(1, 6))
        parameters["Wax"][:, letter] = 0.0
        X, Y, state = [letter] * 4, [letter] * 4, np.zeros((4, 1))
        largest = _largest(X, Y, state, parameters)
        if max(largest.values()) < 4.5 and min(largest[name] for name in ("dWaa", "db")) > 0.01:
            break
    given = {"X": X, "Y": Y, "a_prev": state, "parameters": parameters, "rate": rate}
    given["before"] = {name: own.copy() for name, own in parameters.items()}
    steps = "_ = optimize(X, Y, a_prev, parameters, rate)", "parameters", "before"
    return Call("optimize", (), given, stand_ins={"clip": Lent()}, steps=steps)


def optimize_public() -> list[Question]:
    """The classic seven values, a step, and the gradients of a small steep name."""
    rng = np.random.default_rng(22)
    return _questions(optimize_classic(), output_fixture(rng, 3, 5, 18, RATE), rng)


def optimize_variants(rng: np.random.Generator) -> list[Question]:
    """The same with other numbers."""
    return _questions(_like_the_classic(rng), output_fixture(rng, 3, 5, 18, RATE), rng)


def _like_the_classic(rng: np.random.Generator) -> Call:
    """A name whose values show whether the gradients are clipped, but not at
    which limit, and which state came back, as the classic ones."""
    while True:
        X, Y = (tuple(int(i) for i in rng.integers(1, 27, 6)) for _ in range(2))
        call = optimize_classic(int(rng.integers(2, 2**31)), X, Y)
        inputs, targets, state, parameters = call.positional[:4]
        _, cache = rnn_forward(inputs, targets, state, parameters)
        slopes, states = rnn_backward(inputs, targets, parameters, cache)
        places = {"dWaa": (1, 2), "dWya": (1, 2), "db": (4, 0), "dby": (1, 0)}
        shown = [abs(slopes[name][place]) for name, place in places.items()]
        tight, wide = (
            {int(np.argmax(np.clip(slopes["dWax"], -limit, limit))) for limit in limits}
            for limits in ((1, 5, 10), (20, 50, np.inf))
        )
        seen = [states[step][STATE, 0] for step in range(len(inputs))]
        apart = min(
            abs(seen[-1] - other) for other in [*seen[:-1], state[STATE, 0], 0.0, 1.0, -1.0]
        )
        clear = max(shown) < 0.95 and apart > 0.1
        if clear and len(tight) == len(wide) == 1 and tight != wide:
            return call


def _questions(classic: Call, small: Call, rng: np.random.Generator) -> list[Question]:
    step = step_fixture(rng, RATE)
    return [
        Question(
            "classic", 3, "six of the classic values, and a state", classic, OPTIMIZE_CLASSIC
        ),
        _way(3, step),
        _far(1.5, step, f"how far a step of rate {RATE} moves them"),
        _question("steep", 2, "steep gradients", small, (*GRADIENTS, *GIVEN), gate=False),
        _question("whole", 0.5, REVERSED, replace(small, stand_ins=IN_REVERSE), REST),
    ]


def _way(points: float, step: Call) -> Question:
    return Question(
        "way",
        points,
        "which way the parameters move",
        step,
        OPTIMIZE_STEP,
        tuple(OPTIMIZE_WAY),
        gate=True,
    )


def _far(points: float, step: Call, title: str) -> Question:
    return Question("far", points, title, step, OPTIMIZE_STEP, tuple(OPTIMIZE_FAR), gate=True)


def optimize_hidden(rng: np.random.Generator) -> list[Question]:
    """Loss and state, gradients and parameters of a steep name, a gentle name, and a
    name of one step."""
    n_a = rng.integers(4, 9, 2)
    n_x = n_a + rng.integers(1, 4, 2)
    # none is near one that may be written in: 0.05, 0.1
    rates = [
        round(float(n / 100 + r), 4)
        for n, r in zip(rng.integers(2, 20, 3), rng.uniform(0.003, 0.007, 3), strict=True)
    ]
    steep = remembered_fixture(rng, n_a[0], n_x[0], LONGEST, rates[0])
    # over 1, so that clipping there shows in every course
    gentle = gentle_fixture(rng, n_a[1], n_x[1], int(rng.integers(6, 9)), rates[1], 1.2)
    # the rate by its name, as `model` gives it; twice, since what is kept from the first step
    # shows in the second
    X, Y, a_prev, parameters = gentle.positional[:4]
    step = "optimize(X, Y, a_prev, parameters, learning_rate=rate)"
    twice = replace(
        gentle,
        positional=(),
        keywords={"X": X, "Y": Y, "a_prev": a_prev, "parameters": parameters, "rate": rates[1]},
        steps=(f"_ = {step}", step, "parameters"),
    )
    # under 1, as a single step's are in nearly every course, so that clipping there never shows
    # a letter alone, and a state so small that it shows where it is rounded; of the sizes just
    # asked, so that what is kept of those arrays shows in every course
    single = gentle_fixture(rng, n_a[1], n_x[1], 1, 0.01, most=0.99, small=0.01, lead=False)
    single = replace(single, stand_ins=IN_REVERSE)
    single = replace(single, positional=single.positional[:4])  # without a rate: the default
    step = step_fixture(rng, float(rng.choice([0.034, 0.057, 0.083])))
    return [
        _way(3, step),
        _far(2, step, "how far they move"),
        Question("gentle", 1, "a name with small gradients, twice", twice, OPTIMIZE_AGAIN),
        _question("single", 1, "a name of a single step, the usual rate", single),
        # the steep one last: whether an answer still clips after some calls shows there
        _question("loss", 1, "the loss of a name", steep, ("loss",), gate=False),
        _question("state", 2, "the state after a name", steep, ("state",), gate=False),
        _question("gradients", 2, "steep gradients", steep, GRADIENTS, gate=False),
        _question("moved", 3, "parameters after a step", steep, PARAMETERS),
    ]


public(optimize_public)
variants(optimize_variants)
hidden(optimize_hidden)

# %% questions="optimize"
# What goes wrong in optimize, and what to say of it. No mark depends on this cell.
words(
    returns="loss, gradients and the last hidden state",
    kinds=["tuple", "list"],
    advice={
        "loss": (
            "The loss is not that of the forward pass with X, Y, a_prev and parameters as they were given."
        ),
        "state": (
            "The third value should be the hidden state after the last input, from the forward pass before the "
            "update."
        ),
        "Wax Waa Wya b by Wya.direction Waa.direction Waa.step Wya.step b.step by.step": (
            "The parameters should have moved one step against the clipped gradients."
        ),
        "X Y a_prev": (
            "optimize changed what it was given. Read X, Y and a_prev, and leave them as they are."
        ),
    },
    made_as={
        "loss": "loss",
        "dWaa dWax dWya db dby dWaa[1][2] argmax(dWax) dWya[1][2] db[4] dby[1]": "gradients",
    },
    order={
        "loss": "the loss (step 1)",
        "dWaa dWax dWya db dby dWaa[1][2] argmax(dWax) dWya[1][2] db[4] dby[1]": "the clipped gradients (steps 2 and 3)",
        "Wax Waa Wya b by Wya.direction Waa.direction Waa.step Wya.step b.step by.step": (
            "the parameters after the update (step 4)"
        ),
        f"state a_last[{STATE}]": "the state that is returned",
    },
)

# texts of the right answer that several faults swap
forward_line = "loss, cache = rnn_forward(X, Y, a_prev, parameters)"
back_line = "gradients, a = rnn_backward(X, Y, parameters, cache)"
clip_line = "gradients = clip(gradients, 5)"
update_line = "parameters = update_parameters(parameters, gradients, learning_rate)"
return_line = "return loss, gradients, a[len(X) - 1]"
fault(
    {update_line: "pass"},
    hint="Loss and gradients are right, but no parameter moved. Call update_parameters, or change the arrays in "
    "the dictionary that was given.",
    name="no_update",
)
fault(
    {clip_line: "pass"},
    hint="This is what comes out when the gradients are not clipped. Update by gradients that are clipped at "
    "5, and return those.",
    name="no_clip",
)
fault(
    {
        clip_line: "raw = {k: v.copy() for k, v in gradients.items()}\n    gradients = clip(gradients, 5)",
        update_line: "parameters = update_parameters(parameters, raw, learning_rate)",
    },
    hint="The gradients that came back are clipped, but unclipped ones moved the parameters. Clip first, and "
    "update by the clipped ones.",
    name="update_before_clip",
)
fault(
    {
        clip_line: "raw = {k: v.copy() for k, v in gradients.items()}\n    gradients = clip(gradients, 5)",
        return_line: "return loss, raw, a[len(X) - 1]",
    },
    hint="The parameters were moved by clipped gradients, but unclipped ones came back. Return the clipped "
    "ones.",
    name="clip_not_returned",
)
fault(
    {update_line: "parameters = update_parameters(parameters, gradients, -learning_rate)"},
    hint="The parameters moved uphill. update_parameters subtracts by itself and needs no minus; a step of "
    "your own has to subtract.",
    name="ascent",
)
fault(
    {update_line: "parameters = update_parameters(parameters, gradients, 0.01)"},
    hint="The step has the rate 0.01, whatever learning_rate is. Its rate should be the argument.",
    name="fixed_rate",
)
fault(
    {update_line: "parameters = update_parameters(parameters, gradients, 1.0)"},
    hint="The step is as long as the gradient itself. It should be learning_rate times the gradient.",
    name="rate_one",
)
fault(
    {
        update_line: "parameters = update_parameters(parameters, gradients, learning_rate)\n    parameters = update_parameters(parameters, gradients, learning_rate)"
    },
    hint="Each parameter moved twice as far as it should. One call makes one step of learning_rate, by "
    "update_parameters or by hand.",
    name="updates_twice",
)
fault(
    {clip_line: "gradients = clip(gradients, 10)"},
    hint="The gradients are clipped, but at 10. Their limit is 5.",
    name="clips_at_10",
)
fault(
    {clip_line: "gradients = clip(gradients, 1)"},
    hint="The gradients are clipped, but at 1. Their limit is 5.",
    name="clips_at_1",
)
fault(
    {clip_line: "gradients = clip(gradients, learning_rate)"},
    hint="The gradients are clipped, but at the learning rate. Their limit is 5.",
    name="clips_at_rate",
)
fault(
    {return_line: "return loss, gradients, a[len(X) - 2]"},
    hint="The state that came back is one step too early. It should be the one after the last input.",
    name="last_but_one",
)
fault(
    {return_line: "return loss, gradients, a[0]"},
    hint="The state after the first input came back. It should be the one after the last input.",
    name="first_state",
)
fault(
    {return_line: "return loss, gradients, a_prev"},
    hint="The state before the name came back. It should be the one after the last input, as the docstring says.",
    name="state_before",
)
fault(
    {return_line: "return loss, gradients, a[len(X) - 1].ravel()"},
    hint="The numbers of the state are right, but it came back as a flat vector. Return it as it is in a: "
    "a column.",
    name="flat_state",
)
fault(
    {return_line: "return loss, gradients, a"},
    hint="All the states came back. Only the one after the last input is asked for.",
    name="all_states",
)
fault(
    {forward_line: f"X[0] = None\n    {forward_line}"},
    hint="This is what comes out when X begins with None, whatever it began with. Leave X as optimize is given it.",
    name="first_input_erased",
)
fault(
    {forward_line: "loss, cache = rnn_forward(X, Y, np.zeros_like(a_prev), parameters)"},
    hint="This is what comes out when the name starts from the zero state. It starts from a_prev, as optimize is "
    "given it.",
    name="zero_start",
)
fault(
    {
        forward_line: "loss, cache = rnn_forward(Y, X[:-1] + [X[-1]] if X[0] is not None else [0] + X[1:], a_prev, parameters)"
    },
    hint="This is what comes out when X and Y are in each other's place. Inputs first, targets second.",
    name="swapped_xy",
)
fault(
    {
        forward_line: "loss, cache = rnn_forward(X, [x or 0 for x in X], a_prev, parameters)",
        back_line: "gradients, a = rnn_backward(X, [x or 0 for x in X], parameters, cache)",
    },
    hint="This is what comes out when the inputs serve as targets. The targets are Y, as optimize is given it.",
    name="targets_are_inputs",
)
fault(
    {
        return_line: "loss = rnn_forward(X, Y, a_prev, parameters)[0]\n    return loss, gradients, a[len(X) - 1]"
    },
    hint="The loss was computed after the update. Return the one of the forward pass before it.",
    name="loss_after",
)
fault(
    {return_line: "return loss / len(X), gradients, a[len(X) - 1]"},
    hint="The loss is the mean over the characters. Return their sum, as the forward pass gives it.",
    name="loss_mean",
)
fault(
    {return_line: "return loss * 0.001, gradients, a[len(X) - 1]"},
    hint="The loss came back 1,000 times too small, as a share in smoothing would be. Return the loss of this name.",
    name="loss_smoothed",
)
fault(
    {return_line: "return -loss, gradients, a[len(X) - 1]"},
    hint="The loss has the wrong sign. Return it as the forward pass gives it.",
    name="loss_negative",
)
fault(
    {
        return_line: "_, again = rnn_forward(X, Y, a_prev, parameters)\n    gradients, a = rnn_backward(X, Y, parameters, again)\n    return loss, gradients, a[len(X) - 1]"
    },
    hint="This is what comes out when the gradients are computed after the update. One pass back, then"
    " clip, then update.",
    name="gradients_updated_again",
)
fault(
    {return_line: "return loss, {'d' + k: v for k, v in parameters.items()}, a[len(X) - 1]"},
    hint="The parameters came back where the gradients are asked for.",
    name="parameters_for_gradients",
)
fault(
    {
        return_line: "return loss, {k: v * learning_rate for k, v in gradients.items()}, a[len(X) - 1]"
    },
    hint="The gradients that came back are multiplied by the learning rate. Only the step is.",
    name="gradients_scaled",
)
fault(
    {clip_line: "gradients = clip({k: v / len(X) for k, v in gradients.items()}, 5)"},
    hint="This is what comes out when the gradients are divided by the number of characters. Clip them as the backward pass gives them.",
    name="gradients_mean",
)
fault(
    {
        update_line: 'for k in "Wax Waa Wya b".split():\n        parameters[k] -= learning_rate * gradients["d" + k]'
    },
    hint="Only by did not move. Update all five parameters.",
    name="by_not_moved",
)
fault(
    {
        update_line: 'for k in "Wax Waa Wya".split():\n        parameters[k] -= learning_rate * gradients["d" + k]'
    },
    hint="The three weight matrices moved, the biases b and by did not. The update takes all five.",
    name="biases_not_moved",
)
when(
    {"anything": "absent", "value": "not 3 parts"},
    "optimize should return three things in this order: loss, the dictionary of gradients, the last "
    "hidden state.",
    "triple",
)
when(
    {"anything": "absent", "value.1": "is not dict"},
    "optimize should return three things in this order: loss, the dictionary of gradients, the last "
    "hidden state.",
    "triple",
)
when(
    {"loss": "is text", "value.0": "single"},
    "The loss came back inside a list, a tuple or an array. Return the number itself.",
    "loss_in_a_list",
)
when(
    {f"a_last[{STATE}]": "alone", "value.2": "is array"},
    "The third value has a different shape. It should be the last hidden state, a column.",
    "shape",
)
written(
    r"np\.clip\(gradients\b(?![\[.])",
    "{line} gives the whole dictionary to NumPy's clip, which takes arrays. Call your own clip of"
    " Exercise 1: it takes the dictionary.",
    "clips_the_dictionary",
)
written(
    r"rnn_(?:forward|backward)\((?:\[?[XY]\[[^:\]]*\]|int\(|\[\w+\])",
    "{line} has to give the helper the whole lists X and Y as they are, not single characters. It goes "
    "through them itself, in one call: no loop is needed.",
    "letter_by_letter",
)
written(
    r"(?i)\b(?:velocity|velocities|momentum|beta)\b.*= |\b0\.9\d* \*",
    "{line} mixes earlier gradients, or a part of this one, into the step. Each parameter moves by the rate times "
    "its own clipped gradient, and nothing else.",
    "momentum",
)

written(
    r"\bclip\(par\w+, |np\.clip\(par\w+\[",
    "{line} clips the parameters. Clip the gradients, and let these move the parameters.",
    "parameters_clipped",
)
written(
    r"\blinalg\.norm\(",
    "{line} measures how long the gradients are. No length is needed: clip cuts each entry at 5 by itself.",
    "norm_for_clip",
)
written(
    r"^for .*\bin \w+(?:\.items\(\)|\.keys\(\))?:$",
    "{line} comes to da_next, too, the gradient of a state, which belongs to no parameter. Go through the "
    "parameters, and take the gradient of each.",
    "gradient_of_no_parameter",
    error="KeyError: 'd?a_next'",
)
classes(
    nothing="no_update",
    step="no_clip ascent updates_twice clips_at_rate first_input_erased zero_start swapped_xy "
    "targets_are_inputs gradients_updated_again parameters_for_gradients gradients_scaled "
    "gradients_mean by_not_moved biases_not_moved",
    detail="update_before_clip clip_not_returned fixed_rate rate_one clips_at_10 clips_at_1 "
    "last_but_one first_state state_before flat_state all_states loss_after loss_mean "
    "loss_smoothed loss_negative",
)
