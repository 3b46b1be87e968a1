"""Proofs that the marks are right: machine-made mistakes, and many course seeds."""
