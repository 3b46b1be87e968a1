"""All of the grader that runs beside a student's code: copied into the sandbox
whole."""
