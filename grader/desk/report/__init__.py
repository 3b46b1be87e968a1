"""The class report: marks, questions, what was misunderstood, who needs a look, similar
work."""

from grader.desk.report.verb import command

__all__ = ["command"]
