"""Reading an assignment: its notebooks, its probes from the course's seed, its right
answers."""
