"""What nbgrader has to know of this course: the same as for the course of this
repository."""

from dinosaur_grader.plugin import trust

c = get_config()  # noqa: F821  nbgrader puts this name here

# The stubs hold placeholders already, so that a blank notebook runs through: nbgrader
# only adds a comment.
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE"}

# `nbgrader autograde` and the formgrader's button judge in the grader's sandbox;
# without this line they'd run the notebook's own tests in the student's kernel: the
# same marks for honest work, and no protection.
trust(c)
