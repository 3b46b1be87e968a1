"""What nbgrader has to know of this course; `make notebooks` and `nbgrader generate_assignment` both read it."""

c = get_config()  # noqa: F821  nbgrader puts this name here

# The stubs already hold placeholders, so a blank notebook runs through; the line that nbgrader puts in is only a comment.
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE"}
