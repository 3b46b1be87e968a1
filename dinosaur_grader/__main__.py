"""`python -P -m dinosaur_grader`, where the script `dinosaur-grader` is not at hand."""

import os
import sys

HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
REFUSED = (
    "Error: `python -m` imports from the current folder before all else, and a student's has a utils/ too: "
    "use `dinosaur-grader`, or `python -P -m dinosaur_grader`."
)

if __name__ == "__main__":
    # a checkout's own folder holds nobody else's files
    if not sys.flags.safe_path and sys.path[0] != HOME:
        print(REFUSED, file=sys.stderr)
        sys.exit(2)
    from dinosaur_grader.cli import main

    main()
