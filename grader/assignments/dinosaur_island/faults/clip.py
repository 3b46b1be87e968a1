"""What goes wrong in `clip`: (name, hint, swaps on the reference...)."""

_LINE = "np.clip(gradient, -maxValue, maxValue, out=gradient)"
_LOOP = "[dWaa, dWax, dWya, db, dby]"
_END = 'gradients = {"dWaa": dWaa, "dWax": dWax, "dWya": dWya, "db": db, "dby": dby}'


def _skipped(key: str) -> tuple[str, str, tuple[str, str]]:
    rest = ", ".join(k for k in ("dWaa", "dWax", "dWya", "db", "dby") if k != key)
    return (
        f"skips_{key}",
        f"Every array is right but {key}, which came back unclipped. Let your loop go over all five.",
        (_LOOP, f"[{rest}]"),
    )


FAULTS = (
    (
        "unclipped",
        "The gradients came back as they went in. If your line makes clipped copies, see that "
        "it is the copies that you return.",
        (_LINE, "pass"),
    ),
    (
        "no_lower",
        "Entries above maxValue are cut, those below -maxValue are not. They have to be raised to -maxValue.",
        (_LINE, "np.minimum(gradient, maxValue, out=gradient)"),
    ),
    (
        "no_upper",
        "Entries below -maxValue are raised, those above maxValue are not cut. They have to be lowered to maxValue.",
        (_LINE, "np.maximum(gradient, -maxValue, out=gradient)"),
    ),
    (
        "fixed_10",
        "The limit is always 10, whatever maxValue is. Use the argument.",
        (_LINE, "np.clip(gradient, -10, 10, out=gradient)"),
    ),
    (
        "fixed_5",
        "The limit is always 5, whatever maxValue is. Use the argument.",
        (_LINE, "np.clip(gradient, -5, 5, out=gradient)"),
    ),
    (
        "fixed_1",
        "The limit is always 1, whatever maxValue is. Use the argument.",
        (_LINE, "np.clip(gradient, -1, 1, out=gradient)"),
    ),
    _skipped("dby"),
    _skipped("db"),
    _skipped("dWya"),
    _skipped("dWax"),
    _skipped("dWaa"),
    (
        "skips_biases",
        "The three weight gradients are right, db and dby came back unclipped. Let your loop go over all five.",
        (_LOOP, "[dWaa, dWax, dWya]"),
    ),
    (
        "only_first",
        "Only the first array is clipped. Look whether the return stands inside the loop.",
        (_LOOP, "[dWaa]"),
    ),
    (
        "only_last",
        "Only the last array is clipped. Look whether the clipping line stands inside the loop.",
        (_LOOP, "[dby]"),
    ),
    (
        "from_zero",
        "All negative entries became 0. The interval begins at -maxValue, not at 0.",
        (_LINE, "np.clip(gradient, 0, maxValue, out=gradient)"),
    ),
    (
        "to_zero",
        "Positive entries became 0. The interval ends at maxValue, not at 0.",
        (_LINE, "np.clip(gradient, -maxValue, 0, out=gradient)"),
    ),
    (
        "swapped_limits",
        "All entries came back alike. Lower and upper limit seem to be in each other's place.",
        (_LINE, "np.clip(gradient, maxValue, -maxValue, out=gradient)"),
    ),
    (
        "all_upper",
        "All entries became maxValue. The lower limit has to be -maxValue.",
        (_LINE, "np.clip(gradient, maxValue, maxValue, out=gradient)"),
    ),
    (
        "zeroed",
        "Entries outside the interval became 0. They have to move to the nearer end of it.",
        (_LINE, "gradient[np.abs(gradient) > maxValue] = 0"),
    ),
    (
        "sign_lost",
        "Entries below -maxValue became maxValue: they lost their sign. They belong at -maxValue.",
        (_LINE, "gradient[np.abs(gradient) > maxValue] = maxValue"),
    ),
    (
        "absolute",
        "All entries lost their sign. Clip the gradients themselves, not their absolute values.",
        (_LINE, "np.clip(np.abs(gradient), -maxValue, maxValue, out=gradient)"),
    ),
    (
        "negated",
        "All entries have the wrong sign. Clipping keeps signs.",
        (_LINE, "np.clip(-gradient, -maxValue, maxValue, out=gradient)"),
    ),
    (
        "norm",
        "Each array was shrunk as a whole, by its norm. Here each entry is clipped by itself.",
        (_LINE, "gradient *= min(1.0, maxValue / np.linalg.norm(gradient))"),
    ),
    (
        "global_norm",
        "All arrays were shrunk together, by their common norm. Here each entry is clipped by itself.",
        (_LINE, "gradient *= scale"),
        (
            "    for gradient in",
            "    scale = min(1.0, maxValue / np.sqrt(sum((v**2).sum() for v in "
            "gradients.values())))\n    for gradient in",
        ),
    ),
    (
        "shrunk",
        "Each array was shrunk until its largest entry fits. Entries inside the interval have to stay as they are.",
        (_LINE, "gradient *= min(1.0, maxValue / np.abs(gradient).max())"),
    ),
    (
        "rescaled",
        "Each array was scaled so that its largest entry fits. Entries inside the interval have to stay as they are.",
        (_LINE, "gradient *= maxValue / np.abs(gradient).max()"),
    ),
    (
        "squashed",
        "Entries inside the interval changed as well. Only those outside it move.",
        (_LINE, "gradient[:] = maxValue * np.tanh(gradient / maxValue)"),
    ),
    (
        "signs",
        "Every entry became plus or minus maxValue. Only those outside the interval move there.",
        (_LINE, "gradient[:] = maxValue * np.sign(gradient)"),
    ),
    (
        "whole",
        "The numbers lost their decimals. Keep the arrays' own type.",
        (_LINE, "gradient[:] = np.clip(gradient, -maxValue, maxValue).astype(int)"),
    ),
    (
        "modulo",
        "Entries outside the interval were folded back into it. They have to stop at its nearer end.",
        (_LINE, "gradient[:] = np.fmod(gradient, maxValue)"),
    ),
    (
        "too_wide",
        "The interval is too wide by a factor of two. It reaches from -maxValue to maxValue.",
        (_LINE, "np.clip(gradient, -2 * maxValue, 2 * maxValue, out=gradient)"),
    ),
    (
        "too_tight",
        "The interval is too narrow by a factor of two. It reaches from -maxValue to maxValue.",
        (_LINE, "np.clip(gradient, -maxValue / 2, maxValue / 2, out=gradient)"),
    ),
    (
        "swapped_names",
        "Two arrays came back under each other's name. Look at the dictionary that you return.",
        (_END, 'gradients = {"dWaa": dWaa, "dWax": dWax, "dWya": dWya, "db": dby, "dby": db}'),
    ),
    (
        "same_array",
        "The same array came back under several names. Look at the dictionary that you return.",
        (_END, 'gradients = {k: gradient for k in ("dWaa", "dWax", "dWya", "db", "dby")}'),
    ),
)
