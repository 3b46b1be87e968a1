"""Plain values of all kinds, for what hypothesis tries."""

from hypothesis import strategies as st

from dinosaur_grader.checks.values import Drawn, plain_data

KEYS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.text(max_size=3)
    | st.floats().map(plain_data)
    | st.complex_numbers(allow_nan=False)
    | st.dates(),
    lambda part: st.tuples(part, part) | st.frozensets(part, max_size=3),
    max_leaves=4,
)
PLAIN = st.recursive(
    KEYS,
    lambda part: (
        st.lists(part, max_size=3)
        | st.tuples(part, part)
        | st.dictionaries(st.sampled_from(["a", "b"]) | KEYS, part, max_size=2)
        | st.sets(KEYS, max_size=3)
        | st.builds(Drawn, st.tuples(part), st.just("map"))
    ),
)
