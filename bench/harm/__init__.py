"""What is done to a grading on purpose: layers left out, attacks tried, runs killed."""
