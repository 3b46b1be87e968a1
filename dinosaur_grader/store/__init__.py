"""The state of a course: tables of ours in the gradebook's own database, beside
nbgrader's. Pages, CSV files and `results.jsonl` are rendered from it, never read back."""
