"""A student's kernel as a process of its own, in the folder of a notebook."""

import os
import subprocess

from dinosaur_grader.assignments.assignment import load

ASKED = """
import sys
from utils.checks import check
{answer}
loaded = dict(sys.modules)
from dinosaur_grader.plain import marks
given = marks("{function}_expected", globals())
lost = [name for name, module in loaded.items() if sys.modules.get(name) is not module]
print()
print("marks", f"{{given:g}}", "check", f"{{check({function}):g}}", "lost", lost)
"""


def said_of(function, work, python, folder):
    """What is said after a right answer to `function` was asked there by nbgrader's line, then by
    `check`: the points of both, and the modules that were loaded before and aren't any more."""
    program = ASKED.format(function=function, answer=load(*work).rubric.answers.cell)
    own = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    own["PYTHONDONTWRITEBYTECODE"] = "1"  # the folder may be the committed release
    done = subprocess.run(
        [str(python), "-c", program], cwd=folder, env=own, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.splitlines()[-1]
