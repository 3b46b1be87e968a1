"""Made-up messages through all that reads, judges and marks them."""
