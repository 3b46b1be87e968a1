"""Attacks, and honest work that looks like one."""
