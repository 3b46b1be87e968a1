"""The second notebook's model: its cell, its verse, its weights, its figures."""
