"""Reading what a student handed in: taking the file, its cells, what was damaged."""
