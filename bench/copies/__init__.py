"""Copied work: the disguises a student gives it, and the peers that look for it, each run in its own environment."""
