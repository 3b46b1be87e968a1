"""From the bytes of a hand-in to its cells."""
