"""What nbgrader has to know of this course; `make notebooks` and `nbgrader generate_assignment` both read it."""

c = get_config()  # noqa: F821  nbgrader puts this name here

# The stubs hold placeholders already, so that a blank notebook runs through: nbgrader only adds a comment.
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE"}
