"""The checks of a term. Each is a function whose docstring says what should be true, and
which yields what was seen in its place."""
