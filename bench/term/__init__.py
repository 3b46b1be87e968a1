"""A term of a class, played by the commands that a lecturer types: `python -m bench.term`."""
