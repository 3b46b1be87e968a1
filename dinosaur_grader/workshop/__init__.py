"""Makes what is generated of an assignment, its notebooks and release; asks the gallery."""
