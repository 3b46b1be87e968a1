"""The questions to each function: the public ones, and the hidden ones from the
course's seed."""
