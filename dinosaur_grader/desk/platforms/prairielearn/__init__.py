"""PrairieLearn: an external grader and a question that uses it."""
