"""Machines that nobody prepared: setup, wheel, rooms, workflow."""
