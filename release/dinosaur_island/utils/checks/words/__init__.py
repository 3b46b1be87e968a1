"""A verdict in words: what is wrong, what it means, one step to try. Whether it passed
is decided elsewhere."""
