"""A term of a class, played by the commands that a lecturer types: `python -m tests.dinosaur_grader.desk.term`."""
