"""The class report: marks, questions, what was misunderstood, who needs a look, similar
work."""

from dinosaur_grader.desk.report.verb import command

__all__ = ["command"]
