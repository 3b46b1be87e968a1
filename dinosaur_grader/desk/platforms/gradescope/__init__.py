"""Gradescope: an autograder for programming assignments, a zip."""
