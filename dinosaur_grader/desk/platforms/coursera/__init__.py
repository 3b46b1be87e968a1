"""Coursera: a grader in a container, a part for each function."""
