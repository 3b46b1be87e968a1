"""Making and measuring the data that the notebooks read."""
