"""What goes wrong in `optimize`: (name, hint, swaps on the reference...)."""

_FORWARD = "loss, cache = rnn_forward(X, Y, a_prev, parameters)"
_BACK = "gradients, a = rnn_backward(X, Y, parameters, cache)"
_CLIP = "gradients = clip(gradients, 5)"
_UPDATE = "parameters = update_parameters(parameters, gradients, learning_rate)"
_RETURN = "return loss, gradients, a[len(X) - 1]"
_COPY = "{k: v.copy() for k, v in parameters.items()}"
_RAW = "{k: v.copy() for k, v in gradients.items()}"


def _clipped_at(limit: int) -> tuple[str, str, tuple[str, str]]:
    return (
        f"clips_at_{limit}",
        "The gradients are clipped, but at another limit than 5. Look at the number that you give to clip.",
        (_CLIP, f"gradients = clip(gradients, {limit})"),
    )


FAULTS = (
    (
        "no_update",
        "Loss and gradients are right, but the parameters that were given did not move. Update them, not a copy.",
        (_UPDATE, "pass"),
    ),
    (
        "no_clip",
        "This is what comes out when the gradients are not clipped. Clip them at 5 between the "
        "backward pass and the update.",
        (_CLIP, "pass"),
    ),
    (
        "update_before_clip",
        "The gradients that came back are clipped, but the parameters were moved by unclipped "
        "ones. Clip before you update.",
        (_CLIP, "raw = " + _RAW + "\n    " + _CLIP),
        (_UPDATE, "parameters = update_parameters(parameters, raw, learning_rate)"),
    ),
    (
        "clip_not_returned",
        "The parameters were moved by clipped gradients, but unclipped ones came back. Keep what clip returns.",
        (_CLIP, "raw = " + _RAW + "\n    " + _CLIP),
        (_RETURN, "return loss, raw, a[len(X) - 1]"),
    ),
    (
        "ascent",
        "The parameters moved uphill. The step goes against the gradient.",
        (_UPDATE, "parameters = update_parameters(parameters, gradients, -learning_rate)"),
    ),
    (
        "fixed_rate",
        "The step has always the same rate, whatever learning_rate is. Hand the argument on.",
        (_UPDATE, "parameters = update_parameters(parameters, gradients, 0.01)"),
    ),
    (
        "rate_one",
        "The step is as long as the gradient itself. Hand learning_rate on to the update.",
        (_UPDATE, "parameters = update_parameters(parameters, gradients, 1.0)"),
    ),
    (
        "updates_twice",
        "The parameters moved twice as far as they should. One update a call is enough.",
        (_UPDATE, _UPDATE + "\n    " + _UPDATE),
    ),
    _clipped_at(10),
    _clipped_at(1),
    (
        "clips_at_rate",
        "The gradients are clipped at a very small limit. Look at the number that you give to clip.",
        (_CLIP, "gradients = clip(gradients, learning_rate)"),
    ),
    (
        "last_but_one",
        "The state that came back is one step too early. It is the one after the last input.",
        (_RETURN, "return loss, gradients, a[len(X) - 2]"),
    ),
    (
        "first_state",
        "The state after the first input came back. It should be the one after the last input.",
        (_RETURN, "return loss, gradients, a[0]"),
    ),
    (
        "state_before",
        "The state before the name came back. It should be the one after the last input: look at the index of a.",
        (_RETURN, "return loss, gradients, a_prev"),
    ),
    (
        "all_states",
        "All the states came back. Only the one after the last input is asked for.",
        (_RETURN, "return loss, gradients, a"),
    ),
    (
        "zero_start",
        "This is what comes out when the name starts from the zero state. Hand a_prev on to the forward pass.",
        (_FORWARD, "loss, cache = rnn_forward(X, Y, np.zeros_like(a_prev), parameters)"),
    ),
    (
        "swapped_xy",
        "This is what comes out when X and Y are in each other's place. Inputs first, targets second.",
        (
            _FORWARD,
            "loss, cache = rnn_forward(Y, X[:-1] + [X[-1]] if X[0] is not None else [0] + X[1:], a_prev, parameters)",
        ),
    ),
    (
        "targets_are_inputs",
        "This is what comes out when the inputs serve as targets. Hand Y on as well.",
        (_FORWARD, "loss, cache = rnn_forward(X, [x or 0 for x in X], a_prev, parameters)"),
        (_BACK, "gradients, a = rnn_backward(X, [x or 0 for x in X], parameters, cache)"),
    ),
    (
        "loss_after",
        "The loss was computed after the update. Return the one of the forward pass before it.",
        (_RETURN, "loss = rnn_forward(X, Y, a_prev, parameters)[0]\n    " + _RETURN),
    ),
    (
        "loss_mean",
        "The loss is the mean over the characters. Return their sum, as the forward pass gives it.",
        (_RETURN, "return loss / len(X), gradients, a[len(X) - 1]"),
    ),
    (
        "loss_smoothed",
        "The loss came back smoothed. The smoothing is for model; return the loss of this name.",
        (_RETURN, "return loss * 0.001, gradients, a[len(X) - 1]"),
    ),
    (
        "loss_negative",
        "The loss has the wrong sign. Return it as the forward pass gives it.",
        (_RETURN, "return -loss, gradients, a[len(X) - 1]"),
    ),
    (
        "gradients_updated_again",
        "This is what comes out when the gradients are computed after the update. One pass "
        "back, then clip, then update.",
        (
            _RETURN,
            "_, again = rnn_forward(X, Y, a_prev, parameters)\n"
            "    gradients, a = rnn_backward(X, Y, parameters, again)\n    " + _RETURN,
        ),
    ),
    (
        "parameters_for_gradients",
        "The parameters came back where the gradients are asked for. Look at the order of the return.",
        (_RETURN, "return loss, {'d' + k: v for k, v in parameters.items()}, a[len(X) - 1]"),
    ),
    (
        "gradients_scaled",
        "The gradients that came back are multiplied by the learning rate. Leave that to the update.",
        (
            _RETURN,
            "return loss, {k: v * learning_rate for k, v in gradients.items()}, a[len(X) - 1]",
        ),
    ),
)
