"""The public questions of this notebook: made from its rubric, not written by hand."""
